"""Write a row for each item as an Excel workbook, ready to filter and print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qsearch.errors import InputError
from qsearch.exporting.columns import flatten
from qsearch.exporting.widths import column_widths
from qsearch.plan import Plan

__all__ = ["write"]

_LONGEST = 32_767  # characters a cell of Excel holds; openpyxl would cut the rest off silently
_THIN = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write the flat table of plans as a workbook of one sheet.

    Raises InputError for a text longer than a cell can hold.
    """
    table = flatten(plans)
    longest = max((len(cell) for row in table.rows for cell in row if isinstance(cell, str)), default=0)
    if longest > _LONGEST:
        raise InputError(
            f"a text of {longest:,} characters is too long for a cell of Excel, which holds {_LONGEST:,}",
            hint="export as ods, csv or jsonl",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("推動作法")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, width in enumerate(column_widths(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, heading) for heading in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}{len(table.rows) + 1}"
    book.save(stream)


def _heading(sheet: Worksheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="E7EEF7")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Worksheet, value: str | int | None) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # or a text that begins with = would be stored as a formula
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = _BORDER
    return cell
