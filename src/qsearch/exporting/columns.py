"""Lay items out as a flat table: a row for each, the same columns in every spreadsheet format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qsearch.exporting.marks import inner_lines, path_text, printable
from qsearch.plan import Plan, PlanItem, Schedule

__all__ = ["RECURRENCES", "Cell", "FlatTable", "flatten"]

Cell = str | int | float | None
"""What a cell may hold; None is empty."""

_PLAN = ("計畫名稱", "機關", "年度", "文號")
_ITEM = ("序", "構面", "子構面", "執行項目", "細項", "上層標題", "編號", "推動作法", "完成期限", "承辦單位", "KPI")
_MEANING = (
    "評核架構",
    "標準構面",
    "標準子構面",
    "標準執行項目",
    "期程類別",
    "期程日期",
    "期程週期",
    "檔案",
    "頁",
    "代碼",
)

_KINDS = {"by": "限期", "recurring": "定期", "ongoing": "持續", "irregular": "不定期", "none": None}
RECURRENCES = {
    "day": "每日",
    "week": "每週",
    "fortnight": "每兩週",
    "month": "每月",
    "two-months": "每兩個月",
    "quarter": "每季",
    "half-year": "每半年",
    "year": "每年",
    "term": "每學期",
}
"""What people call the recurrences of a schedule."""


@dataclass(frozen=True, slots=True)
class FlatTable:
    """Hold the column headings and the rows; years, positions and pages are numbers, None is empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = "推動作法"

    def column(self, heading: str) -> int:
        """Return the index of a column."""
        return self.headings.index(heading)


def flatten(plans: Iterable[Plan]) -> FlatTable:
    """Return every item as a row; each column that only some plans print follows 承辦單位 and KPI."""
    held = tuple(plans)
    extra = tuple(dict.fromkeys(e.heading for plan in held for item in plan.items for e in item.extra))
    fixed = set(_PLAN + _ITEM + _MEANING)
    shown = tuple(f"{heading}（原表）" if heading in fixed else heading for heading in extra)
    rows = tuple(tuple(_row(plan, item, extra)) for plan in held for item in plan.items)
    return FlatTable(_PLAN + _ITEM + shown + _MEANING, rows)


def _row(plan: Plan, item: PlanItem, extra: Sequence[str]) -> Iterator[Cell]:
    yield from (_text(plan.title), _text(plan.agency), plan.year, _text(plan.document_number))
    yield item.position
    yield from map(_text, (item.dimension, item.subdimension, item.execution_item, item.criterion))
    yield _text(" > ".join(path_text(heading.number, heading.text) for heading in item.ancestors))
    yield from (_text(item.number), _text(item.text))
    yield _text(inner_lines(item))
    yield _text("、".join(item.units))
    yield None if item.kpi is None else _text(path_text(item.kpi.number, item.kpi.text))
    for heading in extra:
        yield _text("\n".join(cell.text for cell in item.extra if cell.heading == heading))
    label = item.label
    yield from map(_text, (label.framework, label.dimension, label.subdimension, label.execution_item))
    yield from _schedule(item.schedule)
    yield None if item.source is None else _text(item.source.file)
    yield None if item.source is None else item.source.page
    yield _text(item.id)


def _schedule(schedule: Schedule) -> Iterator[Cell]:
    yield _KINDS[schedule.kind]
    yield _text("、".join(schedule.dates))
    yield None if schedule.every is None else RECURRENCES[schedule.every]


def _text(text: str | None) -> str | None:
    return (printable(text) or None) if text is not None else None
