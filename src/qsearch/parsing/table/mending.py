"""Mend rows of pasted text that the paragraphs of their cells broke over several lines.

A table copied out of a word processor has a tab between cells, but also a line end
between the paragraphs of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.numbering import Kind, read_number
from qsearch.parsing.table.columns import TableColumns, heading_at
from qsearch.parsing.units import looks_like_unit
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table

__all__ = ["mend"]

_LABEL_KINDS: tuple[Kind, ...] = ("formal", "chinese", "chinese-bracketed")
_MOST_LINES = 40  # that one row may be broken into


def mend(document: Document) -> Document:
    """Return a text with the rows whole again; other documents come back as they are.

    Lines are one row where they make exactly as many cells as there are headings, and
    the cell under the deadline's heading then holds a deadline.
    """
    if document.kind != "text":
        return document
    pages: list[Page] = []
    columns: TableColumns | None = None
    for page in document.pages:
        strand = [
            part for element in page.elements for part in (element.rows if isinstance(element, Table) else (element,))
        ]
        mended: list[Line | Row] = []
        at = 0
        while at < len(strand):
            part = strand[at]
            heading = (
                heading_at([row for row in strand[at : at + 2] if isinstance(row, Row)], 0)
                if isinstance(part, Row)
                else None
            )
            columns = heading[0] if heading is not None else columns
            whole, used = (None, 1) if columns is None or heading is not None else _whole(strand, at, columns)
            mended.append(part if whole is None else whole)
            at += used
        pages.append(replace(page, elements=tuple(_gathered(mended))))
    return replace(document, pages=tuple(pages))


def _whole(strand: Sequence[Line | Row], start: int, columns: TableColumns) -> tuple[Row | None, int]:
    """Return the row that starts here, and of how many lines it is made; None where it needs no mending."""
    first = strand[start]
    if isinstance(first, Line) and read_number(first.text, _LABEL_KINDS) is None:
        return None, 1
    cells = _texts(first)
    used = 1
    for part in strand[start + 1 : start + _MOST_LINES]:
        texts = _texts(part)
        if (
            len(cells) + len(texts) - 1 > len(columns)
            or not texts[0].strip()
            or ((used > 1 or len(cells) > 1) and _is_label(texts[0]))
        ):
            break
        if len(cells) == len(columns) and not _ends_cell(texts[0], columns):
            break
        cells = [*cells[:-1], f"{cells[-1]}\n{texts[0].strip()}", *texts[1:]]
        used += 1
    deadline = columns.first("deadline")
    if used == 1 or len(cells) != len(columns) or deadline is None or not is_deadline(cells[deadline]):
        return None, 1
    return Row(tuple(Cell(text) for text in cells), first.line if isinstance(first, Row) else first.number), used


def _texts(part: Line | Row) -> list[str]:
    return [part.text.strip()] if isinstance(part, Line) else list(part.texts())


def _is_label(text: str) -> bool:
    return read_number(text, _LABEL_KINDS) is not None


def _ends_cell(text: str, columns: TableColumns) -> bool:
    """Whether a line below a row with all its cells belongs to the last of them."""
    return columns.parts[-1] == "units" and looks_like_unit(text)


def _gathered(parts: Sequence[Line | Row]) -> Iterator[Line | Table]:
    rows: list[Row] = []
    for part in parts:
        if isinstance(part, Row):
            rows.append(part)
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        yield part
    if rows:
        yield Table(tuple(rows))
