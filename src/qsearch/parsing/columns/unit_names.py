"""Find the names of units in a column that wraps them and leaves no mark between them.

A name is wrapped only where its line is full, and ends as names of units do; names seen
standing alone elsewhere in the document are known. Of all ways to cut neighbouring lines
into names, the cheapest by these is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qsearch.parsing.columns.lanes import Lane, Row, width_of
from qsearch.parsing.joining import squeeze

__all__ = ["UnitName", "read_unit_names"]

_SURE_END = re.compile(r"(?:[組室科課處股隊]|單位|小組)[)）]?$")
_END = re.compile(r"(?:[組室科課處所股隊部館會局院]|中心|單位|人員|同仁)[)）]?$")
_OPEN_END = re.compile(r"[、，,及與和暨/／(（]$")

_EACH = 1.0
_UNKNOWN = 1.0
_NO_END = 3.0
_EARLY_WRAP = 2.0
_END_INSIDE = 2.0
_END_PERHAPS_INSIDE = 0.5
_OPEN = 6.0


@dataclass(frozen=True, slots=True)
class UnitName:
    """Hold one name and where it stands; `below` is True where it follows another without a gap."""

    text: str
    y: int
    row: int
    sheet: int
    below: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Hold lines without a gap between them, with their distances from the top."""

    row: int
    sheet: int
    at_top: bool
    lines: tuple[tuple[int, str], ...]


def read_unit_names(rows: Sequence[Row]) -> list[UnitName]:
    """Return the names in the unit columns of all rows, in order."""
    groups = [
        group for index, row in enumerate(rows) for lane in row.lanes_of("units") for group in _groups(lane, row, index)
    ]
    full = max((width_of(line) for group in groups for _, line in group.lines), default=0)
    alone = Counter("".join(line for _, line in group.lines) for group in groups)
    known = frozenset(name for name, count in alone.items() if count > 1 and _END.search(name))
    names: list[UnitName] = []
    for group in groups:
        for order, (start, end) in enumerate(_cut(group, full, known)):
            text = "".join(line for _, line in group.lines[start:end])
            before = names[-1] if names else None
            goes_on = group.at_top and order == 0 and before is not None and _goes_on(before.text, text, known)
            if goes_on and before is not None:
                names[-1] = UnitName(before.text + text, before.y, before.row, before.sheet, before.below)
            else:
                names.append(UnitName(text, group.lines[start][0], group.row, group.sheet, below=order > 0))
    return names


def _groups(lane: Lane, row: Row, index: int) -> Iterator[_Group]:
    y = 0
    lines: list[tuple[int, str]] = []
    at_top = row.opens_sheet
    parted = False  # by an empty line, which a name that is not ended goes on behind
    for slip in lane.slips:
        if slip.blank:
            parted = True
            if lines and (slip.height > 0 or _END.search(lines[-1][1])):
                yield _Group(index, row.sheet, at_top, tuple(lines))
                lines, at_top = [], False
        else:
            if not lines and parted and y > 0:
                at_top = False
            lines.append((y, squeeze(slip.text)))
        y += slip.height
    if lines:
        yield _Group(index, row.sheet, at_top, tuple(lines))


def _goes_on(before: str, text: str, known: frozenset[str]) -> bool:
    """Whether a name at the top of a page goes on with the last of the page before."""
    return before + text in known or (not _END.search(before) and before not in known)


def _cut(group: _Group, full: int, known: frozenset[str]) -> list[tuple[int, int]]:
    """Return first and last line of each name of a group."""
    count = len(group.lines)
    costs = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    for end in range(1, count + 1):
        for start in range(end):
            cost = costs[start] + _cost([line for _, line in group.lines[start:end]], full, known)
            if cost < costs[end]:
                costs[end], came_from[end] = cost, start
    cuts: list[tuple[int, int]] = []
    end = count
    while end:
        cuts.append((came_from[end], end))
        end = came_from[end]
    return cuts[::-1]


def _cost(lines: Sequence[str], full: int, known: frozenset[str]) -> float:
    """Return how unlikely it is that lines are one name."""
    name = "".join(lines)
    cost = _EACH
    if name not in known:
        cost += _UNKNOWN if _END.search(name) else _NO_END
    if _OPEN_END.search(name):
        cost += _OPEN
    for line in lines[:-1]:
        if _OPEN_END.search(line):
            continue
        # A line is full where not one more Chinese character had fitted.
        cost += _EARLY_WRAP if width_of(line) + 2 <= full else 0.0
        if name not in known:
            cost += _END_INSIDE if _SURE_END.search(line) else _END_PERHAPS_INSIDE if _END.search(line) else 0.0
    return cost
