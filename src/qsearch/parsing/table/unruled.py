"""Gather the printed lines of a table without rules: its headings, and one row of all that stands below."""

from __future__ import annotations

from collections.abc import Sequence

from qsearch.parsing.numbering import Kind, read_number
from qsearch.parsing.table.columns import TableColumns, columns_of, is_heading_row
from qsearch.reading.document import Cell, Row

__all__ = ["gather", "headings_above"]

_MOST_LINES = 4  # that headings in narrow columns wrap over
_LEAST_KNOWN = 3
_SECTION: tuple[Kind, ...] = ("formal",)


def headings_above(rows: Sequence[Row]) -> tuple[TableColumns, int] | None:
    """Return the columns that the first lines name, and how many lines they are; None where they name none.

    Headings in narrow columns wrap. Of several numbers of lines that name the columns, the
    one that names most of them counts, and of those the largest: fewer leave the end of a
    heading in the first row.
    """
    found: tuple[TableColumns, int] | None = None
    most = _LEAST_KNOWN
    for count in range(1, min(_MOST_LINES, len(rows)) + 1):
        if not is_heading_row(rows[count - 1]):
            break
        columns = columns_of(rows[:count])
        known = 0 if columns is None else sum(part != "extra" for part in columns.parts)
        if columns is not None and known >= most:
            found, most = (columns, count), known
    return found


def gather(rows: Sequence[Row]) -> Row:
    """Return one row that holds all lines, line k of each cell at the same height.

    It ends where a section of the plan (陸、…) starts below the table.
    """
    kept = list(rows)
    for at, row in enumerate(rows):
        first, *others = row.texts()
        if not any(other.strip() for other in others) and read_number(first, _SECTION) is not None:
            kept = list(rows[:at])
            break
    width = max((len(row.cells) for row in rows), default=0)
    return Row(tuple(_column([row.cells[at] for row in kept]) for at in range(width)))


def _column(cells: Sequence[Cell]) -> Cell:
    texts = [cell.text.replace("\n", " ") for cell in cells]
    boxes = [cell.boxes[0] if cell.boxes else None for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
        boxes.pop()
    return Cell("\n".join(texts), boxes=tuple(boxes))
