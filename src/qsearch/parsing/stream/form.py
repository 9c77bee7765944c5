"""Read the stream form: walk through its lines, then read the rows as those of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qsearch.parsing.forms import FormReading
from qsearch.parsing.headings import Column
from qsearch.parsing.named_units import named_units
from qsearch.parsing.numbering import read_number
from qsearch.parsing.outline.body import body_of
from qsearch.parsing.stream.costs import ACTION_KINDS, Costs
from qsearch.parsing.stream.walking import Walk, WalkedRow, walk, widths_of
from qsearch.parsing.table.columns import TableColumns, columns_of
from qsearch.parsing.table.form import read_rows
from qsearch.parsing.table.rows import TableRow, plan_table
from qsearch.parsing.units import looks_like_unit, names_in_cell
from qsearch.plan import ParseWarning
from qsearch.reading.document import Cell, Document, Row

__all__ = ["StreamForm"]

_LOOKS = 3  # at the document, each of which learns widths and units for the next
_LEAST_ACTIONS = 3
_LEAST_DATED = 0.5  # of the actions with a deadline or unit right behind them
_LEAST_COLUMNS = 3
_MOST_LINES = 20_000  # some 400 pages; every line is weighed for every column


class StreamForm:
    """Read text that prints a table's cells one after the other, row by row, with actions numbered 1.1."""

    name = "stream"

    def recognise(self, document: Document) -> float:
        """Return the share of numbered actions behind which their deadline or units stand; 0 for anything but text."""
        columns, found = _walked(document)
        if columns is None or found is None:
            return 0.0
        action = columns.parts.index("action")
        numbered = [row for row in found.rows if row.cells[action] and _is_numbered(row.cells[action][0].text)]
        beside = [at for at, part in enumerate(columns.parts) if part in ("deadline", "units")]
        dated = [row for row in numbered if any(row.cells[at] for at in beside)]
        if len(numbered) < _LEAST_ACTIONS or len(dated) < _LEAST_DATED * len(numbered):
            return 0.0
        return 0.97 * len(dated) / len(numbered)

    def read(self, document: Document) -> FormReading:
        """Return the actions of the rows."""
        columns, found = _walked(document)
        if columns is None or found is None:
            return FormReading(())
        rows = [_table_row(row, columns) for row in found.rows]
        return read_rows(rows, document, read_from="pdf", warnings=[_mixed(row) for row in found.rows if row.mixed])


def _mixed(row: WalkedRow) -> ParseWarning:
    first = min((token for cell in row.cells for token in cell), key=lambda token: token.line)
    message = f"第 {first.line} 行起的儲存格文字彼此交錯（{first.text[:20]}…），依內容推定何者屬於何欄，請核對。"
    return ParseWarning("cells-mixed", message, first.page)


def _walked(document: Document) -> tuple[TableColumns | None, Walk | None]:
    """Return the columns that the document's headings name, and the cheapest walk through them."""
    if document.kind != "text" or plan_table(document).rows:
        return None, None
    body = body_of(document)
    columns = _columns(body.columns)
    numbered = sum(_is_numbered(line.text) for line in body.lines)
    if columns is None or numbered < _LEAST_ACTIONS or len(body.lines) > _MOST_LINES:
        return None, None
    costs = Costs(columns.parts, frozenset(named_units(document)))
    found = walk(body.lines, costs)
    for _ in range(_LOOKS - 1):
        units = costs.units | _units(found.rows, columns, costs)
        costs = replace(costs, widths=widths_of(found.rows, len(columns)), units=units)
        found = walk(body.lines, costs)
    return columns, found


def _columns(headings: Sequence[Column]) -> TableColumns | None:
    columns = columns_of([Row(tuple(Cell(heading.heading) for heading in headings))]) if headings else None
    return columns if columns is not None and len(columns) >= _LEAST_COLUMNS else None


def _units(rows: Sequence[WalkedRow], columns: TableColumns, costs: Costs) -> frozenset[str]:
    """Return the names that the unit cells of several rows print."""
    at = columns.first("units")
    if at is None:
        return frozenset()
    names = [names_in_cell(row.lines_of(at), costs.units) for row in rows if row.cells[at]]
    flat = [name for cell in names for name in dict.fromkeys(cell)]
    return frozenset(name for name in flat if flat.count(name) > 1 and looks_like_unit(name))


def _is_numbered(text: str) -> bool:
    return read_number(text, ACTION_KINDS) is not None


def _table_row(row: WalkedRow, columns: TableColumns) -> TableRow:
    cells = tuple(Cell("\n".join(row.lines_of(at))) for at in range(len(row.cells)))
    first = min((line for cell in row.cells for line in cell), key=lambda line: line.line)
    return TableRow(cells, columns, first.page, first.line, row.rest or row.opens_page)
