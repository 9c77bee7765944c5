"""Set a plan as PDF text of a deep outline: 構面 > 執行項目 > （1） > A > (A).

Deadline and units follow the action on its line where there is room, else on the line
below; where an action fills its line, the deadline is glued to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.layouts.front import closing_wrapped, opening_wrapped
from corpus.layouts.paper import CHINESE_NUMERALS, spaced, width, wrap

from qsearch.plan import Heading, Plan, PlanItem

__all__ = ["set_plan"]

_HEADINGS = "構面 執行項目 推動作法 完成期限 承辦組室 "
_LABEL, _ACTION, _DEADLINE, _UNITS = 10, 30, 12, 16  # half-width columns
_PAGE = 42  # lines of a table page, not counting the empty ones between them


@dataclass(frozen=True, slots=True)
class _Entry:
    """Hold the lines that stay together on a page."""

    lines: tuple[str, ...]

    def printed(self) -> int:
        return sum(bool(line) for line in self.lines)


def set_plan(plan: Plan) -> str:
    """Return the text of a plan in this layout, its table at the end under the date of issue."""
    title = spaced(plan.title or "")
    lines = [f" {title} ", "", *opening_wrapped(plan, airy=True), "伍、計畫內容（如後附表） ", ""]
    lines += [*closing_wrapped(plan, airy=True)[:-1], f" {title}內容 ", ""]
    lines += [f"{plan.issued} ", ""] if plan.issued else []
    lines += _pages(list(_entries(plan.items)))
    return "\n".join(lines).rstrip("\n") + "\n"


def _pages(entries: Sequence[_Entry]) -> Iterator[str]:
    yield _HEADINGS
    yield ""
    used = 0
    for entry in entries:
        if used + entry.printed() > _PAGE:
            yield f" {_HEADINGS}"
            yield ""
            used = 0
        yield from entry.lines
        used += entry.printed()


def _entries(items: Sequence[PlanItem]) -> Iterator[_Entry]:
    yield _Entry(("一、個別構面 ", ""))
    for number, (dimension, of_dimension) in enumerate(groupby(items, key=lambda item: item.dimension)):
        title = f"（{CHINESE_NUMERALS[number]}）{dimension} "
        if number == 0:
            yield _Entry((title, "", " ", ""))
            title = ""
        for place, (name, group) in enumerate(groupby(of_dimension, key=lambda item: item.execution_item), start=1):
            below = list(_below_item(list(group)))
            yield _under_label(title if place == 1 else " ", f"{place}.{name}", below[0])
            yield from below[1:]


def _under_label(before: str, label: str, entry: _Entry) -> _Entry:
    """Put the label of an execution item before what stands first below it."""
    wrapped = wrap(label, _LABEL)
    if len(wrapped) == 1:
        return _Entry((f"{before}{label} {entry.lines[0].lstrip()}", *entry.lines[1:]))
    return _Entry((f"{before}{wrapped[0]}", "", *_parted(wrapped[1:]), *entry.lines))


def _below_item(items: Sequence[PlanItem]) -> Iterator[_Entry]:
    """Yield criteria, headings and actions of one execution item."""
    for place, (criterion, group) in enumerate(groupby(items, key=lambda item: item.criterion), start=1):
        if criterion is not None:
            yield _heading(f"（{place}）{criterion}")
        open_headings: tuple[Heading, ...] = ()
        for item in group:
            for depth, heading in enumerate(item.ancestors):
                if open_headings[depth : depth + 1] != (heading,):
                    yield _heading(f"{heading.number} {heading.text}")
            yield _action(item)
            # An action that is a heading too is not printed again above what stands below it.
            open_headings = (*item.ancestors, Heading(item.number, item.text))


def _heading(text: str) -> _Entry:
    wrapped = wrap(spaced(text), _ACTION)
    if len(wrapped) == 1:
        return _Entry((f"{wrapped[0]}   ", ""))
    return _Entry((*_parted(wrapped), "  ", ""))


def _action(item: PlanItem) -> _Entry:
    number = item.number or ""
    prefix = number.replace("(", "（").replace(")", "）") if number[1:-1].isdigit() else number
    text = f"{prefix}{'' if number.startswith('(') else ' '}{item.text}"
    wrapped = wrap(spaced(text), _ACTION)
    deadline = wrap(spaced(item.deadline or ""), _DEADLINE)
    units = wrap("、".join(item.units), _UNITS)
    tail = f"{deadline[-1]} {units[0]} " if len(units) == 1 else f"{deadline[-1]} "
    lines: list[str] = []
    if len(wrapped) == 1 and len(deadline) == 1:
        glue = "" if width(wrapped[0]) >= _ACTION - 1 else " "
        lines += [f"{wrapped[0]}{glue}{tail}", ""]
    else:
        lines += [*_parted(wrapped), *(line for part in deadline[:-1] for line in (part, "")), tail, ""]
    if len(units) > 1:
        lines += [*_parted(units), ""]
    return _Entry(tuple(lines))


def _parted(wrapped: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a paragraph with empty lines between; the last one ends in a space."""
    return (*(line for part in wrapped[:-1] for line in (part, "")), f"{wrapped[-1]} ")
