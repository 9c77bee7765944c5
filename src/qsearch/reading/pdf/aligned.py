"""Find tables that no upright rules draw, by the white gutters between their columns.

A table starts at a line of three pieces or more (its headings, or a row with all cells
filled) and goes on while no line crosses the gutters. On the next page it goes on where
the gutters of the page before still hold. Level rules, where there are some, part its rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qsearch.reading.document import Box, Cell, Row, Table
from qsearch.reading.grid import COVERED
from qsearch.reading.pdf.printing import Piece, PrintedLine, lines_of
from qsearch.reading.pdf.ruled import aligned_cell, edges_of, heights_of, plain_cell

__all__ = ["Columns", "Rule", "Zone", "find_zones", "table_of_zone"]

_NARROWEST = 0.5  # of a character's height: a gutter
_LEAST_COLUMNS = 3
_LEAST_FULL_LINES = 2  # lines with three columns filled, for white space to count as gutters
_SUPPORT = 3  # lines on both sides of a gutter, which then outweigh a line that crosses it
_FARTHEST = 6.0  # character heights between two lines of one table


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold a level rule."""

    y: float
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold the gutters between columns from the left, each as (left, right)."""

    gutters: tuple[tuple[float, float], ...]

    def bounds(self) -> list[float]:
        """Return the middle of each gutter."""
        return [(left + right) / 2 for left, right in self.gutters]

    def at(self, piece: Piece) -> int:
        """Return the column a piece stands in, by its middle."""
        middle = (piece.box.x0 + piece.box.x1) / 2
        return sum(bound <= middle for bound in self.bounds())


@dataclass(frozen=True, slots=True)
class Zone:
    """Hold the lines of one table and its columns."""

    lines: tuple[PrintedLine, ...]
    columns: Columns


def find_zones(lines: Sequence[PrintedLine], before: Columns | None) -> list[Zone]:
    """Return the tables among the lines of a page, given from top to bottom.

    `before` are the columns with which the page before ended, None where it ended with none.
    """
    zones: list[Zone] = []
    at = 0
    while at < len(lines):
        zone = _grow(lines, at, before if not zones else None)
        if zone is None:
            at += 1
            continue
        zones.append(zone)
        at += len(zone.lines)
    return zones


def table_of_zone(zone: Zone, rules: Sequence[Rule]) -> Table:
    """Return a zone's table: rows between level rules where there are some, else one for each line."""
    bounds = _row_bounds(zone, rules)
    columns = len(zone.columns.gutters) + 1
    if not bounds:
        return Table(tuple(_line_row(line, zone.columns) for line in zone.lines), ruled=False)
    cells: dict[tuple[int, int], list[PrintedLine]] = {}
    for line in zone.lines:
        for column, printed in _by_column([line], zone.columns).items():
            y = (printed[0].box.top + printed[0].box.bottom) / 2
            row = sum(bound <= y for bound, _ in bounds)
            while row and not bounds[row - 1][1][column]:  # the cell above goes on: no rule parts them here
                row -= 1
            cells.setdefault((row, column), []).extend(printed)
    rows: list[Row] = []
    for y in range(len(bounds) + 1):
        spans = [_height(bounds, y, column) for column in range(columns)]
        heights = heights_of([line for x in range(columns) if spans[x] == 1 for line in cells.get((y, x), ())])
        if y == 0 and not heights and not any(cells.get((y, x)) for x in range(columns)):
            continue  # a rule above the headings
        rows.append(Row(tuple(_cell(cells.get((y, x), []), spans[x], heights) for x in range(columns))))
    return Table(tuple(rows))


def _cell(lines: Sequence[PrintedLine], high: int, heights: Sequence[float]) -> Cell:
    if high == 0:
        return COVERED
    return aligned_cell(lines, heights, None) if high == 1 else plain_cell(lines, None, rows=high)


def _grow(lines: Sequence[PrintedLine], start: int, before: Columns | None) -> Zone | None:
    """Return the table that starts at this line, None where none does."""
    first = lines[start]
    gaps = [(left.box.x1, right.box.x0) for left, right in itertools.pairwise(first.pieces)]
    goes_on = before is not None and _keeps(first, before)
    gutters = list(before.gutters) if before is not None and goes_on else gaps
    if len(gutters) < _LEAST_COLUMNS - 1:
        return None
    taken = [first]
    for line in lines[start + 1 :]:
        if line.box.top - taken[-1].box.bottom > _FARTHEST * max(line.size, taken[-1].size):
            break
        narrowed = _narrowed(gutters, line, taken)
        if narrowed is None:
            break
        gutters = narrowed
        taken.append(line)
    while len(taken) > 1 and _is_apart(taken):
        taken.pop()
    columns = before if before is not None and goes_on else _columns(taken)
    full = sum(len(_by_column([line], columns)) >= _LEAST_COLUMNS for line in taken)
    if len(columns.gutters) < _LEAST_COLUMNS - 1 or (full < _LEAST_FULL_LINES and not goes_on):
        return None
    return Zone(tuple(taken), columns)


def _keeps(line: PrintedLine, columns: Columns) -> bool:
    """Whether no piece of a line crosses a gutter."""
    return all(_left_of(piece.box, columns.gutters) for piece in line.pieces)


def _left_of(box: Box, gutters: Sequence[tuple[float, float]]) -> bool:
    return not any(box.x0 < left and box.x1 > right for left, right in gutters)


def _narrowed(
    gutters: Sequence[tuple[float, float]], line: PrintedLine, above: Sequence[PrintedLine]
) -> list[tuple[float, float]] | None:
    """Return what a line leaves of the gutters; None where it crosses one that the lines above speak for."""
    least = _NARROWEST * line.size
    kept: list[tuple[float, float]] = []
    for left, right in gutters:
        for piece in line.pieces:
            if piece.box.x1 > left and piece.box.x0 < right:  # it reaches into the gutter
                if piece.box.x0 < left:
                    left = piece.box.x1
                else:
                    right = piece.box.x0
        if right - left >= least:
            kept.append((left, right))
        elif _speaking(above, left, right) >= _SUPPORT:
            return None
    return kept if len(kept) >= _LEAST_COLUMNS - 1 else None


def _speaking(lines: Sequence[PrintedLine], left: float, right: float) -> int:
    """Return how many lines print something on both sides of a gutter."""
    middle = (left + right) / 2
    return sum(line.box.x0 < middle < line.box.x1 for line in lines)


def _is_apart(lines: Sequence[PrintedLine]) -> bool:
    """Whether the last line is no row: one piece at the left edge, farther below the others than they stand apart."""
    *_, above, last = lines
    if len(last.pieces) > 1 or last.box.x0 > min(line.box.x0 for line in lines) + last.size:
        return False
    usual = sorted(low.box.top - high.box.top for high, low in itertools.pairwise(lines))
    return last.box.top - above.box.top > 1.3 * usual[len(usual) // 2]


def _columns(lines: Sequence[PrintedLine]) -> Columns:
    """Return the gutters that no piece of any line covers."""
    least = _NARROWEST * max(line.size for line in lines)
    spans = sorted((piece.box.x0, piece.box.x1) for line in lines for piece in line.pieces)
    gutters: list[tuple[float, float]] = []
    right = spans[0][1]
    for x0, x1 in spans:
        if x0 - right >= least:
            gutters.append((right, x0))
        right = max(right, x1)
    return Columns(tuple(gutters))


def _by_column(lines: Sequence[PrintedLine], columns: Columns) -> dict[int, list[PrintedLine]]:
    """Return the pieces of lines by the column they stand in, again as lines."""
    held: dict[int, list[Piece]] = {}
    for line in lines:
        for piece in line.pieces:
            held.setdefault(columns.at(piece), []).append(piece)
    return {column: lines_of(glyph for piece in pieces for glyph in piece.glyphs) for column, pieces in held.items()}


def _line_row(line: PrintedLine, columns: Columns) -> Row:
    printed = _by_column([line], columns)
    cells: Iterator[Cell] = (plain_cell(printed.get(x, []), None) for x in range(len(columns.gutters) + 1))
    return Row(tuple(cells))


def _row_bounds(zone: Zone, rules: Sequence[Rule]) -> list[tuple[float, list[bool]]]:
    """Return the heights at which level rules part rows, each with which columns it parts."""
    top = min(line.box.top for line in zone.lines)
    bottom = max(line.box.bottom for line in zone.lines)
    left = min(line.box.x0 for line in zone.lines)
    right = max(line.box.x1 for line in zone.lines)
    bounds = [left, *zone.columns.bounds(), right]
    middles = [(one + other) / 2 for one, other in itertools.pairwise(bounds)]
    inside = [rule for rule in rules if top < rule.y < bottom]
    found = []
    for y in edges_of(rule.y for rule in inside):
        near = [rule for rule in inside if abs(rule.y - y) <= 3]
        parted = [any(rule.x0 <= middle <= rule.x1 for rule in near) for middle in middles]
        if any(parted):
            found.append((y, parted))
    return found


def _height(bounds: Sequence[tuple[float, list[bool]]], y: int, column: int) -> int:
    """Return over how many rows a cell that starts in this row stands; 0 where one above covers it."""
    if y and not bounds[y - 1][1][column]:
        return 0
    high = 1
    while y + high <= len(bounds) and not bounds[y + high - 1][1][column]:
        high += 1
    return high
