"""Lay a plan's table out as a grid of cells, in one of the many ways agencies do.

A grid says what stands in which cell, which cells are merged and where rules are left out;
`word`, `web` and `sheets` write it in their formats. `Setting` holds the choices; the
sample plans use a few of them, the tests of reading use them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.layouts.paper import CHINESE_NUMERALS

from qsearch.plan import Heading, Plan, PlanItem

__all__ = ["Grid", "GridCell", "Setting", "lay_out"]

Column = Literal["labels", "number", "action", "deadline", "units", "extra"]
Rules = Literal["all", "items", "level", "outer", "none"]

_SCORECARD_HEADINGS = ("策略主題", "構面", "策略目標", "KPI（關鍵績效指標）", "行動方案")


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold how a plan is set.

    `rules` are drawn round every cell, round everything but the actions of one execution
    item (`items`), between rows only (`level`), round the table and below its headings
    (`outer`), or nowhere. `labels` are merged over their rows, printed in each row, or
    printed once in cells of their own. `cells` hold an action each or all actions of an
    execution item that share deadline and units. `merge_equal` merges the deadline and
    unit cells of neighbours that print the same. Lengths are points.
    """

    name: str = "ruled"
    columns: tuple[Column, ...] = ("labels", "action", "deadline", "units")
    headings: tuple[str, ...] = ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位")
    label_columns: Literal[2, 3] = 2
    rules: Rules = "all"
    labels: Literal["merged", "repeated", "once"] = "merged"
    cells: Literal["action", "item"] = "action"
    merge_equal: bool = False
    two_line_headings: bool = False
    repeat_headings: bool = True
    font: str = "AR PL UKai TW"
    size: float = 12
    page: Literal["A4", "A3", "B4", "Letter"] = "A4"
    landscape: Literal["never", "always", "table"] = "never"
    rows_split: bool = True
    header: str | None = None
    footer: str | None = "第 # 頁"
    widths: tuple[float, ...] | None = None
    line_ends: Literal["breaks", "paragraphs"] = "breaks"


@dataclass(frozen=True, slots=True)
class GridCell:
    """Hold one cell: its lines, over how many rows it is merged, and whether one above covers it.

    `open_above` leaves out the rule between it and the cell above.
    """

    lines: tuple[str, ...] = ()
    rows: int = 1
    covered: bool = False
    open_above: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold the rows of headings, the rows below them, and the share of the width of each column."""

    headings: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[GridCell, ...], ...]
    widths: tuple[float, ...]


@dataclass(slots=True)
class _Row:
    """Hold one row before merging: the labels it stands under, and its other cells by column."""

    labels: tuple[str, ...]
    item: PlanItem | None
    cells: dict[Column, tuple[str, ...]]


def lay_out(plan: Plan, setting: Setting) -> Grid:
    """Return the grid of a plan's table; a scorecard has its own columns, an outline rows for its headings."""
    if plan.framework == "scorecard":
        return _scorecard(plan, setting)
    outline = any(item.criterion or item.ancestors for item in plan.items)
    rows = list(_outline_rows(plan.items) if outline else _award_rows(plan.items, setting))
    labels = 2 if outline else setting.label_columns
    widths = setting.widths or _widths(setting, labels)
    headings = _headings(plan, setting, labels)
    return Grid(headings, tuple(_merged(rows, setting, labels)), widths)


def _award_rows(items: Sequence[PlanItem], setting: Setting) -> Iterator[_Row]:
    for labels, group in groupby(items, key=lambda item: _labels(items, item, setting.label_columns)):
        if setting.cells == "action":
            yield from (_Row(labels, item, _cells([item], setting)) for item in group)
        else:
            for _, together in groupby(group, key=lambda item: (item.deadline, item.units)):
                beside = list(together)
                yield _Row(labels, beside[0], _cells(beside, setting))


def _cells(items: Sequence[PlanItem], setting: Setting) -> dict[Column, tuple[str, ...]]:
    first = items[0]
    deadlines = tuple(step.deadline for step in first.steps) or ((first.deadline,) if first.deadline else ())
    numbered = "number" in setting.columns
    return {
        "number": (first.number or "",),
        "action": tuple(item.text if numbered else f"{item.number} {item.text}" for item in items),
        "deadline": deadlines,
        "units": first.units,
        "extra": tuple(extra.text for extra in first.extra),
    }


def _labels(items: Sequence[PlanItem], item: PlanItem, columns: int) -> tuple[str, ...]:
    dimensions = list(dict.fromkeys(other.dimension for other in items))
    inside = [other for other in items if other.dimension == item.dimension]
    subdimensions = list(dict.fromkeys(other.subdimension for other in inside))
    beside = [other for other in inside if other.subdimension == item.subdimension]
    names = list(dict.fromkeys(other.execution_item for other in beside))
    dimension = f"{CHINESE_NUMERALS[dimensions.index(item.dimension)]}、{item.dimension}"
    place = subdimensions.index(item.subdimension)
    subdimension = f"（{CHINESE_NUMERALS[place]}）{item.subdimension}"
    name = f"{names.index(item.execution_item) + 1}.{item.execution_item}"
    if columns == 3:
        return dimension, subdimension, name
    return (f"{dimension}\n{subdimension}" if place == 0 else subdimension), name


def _outline_rows(items: Sequence[PlanItem]) -> Iterator[_Row]:
    dimensions = list(dict.fromkeys(item.dimension for item in items))
    for dimension, of_dimension in groupby(items, key=lambda item: item.dimension):
        above = f"（{CHINESE_NUMERALS[dimensions.index(dimension)]}）{dimension}"
        for number, (name, group) in enumerate(groupby(of_dimension, key=lambda item: item.execution_item), 1):
            labels = (above, f"{number}.{name}")
            for place, (criterion, below) in enumerate(groupby(group, key=lambda item: item.criterion), 1):
                if criterion is not None:
                    yield _Row(labels, None, {"action": (f"（{place}）{criterion}",)})
                opened: tuple[Heading, ...] = ()
                for item in below:
                    for depth, heading in enumerate(item.ancestors):
                        if opened[depth : depth + 1] != (heading,):
                            yield _Row(labels, None, {"action": (f"{heading.number} {heading.text}",)})
                    yield _Row(labels, item, {**_cells([item], Setting()), "action": (_outline_action(item),)})
                    opened = (*item.ancestors, Heading(item.number, item.text))


def _outline_action(item: PlanItem) -> str:
    number = item.number or ""
    return f"{number}{item.text}" if number.startswith("(") else f"{number} {item.text}"


def _merged(rows: Sequence[_Row], setting: Setting, labels: int) -> Iterator[tuple[GridCell, ...]]:
    for at in range(len(rows)):
        cells: list[GridCell] = []
        for column in setting.columns:
            if column == "labels":
                cells += [_label_cell(rows, at, level, setting) for level in range(labels)]
            else:
                cells.append(_plain_cell(rows, at, column, setting))
        yield tuple(cells)


def _label_cell(rows: Sequence[_Row], at: int, level: int, setting: Setting) -> GridCell:
    label = rows[at].labels[: level + 1]
    lines = tuple(rows[at].labels[level].split("\n"))
    if setting.labels == "repeated":
        return GridCell(lines)
    first = at == 0 or rows[at - 1].labels[: level + 1] != label
    if setting.labels == "once":
        return GridCell(lines if first else ())
    if not first:
        return GridCell(covered=True)
    below = at + 1
    while below < len(rows) and rows[below].labels[: level + 1] == label:
        below += 1
    return GridCell(lines, rows=below - at)


def _plain_cell(rows: Sequence[_Row], at: int, column: Column, setting: Setting) -> GridCell:
    row = rows[at]
    lines = row.cells.get(column, ())
    beside = at > 0 and rows[at - 1].labels == row.labels
    if setting.merge_equal and column in ("deadline", "units") and len(lines) == 1:
        if beside and rows[at - 1].cells.get(column) == lines:
            return GridCell(covered=True)
        below = at + 1
        while below < len(rows) and rows[below].labels == row.labels and rows[below].cells.get(column) == lines:
            below += 1
        return GridCell(lines, rows=below - at, open_above=beside and setting.rules == "items")
    return GridCell(lines, open_above=beside and setting.rules == "items")


def _headings(plan: Plan, setting: Setting, labels: int) -> tuple[tuple[str, ...], ...]:
    names = list(setting.headings)
    label_names, (action, deadline, units) = names[:-3], names[-3:]
    if labels == 3 and len(label_names) == 2:
        label_names = [label_names[0], "評核指標", label_names[1]]
    extra = next((extra.heading for item in plan.items for extra in item.extra), "備註")
    others = {"number": "編號", "action": action, "deadline": deadline, "units": units, "extra": extra}
    flat: list[str] = []
    for column in setting.columns:
        flat += label_names[:labels] if column == "labels" else [others[column]]
    if setting.two_line_headings:
        halves = [(name[: len(name) // 2], name[len(name) // 2 :]) for name in flat]
        return (tuple(half for half, _ in halves), tuple(half for _, half in halves))
    return (tuple(flat),)


def _widths(setting: Setting, labels: int) -> tuple[float, ...]:
    own = {"number": 8.0, "action": 43.0, "deadline": 13.0, "units": 14.0, "extra": 18.0}
    widths: list[float] = []
    for column in setting.columns:
        widths += [13.0, 15.5, 15.5][:labels] if column == "labels" else [own[column]]
    return tuple(width / sum(widths) for width in widths)


def _scorecard(plan: Plan, setting: Setting) -> Grid:
    rows = []
    for item in plan.items:
        code = re.match(r"[A-Z]{2}\d+", item.number or "")
        goal = f"{code[0] if code else ''}{item.execution_item}"
        kpi = f"{item.kpi.number}{item.kpi.text}" if item.kpi else ""
        labels = (f"{(item.number or ' ')[0]} {item.subdimension}", item.dimension or "", goal, kpi)
        rows.append(_Row(labels, item, {"action": (f"{item.number}{item.text}",)}))
    plain = replace(setting, columns=("labels", "action"))
    widths = setting.widths or (0.15, 0.11, 0.2, 0.24, 0.3)
    return Grid((_SCORECARD_HEADINGS,), tuple(_merged(rows, plain, 4)), widths)
