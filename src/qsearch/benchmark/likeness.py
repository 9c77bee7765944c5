"""Tell how alike two texts are by the pairs of neighbouring characters they share.

Pairs need no word list, forgive a changed character, and weigh by how rare they are
among the texts at hand, so that two actions aren't alike for both saying 定期辦理.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from qsearch.frameworks.folding import fold_words

__all__ = ["alike"]

_LEAST_HELD = 6  # characters the shorter text needs before the longer one's holding it means anything
_LEAST_SHARE = 0.6  # of it that the longer one must hold: half of a short heading is found in any long text
_HELD = 0.85
"""What holding the shorter text whole is worth beside being the same.

An action that grew by a clause, as 設置哺集乳室 to 設置哺集乳室並取得優良認證, is the same
action, though less surely than one that changed a word.
"""


def alike(old: Sequence[str], new: Sequence[str], *, least: float) -> Iterator[tuple[float, int, int]]:
    """Yield (likeness, index in old, index in new) of every pair at least so alike, 0 to 1.

    Likeness is the weighted Dice coefficient over character bigrams, each weighing
    ln(1 + texts / texts that hold it), or 0.85 of the weighted overlap coefficient where
    that is more and at least 0.6. Takes time in proportion to the bigrams shared, not to all pairs.
    """
    old_grams = [_bigrams(text) for text in old]
    new_grams = [_bigrams(text) for text in new]
    held_by = Counter(gram for grams in (*old_grams, *new_grams) for gram in grams)
    weight = {gram: math.log(1 + (len(old) + len(new)) / count) for gram, count in held_by.items()}
    old_weights = [_total(grams, weight) for grams in old_grams]
    new_weights = [_total(grams, weight) for grams in new_grams]
    holders: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for j, grams in enumerate(new_grams):
        for gram, count in grams.items():
            holders[gram].append((j, count))
    for i, grams in enumerate(old_grams):
        shared: dict[int, float] = defaultdict(float)
        for gram, count in grams.items():
            for j, other in holders.get(gram, ()):
                shared[j] += weight[gram] * min(count, other)
        for j, common in sorted(shared.items()):
            likeness = 2 * common / (old_weights[i] + new_weights[j])
            held = common / min(old_weights[i], new_weights[j])
            if held >= _LEAST_SHARE and min(grams.total(), new_grams[j].total()) >= _LEAST_HELD - 1:
                likeness = max(likeness, _HELD * held)
            if likeness >= least:
                yield min(likeness, 1.0), i, j


def _bigrams(text: str) -> Counter[str]:
    folded = fold_words(text)
    if len(folded) < 2:
        return Counter([folded] if folded else ())
    return Counter(folded[k : k + 2] for k in range(len(folded) - 1))


def _total(grams: Counter[str], weight: dict[str, float]) -> float:
    return sum(weight[gram] * count for gram, count in grams.items())
