"""Tell what became of each action between an older and a newer plan."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from qsearch.benchmark.likeness import alike
from qsearch.frameworks.folding import fold_label, fold_words
from qsearch.plan import StoredItem
from qsearch.results import Change, Changes

__all__ = ["changes"]

REWORDED = 0.3
"""The least likeness of two texts under one label that are the same action reworded.

Chosen on invented texts: 23 of 25 rewordings as agencies make them from year to year
(tests/unit/data/rewordings.tsv) reach it, and of the shipped examples, which are all
different actions, none reaches it with another of its label.
"""

MOVED = 0.45
"""The least likeness of two texts under different labels that are the same action moved.

It takes more than for a rewording: without a common heading the texts alone must show it.
No example reaches it with one of another label of its kind of agency (2,376 tried); at 0.3
four do.
"""

_SAME_LABEL = 0.15
"""By how much a common label speaks for a pair when two candidates contend."""

Place = tuple[str, ...]
Pair = tuple[int, int]


def changes(old: Sequence[StoredItem], new: Sequence[StoredItem]) -> Changes:
    """Pair the items of two plans and return what became of each.

    Kept: the same words under the same canonical label; reworded: similar words under
    it; moved: the same or similar words under another one. What finds no partner was
    dropped or added. Every item stands in exactly one list; `kept`, `reworded`, `moved`
    and `dropped` follow the older plan's order, `added` the newer's.

    The same words are paired first, then the most alike pair of those left, and so on:
    no good pair is broken up to make two poor ones. Ties fall to the earlier items.
    """
    old_places, new_places = [_place(s) for s in old], [_place(s) for s in new]
    old_words, new_words = [fold_words(s.item.text) for s in old], [fold_words(s.item.text) for s in new]
    kept = _pair_equal(
        [(*place, words) for place, words in zip(old_places, old_words, strict=True)],
        [(*place, words) for place, words in zip(new_places, new_words, strict=True)],
    )
    rest_old = _left(len(old), (i for i, _ in kept))
    rest_new = _left(len(new), (j for _, j in kept))
    candidates = []
    for likeness, a, b in alike([old_words[i] for i in rest_old], [new_words[j] for j in rest_new], least=REWORDED):
        i, j = rest_old[a], rest_new[b]
        same_place = old_places[i] == new_places[j]
        if same_place or likeness >= MOVED:
            candidates.append((-(likeness + _SAME_LABEL * same_place), i, j))
    paired = _pair_best(candidates)
    reworded = [(i, j) for i, j in paired if old_places[i] == new_places[j]]
    moved = [(i, j) for i, j in paired if old_places[i] != new_places[j]]
    dropped = _left(len(old), (i for i, _ in (*kept, *paired)))
    added = _left(len(new), (j for _, j in (*kept, *paired)))

    def as_changes(pairs: Iterable[Pair]) -> tuple[Change, ...]:
        return tuple(Change(old[i], new[j]) for i, j in sorted(pairs))

    return Changes(
        kept=as_changes(kept),
        reworded=as_changes(reworded),
        moved=as_changes(moved),
        dropped=tuple(old[i] for i in dropped),
        added=tuple(new[j] for j in added),
    )


def _place(stored: StoredItem) -> Place:
    """Return where an item is filed; where its print fits no label at all, the print itself stands in."""
    item, label = stored.item, stored.item.label
    if label.dimension is not None:
        return (label.framework, label.dimension, label.subdimension or "", label.execution_item or "")
    printed = (item.dimension, item.subdimension, item.execution_item)
    return (label.framework, *(fold_label(text or "") for text in printed))


def _pair_equal(old: Sequence[Place], new: Sequence[Place]) -> list[Pair]:
    """Pair equal keys in order, as often as both sides hold them."""
    waiting: dict[Place, deque[int]] = defaultdict(deque)
    for j, key in enumerate(new):
        waiting[key].append(j)
    return [(i, waiting[key].popleft()) for i, key in enumerate(old) if waiting.get(key)]


def _pair_best(candidates: Iterable[tuple[float, int, int]]) -> list[Pair]:
    """Pair each index at most once, the best candidate (the lowest cost) first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def _left(count: int, gone: Iterable[int]) -> list[int]:
    missing = set(gone)
    return [index for index in range(count) if index not in missing]
