"""Read Word documents (.docx).

Element names are those of WordprocessingML (ECMA-376, part 1, chapter 17). What a
tracked change deleted is left out and what it inserted stays, as the document prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from qsearch.errors import UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Cell, Document, Row, Table
from qsearch.reading.grid import COVERED
from qsearch.reading.packages import Element, parse_xml, read_part

__all__ = ["read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNPRINTED = (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}delText", _FALLBACK)
_PRINTED_AS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read(data: bytes, name: str) -> Document:
    """Return the paragraphs and tables of a Word document; it has no pages.

    Raises UnreadableDocument where the package or its XML is broken.
    """
    body = parse_xml(read_part(data, "word/document.xml", name), name).find(f"{_W}body")
    if body is None:
        raise UnreadableDocument(f"「{name}」沒有內文。", hint="請用 Word 或 LibreOffice 開啟後另存新檔。")
    builder = DocumentBuilder(name, "docx")
    for element in _blocks(body):
        if element.tag == f"{_W}tbl":
            builder.add_table(_table(element))
        else:
            builder.add_text(_paragraph(element))
    return builder.finish()


def _blocks(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables below an element, in order, whatever content controls wrap them."""
    for child in parent.iterchildren("*"):
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _blocks(child)


def _children(parent: Element, tag: str) -> Iterator[Element]:
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _children(child, tag)


def _table(element: Element) -> Table:
    """Return the table; the height of a cell is counted from the `vMerge` marks below it."""
    grid: list[list[Cell | None]] = []  # None marks a place that the cell above it covers
    for row in _children(element, f"{_W}tr"):
        cells: list[Cell | None] = [Cell("")] * _number(row, f"{_W}trPr/{_W}gridBefore", 0)
        for cell in _children(row, f"{_W}tc"):
            wide = _number(cell, f"{_W}tcPr/{_W}gridSpan", 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if goes_on:
                cells += [None] * wide
            else:
                cells += [Cell("\n".join(_nested_text(cell)), 1, wide), *[COVERED] * (wide - 1)]
        grid.append(cells)
    return Table(tuple(Row(tuple(_placed(grid, y, x) for x in range(len(grid[y])))) for y in range(len(grid))))


def _placed(grid: list[list[Cell | None]], y: int, x: int) -> Cell:
    cell = grid[y][x]
    if cell is None or cell.covered:
        return COVERED
    below = y + 1
    while below < len(grid) and x < len(grid[below]) and grid[below][x] is None:
        below += 1
    return Cell(cell.text, below - y, cell.columns)


def _nested_text(cell: Element) -> Iterator[str]:
    for block in _blocks(cell):
        if block.tag == f"{_W}tbl":
            for row in _children(block, f"{_W}tr"):
                for inner in _children(row, f"{_W}tc"):
                    yield from _nested_text(inner)
        else:
            yield _paragraph(block)


def _number(element: Element, path: str, default: int) -> int:
    found = element.find(path)
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), 256) if value.isdecimal() else default


def _paragraph(element: Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for child in element.iterchildren("*"):
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}br" and child.get(f"{_W}type") in ("page", "column"):
            continue
        elif child.tag in _PRINTED_AS:
            yield _PRINTED_AS[child.tag]
        elif child.tag not in _UNPRINTED:
            yield from _pieces(child)
