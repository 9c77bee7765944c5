"""Find the tables that rules draw, and fill their cells.

Tables come from pdfplumber's finder. A row that goes on overleaf is often left open at the
foot of a page and at the head of the next; such ends are closed first.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from qsearch.reading.document import Box, Cell, Row, Table
from qsearch.reading.grid import COVERED
from qsearch.reading.pdf.printing import Glyph, PrintedLine, lines_of

__all__ = [
    "SNAP",
    "aligned_cell",
    "edges_of",
    "find_tables",
    "find_tables_between",
    "heights_of",
    "plain_cell",
    "table_of",
]

# pdfplumber ships no types: a page and a found table, as it gives them.
_Page = Any
_Found = Any
_Line = dict[str, Any]

SNAP = 3.0
"""Points within which two rules count as one, as in pdfplumber's table finder."""


def find_tables(page: _Page) -> list[_Found]:
    """Return the tables of a page, from top to bottom, that have more than one cell."""
    return _from_the_top(page.find_tables({"explicit_horizontal_lines": _open_ends(page)}))


def find_tables_between(page: _Page, level: Sequence[_Line], upright: Sequence[_Line]) -> list[_Found]:
    """Return the tables that lines draw which are found in a picture of the page; as `find_tables` does."""
    if len(level) < 2 or len(upright) < 2:
        return []
    settings = {
        "horizontal_strategy": "explicit",
        "vertical_strategy": "explicit",
        "explicit_horizontal_lines": level,
        "explicit_vertical_lines": upright,
    }
    return _from_the_top(page.find_tables(settings))


def _from_the_top(found: Iterable[_Found]) -> list[_Found]:
    return sorted((table for table in found if len(table.cells) > 1), key=lambda table: table.bbox[1])


def table_of(found: _Found, glyphs: Iterable[Glyph]) -> Table:
    """Return a table whose merged cells are told by their edges running past their row or column."""
    boxes = [Box(*box) for box in found.cells]
    lefts = edges_of(box.x0 for box in boxes)
    tops = edges_of(box.top for box in boxes)
    homes = _homes(glyphs, boxes)
    lines = {at: lines_of(inside) for at, inside in homes.items()}
    spans = [_span(box, lefts, tops) for box in boxes]
    beside: list[list[PrintedLine]] = [[] for _ in tops]
    for at, (_, y, _, high) in enumerate(spans):
        if high == 1:
            beside[y] += lines.get(at, ())
    heights = [heights_of(row) for row in beside]
    places: dict[tuple[int, int], Cell] = {}
    for at, (box, (x, y, wide, high)) in enumerate(zip(boxes, spans, strict=True)):
        for below in range(y, y + high):
            for right in range(x, x + wide):
                places.setdefault((below, right), COVERED)
        printed = lines.get(at, [])
        if high == 1:
            places[y, x] = aligned_cell(printed, heights[y], box, columns=wide)
        else:
            places[y, x] = plain_cell(printed, box, rows=high, columns=wide)
    return Table(tuple(Row(tuple(places.get((y, x), Cell("")) for x in range(len(lefts)))) for y in range(len(tops))))


def plain_cell(lines: Sequence[PrintedLine], box: Box | None, *, rows: int = 1, columns: int = 1) -> Cell:
    """Return a cell with the lines one below the other."""
    text = "\n".join(line.text for line in lines)
    return Cell(text, rows, columns, box=box, boxes=tuple(line.box for line in lines))


def aligned_cell(lines: Sequence[PrintedLine], heights: Sequence[float], box: Box | None, *, columns: int = 1) -> Cell:
    """Return a cell with blank lines where only other cells of its row print something.

    So line k of every cell of a row stands at the same height, which tells what belongs
    together where rows are not parted by rules. `heights` are the tops of the row's lines.
    """
    texts = [""] * len(heights)
    boxes: list[Box | None] = [None] * len(heights)
    for line in lines:
        at = min(range(len(heights)), key=lambda at: abs(heights[at] - line.box.top), default=0)
        held = boxes[at]
        texts[at] = line.text if held is None else f"{texts[at]} {line.text}"
        boxes[at] = line.box if held is None else held.around(line.box)
    used = max((at + 1 for at, text in enumerate(texts) if text), default=0)
    return Cell("\n".join(texts[:used]), 1, columns, box=box, boxes=tuple(boxes[:used]))


def edges_of(values: Iterable[float], snap: float = SNAP) -> list[float]:
    """Return values in order, those within `snap` of the one before taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > snap:
            edges.append(value)
    return edges


def heights_of(lines: Sequence[PrintedLine]) -> list[float]:
    """Return the tops of lines that stand beside each other, those less than half a character apart as one."""
    return edges_of((line.box.top for line in lines), max((line.size for line in lines), default=0.0) / 2)


def _span(box: Box, lefts: Sequence[float], tops: Sequence[float]) -> tuple[int, int, int, int]:
    """Return column, row, and over how many columns and rows a cell stands."""
    x, y = _at(lefts, box.x0), _at(tops, box.top)
    wide = max(bisect.bisect_left(lefts, box.x1 - SNAP) - x, 1)
    high = max(bisect.bisect_left(tops, box.bottom - SNAP) - y, 1)
    return x, y, wide, high


def _at(edges: Sequence[float], value: float) -> int:
    return max(bisect.bisect_right(edges, value + SNAP / 10) - 1, 0)


def _homes(glyphs: Iterable[Glyph], boxes: Sequence[Box]) -> dict[int, list[Glyph]]:
    """Return the glyphs of each cell, by the cell's number."""
    by_top = sorted(range(len(boxes)), key=lambda at: boxes[at].top)
    tops = [boxes[at].top for at in by_top]
    homes: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x, y = glyph.centre, glyph.middle
        for place in range(bisect.bisect_right(tops, y) - 1, -1, -1):
            box = boxes[by_top[place]]
            if y < box.bottom and box.x0 <= x < box.x1:
                homes.setdefault(by_top[place], []).append(glyph)
                break
    return homes


def _open_ends(page: _Page) -> list[float]:
    """Return the heights at which a table's upright rules stop without level ones that close its cells."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    level = [edge for edge in page.edges if edge["orientation"] == "h"]
    ends: list[float] = []
    for here, beyond in (("bottom", "top"), ("top", "bottom")):
        for height in edges_of(edge[here] for edge in upright):
            stopping = [edge for edge in upright if abs(edge[here] - height) <= SNAP]
            going_on = edges_of(edge["x0"] for edge in upright if abs(edge[beyond] - height) <= SNAP)
            lefts = edges_of(edge["x0"] for edge in stopping)
            if len(lefts) < 3 or any(abs(left - other) <= SNAP for left in lefts for other in going_on):
                continue
            rules = [edge for edge in level if abs(edge["top"] - height) <= SNAP]
            middles = ((left + right) / 2 for left, right in itertools.pairwise(lefts))
            if not all(any(rule["x0"] <= middle <= rule["x1"] for rule in rules) for middle in middles):
                ends.append(height)
    return ends
