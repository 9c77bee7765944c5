"""Complete what is being typed: words and concepts of the items, and past actions.

A word is shown in the characters of Taiwan, a concept as the thesaurus prints it, an
action as it is printed; each is found by its folded form, so it makes no difference in
which script or width the beginning is typed. Chinese parts no words: what is completed is
the last word or term of what was typed without a space, as the cutter sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from qsearch.results import Completion
from qsearch.search.beginnings import read_beginning
from qsearch.search.engine import Engine, EngineQuery, Field, Phrase
from qsearch.search.index import status_filter
from qsearch.search.wording import STOP_WORDS
from qsearch.text.analyse import Analyser, atom_runs
from qsearch.text.fold import fold, fold_text, to_traditional
from qsearch.text.script import is_han
from qsearch.text.thesaurus import Wording

__all__ = ["Completer"]

_LONGEST = 60  # folded characters; who has typed more has a query
_MOST_BEGINNINGS = 5_000
"""Where more items may begin so, each of their beginnings says little and looking through them takes long."""

_MOST_INSIDE = 500
"""So for actions that hold what is typed further in."""

_SHORTEST_INSIDE = 3  # characters; two stand in too many actions to tell which is meant
_TOLD_APART = 14  # characters at its beginning tell an action from nearly all others
_MOST_ENDS = 3  # words at the end of what is typed that are tried for the beginning of a term
_MOST_CONCEPTS = 64
_SPARE_WORDS = 8  # some are stop words, or numbers
_LONGER_CONCEPTS = 16


class Completer:
    """Join an engine with the analysis its index was built by."""

    def __init__(self, engine: Engine, analyser: Analyser) -> None:
        self._engine = engine
        self._analyser = analyser
        self._filters = (status_filter(drafts=False),)

    def complete(self, typed: str, *, limit: int) -> tuple[Completion, ...]:
        """Return at most `limit` whole queries that go on from what is typed: terms first, then past actions.

        A term completes the end of what stands after the last white space and keeps what
        stands before it; an action begins with everything typed, or holds it. Nothing typed,
        or more than a sentence, has none.
        """
        whole = _joined(typed[: 4 * _LONGEST])
        if not whole or len(whole) > _LONGEST or limit < 1:
            return ()
        before, last = _parted(typed.lstrip())
        kept, terms = self._ending_terms(last, limit)
        items = list(self._beginnings(whole, limit)) if len(whole) > 1 else []
        if len(items) < limit - limit // 2:
            items += self._holding(whole, limit - limit // 2 - len(items), {text for text, _ in items})
        # Terms stand in far more items than any beginning: by count alone no action would ever be seen.
        room = max(limit - len(items), limit - limit // 2)
        shown = [Completion(before + kept + text, "term", count) for text, count in terms[:room]]
        shown += [Completion(text, "item", count) for text, count in items[: limit - len(shown)]]
        return tuple(shown)

    def _ending_terms(self, typed: str, limit: int) -> tuple[str, list[tuple[str, int]]]:
        """Return the terms that continue the end of what is typed, the longest end that has any, and what stands before it."""
        folded = fold(typed)
        if found := self._terms(_joined(typed), limit):
            return "", found
        end = len(folded.text)
        # Where the cutter doesn't know what is half typed, the last characters are tried as well.
        starts = {piece.start for piece in self._analyser.pieces(folded.text)[-_MOST_ENDS:]} | {end - 2, end - 1}
        for start in sorted(start for start in starts if 0 < start < end and is_han(folded.text[start])):
            if found := self._terms(folded.text[start:], limit):
                return _shown(typed[: folded.printed(start, end)[0]]), found
        return "", []

    def _terms(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that continue a prefix and how many items each finds, most often printed first.

        A wording of a concept finds items that print another; where hardly any prints it, few
        would mean it.
        """
        if not prefix:
            return []
        words = self._engine.terms_with_prefix(
            Field.TEXT_WORDS, prefix, filters=self._filters, limit=2 * limit + _SPARE_WORDS
        )
        wordings = [one for one in self._analyser.thesaurus.wordings_with_prefix(prefix) if one.folded != prefix]
        printings = {one.folded: one.printed for one in wordings}
        found = {
            word.term: (_shown(printings.get(word.term, word.term)), word.count)
            for word in words
            if len(word.term) > 1 and word.term not in STOP_WORDS and not word.term.isdecimal()
        }
        for folded, printed, count in self._concepts(prefix, wordings, limit):
            found[folded] = (printed, max(count, found[folded][1] if folded in found else 0))
        found.pop(prefix, None)
        rarest = dict(zip(found, self._rarest(tuple(found)), strict=True))
        ordered = sorted(
            found.items(), key=lambda one: (-min(one[1][1], rarest[one[0]]), -one[1][1], len(one[1][0]), one[1][0])
        )
        return [term for _, term in ordered[:limit]]

    def _concepts(self, prefix: str, wordings: Iterable[Wording], limit: int) -> Iterator[tuple[str, str, int]]:
        """Yield one wording of each concept that has some with this prefix: folded, printed, in how many items."""
        if len(prefix) == 1 and not is_han(prefix):
            return
        named = {lead.concept for lead in self._analyser.thesaurus.concepts_of(prefix)}
        wordings = [one for one in wordings if one.concept not in named]  # those have been typed already
        rarest = dict(zip(wordings, self._rarest([one.folded for one in wordings]), strict=True))
        # The concept's own name where it begins so, else the shortest wording that does, of those in print first.
        ordered = sorted(
            wordings, key=lambda one: (one.folded != one.concept, not rarest[one], len(one.folded), one.folded)
        )
        chosen = {one.concept: one for one in reversed(ordered)}
        concepts = sorted(chosen)[:_MOST_CONCEPTS]
        likely = zip(self._engine.frequencies(Field.TEXT_CONCEPTS, concepts), concepts, strict=True)
        # That cheap count knows drafts, and what was taken away lately, too.
        for some, concept in sorted(likely, key=lambda one: (-one[0], one[1]))[:limit]:
            if some and (count := self._count(concept)):
                yield chosen[concept].folded, _shown(chosen[concept].printed), count

    def _count(self, concept: str) -> int:
        """Return in how many published items a concept stands."""
        found = self._engine.terms_with_prefix(
            Field.TEXT_CONCEPTS, concept, filters=self._filters, limit=_LONGER_CONCEPTS
        )
        return next((one.count for one in found if one.term == concept), 0)

    def _beginnings(self, prefix: str, limit: int) -> Iterator[tuple[str, int]]:
        """Yield the beginnings of actions, printed, and how many begin so; none where too many do."""
        if self._rarest([prefix])[0] > _MOST_BEGINNINGS:
            return
        terms = self._engine.terms_with_prefix(Field.BEGINNING, prefix, filters=self._filters, limit=2 * limit)
        counts: Counter[str] = Counter()
        printings: dict[str, str] = {}
        for one in terms:
            folded, printed = read_beginning(one.term)
            counts[folded] += one.count
            printings.setdefault(folded, printed)  # the most frequent comes first
        for folded, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]:
            yield printings[folded], count

    def _holding(self, text: str, limit: int, known: set[str]) -> Iterator[tuple[str, int]]:
        """Yield the beginnings of actions that hold a text further in, newest first; none where too many may."""
        if len(text) < _SHORTEST_INSIDE or limit < 1 or not 0 < self._rarest([text])[0] <= _MOST_INSIDE:
            return
        most = len(known) + limit
        runs = tuple(Phrase((Field.TEXT_CHARACTERS,), tuple(run.texts)) for run in atom_runs(fold(text)))
        query = EngineQuery(required=runs, filters=self._filters, sort="year", limit=2 * limit, texts=True)
        for hit in self._engine.search(query).hits:
            start = hit.texts.text[:_TOLD_APART].rstrip("。，、；：") if hit.texts is not None else ""
            for one in self._engine.terms_with_prefix(Field.BEGINNING, start, filters=self._filters, limit=1):
                _, printed = read_beginning(one.term)
                if printed in known:
                    continue
                known.add(printed)
                yield printed, one.count
            if len(known) >= most:
                return

    def _rarest(self, texts: Sequence[str]) -> list[int]:
        """Return for each folded text in how many items its rarest pair of Han characters stands; 0 for one without."""
        pairs = {text: [pair for pair in _pairs(text) if all(map(is_han, pair))] for text in texts}
        flat = tuple(dict.fromkeys(pair for own in pairs.values() for pair in own))
        held = dict(zip(flat, self._engine.frequencies(Field.TEXT_BIGRAMS, flat), strict=True))
        return [min((held[pair] for pair in pairs[text]), default=0) for text in texts]


def _pairs(text: str) -> list[str]:
    return [one + other for one, other in pairwise(text)]


def _shown(term: str) -> str:
    """Return a term as it is printed here: what holds nothing Traditional is converted."""
    return to_traditional(term) if term == fold_text(term) else term


def _joined(text: str) -> str:
    return "".join(fold_text(text).split())


def _parted(typed: str) -> tuple[str, str]:
    """Return what stands before the term that is being typed, with its white space, and that term."""
    words = typed.split()
    if not words or typed[-1].isspace():
        return typed, ""
    return typed[: -len(words[-1])], words[-1]
