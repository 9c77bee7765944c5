"""Understand printed deadlines (完成期限): dates of the Republic, rhythms, and words for "always".

Year y of the Republic is year y + 1911. What is printed stays with the item; a `Schedule`
only says what it means.
"""

from __future__ import annotations

import re
import unicodedata

from qsearch.parsing.numbering import chinese_value
from qsearch.plan import Recurrence, Schedule, ScheduleKind, Step

__all__ = ["fold_deadline", "is_left_empty", "parse_schedule"]

# The rhythm that stands first in the text holds; at one place the first pattern of these.
_RHYTHMS: tuple[tuple[Recurrence, re.Pattern[str]], ...] = (
    ("term", re.compile(r"[每各逐]個?學期")),
    ("half-year", re.compile(r"[每各逐]半年|每6個?月|每年(?:度|至少)*2次|半年1次")),
    ("two-months", re.compile(r"每2個?月|每?雙月(?!刊)|隔月")),
    ("quarter", re.compile(r"[每各逐按]1?季|每3個?月|每年(?:度|至少)*4次|1季1次")),
    ("fortnight", re.compile(r"每2個?(?:週|周|星期|禮拜)|每?雙[週周]|隔[週周]|每半個?月|每月(?:至少)?2次")),
    ("month", re.compile(r"[每各逐按]1?個?月|每年(?:度|至少)*12次|1個?月1次")),
    ("week", re.compile(r"[每各逐按]1?個?(?:週(?!年)|周(?!年)|星期|禮拜)")),
    ("day", re.compile(r"[每各逐按]1?個?(?:工作|上班)?[日天]")),
    ("year", re.compile(r"[每各逐按]1?(?:學|會計)?年度?")),
)
_IRREGULAR = re.compile(r"不定[期時]|未定期|[視依](?:實際)?(?:需[要求]|狀況|情[形況])|機動|必要時|適時")
_ONGOING = re.compile(r"持續|經常|全年|隨時|常態|常年|長期|平時|日常|例行|賡續|即時|即日起|不限期|繼續|整年|終年")
_EMPTY = re.compile(r"(?:無|[~\-/*]+)?")

_DATE = re.compile(
    r"(?P<compact>(?<!\d)(?:0\d\d|1\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
    r"|(?<!\d)(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?:(?P=mark)(?P<c>\d{1,2}))?(?![\d日月])"
    r"|(?P<year>\d{2,4})(?:學|會計)?年度?"
    r"|(?P<season>第?[1-4]季|[上下]半年)"
    r"|(?P<from>\d{1,2})[~至到-](?P<to>\d{1,2})月"
    r"|(?P<months>\d{1,2}(?:[、,及和與]\d{1,2})*)月份?(?:(?P<day>\d{1,2})日)?"
    r"|(?P<next_day>(?<=[、,及和與至到~])\d{1,2})日"
)
_SPAN = re.compile(r"[起底初中旬日(]*[~至到-]+")
_RECURRING_DAY = re.compile(r"[、,及和與第的(]?(\d{1,2})日")
_SEASONS = {"1季": 3, "2季": 6, "3季": 9, "4季": 12, "上半年": 6, "下半年": 12}
_COUNTED = re.compile(r"(?<![期禮拜週周])([〇零一二三四五六七八九十]+)(?=年|月|日|個?月|個?[週周]|個?星期|季|次)")


def parse_schedule(printed: str | None, steps: tuple[Step, ...] = (), *, year: int | None = None) -> Schedule:
    """Return what a printed deadline means; `none` where nothing is printed or nothing is understood.

    Several deadlines joined by `;`, and those of steps, give their dates together. A rhythm
    with a date keeps that date as its end (101年12月(每月辦理)); a span (102年1月至12月) is due
    at its end. `year` is the plan's year of the Republic, for months printed without one;
    without it such months give no date.
    """
    parts = [part for part in fold_deadline(printed or "").split(";") if part]
    for step in steps:
        parts += [part for part in fold_deadline(step.deadline).split(";") if part and part not in parts]
    readings = [_read(part, year) for part in parts]
    dates = tuple(dict.fromkeys(date for reading in readings for date in reading.dates))
    kinds: tuple[ScheduleKind, ...] = ("recurring", "by", "irregular", "ongoing")
    for kind in kinds:
        for reading in readings:
            if reading.kind == kind:
                return Schedule(kind, dates, reading.every)
    return Schedule()


def is_left_empty(printed: str | None) -> bool:
    """Whether a cell prints nothing, or only a sign that says so (－, 無)."""
    return _EMPTY.fullmatch(fold_deadline(printed or "")) is not None


def fold_deadline(text: str) -> str:
    """Return a deadline with plain figures and signs, without white space and without 民國."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    text = re.sub(r"[∼〜–—―─−]", "~", text.replace("﹑", "、"))
    text = re.sub(r"(?:中華)?民國", "", text).replace("每兩", "每2").replace("元年", "1年")
    return _COUNTED.sub(lambda numeral: str(chinese_value(numeral[1])), text)


def _read(text: str, year: int | None) -> Schedule:
    """Read one deadline, folded."""
    rhythm = _first_rhythm(text)
    if rhythm is not None:
        every, start, end = rhythm
        days, end = _recurring_days(text, end) if every == "month" else ((), end)
        # Months without a year say when in the rhythm, not when it ends.
        return Schedule("recurring", days + _dates(text[:start] + "|" + text[end:], None)[0], every)
    dates, seen = _dates(text, year)
    if seen:
        return Schedule("by", dates)
    if _IRREGULAR.search(text):
        return Schedule("irregular")
    return Schedule("ongoing") if _ONGOING.search(text) else Schedule()


def _first_rhythm(text: str) -> tuple[Recurrence, int, int] | None:
    """Return the first rhythm of a text with its first and last position."""
    found = [(match.start(), match.end(), every) for every, pattern in _RHYTHMS if (match := pattern.search(text))]
    if not found:
        return None
    start, end, every = min(found, key=lambda place: place[0])
    return every, start, end


def _recurring_days(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Return the days of each month listed from `start` (1日、15日) and where the list ends."""
    days: list[str] = []
    while (found := _RECURRING_DAY.match(text, start)) and 1 <= int(found[1]) <= 31:
        days.append(f"--{int(found[1]):02d}")
        start = found.end()
    return tuple(days), start


def _dates(text: str, default_year: int | None) -> tuple[tuple[str, ...], bool]:
    """Return the ISO dates of a text, and whether it names any, be it without a year.

    A year without a month is due in its last month. The start of a span is dropped.
    """
    dates: list[str] = []
    year, month = default_year, None
    waiting = False  # a year was read and no month of it yet
    span = False  # the next date ends a span that the last one began
    seen, end = False, 0

    def add(of_month: int, day: int | None = None) -> None:
        nonlocal seen, waiting, span, month
        if not 1 <= of_month <= 12 or (day is not None and not 1 <= day <= 31):
            return
        seen, waiting, month = True, False, of_month
        if span and dates:
            dates.pop()
        span = False
        if year is not None:
            dates.append(f"{_common_era(year)}-{of_month:02d}" + (f"-{day:02d}" if day else ""))

    for found in _DATE.finditer(text):
        joins_span = _SPAN.fullmatch(text[end : found.start()]) is not None
        end = found.end()
        if waiting and (found["year"] or found["compact"]):
            add(12)
        span = span or joins_span
        if found["compact"]:
            year = int(found["compact"][:-4])
            add(int(found["compact"][-4:-2]), int(found["compact"][-2:]))
        elif found["a"]:
            first, second, third = (int(found[name]) if found[name] else None for name in ("a", "b", "c"))
            if third is None and first is not None and first <= 12:
                add(first, second)  # 12/31, without a year
            elif first is not None and second is not None:
                year = first
                add(second, third)
        elif found["year"]:
            year, waiting = int(found["year"]), True
        elif found["season"]:
            add(_SEASONS[found["season"].lstrip("第")])
        elif found["to"]:
            add(int(found["to"]))
        elif found["months"]:
            *others, last = (int(number) for number in re.split(r"\D", found["months"]))
            for other in others:
                add(other)
            add(last, int(found["day"]) if found["day"] else None)
        elif month is not None:
            add(month, int(found["next_day"]))
    if waiting:
        add(12)
    return tuple(dates), seen


def _common_era(year: int) -> int:
    """Return a year of the common era; from 1000 on it is one already."""
    return year if year >= 1000 else year + 1911
