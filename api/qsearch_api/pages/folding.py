"""Fold what one institution repeats year after year into one place of a list of hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qsearch.benchmark.likeness import alike
from qsearch.results import Hit

__all__ = ["FoldedHit", "folded_hits"]

_LEAST = 0.86
"""How alike two actions are that are one: above what holding the shorter whole is worth, so none that grew by a clause."""


@dataclass(frozen=True, slots=True)
class FoldedHit:
    """Hold a hit, and the hits of other years that say the same, oldest year first."""

    hit: Hit
    others: tuple[Hit, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The other years, ascending, each once."""
        return tuple(dict.fromkeys(hit.item.plan.year for hit in self.others if hit.item.plan.year is not None))


def folded_hits(hits: Sequence[Hit], institution: Callable[[str], str]) -> tuple[FoldedHit, ...]:
    """Return the hits of a page in order, those left out that an earlier one stands for.

    Only hits of the same institution, whatever it was called, and of different years are
    folded; what one plan says twice stays.
    """
    same = _same(hits, institution)
    folded: set[int] = set()
    shown = []
    for place, hit in enumerate(hits):
        if place in folded:
            continue
        others = [other for other in sorted(same[place]) if other > place and other not in folded]
        folded.update(others)
        by_year = sorted((hits[other] for other in others), key=lambda one: one.item.plan.year or 0)
        shown.append(FoldedHit(hit, tuple(by_year)))
    return tuple(shown)


def _same(hits: Sequence[Hit], institution: Callable[[str], str]) -> dict[int, set[int]]:
    """Return for each hit the places of those that say the same in another year."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, hit in enumerate(hits):
        if hit.item.plan.year is not None:
            places[institution(hit.item.plan.agency)].append(place)
    found: dict[int, set[int]] = defaultdict(set)
    for own in places.values():
        texts = [hits[place].item.item.text for place in own]
        for _, one, other in alike(texts, texts, least=_LEAST):
            if hits[own[one]].item.plan.year != hits[own[other]].item.plan.year:
                found[own[one]].add(own[other])
    return found
