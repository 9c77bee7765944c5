"""Lay a plan out as agencies print it: front matter, then the table of actions.

Pure: what stands in which cell and how far cells are merged, for ODT and DOCX alike.
The columns are those of the official forms: 實施要項 and 執行項目 in plans of the 服務品質獎,
構面 and 執行項目 in those of the 政府服務獎, 構面, 策略目標, KPI and 行動方案 in a scorecard,
which has a table for each 策略主題.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, zip_longest
from typing import TypeVar

from qsearch.exporting.marks import chinese_numeral, inner_lines, path_text, printable
from qsearch.exporting.widths import printed_width
from qsearch.frameworks.folding import fold_words
from qsearch.plan import Plan, PlanItem

__all__ = ["Cell", "PlanLayout", "Section", "TableLayout", "lay_out"]

_SECTION_NUMBERS = "壹貳參肆伍陸柒捌玖"
_OBJECTIVE = re.compile(r"[A-Z]+\d+")
_LEAD = re.compile(r"(\d+)\.\d")

K = TypeVar("K")

# Shares of the page's width.
_LABEL, _ACTION, _DEADLINE, _UNIT, _EXTRA = 12, 44, 12, 14, 16


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold a cell's text, lines parted by line feeds, and over how many rows it is merged.

    `rows` is 0 where a cell merged from above covers this one. `item` is the id of the
    stored item whose action the cell prints, None elsewhere.
    """

    text: str
    rows: int = 1
    item: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Hold one table: its caption or None, headings, shares of the page's width, and rows of cells."""

    caption: str | None
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Hold a numbered heading of the front matter and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanLayout:
    """Hold what a plan's document prints, in order; `issued` is the line of date and document number, or None."""

    title: str
    issued: str | None
    sections: tuple[Section, ...]
    tables: tuple[TableLayout, ...]


def lay_out(plan: Plan) -> PlanLayout:
    """Return the layout of a plan's document."""
    title = printable(_title(plan))
    sections = tuple(_sections(plan))
    if plan.framework == "scorecard":
        tables = tuple(_scorecard(plan.items))
    else:
        # With front matter before it the table stands on pages of its own, as its annex.
        caption = f"附表　{title}" if sections else ""
        # A table with actions left out must not pass for the agency's whole plan.
        caption += "（節錄）" if plan.partial else ""
        tables = (_official(plan, caption or None),)
    number = None if plan.document_number is None else f"{plan.document_number}函"
    issued = printable(" ".join(part for part in (plan.issued, number) if part))
    return PlanLayout(title, issued or None, sections, tables)


def _title(plan: Plan) -> str:
    """Return the title with the agency in it, since a document is nobody's without."""
    agency = plan.agency or ""
    if plan.title is None:
        return f"{agency}{'' if plan.year is None else f' {plan.year} 年度'}提升服務品質執行計畫"
    return plan.title if fold_words(agency) in fold_words(plan.title) else f"{agency} {plan.title}"


def _sections(plan: Plan) -> Iterator[Section]:
    """Yield the headed parts of the front matter that the plan has, in the official order."""
    parts = (
        ("計畫依據", _listed(plan.basis)),
        ("計畫目標", _listed(plan.goals)),
        ("執行對象", _paragraph(plan.targets)),
        ("執行期程", _paragraph(plan.period)),
        ("計畫內容", ("（詳如附表）",)),
        ("執行步驟", _listed(plan.steps)),
        ("管考獎懲", _listed(plan.control)),
    )
    held = [(heading, paragraphs) for heading, paragraphs in parts if paragraphs]
    if len(held) == 1:
        return  # nothing but the pointer to the table
    for number, (heading, paragraphs) in zip(_SECTION_NUMBERS, held, strict=False):
        yield Section(f"{number}、{heading}", paragraphs)


def _paragraph(text: str | None) -> tuple[str, ...]:
    return () if text is None else (printable(text),)


def _listed(entries: Sequence[str]) -> tuple[str, ...]:
    """Return the entries of a list behind their numbers; a single one needs none."""
    if len(entries) == 1:
        return (printable(entries[0]),)
    return tuple(f"{chinese_numeral(n)}、{printable(entry)}" for n, entry in enumerate(entries, 1))


# --- 實施要項 and 構面 --------------------------------------------------------------------


def _official(plan: Plan, caption: str | None) -> TableLayout:
    extra = _extra_headings(plan.items)
    top = "構面" if plan.framework == "service-award" else "實施要項"
    rows: list[tuple[Cell, ...]] = []
    for dimension_number, (dimension, below) in enumerate(_grouped(plan.items, lambda i: i.dimension), 1):
        for sub_number, (subdimension, group) in enumerate(_grouped(below, lambda i: i.subdimension), 1):
            # The dimension stands in the cell of its first subdimension alone, as the forms print it.
            lines = [f"{chinese_numeral(dimension_number)}、{dimension}"] if dimension and sub_number == 1 else []
            if subdimension:
                lines.append(f"（{chinese_numeral(sub_number)}）{subdimension}")
            rows += _beside(printable("\n".join(lines)), _execution_items(group, extra))
    headings = (top, "執行項目", "推動作法", "完成期限", "承辦單位", *extra)
    widths = (_LABEL, _LABEL + 2, _ACTION, _DEADLINE, _UNIT, *(_extra_width(plan.items, name) for name in extra))
    return TableLayout(caption, headings, widths, tuple(rows))


def _execution_items(items: Sequence[PlanItem], extra: Sequence[str]) -> list[tuple[Cell, ...]]:
    groups = _grouped(items, lambda i: i.execution_item)
    rows: list[tuple[Cell, ...]] = []
    for number, (execution_item, group) in zip(_numbers([group for _, group in groups]), groups, strict=True):
        label = f"{number}.{printable(execution_item)}" if execution_item else ""
        rows += _beside(label, _actions(group, extra))
    return rows


def _numbers(groups: Sequence[Sequence[PlanItem]]) -> Sequence[int]:
    """Return the number of each execution item: that which its actions print (2.3 names the second), else counted."""
    leads = [{match[1] for i in group if (match := _LEAD.match(i.number or ""))} for group in groups]
    named = [int(next(iter(lead))) for lead in leads if len(lead) == 1]
    if len(named) == len(groups) and all(a < b for a, b in pairwise(named)):
        return named
    return range(1, len(groups) + 1)


def _actions(items: Sequence[PlanItem], extra: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of 推動作法 and after; headings above an action get rows of their own before it."""
    criteria: dict[str, int] = {}
    printed: list[str] = []
    for item in items:
        above = [path_text(heading.number, heading.text) for heading in item.ancestors]
        if item.criterion:
            above.insert(0, f"（{criteria.setdefault(item.criterion, len(criteria) + 1)}）{item.criterion}")
        known = next((n for n, (a, b) in enumerate(zip_longest(above, printed)) if a != b), len(above))
        for heading in above[known:]:
            yield tuple(Cell(text) for text in (printable(heading), "", "", *("" for _ in extra)))
        action = path_text(item.number, item.text)
        # An action may itself stand above the next one, and is not printed again for that.
        printed = [*above, action]
        texts = (inner_lines(item), "、".join(item.units), *_extra_texts(item, extra))
        yield (Cell(printable(action), item=item.id), *(Cell(printable(text)) for text in texts))


# --- scorecard ------------------------------------------------------------------------


def _scorecard(items: Sequence[PlanItem]) -> Iterator[TableLayout]:
    """Yield a table for each 策略主題; 完成期限 and 承辦單位 stand in it only where some action has one."""
    extra = _extra_headings(items)
    dated, assigned = any(i.deadline for i in items), any(i.units for i in items)
    headings = ["構面", "策略目標", "KPI（關鍵績效指標）", "行動方案"]
    widths = [10, 22, 28, 34]
    if dated:
        headings.append("完成期限")
        widths.append(_DEADLINE)
    if assigned:
        headings.append("承辦單位")
        widths.append(_UNIT)
    headings += extra
    widths += [_extra_width(items, name) for name in extra]
    for theme, group in _grouped(items, lambda i: i.subdimension):
        rows: list[tuple[Cell, ...]] = []
        for dimension, below in _grouped(group, lambda i: i.dimension):
            rows += _beside(dimension or "", _objectives(below, extra, dated=dated, assigned=assigned))
        caption = None if theme is None else printable(f"策略主題：{theme}{_theme_code(group)}")
        yield TableLayout(caption, tuple(headings), tuple(widths), tuple(rows))


def _objectives(
    items: Sequence[PlanItem], extra: Sequence[str], *, dated: bool, assigned: bool
) -> Iterator[tuple[Cell, ...]]:
    for objective, group in _grouped(items, lambda i: (_objective_code(i), i.execution_item)):
        rows: list[tuple[Cell, ...]] = []
        for kpi, below in _grouped(group, lambda i: i.kpi):
            actions = []
            for item in below:
                action = Cell(printable(f"{item.number or ''}{item.text}"), item=item.id)
                texts = [inner_lines(item)] * dated + ["、".join(item.units)] * assigned
                actions.append((action, *(Cell(printable(text)) for text in (*texts, *_extra_texts(item, extra)))))
            rows += _beside("" if kpi is None else f"{kpi.number or ''}{kpi.text}", actions)
        yield from _beside("".join(part or "" for part in objective), rows)


def _objective_code(item: PlanItem) -> str:
    """Return the code of the objective that an action's code begins with: AC1 of AC1.1.1."""
    match = _OBJECTIVE.match(item.number or "")
    return "" if match is None else match[0]


def _theme_code(items: Sequence[PlanItem]) -> str:
    letters = {code[0] for item in items if len(code := _objective_code(item)) > 2}
    return f"({letters.pop()})" if len(letters) == 1 else ""


# --- shared ---------------------------------------------------------------------------


def _beside(label: str, rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Yield rows with a label cell before them that is merged over them all."""
    held = list(rows)
    for number, row in enumerate(held):
        yield (Cell(printable(label), len(held)) if number == 0 else Cell("", 0), *row)


def _grouped(items: Iterable[PlanItem], key: Callable[[PlanItem], K]) -> list[tuple[K, list[PlanItem]]]:
    """Return runs of items that share a key, in order."""
    return [(value, list(group)) for value, group in groupby(items, key)]


def _extra_headings(items: Iterable[PlanItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.heading for item in items for cell in item.extra))


def _extra_width(items: Iterable[PlanItem], heading: str) -> int:
    """Return the share of a further column: no more than its longest line takes, two for a Han character."""
    lines = [line for item in items for text in _extra_texts(item, [heading]) for line in text.split("\n")]
    return min(_EXTRA, 2 + max(printed_width(line) for line in (heading, *lines)))


def _extra_texts(item: PlanItem, headings: Iterable[str]) -> Iterator[str]:
    for heading in headings:
        yield "\n".join(cell.text for cell in item.extra if cell.heading == heading)
