"""Part a query into the things it asks for: terms of the thesaurus, and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass

from qsearch.search.wording import QUESTION_FRAMES, STOP_WORDS, VAGUE_WORDS
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold_text
from qsearch.text.script import is_han
from qsearch.text.thesaurus import Lead, Mention

__all__ = ["Unit", "units_of"]

_VAGUE = 0.35
_LONE_CHARACTER = 0.3


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one thing a query asks for.

    `text` is folded and without white space. `leads` are the concepts it names (weight up
    to 1) and those they lead to, surest first. `weight` says how much it counts beside
    the others, before its rarity.
    """

    text: str
    leads: tuple[Lead, ...] = ()
    weight: float = 1.0


def units_of(chunk: str, analyser: Analyser) -> tuple[Unit, ...]:
    """Return what a piece of a query asks for, in order; all of its words where only stop words are left."""
    found = _units(QUESTION_FRAMES.sub(lambda frame: "." * len(frame[0]), chunk), analyser, STOP_WORDS)
    return found or _units(chunk, analyser, frozenset())


def _units(chunk: str, analyser: Analyser, without: frozenset[str]) -> tuple[Unit, ...]:
    named = [mention for mention in _side_by_side(analyser.mentions(chunk)) if mention.term not in without]
    placed = [(mention.start, _named(mention.term, analyser)) for mention in named]
    pieces = analyser.pieces(fold_text(chunk))
    loose = [
        piece
        for piece in pieces
        if piece.kind in ("han", "letters", "digits")
        and piece.text not in without
        and not any(mention.start < piece.end and piece.start < mention.end for mention in named)
    ]
    alone = len(placed) + len(loose) == 1
    placed += [
        (piece.start, Unit(piece.text.replace(",", ""), weight=_weight(piece.text, alone=alone))) for piece in loose
    ]
    return tuple(unit for _, unit in sorted(placed, key=lambda pair: pair[0]))


def _side_by_side(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Return mentions that don't overlap, from the left, the longer first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, mention.start - mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _named(term: str, analyser: Analyser) -> Unit:
    best: dict[str, float] = {}
    for concept, sure in analyser.thesaurus.concepts_of(term):
        best[concept] = max(sure, best.get(concept, 0.0))
        for lead in analyser.thesaurus.leads_from(concept):
            best[lead.concept] = max(sure * lead.weight, best.get(lead.concept, 0.0))
    leads = tuple(Lead(*pair) for pair in sorted(best.items(), key=lambda pair: (-pair[1], pair[0])))
    return Unit("".join(term.split()), leads, _VAGUE if term in VAGUE_WORDS else 1.0)


def _weight(word: str, *, alone: bool) -> float:
    if alone:
        return 1.0
    if word in VAGUE_WORDS:
        return _VAGUE
    return _LONE_CHARACTER if len(word) == 1 and is_han(word) else 1.0
