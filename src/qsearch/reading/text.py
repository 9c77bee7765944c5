r"""Read plain text: its encoding, its pages, and the tables that tabs draw.

Text comes from PDF converters and from the clipboard. A line with a tab in it is a row
of cells, and rows that follow each other are a table; white space within a cell is kept.
Converters that print paragraphs of a cell as `<p>…</p>` get them back as lines of it.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Sequence

from qsearch.errors import UnreadableDocument
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table
from qsearch.reading.running import page_starts

__all__ = ["document_of_text", "read"]

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_PARAGRAPH = re.compile(r"\s*</?(?:p|div|br|li|ul|ol)\b[^<>]*>\s*", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|td|th|tr|a)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos);")
_AS_UTF8 = "請另存成 UTF-8 編碼的文字檔後再試。"


def read(data: bytes, name: str) -> Document:
    """Read the bytes of a text file in UTF-8, UTF-16 with its mark, or Big5.

    Raises:
        UnreadableDocument: binary data, an encoding that is none of these, or nothing but white space.

    """
    return document_of_text(_decode(data, name), name)


def document_of_text(text: str, name: str) -> Document:
    """Lay text out in pages of lines and tables.

    Pages end at form feeds; where there are none, at running headers (see `page_starts`).

    Raises:
        UnreadableDocument: control characters, or nothing but white space.

    """
    text = text.rstrip("\x1a").removeprefix("\ufeff")
    if _CONTROL.search(text):
        raise UnreadableDocument(f"「{name}」含有控制字元，不是純文字檔。", hint=_AS_UTF8)
    if not text.strip():
        raise UnreadableDocument(f"「{name}」沒有任何文字。")
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


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding, name)
    if b"\x00" in data:
        raise UnreadableDocument(f"「{name}」是二進位資料或沒有標記的 UTF-16，不是可讀取的文字。", hint=_AS_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_big5(data, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as cause:
        raise UnreadableDocument(f"「{name}」的文字編碼在第 {cause.start + 1} 個位元組損壞。", hint=_AS_UTF8) from cause


def _decode_big5(data: bytes, name: str) -> str:
    """Decode Big5 as Windows writes it (CP950), or with the Hong Kong additions.

    Bytes in other encodings often decode too, to nonsense. Big5 keeps the common
    characters on its first level (lead bytes A4 to C6), and nearly all running text is
    made of those; GBK or Shift JIS read as Big5 scatters over both levels.
    """
    for encoding in ("cp950", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _first_level_share(data) >= 0.85:
            return text
    raise UnreadableDocument(f"「{name}」的文字編碼無法辨識（不是 UTF-8、UTF-16 或 Big5）。", hint=_AS_UTF8)


def _first_level_share(data: bytes) -> float:
    """Return which share of the characters (not punctuation) stands on the first level of Big5."""
    leads = [lead for lead in _big5_leads(data) if lead >= 0xA4]
    return sum(lead <= 0xC6 for lead in leads) / len(leads) if leads else 0.0


def _big5_leads(data: bytes) -> Iterable[int]:
    position = 0
    while position < len(data):
        if data[position] >= 0x80:
            yield data[position]
            position += 1
        position += 1
