"""What things are called on the pages."""

from __future__ import annotations

from qsearch.exporting.columns import RECURRENCES
from qsearch.plan import PlanItem, Schedule

__all__ = [
    "FIELDS",
    "FORMATS",
    "OUTCOMES",
    "SORTS",
    "STATUSES",
    "TASKS",
    "day",
    "path",
    "percent",
    "place",
    "schedule",
    "size",
    "year",
]

FIELDS = {
    "agency": "機關",
    "year": "年度",
    "dimension": "構面",
    "execution_item": "執行項目",
    "unit": "承辦單位",
    "framework": "評核架構",
}
SORTS = {"relevance": "相關程度", "year": "年度"}
STATUSES = {"published": "公開", "draft": "草稿"}
OUTCOMES = {"added": "新增", "unchanged": "未變", "replaced": "取代", "failed": "失敗"}
TASKS = {"running": "處理中", "done": "完成", "failed": "失敗"}
FORMATS = {
    "odt": "ODT 文件",
    "docx": "Word 文件",
    "ods": "ODS 試算表",
    "xlsx": "Excel 試算表",
    "csv": "CSV",
    "jsonl": "JSON Lines",
}

_KINDS = {"by": "限期完成", "ongoing": "持續辦理", "irregular": "不定期", "recurring": "定期辦理"}
_FIRST_YEAR = 1911


def year(value: int | None) -> str:
    """Return a year of the Republic as people write it."""
    return "年度未載明" if value is None else f"{value}年"


def place(item: PlanItem) -> str:
    """Return where an item stands, by the labels printed above it: 構面 › 執行項目."""
    return " › ".join(path(item))


def path(item: PlanItem) -> tuple[str, ...]:
    """Return the labels and headings printed above an item, outermost first, none twice in a row."""
    labels = (item.dimension, item.subdimension, item.execution_item, item.criterion)
    headings = (f"{heading.number or ''}{heading.text}" for heading in item.ancestors)
    return tuple(dict.fromkeys(label for label in (*labels, *headings) if label))


def schedule(value: Schedule) -> str | None:
    """Return what a deadline means, in years of the Republic; None where none is printed."""
    if value.kind == "none":
        return None
    if value.every is not None:
        every = RECURRENCES[value.every]
        days = [date.removeprefix("--") for date in value.dates if date.startswith("--")]
        until = [_date(date) for date in value.dates if not date.startswith("--")]
        return (
            every
            + "、".join(f"{int(day)}日" for day in days if day.isdecimal())
            + (f"，至{'、'.join(until)}" if until else "")
        )
    dates = "、".join(_date(date) for date in value.dates)
    return f"{_KINDS[value.kind]}{'：' if dates else ''}{dates}"


def _date(text: str) -> str:
    """Return an ISO month or day in years of the Republic."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts):
        return text
    names = ("年", "月", "日")
    numbers = [int(parts[0]) - _FIRST_YEAR, *map(int, parts[1:])]
    return "".join(f"{number}{name}" for number, name in zip(numbers, names, strict=False))


def day(text: str) -> str:
    """Return the day of an ISO time in years of the Republic."""
    return _date(text[:10])


def percent(share: float) -> str:
    """Return a share of 1 in whole per cent."""
    return f"{share:.0%}"


def size(count: int) -> str:
    """Return a count with its thousands apart."""
    return f"{count:,}"
