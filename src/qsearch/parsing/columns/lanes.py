"""Tell which line of a sheet belongs to which column, by what it says and where it stands.

Columns come out one after the other, so the line after one of column k is most likely of
column k too, or, behind a gap, of one further right; going back to the left means the next
row of the table. The best way through a sheet is found as in Viterbi (1967): each line
scores what its words, number and width say for each column, each change costs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qsearch.parsing.columns.sheets import Sheet, Slip
from qsearch.parsing.deadline_cells import is_deadline, is_deadline_part
from qsearch.parsing.headings import Role
from qsearch.parsing.numbering import Numbering, read_number

__all__ = ["Lane", "Row", "estimate_widths", "read_rows", "width_of"]

_SENTENCE = re.compile(r"[，。；：「」『』！？,;]")
_UNIT_END = re.compile(r"(?:[組室科課處所股隊部館會]|中心|單位)$")
_STOP = re.compile(r"[。；！？;」]\s*$")
_LATIN = re.compile(r"[A-Za-z]{2,}")

# Costs of going from the column of one line to that of the next.
_ON = 0.5  # to the right, behind a gap
_ON_WITHOUT_GAP = 4.0
_BACK_TO_LABEL = 1.0  # to the left where a new label says so
_BACK = 6.0
_WITHOUT_GAP = 6.0  # on top, for going back where no gap parts the lines
_CUT = 1.5
_LEAST_MARKED = 0.1  # of the lines end a paragraph where its end is marked at all
_UNNUMBERED_BEHIND_GAP = 1.5
_UNNUMBERED: frozenset[Role] = frozenset({"deadline", "units", "extra"})
_SLACK = 2  # columns of print by which a line may exceed the width of its column


@dataclass(frozen=True, slots=True)
class Lane:
    """Hold the lines of one column of one row, blank ones included, from where the column starts."""

    role: Role
    heading: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the columns of one row of the table, or of that part of it that stands on one sheet.

    `opens_sheet` is True where it is the first on its sheet and may continue the row before.
    """

    lanes: tuple[Lane, ...]
    sheet: int
    opens_sheet: bool

    def lanes_of(self, role: Role) -> tuple[Lane, ...]:
        """Return the columns of a role, in order; most tables have one."""
        return tuple(lane for lane in self.lanes if lane.role == role)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Hold what the scores look at in one line.

    `gap` is True where a blank line or the end of a paragraph is above it, `wide_gap` where
    a blank paragraph is. `restarts_aside` is True where decimal numbers start again and there is a further column
    that could number its texts likewise. `names_item` is True for 1. where it can number an
    execution item: beside actions 1.1, or before numbers like it start again.
    """

    number: Numbering | None
    width: int
    gap: bool
    wide_gap: bool
    deadline_part: bool
    whole_deadline: bool
    sentence: bool
    unit_end: bool
    latin: bool
    restarts_aside: bool
    names_item: bool


def width_of(text: str) -> int:
    """Return how wide a text prints, in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text.strip())


def read_rows(sheets: Sequence[Sheet]) -> tuple[Row, ...]:
    """Return the rows of all sheets; widths are learnt in a first pass and used in a second."""
    rows = _rows(sheets, None)
    for _ in range(2):
        rows = _rows(sheets, estimate_widths(rows))
    return rows


def estimate_widths(rows: Sequence[Row]) -> dict[str, int]:
    """Return for each heading how wide its column is: the width that all but stray lines keep."""
    widths: dict[str, list[int]] = {}
    for row in rows:
        for lane in row.lanes:
            widths.setdefault(lane.heading, []).extend(width_of(slip.text) for slip in lane.slips if not slip.blank)
    return {heading: sorted(found)[int(0.97 * (len(found) - 1))] for heading, found in widths.items() if found}


def _rows(sheets: Sequence[Sheet], widths: dict[str, int] | None) -> tuple[Row, ...]:
    rows: list[Row] = []
    printed = [slip for sheet in sheets for slip in sheet.slips if not slip.blank]
    marked = sum(slip.ends_paragraph for slip in printed) >= _LEAST_MARKED * len(printed)
    for index, sheet in enumerate(sheets):
        rows += _rows_of(sheet, index, widths, _cut_lanes(rows[-1], marked) if rows else {})
    return tuple(rows)


def _cut_lanes(row: Row, marked: bool) -> dict[Role, bool]:
    """Return which columns the end of a page cut inside a paragraph, for those where it can be told.

    A space marks the end of a paragraph, and an action's end has a full stop too; where
    the two disagree, it can't be told.
    """
    cut: dict[Role, bool] = dict.fromkeys(("dimension", "execution_item", "action"), False) if marked else {}
    for lane in row.lanes:
        last = next((slip for slip in reversed(lane.slips) if not slip.blank), None)
        if last is None or lane.role not in ("dimension", "execution_item", "action"):
            continue
        if lane.role == "action" and last.ends_paragraph == (_STOP.search(last.text) is None):
            cut.pop(lane.role, None)  # a wrap at a space looks like an end, a full stop may be inside
        elif marked or lane.role == "action":
            cut[lane.role] = not last.ends_paragraph
    return cut


def _rows_of(sheet: Sheet, index: int, widths: dict[str, int] | None, cut: Mapping[Role, bool]) -> list[Row]:
    printed = [at for at, slip in enumerate(sheet.slips) if not slip.blank]
    seen = _look(sheet, printed)
    path = _best_path(seen, sheet, widths, cut)
    rows: list[Row] = []
    lanes: list[Lane] = []
    start = _lane_start(sheet.slips, -1, printed[0])
    for order, at in enumerate(printed):
        column = path[order]
        last = order + 1 == len(printed)
        if not last and path[order + 1] == column and not _starts_row(path, order + 1):
            continue
        heading = sheet.columns[column]
        end = len(sheet.slips) if last else _lane_start(sheet.slips, at, printed[order + 1])
        lanes.append(Lane(heading.role, heading.heading, sheet.slips[start:end]))
        start = end
        if last or _starts_row(path, order + 1):
            rows.append(Row(tuple(lanes), index, opens_sheet=not rows))
            lanes = []
    return rows


def _starts_row(path: Sequence[int], at: int) -> bool:
    return path[at] < path[at - 1]


def _lane_start(slips: Sequence[Slip], before: int, after: int) -> int:
    """Return where the column of line `after` starts, blank paragraphs above its first line included.

    Empty lines part columns, so it starts behind the last of them; where there is none,
    right behind the column before.
    """
    empty = [at for at in range(before + 1, after) if slips[at].height == 0]
    return empty[-1] + 1 if empty else before + 1


def _look(sheet: Sheet, printed: Sequence[int]) -> list[_Seen]:
    slips = sheet.slips
    numbers = [read_number(slips[at].text) for at in printed]
    naming = _naming_numbers(numbers)
    has_extra = any(column.role == "extra" for column in sheet.columns)
    least_wide = 1 if any(slip.blank and slip.text for slip in slips) else 2
    seen: list[_Seen] = []
    last_decimal: tuple[int, ...] = ()
    for order, (at, number) in enumerate(zip(printed, numbers, strict=True)):
        text = slips[at].text
        restarts = False
        if number is not None and number.kind == "decimal":
            restarts = number.ordinals <= last_decimal
            last_decimal = number.ordinals
        before = printed[order - 1] if order else -1
        gap = order == 0 or at - before > 1 or slips[before].ends_paragraph
        seen.append(
            _Seen(
                number=number,
                width=width_of(text),
                gap=gap,
                wide_gap=order == 0 or sum(slip.height for slip in slips[before + 1 : at]) >= least_wide,
                deadline_part=is_deadline_part(text),
                whole_deadline=is_deadline(text),
                sentence=_SENTENCE.search(text) is not None,
                unit_end=_UNIT_END.search(text.strip()) is not None,
                latin=_LATIN.search(text) is not None,
                restarts_aside=restarts and has_extra,
                names_item=order in naming,
            )
        )
    return seen


def _naming_numbers(numbers: Sequence[Numbering | None]) -> frozenset[int]:
    """Return which of the numbers 1. 2. can number execution items.

    Between two labels, all can where decimal numbers stand beside them; else those before
    the numbers start again, as actions that are numbered 1、 2、 do.
    """
    bounds = [at for at, number in enumerate(numbers) if number and number.kind in ("chinese", "chinese-bracketed")]
    naming: set[int] = set()
    for start, end in pairwise([0, *bounds, len(numbers)]):
        within = [(at, number) for at, number in enumerate(numbers[start:end], start) if number is not None]
        decimal = any(number.kind == "decimal" for _, number in within)
        last = 0
        for at, number in within:
            if number.kind != "arabic":
                continue
            if not decimal and number.ordinal <= last:
                break
            naming.add(at)
            last = number.ordinal
    return frozenset(naming)


def _best_path(
    seen: Sequence[_Seen], sheet: Sheet, widths: dict[str, int] | None, cut: Mapping[Role, bool]
) -> list[int]:
    """Return the column of each printed line."""
    columns = sheet.columns
    limits = [(widths or {}).get(column.heading) for column in columns]
    best: list[float] = []
    came_from: list[list[int]] = []
    for at, line in enumerate(seen):
        scores = [
            _SCORES[column.role](line) + _fit(line, limit, column.role)
            for column, limit in zip(columns, limits, strict=True)
        ]
        if at == 0:
            best = [score - _entry(line, column.role, cut) for score, column in zip(scores, columns, strict=True)]
            continue
        sources, sums = [], []
        for to, score in enumerate(scores):
            reached = [
                best[source] - _change(source, to, line, columns[to].role, cut) for source in range(len(columns))
            ]
            source = max(range(len(columns)), key=reached.__getitem__)
            sources.append(source)
            sums.append(reached[source] + score)
        came_from.append(sources)
        best = sums
    path = [max(range(len(columns)), key=best.__getitem__)] if seen else []
    for sources in reversed(came_from):
        path.append(sources[path[-1]])
    return path[::-1]


def _entry(line: _Seen, role: Role, cut: Mapping[Role, bool]) -> float:
    """Return the cost of starting a column on a line: without a number only a cut paragraph goes on there."""
    if line.number is not None or role not in cut:
        return 0.0
    return -_CUT if cut[role] else _CUT


def _change(source: int, to: int, line: _Seen, role: Role, cut: Mapping[Role, bool]) -> float:
    if to == source:
        # Only a number goes on behind a blank paragraph; deadlines and units have none.
        return _UNNUMBERED_BEHIND_GAP if line.wide_gap and line.number is None and role not in _UNNUMBERED else 0.0
    if to > source:
        return (_ON if line.gap else _ON_WITHOUT_GAP) + _entry(line, role, cut)
    is_label = line.number is not None and line.number.kind in ("chinese", "chinese-bracketed")
    return (_BACK_TO_LABEL if is_label else _BACK) + (0.0 if line.gap else _WITHOUT_GAP - 2.0)


def _fit(line: _Seen, limit: int | None, role: Role) -> float:
    """Score a line's width: one wider than its column ever is belongs elsewhere."""
    if limit is None:
        return 0.0
    if line.width > limit + _SLACK:
        return -4.0
    # A line that fills its column exactly speaks for it a little.
    return 0.5 if role != "deadline" and abs(line.width - limit) <= 1 else 0.0


def _dimension(line: _Seen) -> float:
    kind = line.number.kind if line.number else None
    if kind in ("chinese", "chinese-bracketed"):
        return 6.0
    if kind is not None:
        return -6.0
    return 0.8 - 3.0 * line.sentence - 4.0 * line.whole_deadline - 1.0 * (line.width > 20)


def _execution_item(line: _Seen) -> float:
    kind = line.number.kind if line.number else None
    if kind == "arabic":
        return 5.0 if line.names_item else -1.0
    if kind is not None:
        return -6.0
    return 0.5 - 4.0 * line.whole_deadline - 1.0 * (line.width > 28)


def _action(line: _Seen) -> float:
    kind = line.number.kind if line.number else None
    if kind == "decimal":
        return 2.0 if line.restarts_aside else 7.0
    if kind == "arabic":
        return 0.5 if line.names_item else 4.5
    if kind in ("arabic-bracketed", "circled"):
        return 3.0
    if kind in ("chinese", "chinese-bracketed"):
        return -5.0
    return 0.8 * line.sentence + 0.5 * line.latin + 0.6 * (line.width > 20) - 2.0 * line.whole_deadline


def _deadline(line: _Seen) -> float:
    return 4.0 if line.deadline_part else -7.0


def _units(line: _Seen) -> float:
    if line.number is not None:
        return -7.0
    return 0.7 + 1.0 * line.unit_end - 5.0 * line.sentence - 4.0 * line.deadline_part - 2.0 * (line.width > 20)


def _extra(line: _Seen) -> float:
    kind = line.number.kind if line.number else None
    if kind == "decimal":
        return 5.0 if line.restarts_aside else -2.0
    if kind == "arabic":
        return 3.0
    if kind in ("chinese", "chinese-bracketed"):
        return -5.0
    return 0.6 * line.sentence + 0.5 * (line.width > 20) - 2.0 * line.whole_deadline


_SCORES: dict[Role, Callable[[_Seen], float]] = {
    "dimension": _dimension,
    "execution_item": _execution_item,
    "action": _action,
    "deadline": _deadline,
    "units": _units,
    "extra": _extra,
}
