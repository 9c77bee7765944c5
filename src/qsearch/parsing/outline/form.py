"""Join the parts: look once to learn the levels and units of a document, then read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from qsearch.parsing.forms import FormReading
from qsearch.parsing.headings import Column
from qsearch.parsing.outline.blocks import Block, Cutter, Hints
from qsearch.parsing.outline.body import Body, body_of, named_units
from qsearch.parsing.outline.items import Shape, items_of
from qsearch.parsing.outline.levels import Level, level_of
from qsearch.parsing.outline.resolving import resolve
from qsearch.parsing.outline.rows import Row
from qsearch.parsing.outline.tails import best_tail
from qsearch.parsing.units import looks_like_unit, split_units
from qsearch.plan import ParseWarning
from qsearch.reading.document import Document

__all__ = ["OutlineForm"]

_GROUP = "構面"  # 一、個別構面: a heading that only holds dimensions together
_TRUSTED = 8.0  # score of a line with deadline and unit set apart, both known words


class OutlineForm:
    """Read plans whose actions stand in numbered levels below each other."""

    name = "outline"

    def recognise(self, document: Document) -> float:
        """Return how well the document fits: the share of rows that carry a deadline, given nested numbers."""
        body = body_of(document)
        if len(body.lines) < 3:
            return 0.0
        rows, hints, _ = _rows(body, named_units(document))
        return _fit(rows, hints, body)

    def read(self, document: Document) -> FormReading:
        """Return the actions of the outline."""
        body = body_of(document)
        rows, hints, warnings = _rows(body, named_units(document))
        shape = _shape(rows, hints.order, body.label_columns())
        return FormReading(items_of(rows, shape, document.name), warnings)


def _fit(rows: Sequence[Row], hints: Hints, body: Body) -> float:
    """Return the share of rows with nothing below them that carry a deadline, given three levels of numbers."""
    leaves = [row for row, _ in _leaves(rows, hints.order)]
    dated = sum(row.deadline is not None for row in leaves)
    if dated < 3 or len(hints.order) < 3:
        return 0.0
    return dated / len(leaves) * (0.95 if body.columns else 0.8)


def _leaves(rows: Sequence[Row], order: Sequence[Level]) -> Iterator[tuple[Row, Level]]:
    """Yield the numbered rows that no row of a deeper level follows, with their level."""
    for row, following in zip(rows, (*rows[1:], None), strict=False):
        if row.number is None:
            continue
        level = level_of(row.number)
        below = None if following is None or following.number is None else level_of(following.number)
        if below is None or order.index(below) <= order.index(level):
            yield row, level


def _rows(body: Body, named: Collection[str]) -> tuple[tuple[Row, ...], Hints, tuple[ParseWarning, ...]]:
    """Return the rows, after as many looks as it takes to know levels and units (three)."""
    hints = Hints(units=frozenset(named) | _sure_units(body, named))
    for _ in range(2):
        cutter = Cutter(hints)
        cutter.cut(body.lines)
        rows = resolve(cutter.blocks, hints.units)
        hints = _learned(cutter.blocks, rows, body, hints)
    cutter = Cutter(hints)
    cutter.cut(body.lines)
    rows = resolve(cutter.blocks, hints.units)
    return rows, replace(hints, order=_order(cutter.blocks)), tuple(cutter.warnings)


def _sure_units(body: Body, named: Collection[str]) -> frozenset[str]:
    """Return single units that stand alone behind a deadline at least twice."""
    counts: Counter[str] = Counter()
    for line in body.lines:
        tail = best_tail(line.text, named)
        if tail is not None and tail.units and tail.score >= 6:
            names = split_units([tail.units], named)
            counts.update(name for name in names[:1] if looks_like_unit(name))
    return frozenset(name for name, times in counts.items() if times > 1)


def _learned(blocks: Sequence[Block], rows: Sequence[Row], body: Body, hints: Hints) -> Hints:
    order = _order(blocks)
    shape = _shape(rows, order, body.label_columns())
    counts = Counter(name for row in rows for name in row.units)
    units = frozenset(name for name, times in counts.items() if times > 1 and looks_like_unit(name))
    return replace(
        hints,
        order=order,
        labels=frozenset(level for level, _ in shape.labels) | shape.groups,
        inner=_inner(rows, order, shape),
        units=hints.units | units,
    )


def _order(blocks: Sequence[Block]) -> tuple[Level, ...]:
    """Return the levels from the outermost, each where it first opened below another."""
    order: list[Level] = []
    path: list[Level] = []
    for block in blocks:
        if block.number is None:
            continue
        level = level_of(block.number)
        if level in path:
            path = path[: path.index(level) + 1]
            continue
        if level in order:
            path = [above for above in path if order.index(above) < order.index(level)] + [level]
            continue
        order.insert(order.index(path[-1]) + 1 if path else len(order), level)
        path.append(level)
    return tuple(order)


def _shape(rows: Sequence[Row], order: Sequence[Level], columns: Sequence[Column]) -> Shape:
    """Return which levels are groups and labels, by the header's columns, else as for 構面 and 執行項目."""
    groups: set[Level] = set()
    for row in rows:
        if row.number is not None and not row.is_action() and row.label().endswith(_GROUP):
            groups.add(level_of(row.number))
    rest = [level for level in order if level not in groups]
    fields = _fields(columns)
    return Shape(tuple(order), frozenset(groups), tuple(zip(rest, fields, strict=False)))


def _fields(columns: Sequence[Column]) -> tuple[str, ...]:
    labels = [column for column in columns if column.role in ("dimension", "execution_item")]
    if len(labels) >= 3:
        return ("dimension", "subdimension", "execution_item")
    if len(labels) == 1:
        return (labels[0].role,)
    return ("dimension", "execution_item")


def _inner(rows: Sequence[Row], order: Sequence[Level], shape: Shape) -> frozenset[Level]:
    """Return the levels that only enumerate within actions: most of their rows, at the bottom, print no deadline."""
    leaves: Counter[Level] = Counter()
    actions: Counter[Level] = Counter()
    for row, level in _leaves(rows, order):
        leaves[level] += 1
        actions[level] += row.is_action()
    used = {level_of(row.number) for row in rows if row.number is not None and row.is_action()}
    labels = {level for level, _ in shape.labels} | shape.groups
    return frozenset(
        level for level in leaves if level not in labels and actions[level] * 2 < leaves[level] and used - {level}
    )
