"""Set a plan as PDF text whose table columns came out one after the other on each page.

Each row of the table is one subdimension (評核指標). Within the part of a row that a page
holds, the text gives all lines of the first column, then all of the second, and so on; a
line with a single space stands for a blank line of the cell, so that counting lines tells
which deadline and unit stand beside which action. Empty lines carry nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.layouts.front import closing_wrapped, opening_wrapped
from corpus.layouts.paper import CHINESE_NUMERALS, spaced, wrap
from corpus.layouts.steps import paragraphs

from qsearch.plan import Plan, PlanItem

__all__ = ["set_plan"]

_HEADINGS = "實施要項 執行項目（參酌原則） 推動作法 完成期限 承辦單位 "
_WIDTHS = (12, 20, 30, 9, 8)  # half-width columns of each table column
_INDENTED = (8, 20, 28, 9, 8)  # of the lines below the first of a paragraph
_LABELS, _ITEMS, _ACTIONS, _DEADLINES, _UNITS = range(5)
_PAGE = 44  # lines of a table page
_LEAST = 4  # lines of a row worth starting on a page


@dataclass(frozen=True, slots=True)
class _Ink:
    """Hold one printed line of a cell and its place in its paragraph, counted from 0."""

    text: str
    at: int
    of: int


_Column = dict[int, _Ink]


def set_plan(plan: Plan) -> str:
    """Return the text of a plan in this layout."""
    lines = [f" {spaced(plan.title or '')} ", ""]
    if plan.issued:
        lines += [f"{spaced(plan.issued + (plan.document_number or ''))}函發布 ", ""]
    lines += opening_wrapped(plan, airy=False)
    lines += ["伍、計畫內容 ", "  各項作法、期限與分工如下： ", ""]
    lines += _table(plan.items)
    lines += ["", " ", "", *closing_wrapped(plan, airy=False)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(items: Sequence[PlanItem]) -> Iterator[str]:
    yield from (_HEADINGS, "")
    used = 0
    for columns, height in _rows(items):
        begin = 0
        while begin < height:
            end = _cut(columns, begin, height, _PAGE - used)
            if used and end - begin < min(_LEAST, height - begin):
                end = begin  # too little of the row would stand on this page
            elif end == begin:
                end = min(begin + _PAGE, height)  # a page holds no place to cut at
            yield from _part_of_row(columns, begin, end)
            used += end - begin
            begin = end
            if begin < height:
                yield from (f" {_HEADINGS}", "")
                used = 0


def _rows(items: Sequence[PlanItem]) -> Iterator[tuple[tuple[_Column, ...], int]]:
    """Yield each row as its columns and its height in lines."""
    for number, (dimension, of_dimension) in enumerate(groupby(items, key=lambda item: item.dimension)):
        title = f"{CHINESE_NUMERALS[number]}、{dimension}"
        for place, (name, row) in enumerate(groupby(of_dimension, key=lambda item: item.subdimension)):
            yield _row(title if place == 0 else None, f"（{CHINESE_NUMERALS[place]}）{name}", list(row))


def _row(dimension: str | None, subdimension: str, items: Sequence[PlanItem]) -> tuple[tuple[_Column, ...], int]:
    columns: tuple[_Column, ...] = ({}, {}, {}, {}, {})
    line = 0 if dimension is None else _write(columns, _LABELS, 0, dimension)
    lowest = _write(columns, _LABELS, line, subdimension)
    for number, (name, actions) in enumerate(groupby(items, key=lambda item: item.execution_item), start=1):
        below = _write(columns, _ITEMS, line, f"{number}.{name}") + 1
        for item in actions:
            line = _write_action(columns, line, item) + 1
        line = max(line, below)
    return columns, max(line, lowest)


def _write_action(columns: Sequence[_Column], line: int, item: PlanItem) -> int:
    """Write an action with its deadlines and units; return the line below."""
    below_units = _write(columns, _UNITS, line, "、".join(item.units))
    for text, deadline in paragraphs(item):
        below = _write(columns, _ACTIONS, line, spaced(text))
        line = max(below, _write(columns, _DEADLINES, line, spaced(deadline or "")))
    return max(line, below_units)


def _write(columns: Sequence[_Column], number: int, line: int, text: str) -> int:
    """Write a paragraph into a column from a line on; return the line below it."""
    if not text:
        return line
    wrapped = wrap(text, _INDENTED[number], _WIDTHS[number])
    for at, part in enumerate(wrapped):
        columns[number][line + at] = _Ink(part, at, len(wrapped))
    return line + len(wrapped)


def _cut(columns: Sequence[_Column], begin: int, height: int, room: int) -> int:
    """Return the last line (exclusive) of a row that fits into the room and where a page may end."""
    if height - begin <= room + 1:  # the blank line below an action may fall off the page
        return height
    return next((end for end in range(begin + room, begin, -1) if _may_end(columns, end)), begin)


def _may_end(columns: Sequence[_Column], end: int) -> bool:
    """Whether no label, deadline or unit, and no single line of an action, is cut off above a line."""
    for number, column in enumerate(columns):
        ink = column.get(end)
        if ink is None or ink.at == 0:
            continue
        if number != _ACTIONS or ink.at < 2 or ink.of - ink.at < 2:
            return False
    return True


def _part_of_row(columns: Sequence[_Column], begin: int, end: int) -> Iterator[str]:
    for number, column in enumerate(columns):
        last = max((line for line in range(begin, end) if line in column), default=None)
        if last is None:
            continue
        blank = False
        for line in range(begin, min(last + 2, end)):
            ink = column.get(line)
            if ink is None:
                yield " "
                blank = False
                continue
            ended = ink.at == ink.of - 1
            yield f"{ink.text} " if ended else ink.text
            # Hanging indents make converters part the first line and the end of a paragraph.
            blank = number in (_LABELS, _ACTIONS) and ink.of > 1 and (ink.at == 0 or ended)
            if blank:
                yield ""
        if not blank:
            yield ""
