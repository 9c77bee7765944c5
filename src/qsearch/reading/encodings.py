"""Tell the encoding of text: UTF-8, UTF-16, or Big5 as older files in Taiwan have it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from qsearch.errors import UnreadableDocument

__all__ = ["AS_UTF8", "decode"]

AS_UTF8 = "請另存成 UTF-8 編碼的文字檔後再試。"
"""The hint for text that cannot be read."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, name: str) -> str:
    """Return the text of bytes in UTF-8, UTF-16 with its mark, or Big5.

    Raises UnreadableDocument for binary data and other encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding, name)
    if b"\x00" in data:
        raise UnreadableDocument(f"「{name}」是二進位資料或沒有標記的 UTF-16，不是可讀取的文字。", hint=AS_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_big5(data, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as cause:
        raise UnreadableDocument(f"「{name}」的文字編碼在第 {cause.start + 1} 個位元組損壞。", hint=AS_UTF8) from cause


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
    raise UnreadableDocument(f"「{name}」的文字編碼無法辨識（不是 UTF-8、UTF-16 或 Big5）。", hint=AS_UTF8)


def _first_level_share(data: bytes) -> float:
    """Return which share of the characters (not punctuation) stands on the first level of Big5."""
    leads = [lead for lead in _big5_leads(data) if lead >= 0xA4]
    return sum(lead <= 0xC6 for lead in leads) / len(leads) if leads else 0.0


def _big5_leads(data: bytes) -> Iterator[int]:
    position = 0
    while position < len(data):
        if data[position] >= 0x80:
            yield data[position]
            position += 1
        position += 1
