"""Set a plan as a spreadsheet: title and sections in rows of their own, then the table with merged cells."""

from __future__ import annotations

import csv
import io

from corpus.layouts.front import front_sections
from corpus.layouts.grid import Setting, lay_out
from corpus.layouts.paper import spaced
from openpyxl import Workbook

from qsearch.plan import Plan

__all__ = ["set_csv", "set_workbook"]


def set_workbook(plan: Plan, setting: Setting) -> bytes:
    """Return the .xlsx file of a plan; its table's merged cells are merged."""
    book = Workbook()
    sheet = book.active
    for row in _rows(plan, setting):
        sheet.append(row)
    grid = lay_out(plan, setting)
    first = sheet.max_row - len(grid.rows) + 1
    for y, cells in enumerate(grid.rows):
        for x, cell in enumerate(cells):
            if cell.rows > 1:
                last = first + y + cell.rows - 1
                sheet.merge_cells(start_row=first + y, end_row=last, start_column=x + 1, end_column=x + 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def set_csv(plan: Plan, setting: Setting) -> bytes:
    """Return the plan as comma-separated values; a merged cell's text stands in its first row."""
    stream = io.StringIO()
    csv.writer(stream).writerows(_rows(plan, setting))
    return stream.getvalue().encode("utf-8-sig")


def _rows(plan: Plan, setting: Setting) -> list[list[str]]:
    grid = lay_out(plan, setting)
    rows = [[spaced(plan.title or "")]]
    for heading, paragraphs in front_sections(plan):
        rows += [[heading], *([paragraph] for paragraph in paragraphs)]
    rows += [list(headings) for headings in grid.headings]
    rows += [["\n".join(cell.lines) for cell in cells] for cells in grid.rows]
    return rows
