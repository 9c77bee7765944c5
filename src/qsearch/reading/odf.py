"""Read OpenDocument text (.odt) and spreadsheets (.ods).

Element names and white space rules are those of OpenDocument 1.3, part 3 (OASIS):
runs of white space count as one space, `text:s` prints more, and deleted text, notes
and comments are no part of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qsearch.errors import UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Cell, Document, Row, Table
from qsearch.reading.grid import COVERED
from qsearch.reading.packages import Element, parse_xml, read_part

__all__ = ["read", "read_sheet"]

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_UNPRINTED = (f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_OFFICE}forms")
_INDEXES = (f"{_TEXT}table-of-content", f"{_TEXT}alphabetical-index")
_MOST_REPEATS = 256  # a spreadsheet repeats its last empty cell over a million times


def read(data: bytes, name: str) -> Document:
    """Return the paragraphs and tables of an OpenDocument text; it has no pages.

    Raises UnreadableDocument where the package or its XML is broken or encrypted.
    """
    builder = DocumentBuilder(name, "odt")
    for element in _blocks(_body(data, name, "text")):
        if element.tag == f"{_TABLE}table":
            builder.add_table(_table(element))
        else:
            builder.add_text(_paragraph(element))
    return builder.finish()


def read_sheet(data: bytes, name: str) -> Document:
    """Return the sheets of an OpenDocument spreadsheet, each a table on a page of its own number."""
    builder = DocumentBuilder(name, "sheet")
    for number, element in enumerate(_body(data, name, "spreadsheet").iterchildren(f"{_TABLE}table"), start=1):
        builder.add_table(_trimmed(_table(element)))
        builder.end_page(number)
    return builder.finish()


def _body(data: bytes, name: str, kind: str) -> Element:
    if b"manifest:encryption-data" in read_part(data, "META-INF/manifest.xml", name):
        raise UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請取消密碼保護後另存新檔。")
    root = parse_xml(read_part(data, "content.xml", name), name)
    body = root.find(f"{_OFFICE}body/{_OFFICE}{kind}")
    if body is None:
        raise UnreadableDocument(f"「{name}」沒有內文。", hint="請用 LibreOffice 開啟後另存新檔。")
    return body


def _blocks(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables below an element, in order, whatever sections and lists wrap them."""
    for child in parent.iterchildren("*"):
        if child.tag in _PARAGRAPHS or child.tag == f"{_TABLE}table":
            yield child
        elif child.tag not in _UNPRINTED and child.tag not in _INDEXES:
            yield from _blocks(child)


def _table(element: Element) -> Table:
    rows: list[Row] = []
    for row in _rows(element):
        cells: list[Cell] = []
        for cell in row.iterchildren(*_CELLS):
            repeats = min(_count(cell, "number-columns-repeated"), _MOST_REPEATS)
            cells += [_cell(cell)] * repeats
        rows += [Row(tuple(cells))] * min(_count(row, "number-rows-repeated"), _MOST_REPEATS)
    return Table(tuple(rows))


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent.iterchildren("*"):
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(child)


def _cell(element: Element) -> Cell:
    if element.tag == f"{_TABLE}covered-table-cell":
        return COVERED
    text = "\n".join(_nested_text(element))
    return Cell(text, _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned"))


def _nested_text(element: Element) -> Iterator[str]:
    for block in _blocks(element):
        if block.tag == f"{_TABLE}table":
            for row in _rows(block):
                for cell in row.iterchildren(*_CELLS):
                    yield from _nested_text(cell)
        else:
            yield _paragraph(block)


def _trimmed(table: Table) -> Table:
    """Drop the empty rows and columns that a spreadsheet repeats to its edges."""
    rows = list(table.rows)
    while rows and not any(cell.text or cell.covered for cell in rows[-1].cells):
        rows.pop()
    width = max((x + 1 for row in rows for x, cell in enumerate(row.cells) if cell.text or cell.covered), default=0)
    return Table(tuple(Row(row.cells[:width]) for row in rows))


def _count(element: Element, attribute: str) -> int:
    value = element.get(f"{_TABLE}{attribute}", "1")
    return max(int(value), 1) if value.isdecimal() else 1


def _paragraph(element: Element) -> str:
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces).strip(" ")


def _gather(element: Element, pieces: list[str]) -> None:
    if element.text:
        pieces.append(_collapsed(element.text, pieces))
    for child in element.iterchildren():
        if child.tag == f"{_TEXT}s":
            value = child.get(f"{_TEXT}c", "1")
            pieces.append(" " * min(int(value) if value.isdecimal() else 1, _MOST_REPEATS))
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _UNPRINTED:
            _gather(child, pieces)
        if child.tail:
            pieces.append(_collapsed(child.tail, pieces))


def _collapsed(text: str, before: list[str]) -> str:
    one = re.sub(r"[ \t\r\n]+", " ", text)
    after_space = not before or before[-1].endswith((" ", "\n"))
    return one[1:] if after_space and one.startswith(" ") else one
