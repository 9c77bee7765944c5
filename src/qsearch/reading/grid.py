"""Lay cells that name their spans out in a full grid, covered places included."""

from __future__ import annotations

from collections.abc import Iterable

from qsearch.reading.document import Cell, Row, Table

__all__ = ["COVERED", "lay_out"]

COVERED = Cell("", covered=True)
_WIDEST = 256  # columns; no plan has more than a dozen, and a forged colspan must not fill the memory


def lay_out(rows: Iterable[Iterable[Cell]]) -> Table:
    """Return a table in which every place a span covers holds a covered cell.

    The rows name only the cells that are printed, as HTML does: a cell takes the first
    free place in its row. A span that runs over the last row is cut there, as browsers
    do. Rows come out equally wide, filled up with empty cells.
    """
    given = [list(row) for row in rows]
    taken: list[dict[int, Cell]] = []
    free_from: dict[int, int] = {}  # the first row in which a column is free; forged spans cost no more than true ones
    for y, row in enumerate(given):
        places = {x: COVERED for x, free in free_from.items() if free > y}
        x = 0
        for cell in row:
            while x in places:
                x += 1
            high = min(max(cell.rows, 1), len(given) - y) if x < _WIDEST else 1
            wide = min(max(cell.columns, 1), max(_WIDEST - x, 1))
            for right in range(x, x + wide):
                places[right] = COVERED
                free_from[right] = max(free_from.get(right, 0), y + high)
            places[x] = Cell(cell.text, high, wide)
            x += wide
        taken.append(places)
    width = max((max(places) + 1 for places in taken if places), default=0)
    return Table(tuple(Row(tuple(places.get(x, Cell("")) for x in range(width))) for places in taken))
