"""Find the action that each cell of a later column stands beside.

Cells stand in the order of the actions. Where there are as many, that order is all; where
not, the blank paragraphs that clerks type to bring a deadline beside its action tell how
far down each stands. The cheapest way to match the two orders is found by dynamic
programming, one action after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

__all__ = ["Anchor", "Spot", "align"]

_PER_LINE = 0.3  # for each line that a cell stands above or below its action
_MOST_FOR_LINES = 3.0
_NEXT_SHEET = 1.5  # a column that ran over onto the next sheet before another did
_OTHER_ROW = 9.0  # more than leaving the cell out: rows are ruled
_NO_CELL = 1.0
_SECOND_CELL = 5.0
_SECOND_LINE = 0.6  # a second cell right below the first, without a gap
_STEPS_AND_OWN = 1.5
_SOME_STEPS = 6.0
_LEFT_OUT = 8.0
_HOPELESS = 60.0  # so much dearer than the best match so far, a match is not followed on
_LEAST_BESIDE = 0.7  # of the cells, for positions to count where they can't be trusted


@dataclass(frozen=True, slots=True)
class Spot:
    """Say where something stands: in which row of which sheet, how many lines below its top.

    `below` is True where it follows the one before without a gap.
    """

    row: int
    sheet: int
    y: int
    below: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold where an action starts and where its inner steps do."""

    spot: Spot
    steps: tuple[Spot, ...] = ()


def align(anchors: Sequence[Anchor], cells: Sequence[Spot], *, rhythm: bool) -> tuple[tuple[int, ...], ...]:
    """Return for each anchor the indexes of its cells, in order.

    As many cells as an anchor has steps (two at least) are those of the steps. `rhythm`
    says that vertical positions can be trusted; else only distances within a row are
    looked at. Cells that fit nowhere are in no list.
    """
    cells, positions = _levelled(anchors, cells, rhythm)
    count = len(cells)
    costs = [index * _LEFT_OUT for index in range(count + 1)]
    choices: list[list[tuple[int, int]]] = []
    for anchor in anchors:
        best = [float("inf")] * (count + 1)
        chosen = [(0, 0)] * (count + 1)
        worst = min(costs) + _HOPELESS
        for start in (start for start in range(count + 1) if costs[start] <= worst):
            for taken, cost in _takings(anchor, cells, start, positions):
                end = start + taken
                if costs[start] + cost < best[end]:
                    best[end], chosen[end] = costs[start] + cost, (start, end)
        for end in range(1, count + 1):
            if best[end - 1] + _LEFT_OUT < best[end]:
                best[end], chosen[end] = best[end - 1] + _LEFT_OUT, chosen[end - 1]
        costs = best
        choices.append(chosen)
    matched: list[tuple[int, ...]] = []
    end = count
    for chosen in reversed(choices):
        start, stop = chosen[end]
        matched.append(tuple(range(start, stop)))
        end = start
    return tuple(reversed(matched))


def _levelled(anchors: Sequence[Anchor], cells: Sequence[Spot], rhythm: bool) -> tuple[list[Spot], bool]:
    """Return the cells with positions in line with those of the actions of their row, and whether these count.

    Where a row has as many cells as actions, each stands beside its own. Without rhythm
    it isn't known where a column starts, so its cells are moved together until most of
    them stand beside an action or a step; where too few then do, positions don't count.
    """
    levelled: list[Spot] = []
    moved, beside = 0, 0
    for row in dict.fromkeys(cell.row for cell in cells):
        here = [anchor for anchor in anchors if anchor.spot.row == row]
        places = [spot.y for anchor in here for spot in (anchor.spot, *anchor.steps) if spot.row == row]
        own = [cell for cell in cells if cell.row == row]
        plain = not any(anchor.steps for anchor in here) and not any(cell.below for cell in own)
        if plain and len(here) == len(own):
            levelled += [replace(cell, y=anchor.spot.y) for cell, anchor in zip(own, here, strict=True)]
        elif places and not rhythm:
            shift = _likeliest_shift(places, [cell.y for cell in own])
            levelled += [replace(cell, y=cell.y + shift) for cell in own]
            moved += len(own)
            beside += sum(cell.y + shift in places for cell in own)
        else:
            levelled += own
    return levelled, rhythm or beside >= _LEAST_BESIDE * moved


def _likeliest_shift(places: Sequence[int], cells: Sequence[int]) -> int:
    votes = Counter(place - cell for place in places for cell in cells)
    return max(votes, key=lambda shift: (votes[shift], -abs(shift)), default=0)


def _takings(anchor: Anchor, cells: Sequence[Spot], start: int, positions: bool) -> Iterator[tuple[int, float]]:
    """Yield how many cells from `start` on an action may take, with what each choice costs."""
    yield 0, _NO_CELL
    steps = anchor.steps
    available = len(cells) - start
    if available >= 1:
        yield 1, _apart(anchor.spot, cells[start], positions)
    extra = 0.0
    for taken in range(2, min(available, 4) + 1):
        extra += _beside_first(cells[start + taken - 2], cells[start + taken - 1])
        yield taken, _apart(anchor.spot, cells[start], positions) + extra
    if len(steps) >= 2:
        for own in (0, 1):
            taken = len(steps) + own
            if taken <= available:
                cost = sum(_apart(step, cells[start + own + at], positions) for at, step in enumerate(steps))
                yield taken, cost + (_STEPS_AND_OWN + _apart(anchor.spot, cells[start], positions) if own else 0.0)


def _apart(spot: Spot, cell: Spot, positions: bool) -> float:
    if spot.row == cell.row:
        return min(_PER_LINE * abs(spot.y - cell.y), _MOST_FOR_LINES) if positions else 0.0
    return _NEXT_SHEET if abs(spot.row - cell.row) == 1 and spot.sheet != cell.sheet else _OTHER_ROW


def _beside_first(above: Spot, cell: Spot) -> float:
    """Return what it costs that a cell belongs to the same action as the one above it."""
    if cell.row == above.row:
        return _SECOND_LINE if cell.below else _SECOND_CELL
    cut_by_page = cell.row == above.row + 1 and cell.sheet != above.sheet and cell.y == 0
    return _SECOND_LINE if cut_by_page else _OTHER_ROW
