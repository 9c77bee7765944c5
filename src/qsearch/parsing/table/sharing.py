"""Share what one cell prints among the actions beside it.

One deadline beside several actions belongs to each. Where a cell without rules between
its actions stacks a deadline for each of them (and for each of their inner steps), the
count says which is whose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from qsearch.parsing.deadline_cells import split_deadlines
from qsearch.parsing.joining import squeeze

__all__ = ["share_deadlines", "share_units"]

_INSIDE = re.compile(r"(?<=\d)[ 　]+(?=[年月日])|(?<=[年每、，,及至~(（])[ 　]+|[ 　]+(?=[、，,及至~)）月日])")
_LONGEST = 2000  # characters; what is longer is no list of deadlines
_MOST_COMBINATIONS = 12  # actions with inner steps of which some may have deadlines of their own


def share_deadlines(lines: Iterable[str], steps: Sequence[int]) -> list[tuple[str, ...]] | None:
    """Return the deadlines of each action beside a cell; `steps` counts each one's inner steps.

    An action has one deadline, or as many as it has steps. None where the cell stacks
    several but their number fits in no way, or in more than one.
    """
    whole = "\n".join(lines)
    if len(whole) > _LONGEST:
        return [(squeeze(whole),)] * len(steps)
    printed = split_deadlines(_INSIDE.sub("", whole).split())
    if len(printed) <= 1:
        return [tuple(printed)] * len(steps)
    counts = _counts(len(printed), steps)
    if counts is None:
        return [(squeeze("".join(printed)),)] if len(steps) == 1 else None
    shares: list[tuple[str, ...]] = []
    at = 0
    for count in counts:
        shares.append(tuple(printed[at : at + count]))
        at += count
    return shares


def share_units(names: Sequence[str], actions: int, *, stacked: bool) -> list[tuple[str, ...]]:
    """Return the units of each action beside a cell, given the names it prints.

    Units part only where the deadlines beside them are `stacked` one for each action and
    there are as many units; else all of them belong to each action.
    """
    if stacked and actions > 1 and len(names) == actions:
        return [(name,) for name in names]
    return [tuple(names)] * actions


def _counts(printed: int, steps: Sequence[int]) -> list[int] | None:
    """Return how many deadlines each action has, where only one way fits."""
    if printed == len(steps):
        return [1] * len(steps)
    stepped = [at for at, count in enumerate(steps) if count > 1]
    if not stepped or len(stepped) > _MOST_COMBINATIONS:
        return None
    fitting = [
        chosen
        for size in range(1, len(stepped) + 1)
        for chosen in combinations(stepped, size)
        if len(steps) + sum(steps[at] - 1 for at in chosen) == printed
    ]
    if len(fitting) != 1:
        return None
    return [count if at in fitting[0] else 1 for at, count in enumerate(steps)]
