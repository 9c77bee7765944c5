"""Read spreadsheets: .xlsx, .ods and .csv; each sheet is a table on a page of its own number."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib

from qsearch.errors import UnreadableDocument
from qsearch.reading import odf
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Cell, Document, Row, Table
from qsearch.reading.encodings import decode
from qsearch.reading.grid import COVERED
from qsearch.reading.packages import read_part

__all__ = ["read_csv", "read_ods", "read_xlsx"]

_MOST_CELLS = 1_000_000


def read_xlsx(data: bytes, name: str) -> Document:
    """Return the sheets of an Excel workbook, with the values its formulas last had.

    Raises UnreadableDocument where the workbook is broken, encrypted or too large.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    read_part(data, "xl/workbook.xml", name)  # says what is wrong with a package before openpyxl trips over it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that no text hangs on
            workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (
        InvalidFileException,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        OSError,
        EOFError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        # openpyxl trips over damaged parts with whatever Python raises there.
        raise UnreadableDocument(
            f"「{name}」的活頁簿已損壞，無法讀取。", hint="請用 LibreOffice 或 Office 開啟後另存新檔。"
        ) from error
    builder = DocumentBuilder(name, "sheet")
    for number, sheet in enumerate(workbook.worksheets, start=1):
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            raise UnreadableDocument(
                f"「{name}」的工作表「{sheet.title}」過大，不予讀取。",
                hint="請刪除只有格式而沒有內容的列與欄。",
            )
        spans = {(area.min_row, area.min_col): area.size for area in sheet.merged_cells.ranges}
        covered = {
            place for area in sheet.merged_cells.ranges for place in area.cells if place != (area.min_row, area.min_col)
        }
        rows = [
            Row(
                tuple(
                    COVERED
                    if (cell.row, cell.column) in covered
                    else _cell(cell.value, spans.get((cell.row, cell.column)))
                    for cell in row
                )
            )
            for row in sheet.iter_rows()
        ]
        builder.add_table(Table(tuple(rows)))
        builder.end_page(number)
    return builder.finish()


def read_ods(data: bytes, name: str) -> Document:
    """Return the sheets of an OpenDocument spreadsheet."""
    return odf.read_sheet(data, name)


def read_csv(data: bytes, name: str) -> Document:
    """Return a file of comma-, semicolon- or tab-separated values as one table.

    Text is UTF-8, UTF-16 with a mark, or Big5 as Excel in Taiwan writes it. Raises
    UnreadableDocument where it is none of them, or where the quoting is broken.
    """
    text = decode(data, name)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableDocument(f"「{name}」的 CSV 格式有誤：{error}。", hint="請另存成 CSV（UTF-8）。") from error
    builder = DocumentBuilder(name, "sheet")
    builder.add_table(Table(tuple(Row(tuple(Cell(text) for text in row)) for row in rows if row)))
    return builder.finish()


def _cell(value: object, size: dict[str, int] | None) -> Cell:
    size = size or {"rows": 1, "columns": 1}
    return Cell(_printed(value), size["rows"], size["columns"])


def _printed(value: object) -> str:
    """Return a cell's value as text; dates come in ISO form since the format is not known here."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return re.sub(r"\r\n?|_x000D_\n?", "\n", str(value))
