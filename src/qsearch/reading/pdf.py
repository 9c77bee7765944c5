"""Read PDF files that hold text: ruled tables as tables, the rest as lines in reading order.

Lengths are points (1/72 inch). A scanned page holds no text and is not guessed at.
"""

from __future__ import annotations

import bisect
import io
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from qsearch.errors import UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Cell, Document, Row, Table
from qsearch.reading.grid import COVERED

__all__ = ["read"]

# pdfplumber ships no types: a page, a found table and a printed character, as it gives them.
_Page = Any
_Found = Any
_Char = dict[str, Any]
_Box = tuple[float, float, float, float]  # x0, top, x1, bottom

_SNAP = 3.0  # points within which two rules count as one, as in pdfplumber's table finder
_MOST_PAGES = 1000


def read(data: bytes, name: str) -> Document:
    """Return the lines and ruled tables of every page, pages counted from 1.

    Raises UnreadableDocument where the file is broken, encrypted, or scanned so that no
    page holds text.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    builder = DocumentBuilder(name, "pdf")
    printed = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise UnreadableDocument(f"「{name}」超過 {_MOST_PAGES} 頁，不予讀取。", hint="請只留下計畫書的頁面。")
            for page in pdf.pages:
                printed += _read_page(page, builder)
                builder.end_page(page.page_number)
                page.close()
    except (PdfminerException, PDFException, PSException, MalformedPDFException) as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)) for cause in causes):
            raise UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請取消密碼保護後另存新檔。") from error
        raise _broken(name) from error
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        struct.error,
        zlib.error,
        RecursionError,
    ) as error:
        # pdfminer trips over damaged objects with whatever Python raises there.
        raise _broken(name) from error
    if not printed:
        raise UnreadableDocument(
            f"「{name}」沒有文字，可能是掃描的影像。",
            hint="請先做文字辨識（OCR），或改用製作它的 Office 文件。",
        )
    return builder.finish()


def _broken(name: str) -> UnreadableDocument:
    return UnreadableDocument(f"「{name}」已損壞或不完整，無法當作 PDF 讀取。", hint="請重新下載後再試。")


def _read_page(page: _Page, builder: DocumentBuilder) -> int:
    """Add the tables and lines of a page from top to bottom; return how many characters it prints."""
    chars: list[_Char] = page.dedupe_chars().chars
    found = [(tuple(table.bbox), _table(table, chars)) for table in page.find_tables()]
    placed: list[tuple[float, str | Table]] = [
        (box[1], table) for box, table in found if sum(len(row.cells) for row in table.rows) > 1
    ]
    boxes = [box for box, table in found if sum(len(row.cells) for row in table.rows) > 1]
    outside = [char for char in chars if not any(_within(char, box) for box in boxes)]
    placed += _lines(outside)
    for _, element in sorted(placed, key=lambda at: at[0]):
        if isinstance(element, Table):
            builder.add_table(element)
        else:
            builder.add_text(element)
    return sum(not char["text"].isspace() for char in chars)


def _table(found: _Found, chars: Iterable[_Char]) -> Table:
    """Return a table whose merged cells are told by their edges running past their row or column."""
    boxes: list[_Box] = [tuple(box) for box in found.cells]
    lefts = _edges(box[0] for box in boxes)
    tops = _edges(box[1] for box in boxes)
    inside = [char for char in chars if _within(char, tuple(found.bbox))]
    places: dict[tuple[int, int], Cell] = {}
    for box in boxes:
        x, y = _at(lefts, box[0]), _at(tops, box[1])
        wide = max(bisect.bisect_left(lefts, box[2] - _SNAP) - x, 1)
        high = max(bisect.bisect_left(tops, box[3] - _SNAP) - y, 1)
        for below in range(y, y + high):
            for right in range(x, x + wide):
                places.setdefault((below, right), COVERED)
        text = "\n".join(line for _, line in _lines([char for char in inside if _within(char, box)]))
        places[y, x] = Cell(text, high, wide)
    return Table(tuple(Row(tuple(places.get((y, x), Cell("")) for x in range(len(lefts)))) for y in range(len(tops))))


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return max(bisect.bisect_right(edges, value + _SNAP / 10) - 1, 0)


def _within(char: _Char, box: _Box) -> bool:
    x = (char["x0"] + char["x1"]) / 2
    y = (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])


def _lines(chars: list[_Char]) -> list[tuple[float, str]]:
    """Return the printed lines with their tops, from top to bottom.

    Characters are on one line where their middles are within half a character's height;
    a gap of a third of a character prints as a space, one of two characters, as it
    stands between unruled columns, as two.
    """
    lines: list[list[_Char]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if lines:
            first = lines[-1][0]
            if abs(middle - (first["top"] + first["bottom"]) / 2) <= max(first["height"], char["height"]) / 2:
                lines[-1].append(char)
                continue
        lines.append([char])
    printed = ((min(char["top"] for char in line), _spaced(line)) for line in lines)
    return [(top, text) for top, text in printed if text]


def _spaced(line: list[_Char]) -> str:
    pieces: list[str] = []
    right = None
    for char in sorted(line, key=lambda c: c["x0"]):
        if char["text"].isspace():
            continue
        gap = char["x0"] - right if right is not None else 0.0
        size = max(char["height"], 1.0)
        pieces.append(("  " if gap > 2 * size else " " if gap > size / 5 else "") + char["text"])
        right = char["x1"]
    return "".join(pieces)
