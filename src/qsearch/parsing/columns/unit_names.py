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
from enum import Enum, auto

from qsearch.parsing.columns.lanes import Lane, Row, width_of
from qsearch.parsing.joining import squeeze

__all__ = ["UnitName", "read_unit_names"]

_SURE_END = re.compile(r"(?:[組室科課處股隊]|單位|小組)[)）]?$")
_END = re.compile(r"(?:[組室科課處所股隊部館會局院]|中心|單位|人員|同仁)[)）]?$")
_OPEN_END = re.compile(r"[、，,及與和暨/／(（]$")

# Units that nearly every agency has under these names.
_USUAL = frozenset({"秘書室", "人事室", "主計室", "會計室", "政風室", "總務組", "各單位", "各組室", "各科室", "全館"})

_MOST_LINES = 4  # that one name fills

_EACH = 1.0
_UNKNOWN = 1.0
_NO_END = 3.0
_EARLY_WRAP = 2.0
_END_INSIDE = 2.5
_END_PERHAPS_INSIDE = 0.5
_KNOWN_BEHIND_END = 2.0
_OPEN = 6.0


@dataclass(frozen=True, slots=True)
class UnitName:
    """Hold one name and where it stands; `below` is True where it follows another without a gap."""

    text: str
    y: int
    row: int
    sheet: int
    below: bool


class _Place(Enum):
    TOP = auto()  # on the first line of a sheet
    FIRST = auto()  # first on a sheet, below blank lines
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class _Group:
    """Hold lines without a gap between them, with their distances from the top."""

    row: int
    sheet: int
    place: _Place
    lines: tuple[tuple[int, str], ...]


def read_unit_names(rows: Sequence[Row]) -> list[UnitName]:
    """Return the names in the unit columns of all rows, in order."""
    groups = [
        group for index, row in enumerate(rows) for lane in row.lanes_of("units") for group in _groups(lane, row, index)
    ]
    full = max((width_of(line) for group in groups for _, line in group.lines), default=0)
    known = _known_names(groups, full)
    names: list[UnitName] = []
    for group in groups:
        for order, (start, end) in enumerate(_cut(group, full, known)):
            text = "".join(line for _, line in group.lines[start:end])
            before = names[-1] if names else None
            goes_on = order == 0 and before is not None and _goes_on(before.text, text, group, known)
            if goes_on and before is not None:
                names[-1] = UnitName(before.text + text, before.y, before.row, before.sheet, before.below)
            else:
                names.append(UnitName(text, group.lines[start][0], group.row, group.sheet, below=order > 0))
    return names


def _known_names(groups: Sequence[_Group], full: int) -> frozenset[str]:
    """Return the names that stand alone somewhere, or that cutting by ends and full lines finds twice.

    A name that is two such names one below the other is none.
    """
    lines_of = {"".join(lines): lines for group in groups if (lines := [line for _, line in group.lines])}
    alone = {name for name, lines in lines_of.items() if _END.search(name) and len(lines) <= _MOST_LINES} | _USUAL
    known = frozenset(name for name in alone if not _is_made_of(lines_of.get(name, [name]), alone - {name}))
    cut = Counter(
        "".join(line for _, line in group.lines[a:b]) for group in groups for a, b in _cut(group, full, known)
    )
    return known | {name for name, count in cut.items() if count > 1 and _END.search(name)}


def _is_made_of(lines: Sequence[str], names: set[str]) -> bool:
    """Whether lines can be parted into known names."""
    if not lines:
        return True
    heads = ("".join(lines[:end]) for end in range(1, len(lines) + 1))
    return any(head in names and _is_made_of(lines[end:], names) for end, head in enumerate(heads, start=1))


def _groups(lane: Lane, row: Row, index: int) -> Iterator[_Group]:
    y = 0
    lines: list[tuple[int, str]] = []
    place = _Place.TOP if row.opens_sheet else _Place.ELSEWHERE
    for slip in lane.slips:
        if not slip.blank:
            lines.append((y, squeeze(slip.text)))
        elif not lines and slip.height and place is _Place.TOP:
            place = _Place.FIRST
        # A name that hasn't ended goes on behind an empty line, not behind a blank paragraph.
        elif lines and (slip.height > 0 or _END.search(lines[-1][1])):
            yield _Group(index, row.sheet, place, tuple(lines))
            lines, place = [], _Place.ELSEWHERE
        y += slip.height
    if lines:
        yield _Group(index, row.sheet, place, tuple(lines))


def _goes_on(before: str, text: str, group: _Group, known: frozenset[str]) -> bool:
    """Whether a name at the top of a page goes on with the last of the page before."""
    if not _END.search(before):
        return group.place is not _Place.ELSEWHERE
    return group.place is _Place.TOP and before + text in known


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
    if name not in known and _ends_before_known(lines, known):
        cost += _KNOWN_BEHIND_END
    return cost


def _ends_before_known(lines: Sequence[str], known: frozenset[str]) -> bool:
    """Whether the lines could be parted into the end of a name and a known one."""
    cuts = range(1, len(lines))
    return any(_END.search(lines[cut - 1]) and "".join(lines[cut:]) in known for cut in cuts)
