r"""Read plain text: its encoding, its pages, and the tables that tabs draw.

Text comes from PDF converters and from the clipboard. A line with a tab in it is a row
of cells, and rows that follow each other are a table; white space within a cell is kept.
Converters that print paragraphs of a cell as `<p>…</p>` get them back as lines of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from qsearch.errors import UnreadableDocument
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table
from qsearch.reading.encodings import AS_UTF8, decode
from qsearch.reading.running import page_starts

__all__ = ["document_of_text", "read"]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
_SOFT_HYPHEN = "\ufffe"  # how PDFium gives a hyphen at a line's end
_LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_PARAGRAPH = re.compile(r"\s*</?(?:p|div|br|li|ul|ol)\b[^<>]*>\s*", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|td|th|tr|a)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos);")


def read(data: bytes, name: str) -> Document:
    """Read the bytes of a text file in UTF-8, UTF-16 with its mark, or Big5.

    Raises:
        UnreadableDocument: binary data, an encoding that is none of these, or nothing but white space.

    """
    return document_of_text(decode(data, name), name)


def document_of_text(text: str, name: str) -> Document:
    """Lay text out in pages of lines and tables.

    Pages end at form feeds; where there are none, at running headers (see `page_starts`).

    Raises:
        UnreadableDocument: control characters, or nothing but white space.

    """
    text = text.rstrip("\x1a").removeprefix("\ufeff").replace(_SOFT_HYPHEN, "-")
    if _CONTROL.search(text):
        raise UnreadableDocument(f"「{name}」含有控制字元，不是純文字檔。", hint=AS_UTF8)
    if not text.strip():
        raise UnreadableDocument(f"「{name}」沒有任何文字。", hint="請確認檔案內容已完整儲存或複製。")
    return Document(name=name, kind="text", pages=tuple(_pages(text)))


def _pages(text: str) -> Iterator[Page]:
    sheets = [_LINE_END.split(sheet) for sheet in text.split("\f")]
    if len(sheets) > 1 and not any(line.strip() for line in sheets[-1]):
        sheets.pop()  # converters end the last page with a form feed too
    lines: list[Line] = []
    bounds: list[int] = []
    for sheet in sheets:
        bounds.append(len(lines))
        lines += [Line(line, number) for number, line in enumerate(sheet, start=len(lines) + 1)]
    numbered = True
    if len(sheets) == 1:
        starts = page_starts([line.text for line in lines])
        bounds, numbered = [0, *starts.at], starts.from_first_page
    for number, (start, end) in enumerate(zip(bounds, [*bounds[1:], len(lines)], strict=True), start=1):
        yield Page(tuple(_elements(lines[start:end])), number if numbered else None)


def _elements(lines: Sequence[Line]) -> Iterator[Line | Table]:
    """Gather rows that follow each other without another line between them into tables."""
    rows: list[Row] = []
    for line in lines:
        if "\t" in line.text.strip(" \r\n"):
            rows.append(_row(line))
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        yield line
    if rows:
        yield Table(tuple(rows))


def _row(line: Line) -> Row:
    return Row(tuple(Cell(_cell_text(text)) for text in line.text.split("\t")), line.number)


def _cell_text(text: str) -> str:
    if "<" in text:
        text = _INLINE_TAG.sub("", _PARAGRAPH.sub("\n", text)).strip("\n")
        text = re.sub(r"\n{2,}", "\n", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return text.strip(" \u3000\xa0")
