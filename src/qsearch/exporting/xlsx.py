"""Write a row for each item as an Excel workbook, ready to filter and print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qsearch.errors import InputError
from qsearch.exporting.columns import Cell as Value
from qsearch.exporting.columns import FlatTable, flatten
from qsearch.exporting.widths import column_widths
from qsearch.plan import Plan

__all__ = ["write", "write_table"]

_LONGEST = 32_767  # characters a cell of Excel holds; openpyxl would cut the rest off silently
_HEADING, _BODY = "Heading", "Body"


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write the flat table of plans as a workbook of one sheet.

    Raises InputError for a text longer than a cell can hold.
    """
    write_table(flatten(plans), stream)


def write_table(table: FlatTable, stream: BinaryIO) -> None:
    """Write a flat table as a workbook of one sheet; raises as `write` does."""
    longest = max((len(cell) for row in table.rows for cell in row if isinstance(cell, str)), default=0)
    if longest > _LONGEST:
        raise InputError(
            f"有一段文字長 {longest:,} 字，超過 Excel 儲存格的上限 {_LONGEST:,} 字。",
            hint="請匯出為 ods、csv 或 jsonl。",
        )
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.print_title_rows = "1:1"
    for number, width in enumerate(column_widths(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, heading, _HEADING) for heading in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value, _BODY) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}{len(table.rows) + 1}"
    book.save(stream)


def _styles() -> Iterator[NamedStyle]:
    """Yield the two styles; named ones, since a style set part by part on every cell takes most of the time."""
    thin = Side(style="thin", color="BFBFBF")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    yield NamedStyle(_BODY, border=border, alignment=Alignment(vertical="top", wrap_text=True))
    yield NamedStyle(
        _HEADING,
        font=Font(bold=True),
        fill=PatternFill("solid", start_color="E7EEF7"),
        border=border,
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    )


def _cell(sheet: Worksheet, value: Value, style: str) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # or a text that begins with = would be stored as a formula
    cell.style = style
    return cell
