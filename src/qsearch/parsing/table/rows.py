"""Find the rows of the plan's table in a document, page after page, headings taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.numbering import read_number
from qsearch.parsing.table.columns import TableColumns, heading_at, is_heading_row
from qsearch.parsing.table.mending import mend
from qsearch.parsing.table.spaced import spread
from qsearch.parsing.table.unruled import gather, headings_above
from qsearch.plan import ParseWarning
from qsearch.reading.document import Cell, Document, Line, Row, Table

__all__ = ["PlanTable", "TableRow", "plan_table"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """Hold one row as wide as its columns; `opens_page` marks the first one on another page.

    `above` are the lines that stand between the table before and this row's. Where
    `ruled` is False the row is all that a table without rules prints on a page. `level`
    says that line k of every cell that spans no rows stands at the same height.
    """

    cells: tuple[Cell, ...]
    columns: TableColumns
    page: int | None
    line: int | None
    opens_page: bool
    above: tuple[str, ...] = ()
    ruled: bool = True
    level: bool = False


@dataclass(slots=True)
class PlanTable:
    """Hold the rows of all pieces of a plan's table, in order, with what was odd about them."""

    rows: list[TableRow] = field(default_factory=list)
    warnings: list[ParseWarning] = field(default_factory=list)


def plan_table(document: Document) -> PlanTable:
    """Return the rows of the table (or tables) whose headings name an action column.

    A table without headings goes on with the columns of the one before where it is as
    wide and starts like data; pages often repeat no headings. Other tables are left out.
    """
    found = PlanTable()
    columns: TableColumns | None = None
    above: list[str] = []
    for page in spread(mend(document)).pages:
        for element in page.elements:
            if isinstance(element, Line):
                above.append(element.text)
            else:
                columns = _take(element, columns, page.number, tuple(above), found, level=document.kind == "pdf")
                above = []
    return found


def _take(
    table: Table,
    columns: TableColumns | None,
    page: int | None,
    above: tuple[str, ...],
    found: PlanTable,
    *,
    level: bool,
) -> TableColumns | None:
    """Add a table's rows; return the columns that the next table may go on with."""
    if not table.ruled:
        return _take_lines(table, columns, page, above, found)
    headings = {at: heading for at in range(len(table.rows)) if (heading := heading_at(table.rows, at)) is not None}
    if not headings and (columns is None or not _looks_like_more(table.rows[0], columns)):
        return columns
    opens_page = bool(found.rows)
    at = 0
    while at < len(table.rows):
        if at in headings:
            columns, height = headings[at]
            at += height
            opens_page = bool(found.rows)
            continue
        row = table.rows[at]
        at += 1
        if columns is None or (at in headings and _is_title(row)):
            # Sheets hold titles, and the whole front matter, as rows above the headings.
            above = (*above, *(cell.text for cell in row.cells if cell.text.strip()))
        elif any(cell.text.strip() or cell.covered for cell in row.cells):
            cells = _fit(row, columns, page, found.warnings)
            found.rows.append(TableRow(cells, columns, page, row.line, opens_page, above, level=level))
            opens_page = False
    return columns


def _take_lines(
    table: Table, columns: TableColumns | None, page: int | None, above: tuple[str, ...], found: PlanTable
) -> TableColumns | None:
    """Add a table without rules as one row of all its lines, for `unstack` to part."""
    headed = headings_above(table.rows)
    body = table.rows
    if headed is not None:
        columns, height = headed
        body = table.rows[height:]
    row = gather(body)
    if columns is None or len(row.cells) != len(columns) or not any(cell.text.strip() for cell in row.cells):
        return columns
    found.rows.append(TableRow(row.cells, columns, page, None, bool(found.rows), above, ruled=False, level=True))
    return columns


def _is_title(row: Row) -> bool:
    """Whether a row above headings is a title of what follows, and not the end of the rows before."""
    return not any(cell.text.strip() for cell in row.cells[1:])


def _looks_like_more(row: Row, columns: TableColumns) -> bool:
    """Whether a table without headings goes on with the plan's: as wide, and no headings of another kind."""
    if abs(len(row.cells) - len(columns)) > 1:
        return False
    deadline = columns.first("deadline")
    dated = deadline is not None and deadline < len(row.cells) and is_deadline(row.cells[deadline].text)
    headed = is_heading_row(row) and all(cell.text.strip() for cell in row.cells) and not dated
    return not headed


def _fit(row: Row, columns: TableColumns, page: int | None, warnings: list[ParseWarning]) -> tuple[Cell, ...]:
    """Return the cells of a row, as many as there are columns.

    Rows of text lose empty cells at their ends; where they lost those at the start, the
    numbered action and the deadline tell where the rest belongs.
    """
    cells = row.cells
    width = len(columns)
    missing = width - len(cells)
    if missing < 0:
        if any(cell.text.strip() for cell in cells[width:]):
            _warn(
                warnings, f"第 {row.line or '?'} 行有 {len(cells)} 欄，表頭只有 {width} 欄；多出的併入最後一欄。", page
            )
            last = " ".join(cell.text for cell in cells[width - 1 :] if cell.text.strip())
            return (*cells[: width - 1], Cell(last))
        return cells[:width]
    if missing == 0:
        return cells
    shift = max(range(missing + 1), key=lambda by: (_fits_at(cells, by, columns), -by))
    if shift:
        _warn(warnings, f"第 {row.line or '?'} 行只有 {len(cells)} 欄，表頭有 {width} 欄；依編號與期限對齊。", page)
    return (*(Cell("") for _ in range(shift)), *cells, *(Cell("") for _ in range(missing - shift)))


def _fits_at(cells: tuple[Cell, ...], shift: int, columns: TableColumns) -> int:
    placed: Iterator[tuple[str, str]] = (
        (columns.parts[at + shift], cell.text) for at, cell in enumerate(cells) if cell.text.strip()
    )
    score = 0
    for part, text in placed:
        number = read_number(text)
        if part == "action":
            score += 2 if number is not None and number.kind == "decimal" else 1 if number is not None else 0
        elif part == "deadline":
            score += 2 if is_deadline(text) else -1
        elif part == "label" and number is not None:
            score += -2 if number.kind == "decimal" else 1 if number.kind == "arabic" else 2
    return score


def _warn(warnings: list[ParseWarning], message: str, page: int | None) -> None:
    warnings.append(ParseWarning("columns-differ", message, page))
