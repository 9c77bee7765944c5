"""Know page numbers and running titles where they fell into the text."""

from __future__ import annotations

import re

from qsearch.parsing.joining import squeeze

__all__ = ["is_page_mark", "is_sure_page_mark"]

_SURE = re.compile(r"第\d{1,3}頁(?:[,，/、]?共\d{1,3}頁)?|[-–—－]\d{1,3}[-–—－]|[Pp]age\d{1,3}|\d{1,3}/共?\d{1,3}頁?")
_MARK = re.compile(r"\d{1,3}|\d{1,2}-\d{1,2}|[ivx]{1,5}")


def is_sure_page_mark(line: str) -> bool:
    """Whether a line can be nothing but a page number (第 3 頁, - 3 -)."""
    return _SURE.fullmatch(squeeze(line)) is not None


def is_page_mark(line: str) -> bool:
    """Whether a line could be a page number (3, 1-1); at the edge of a page it is one."""
    return is_sure_page_mark(line) or _MARK.fullmatch(squeeze(line)) is not None
