"""Read PDF files that hold text: ruled tables as tables, the rest as lines in reading order.

Lengths are points (1/72 inch). A scanned page holds no text and is not guessed at.
"""

from __future__ import annotations

import bisect
import io
import itertools
import math
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
    tables = page.find_tables({"explicit_horizontal_lines": _open_ends(page)})
    found = [(table, _table(table, chars)) for table in tables]
    found = [(table, cells) for table, cells in found if sum(len(row.cells) for row in cells.rows) > 1]
    placed: list[tuple[float, str | Table]] = [(table.bbox[1], cells) for table, cells in found]
    boxes: list[_Box] = [tuple(box) for table, _ in found for box in table.cells]
    outside = [char for char in chars if not any(_within(char, box) for box in boxes)]
    placed += _lines(outside)
    for _, element in sorted(placed, key=lambda at: at[0]):
        if isinstance(element, Table):
            builder.add_table(element)
        else:
            builder.add_text(element)
    return sum(not char["text"].isspace() for char in chars)


def _open_ends(page: _Page) -> list[float]:
    """Return the heights at which a table's upright rules stop without level ones that close its cells.

    A row that goes on overleaf is often left open at the foot of the page, and at its head.
    """
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    level = [edge for edge in page.edges if edge["orientation"] == "h"]
    ends: list[float] = []
    for here, beyond in (("bottom", "top"), ("top", "bottom")):
        for height in _edges(edge[here] for edge in upright):
            stopping = [edge for edge in upright if abs(edge[here] - height) <= _SNAP]
            going_on = _edges(edge["x0"] for edge in upright if abs(edge[beyond] - height) <= _SNAP)
            lefts = _edges(edge["x0"] for edge in stopping)
            if len(lefts) < 3 or any(abs(left - other) <= _SNAP for left in lefts for other in going_on):
                continue
            rules = [edge for edge in level if abs(edge["top"] - height) <= _SNAP]
            middles = ((left + right) / 2 for left, right in itertools.pairwise(lefts))
            if not all(any(rule["x0"] <= middle <= rule["x1"] for rule in rules) for middle in middles):
                ends.append(height)
    return ends


def _table(found: _Found, chars: Iterable[_Char]) -> Table:
    """Return a table whose merged cells are told by their edges running past their row or column."""
    boxes: list[_Box] = [tuple(box) for box in found.cells]
    lefts = _edges(box[0] for box in boxes)
    tops = _edges(box[1] for box in boxes)
    inside = [char for char in chars if _within(char, tuple(found.bbox))]
    places: dict[tuple[int, int], Cell] = {}
    heights = [
        [height for height, _ in _lines([char for char in inside if top <= _middle(char) < bottom])]
        for top, bottom in itertools.pairwise([*tops, math.inf])
    ]
    for box in boxes:
        x, y = _at(lefts, box[0]), _at(tops, box[1])
        wide = max(bisect.bisect_left(lefts, box[2] - _SNAP) - x, 1)
        high = max(bisect.bisect_left(tops, box[3] - _SNAP) - y, 1)
        for below in range(y, y + high):
            for right in range(x, x + wide):
                places.setdefault((below, right), COVERED)
        lines = _lines([char for char in inside if _within(char, box)])
        text = _at_heights(lines, heights[y]) if high == 1 else "\n".join(line for _, line in lines)
        places[y, x] = Cell(text, high, wide)
    return Table(tuple(Row(tuple(places.get((y, x), Cell("")) for x in range(len(lefts)))) for y in range(len(tops))))


def _at_heights(lines: list[tuple[float, str]], heights: list[float]) -> str:
    """Return lines one below the other, with blank ones where only other cells of the row print something.

    So line k of every cell of a row stands at the same height, which tells what belongs
    together where rows are not parted by rules.
    """
    printed = [""] * len(heights)
    for top, line in lines:
        at = min(range(len(heights)), key=lambda at: abs(heights[at] - top), default=0)
        printed[at] = f"{printed[at]} {line}" if printed[at] else line
    return "\n".join(printed).rstrip("\n")


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return max(bisect.bisect_right(edges, value + _SNAP / 10) - 1, 0)


def _middle(char: _Char) -> float:
    return float((char["top"] + char["bottom"]) / 2)


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
