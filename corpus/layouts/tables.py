"""Set a plan as tab-separated tables that pages cut, with one action a row or several.

A page that ends within a row cuts every cell of it at the same line; what is left stands in
a row of its own below the headings of the next page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.layouts.front import closing_paragraphs, opening_paragraphs
from corpus.layouts.paper import CHINESE_NUMERALS, spaced, wrap_at

from qsearch.plan import Plan, PlanItem

__all__ = ["set_cells", "set_rows"]

_WIDTHS = (14, 16, 32, 8, 12)  # half-width columns of each table column
_PAGE = 36  # lines of a page below its headings
_LEAST = 2  # lines of a row worth leaving on a page
_LONG = 40  # characters from which a converter keeps the paragraphs of a cell apart


@dataclass(frozen=True, slots=True)
class _Cell:
    """Hold the paragraphs of a cell, or of the part of it that a page shows."""

    paragraphs: tuple[str, ...] = ()
    cut: bool = False

    def height(self, columns: int) -> int:
        return sum(len(wrap_at(paragraph, columns)) for paragraph in self.paragraphs)

    def split(self, lines: int, columns: int) -> tuple[_Cell, _Cell]:
        """Return what stands on the first so many lines, and the rest."""
        above: list[str] = []
        below: list[str] = []
        for paragraph in self.paragraphs:
            spans = wrap_at(paragraph, columns)
            cut = spans[lines][0] if 0 < lines < len(spans) else len(paragraph) if lines > 0 else 0
            above += [paragraph[:cut].strip()] if cut else []
            below += [paragraph[cut:].strip()] if cut < len(paragraph) else []
            lines = max(0, lines - len(spans))
        return _Cell(tuple(above), cut=True), _Cell(tuple(below), cut=True)

    def text(self, *, tagged: bool) -> str:
        if tagged and len(self.paragraphs) > 1 and (self.cut or len("".join(self.paragraphs)) > _LONG):
            return " ".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)
        return " ".join(self.paragraphs)


_Row = tuple[_Cell, ...]


def set_rows(plan: Plan) -> str:
    """Return the text of a plan whose table has a row for each action and stands at the end."""
    lines = ["", "", spaced(plan.title or ""), "", *opening_paragraphs(plan)]
    lines += ["伍、計畫內容：（詳如附表）", "", *closing_paragraphs(plan), f"附表 {spaced(plan.title or '')}", ""]
    headings = "實施要項\t執行項目\t推動作法\t完成期限\t承辦單位"
    lines += _table(_action_rows(plan.items), [headings], tagged=False)
    return "\n".join(lines) + "\n"


def set_cells(plan: Plan) -> str:
    """Return the text of a plan whose table stands in its middle and has several actions in a cell."""
    agency, name = plan.agency or "", spaced((plan.title or "").removeprefix(plan.agency or ""))
    lines = ["", "", agency, "", name, "", *opening_paragraphs(plan), "伍、計畫內容：各項作法與分工如下表", ""]
    headings = "實施要項\t執行項目 (參酌原則)\t推動作法\t完成期限\t承辦單位"
    lines += _table(_gathered_rows(plan.items), [agency, name, "", headings], tagged=True)
    lines += ["", *closing_paragraphs(plan)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _action_rows(items: Sequence[PlanItem]) -> Iterator[tuple[_Row, ...]]:
    """Yield the rows of each action; steps with deadlines of their own have a row each beside its text."""
    for labels, item in _labelled(items, lone_above=2):
        if len(labels) > 1:
            yield ((_cell(labels[0]), *[_Cell()] * 4),)
        deadlines = [step.deadline for step in item.steps] or [item.deadline or ""]
        units = _cell(" ".join(item.units))
        first = (_cell(labels[-1]), _cell(_item_label(items, item)), _action(item), _cell(deadlines[0]), units)
        yield (first, *((*[_Cell()] * 3, _cell(deadline), _Cell()) for deadline in deadlines[1:]))


def _gathered_rows(items: Sequence[PlanItem]) -> Iterator[tuple[_Row, ...]]:
    """Yield a row for all actions of an execution item that share deadline and units."""
    pairs = list(_labelled(items, lone_above=9))
    for _, group in groupby(pairs, key=lambda pair: (*_path(pair[1]), pair[1].deadline, pair[1].units)):
        together = list(group)
        (labels, first) = together[0]
        actions = _Cell(tuple(paragraph for _, item in together for paragraph in _action(item).paragraphs))
        label = _cell(_item_label(items, first))
        yield ((_cell(labels[-1]), label, actions, _cell(first.deadline or ""), _cell(" ".join(first.units))),)


def _labelled(items: Sequence[PlanItem], *, lone_above: int) -> Iterator[tuple[tuple[str, ...], PlanItem]]:
    """Yield each item with the labels that its first cell prints; "" where it stands below a label.

    A dimension of more than so many subdimensions has a row of its own, given as a first label.
    """
    for number, (dimension, of_dimension) in enumerate(groupby(items, key=lambda item: item.dimension)):
        title = f"{CHINESE_NUMERALS[number]}、{dimension}"
        rows = [list(row) for _, row in groupby(of_dimension, key=lambda item: item.subdimension)]
        for place, row in enumerate(rows):
            name = f"({CHINESE_NUMERALS[place]}) {row[0].subdimension}"
            labels = (name,) if place else (title, name) if len(rows) > lone_above else (f"{title} {name}",)
            yield labels, row[0]
            for item in row[1:]:
                yield ("",), item


def _item_label(items: Sequence[PlanItem], item: PlanItem) -> str:
    """Return the numbered execution item where this is its first action, else ""."""
    names = dict.fromkeys(other.execution_item for other in items if _path(other)[:2] == _path(item)[:2])
    first = next(other for other in items if _path(other) == _path(item))
    return f"{list(names).index(item.execution_item) + 1}. {item.execution_item}" if first is item else ""


def _path(item: PlanItem) -> tuple[str | None, str | None, str | None]:
    return item.dimension, item.subdimension, item.execution_item


def _cell(text: str) -> _Cell:
    return _Cell((text,) if text else ())


def _action(item: PlanItem) -> _Cell:
    return _cell(f"{item.number} {item.text}")


def _table(groups: Iterator[tuple[_Row, ...]], top: Sequence[str], *, tagged: bool) -> Iterator[str]:
    yield top[-1]
    used = 0
    for group in groups:
        rows = list(group)
        while rows:
            row = rows.pop(0)
            height = _height(row)
            room = _PAGE - used
            if height > room >= _LEAST and not rows:
                parts = [cell.split(room, columns) for cell, columns in zip(row, _WIDTHS, strict=True)]
                yield _line([above for above, _ in parts], tagged=tagged)
                rows, row = [], tuple(below for _, below in parts)
                height, room = _height(row), 0
            if height > room:
                yield ""
                yield from top
                used = 0
            yield _line(row, tagged=tagged)
            used += height


def _height(row: _Row) -> int:
    return max(cell.height(columns) for cell, columns in zip(row, _WIDTHS, strict=True))


def _line(row: Sequence[_Cell], *, tagged: bool) -> str:
    return "\t".join(cell.text(tagged=tagged) for cell in row)
