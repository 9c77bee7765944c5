"""Measure and wrap text as a page does: a full-width character is two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["CHINESE_NUMERALS", "spaced", "width", "wrap", "wrap_at"]

CHINESE_NUMERALS = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")

_TOKEN = re.compile(r"[!-~]+|\s+|.", re.DOTALL)  # a western word stays whole
_CLOSING = frozenset("、。，；：？！」』）》〉")  # these hang over the margin
_OPENING = frozenset("「『（《〈")  # these go to the next line
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")


def width(text: str) -> int:
    """Return the width of a text in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def spaced(text: str) -> str:
    """Put a space between Chinese and western characters, as word processors do."""
    return _SEAM.sub(" ", text)


def wrap(text: str, columns: int, first: int | None = None) -> tuple[str, ...]:
    """Return the lines of a text in so many columns; `first` is the width of the first line where it differs."""
    return tuple(text[start:end].strip() for start, end in wrap_at(text, columns, first))


def wrap_at(text: str, columns: int, first: int | None = None) -> tuple[tuple[int, int], ...]:
    """Return where the lines of a text start and end; there is at least one."""
    return tuple(_spans(text, columns, columns if first is None else first)) or ((0, 0),)


def _spans(text: str, columns: int, first: int) -> Iterator[tuple[int, int]]:
    start, used, room, before = 0, 0, first, ""
    for found in _TOKEN.finditer(text):
        token, at = found[0], found.start()
        if used and used + width(token) > room and token not in _CLOSING and not token.isspace():
            end = at - 1 if before in _OPENING else at
            if end > start:
                yield start, end
                start, used, room = end, width(text[end:at]), columns
        used += width(token)
        before = token
    if start < len(text):
        yield start, len(text)
