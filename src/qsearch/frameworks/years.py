"""Read years as people write them: of the Republic or Gregorian, one or a range."""

from __future__ import annotations

import re
import unicodedata

from qsearch.errors import QueryError
from qsearch.plan import YearRange

__all__ = ["parse_year"]

REPUBLIC_BEGINS = 1912
"""The Gregorian year of 民國元年; a Gregorian year minus 1911 is a year of the Republic."""

_LAST_REPUBLIC_YEAR = 300  # no plan is of a later one, and no Gregorian year is that small
_YEAR = re.compile(r"(?:民國|西元|公元)?(\d{1,4})(?:年度?)?")
_RANGE = re.compile(r"(.*?)(?:--?|[~–—―−〜至到])(.*)")
_HINT = "年度可寫成民國年（102）、範圍（101-103、106-）或西元年（2013）。"


def parse_year(text: str) -> YearRange:
    """Return the years that a text such as 102, 101-103, 106-, 2013 or 民國102年 spans.

    An end left open (106-) reaches as far as years go. Raises QueryError for anything else.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    spread = _RANGE.fullmatch(plain)
    if spread is None:
        year = _one_year(plain, text)
        return YearRange(year, year)
    before, after = spread.groups()
    if not before and not after:
        raise QueryError(f"「{text}」不是年度。", hint=_HINT)
    first = _one_year(before, text) if before else 1
    last = _one_year(after, text) if after else _LAST_REPUBLIC_YEAR
    if last < first:
        raise QueryError(f"年度範圍「{text}」的迄年早於起年。", hint=_HINT)
    return YearRange(first, last)


def _one_year(part: str, whole: str) -> int:
    match = _YEAR.fullmatch(part)
    if match is None:
        raise QueryError(f"「{whole}」不是年度。", hint=_HINT)
    year = int(match[1])
    if part.startswith(("西元", "公元")) or year >= REPUBLIC_BEGINS:
        year -= REPUBLIC_BEGINS - 1
    if not 1 <= year <= _LAST_REPUBLIC_YEAR:
        raise QueryError(f"「{whole}」不是計畫的年度。", hint=_HINT)
    return year
