"""Read what a plan prints above its first section: title, agency, year, date and document number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import chinese_value

__all__ = ["Masthead", "read_masthead", "year_in"]

_DATE = re.compile(
    r"(?:中華)?(?:民國)?\s*\d{2,4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)\d{2,4}([./-])\d{1,2}\1\d{1,2}(?!\d)"
)
_MONTH_ALONE = re.compile(r"\s*(?:中華)?(?:民國)?\s*\d{2,4}\s*年\s*\d{1,2}\s*月\s*")
_DOCUMENT_NUMBER = re.compile(r"[一-鿿]{1,10}(?:[（(][一二三四五六七八九十]{1,2}[）)])?\s*字\s*第\s*[0-9A-Za-z]+\s*號")
_TITLE_END = re.compile(r"(?:計畫書?|方案|計分卡|策略地圖|要點|作業規定)(?:[（(][^（()）]*[)）])?(?:內容|表)?$")
_YEAR = re.compile(r"(?P<digits>\d{2,4})\s*(?:學|會計)?年|(?P<chinese>[一二三四五六七八九十百零〇○]{2,5})\s*年")
_AGENCY_END = re.compile(
    r".+?(?:圖書館(?:[一-鿿]{2}分館)?|博物館|美術館|科學館|資料館|紀念館|館|[一-鿿]{2}園|[一-鿿]分局|局|處|[一-鿿]署|部|院|中心|公所|事務所|學校|大學|法院|檢察署|委員會|府|所|站|隊|監獄|醫院|關|學院)"
)
_SUBJECT = re.compile(r"(?:提升|推動|加強|強化|執行|精進|為民|服務品質|政府服務|服務躍升|創新|策略地圖|平衡計分卡)")
_LATEST_TITLE_LINE = 8


@dataclass(frozen=True, slots=True)
class Masthead:
    """Hold what stands above the first section; None where it isn't printed."""

    title: str | None = None
    agency: str | None = None
    year: int | None = None
    issued: str | None = None
    document_number: str | None = None


def read_masthead(lines: Sequence[str]) -> Masthead:
    """Read the lines above the first section, then those that title the table (for a date only)."""
    printed = [line.strip() for line in lines if line.strip()]
    title = _title(printed)
    issued = next((date for line in printed if (date := _issued(line, title))), None)
    numbers = (_DOCUMENT_NUMBER.search(_DATE.sub("", line)) for line in printed)
    number = next((found[0] for found in numbers if found), None)
    return Masthead(title, _agency(title), year_in(title or ""), issued, number)


def year_in(text: str) -> int | None:
    """Return the first year of the Republic that a text names (102 年度, 一百零二年, 2013 年), else None."""
    for found in _YEAR.finditer(text):
        value = int(found["digits"]) if found["digits"] else chinese_value(found["chinese"].replace("○", "〇"))
        if value is not None and 1911 < value < 2200:
            return value - 1911
        if value is not None and 60 <= value < 200:
            return value
    return None


def _title(lines: Sequence[str]) -> str | None:
    """Return the lines up to the first that ends as a title does, joined; the first line where none does."""
    parts: list[str] = []
    for line in lines[:_LATEST_TITLE_LINE]:
        if _issued(line, None) and not _TITLE_END.search(line):
            continue
        parts.append(line)
        if _TITLE_END.search(squeeze(line)):
            return " ".join(parts)
    first = next((line for line in lines if not _issued(line, None)), None)
    return first if first is not None and len(squeeze(first)) <= 50 else None


def _issued(line: str, title: str | None) -> str | None:
    """Return the date a line prints, unless the line is part of the title."""
    if title is not None and squeeze(line) in squeeze(title):
        return None
    found = _DATE.search(line) or _MONTH_ALONE.fullmatch(line)
    return found[0].strip() if found else None


def _agency(title: str | None) -> str | None:
    """Return the agency that a title names before or behind its year, or before its first space."""
    if title is None:
        return None
    year = _YEAR.search(title)
    before = title[: year.start()] if year else title
    before = re.sub(r"(?:中華)?民國\s*$", "", before).strip(" 　-—「")
    if year and before:
        return squeeze(before)
    behind = re.sub(r"^\s*度?", "", title[year.end() :]) if year else before
    subject = _SUBJECT.search(behind)
    candidate = (
        behind[: subject.start()] if subject and subject.start() else behind.split()[0] if behind.split() else ""
    )
    named = _AGENCY_END.match(squeeze(candidate)) if candidate else None
    return squeeze(candidate) if named and (subject or year is None) else None
