"""Understand what people type, and say it as an EngineQuery.

Plain text asks for items that hold one of its words or bigrams; its characters only add
to the score, unless a single one is all there is. 「…」 or "…" at the start of a term asks
for that phrase, and `-` at the start of a term for items without it. Anything else that
gets pasted is just text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from qsearch.search.engine import EngineQuery, Field, Phrase, WeightedTerm
from qsearch.search.units import Unit, units_of
from qsearch.search.wording import QUESTION_FRAMES, STOP_WORDS
from qsearch.text.analyse import Analysed, Analyser, atom_runs
from qsearch.text.fold import fold, fold_text
from qsearch.text.script import is_han
from qsearch.text.spans import Span, merge_spans

__all__ = ["GroupWeights", "ParsedQuery", "engine_query", "parse_query", "unquoted"]

T = TypeVar("T")

_QUOTES = re.compile(r"[「」『』“”\"]")

# A phrase or an exclusion stands at the start of a term; a quote that never closes is text.
_OPERATORS = re.compile(
    r"""(?<!\S)
    (?P<minus>[-－−])?
    (?: 「(?P<corner>[^」]+)」 | 『(?P<double>[^』]+)』 | "(?P<straight>[^"]+)" | “(?P<curly>[^”]+)” | (?P<bare>(?<=[-－−])[^\s\-－−]\S*) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """Weigh the three groups of fields; a group of weight 0 is not looked at."""

    text: float = 1.0
    context: float = 0.4
    about: float = 0.2


class _Group(NamedTuple):
    words: Field
    bigrams: Field
    characters: Field
    concepts: Field | None


_TEXT = _Group(Field.TEXT_WORDS, Field.TEXT_BIGRAMS, Field.TEXT_CHARACTERS, Field.TEXT_CONCEPTS)
_CONTEXT = _Group(Field.CONTEXT_WORDS, Field.CONTEXT_BIGRAMS, Field.CONTEXT_CHARACTERS, Field.CONTEXT_CONCEPTS)
_ABOUT = _Group(Field.ABOUT_WORDS, Field.ABOUT_BIGRAMS, Field.ABOUT_CHARACTERS, None)
_WORD, _BIGRAM, _JOIN, _CHARACTER, _CONCEPT = 0.4, 1.0, 0.5, 0.6, 2.0
_MATCHING_LEAD = 0.5
"""From this weight on a concept that a word leads to is a synonym: what holds it matches."""

# Enough for a pasted paragraph.
_MOST_TERMS = 200
_MOST_CONCEPTS = 60


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Hold what a query asks for, folded and without repeats.

    `words` and `bigrams` match; `joins` (bigrams over the border of two words) only score,
    and so do `characters` unless nothing else is there. `interpreted` says it in the
    query's own writing.
    """

    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    units: tuple[Unit, ...] = ()
    """What is asked for, thing by thing, as the ranking weighs it."""
    interpreted: str = ""
    blank: bool = False
    """Whether nothing was typed at all, which asks for everything."""

    @property
    def characters_match(self) -> bool:
        """Whether single characters match, as there is nothing longer."""
        return not (self.words or self.bigrams or self.required)

    @property
    def empty(self) -> bool:
        """Whether something was typed that holds nothing to look for."""
        return not (self.blank or self.characters or self.required or self.excluded)

    @property
    def marks(self) -> tuple[str, ...]:
        """What to mark in a hit: folded strings of whole characters, words and numbers."""
        phrases = ("".join(phrase) for phrase in self.required)
        plain = self.characters if self.characters_match else (*self.words, *self.bigrams)
        return tuple(dict.fromkeys((*phrases, *plain)))


def parse_query(text: str, analyser: Analyser) -> ParsedQuery:
    """Understand a typed query. Never fails: what cannot be an operator is text."""
    required: list[str] = []
    excluded: list[str] = []
    plain: list[str] = []
    end = 0
    for match in _OPERATORS.finditer(text):
        phrase = next(group for name, group in match.groupdict().items() if name != "minus" and group)
        if not _phrase_runs(phrase):
            continue
        plain.append(text[end : match.start()])
        end = match.end()
        (excluded if match["minus"] else required).append(phrase.strip())
    plain.append(text[end:])
    chunks = _chunks(" ".join(plain))
    # The words of a phrase are looked for as well: they rank those that hold it.
    analysed = [_analyse(chunk, analyser) for chunk in (*chunks, *required)]
    return ParsedQuery(
        words=_distinct(term for one in analysed for term in one.words.texts),
        bigrams=_distinct(term for one in analysed for term in one.bigrams.texts),
        joins=_distinct(term for one in analysed for term in one.joins.texts),
        characters=_distinct(term for one in analysed for run in one.runs for term in run.texts),
        required=_distinct(run for phrase in required for run in _phrase_runs(phrase)),
        excluded=_distinct(run for phrase in excluded for run in _phrase_runs(phrase)),
        units=_distinct(unit for chunk in (*chunks, *required) for unit in units_of(chunk, analyser)),
        interpreted=_interpret(zip(chunks, analysed, strict=False), required, excluded),
        blank=not fold_text(text),
    )


def engine_query(parsed: ParsedQuery, weights: GroupWeights | None = None) -> EngineQuery:
    """Say a parsed query with fields and weights; filters, sort and page are added to it."""
    weighed = weights if weights is not None else GroupWeights()
    pairs = ((_TEXT, weighed.text), (_CONTEXT, weighed.context), (_ABOUT, weighed.about))
    groups = [(group, weight) for group, weight in pairs if weight]
    # A word of two characters is a bigram as well; asking twice pays only in the action itself.
    long_words = tuple(word for word in parsed.words if len(word) > 2 or not is_han(word[0]))
    terms: list[WeightedTerm] = []
    for group, weight in groups:
        terms += _weighted(group.words, parsed.words if group is _TEXT else long_words, weight * _WORD)
        terms += _weighted(group.bigrams, parsed.bigrams, weight * _BIGRAM)
        terms += _weighted(group.bigrams, parsed.joins, weight * _JOIN, matches=False)
        # Loose characters in the name of an agency or a unit say nothing about an action.
        if parsed.characters_match or group is not _ABOUT:
            matches = parsed.characters_match
            terms += _weighted(group.characters, parsed.characters, weight * _CHARACTER, matches=matches)
        if group.concepts is not None:
            terms += _concepts(group.concepts, parsed.units, weight * _CONCEPT)
    if parsed.required:
        # The phrases alone decide what matches; the words beside them rank it.
        terms = [WeightedTerm(term.field, term.text, term.weight, matches=False) for term in terms]
    in_fields = tuple(group.characters for group, _ in groups)
    return EngineQuery(
        terms=tuple(terms),
        required=tuple(Phrase(in_fields, phrase) for phrase in parsed.required),
        excluded=tuple(Phrase(in_fields, phrase) for phrase in parsed.excluded),
    )


def _weighted(field: Field, texts: Iterable[str], weight: float, *, matches: bool = True) -> list[WeightedTerm]:
    return [WeightedTerm(field, text, weight, matches) for text in texts]


def _concepts(field: Field, units: Iterable[Unit], weight: float) -> list[WeightedTerm]:
    """Ask for the concepts that units name or lead to, each once, at its best weight."""
    best: dict[str, float] = {}
    for unit in units:
        for lead in unit.leads:
            best[lead.concept] = max(lead.weight, best.get(lead.concept, 0.0))
    return [
        WeightedTerm(field, concept, weight * sure, matches=sure >= _MATCHING_LEAD)
        for concept, sure in sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_CONCEPTS]
    ]


def _chunks(text: str) -> list[str]:
    """Part a text at its white space, but keep together what is spaced character by character."""
    chunks: list[str] = []
    spaced = False
    for chunk in text.split():
        lone = len(chunk) == 1 and is_han(chunk)
        if lone and spaced:
            chunks[-1] += chunk
        elif not lone and chunks and _is_latin(chunk) and _is_latin(chunks[-1]):
            # qr code: letters side by side may be written as one.
            chunks[-1] += f" {chunk}"
        else:
            chunks.append(chunk)
        spaced = lone
    return chunks


def _is_latin(chunk: str) -> bool:
    return not any(map(is_han, chunk))


def _analyse(chunk: str, analyser: Analyser) -> Analysed:
    # A frame gives way to as many full stops, so that places stay where they are.
    asked = analyser.analyse(QUESTION_FRAMES.sub(lambda frame: "." * len(frame[0]), chunk), without=STOP_WORDS)
    return asked if asked.runs else analyser.analyse(chunk)


def _interpret(chunks: Iterable[tuple[str, Analysed]], required: list[str], excluded: list[str]) -> str:
    """Name the longest words, and what stands between them, as they were typed."""
    said: list[str] = []
    for chunk, analysed in chunks:
        words = _longest((term.start, term.end) for term in analysed.words)
        loose = [(term.start, term.end) for term in analysed.bigrams]
        loose = [span for span in loose if all(span[1] <= start or end <= span[0] for start, end in words)]
        units = sorted((*words, *merge_spans(loose)))
        if not units:
            units = [(term.start, term.end) for run in analysed.runs for term in run]
        said += [chunk[start:end] for start, end in units]
    said += [f"「{phrase}」" for phrase in required]
    said += [f"-{phrase}" for phrase in excluded]
    return " ".join(dict.fromkeys(said))


def _longest(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Drop the spans that lie within another."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _phrase_runs(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(run.texts) for run in atom_runs(fold(phrase)))


def _distinct(terms: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(terms))[:_MOST_TERMS]


def unquoted(text: str) -> str:
    """Return a typed query with its quotation marks taken out."""
    return " ".join(_QUOTES.sub(" ", text).split())
