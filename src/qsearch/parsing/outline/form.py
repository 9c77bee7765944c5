"""Join the parts: look once to learn the levels and units of a document, then read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qsearch.parsing.forms import FormReading
from qsearch.parsing.headings import Column, role_of
from qsearch.parsing.named_units import named_units
from qsearch.parsing.outline.blocks import Cutter, Hints
from qsearch.parsing.outline.body import Body, body_of
from qsearch.parsing.outline.cells import CellReader, OutlineStarts
from qsearch.parsing.outline.items import Shape, items_of
from qsearch.parsing.outline.levels import Level
from qsearch.parsing.outline.resolving import resolve
from qsearch.parsing.outline.rows import Row
from qsearch.parsing.outline.tails import best_tail
from qsearch.parsing.table.rows import plan_table
from qsearch.parsing.table.stacked import unstack
from qsearch.parsing.table.unit_cells import widest_of
from qsearch.parsing.units import looks_like_unit, split_units
from qsearch.plan import ParseWarning
from qsearch.reading.document import Document

__all__ = ["OutlineForm"]

_GROUP = "構面"  # 一、個別構面: a heading that only holds dimensions together
_SURE_TAIL = 6.0  # score of a line that ends on a deadline set apart and a likely unit
_LEAST_ROWS = 3
_LEAST_LEVELS = 3  # 構面 > 執行項目 > action is the flattest outline
_MOST_DECIMAL = 0.3
_WITH_HEADER, _WITHOUT_HEADER = 0.98, 0.8


class OutlineForm:
    """Read plans whose actions stand in numbered levels below each other, in lines or in a table."""

    name = "outline"

    def recognise(self, document: Document) -> float:
        """Return how well the document fits: the share of rows that carry a deadline, given nested numbers.

        Actions numbered 1.1 in a table name their execution item; what counts below them are steps.
        """
        outline = _outline(document)
        decimal = _share_decimal(outline) > _MOST_DECIMAL
        if outline.in_table and decimal:
            return 0.0
        leaves = [row for row, _ in _leaves(outline.rows, outline.shape.order)]
        dated = sum(row.deadline is not None for row in leaves)
        inside = len(outline.shape.order) - len(outline.shape.labels) - len(outline.shape.groups)
        if dated < _LEAST_ROWS or len(outline.shape.order) < _LEAST_LEVELS or (outline.in_table and inside < 2):
            return 0.0
        return dated / len(leaves) * (_WITH_HEADER if outline.columns and not decimal else _WITHOUT_HEADER)

    def read(self, document: Document) -> FormReading:
        """Return the actions of the outline."""
        outline = _outline(document)
        return FormReading(items_of(outline.rows, outline.shape, document.name), outline.warnings)


@dataclass(frozen=True, slots=True)
class _Outline:
    """Hold the rows of an outline before they are nested."""

    rows: tuple[Row, ...]
    shape: Shape
    columns: tuple[Column, ...]
    warnings: tuple[ParseWarning, ...]
    in_table: bool


def _outline(document: Document) -> _Outline:
    named = frozenset(named_units(document))
    table = plan_table(document)
    if not table.rows:
        body = body_of(document)
        rows, order, warnings = _rows(body, named)
        return _Outline(rows, _shape(rows, order, body.label_columns()), body.columns, warnings, in_table=False)
    units = named
    rows_of_table = unstack(table.rows, OutlineStarts(), carry=False)
    boxes = (box for row in rows_of_table for at in row.columns.at("units") for box in row.cells[at].boxes)
    widest = widest_of(boxes)
    for _ in range(2):
        reader = CellReader(units, widest)
        for row in rows_of_table:
            reader.take(row)
        units |= _repeated_units(reader.rows)
    rows = tuple(reader.rows)
    order = _order(rows)
    columns = tuple(Column(heading, role_of(heading) or "extra") for heading in table.rows[0].columns.headings)
    warnings = (*table.warnings, *reader.warnings)
    return _Outline(rows, _shape(rows, order, columns), columns, warnings, in_table=True)


def _share_decimal(outline: _Outline) -> float:
    numbers = [row.number for row in outline.rows if row.column is None and row.number is not None]
    return sum(number.kind == "decimal" for number in numbers) / len(numbers) if numbers else 0.0


def _leaves(rows: Sequence[Row], order: Sequence[Level]) -> Iterator[tuple[Row, Level]]:
    """Yield the numbered rows that no row of a deeper level follows, with their level."""
    for row, following in zip(rows, (*rows[1:], None), strict=False):
        level = row.level()
        if level is None:
            continue
        below = None if following is None else following.level()
        if below is None or order.index(below) <= order.index(level):
            yield row, level


def _rows(body: Body, named: frozenset[str]) -> tuple[tuple[Row, ...], tuple[Level, ...], tuple[ParseWarning, ...]]:
    """Return the rows of printed lines, after two looks that learn the levels and the units."""
    hints = Hints(units=named | _sure_units(body, named))
    for _ in range(2):
        cutter = Cutter(hints)
        cutter.cut(body.lines)
        rows = resolve(cutter.blocks, hints.units)
        hints = _learned(rows, body, hints)
    cutter = Cutter(hints)
    cutter.cut(body.lines)
    rows = resolve(cutter.blocks, hints.units)
    return rows, _order(rows), tuple(cutter.warnings)


def _sure_units(body: Body, named: frozenset[str]) -> frozenset[str]:
    """Return the units that stand first behind a deadline at least twice."""
    counts: Counter[str] = Counter()
    for line in body.lines:
        tail = best_tail(line.text, named)
        if tail is not None and tail.units and tail.score >= _SURE_TAIL:
            names = split_units([tail.units], named)
            counts.update(name for name in names[:1] if looks_like_unit(name))
    return frozenset(name for name, times in counts.items() if times > 1)


def _learned(rows: Sequence[Row], body: Body, hints: Hints) -> Hints:
    order = _order(rows)
    shape = _shape(rows, order, body.label_columns())
    return replace(
        hints,
        order=order,
        labels=frozenset(level for level, _ in shape.labels) | shape.groups,
        inner=hints.inner | _inner(rows, order, shape),
        units=hints.units | _repeated_units(rows),
    )


def _repeated_units(rows: Sequence[Row]) -> frozenset[str]:
    counts = Counter(name for row in rows for name in row.units)
    return frozenset(name for name, times in counts.items() if times > 1 and looks_like_unit(name))


def _order(rows: Sequence[Row]) -> tuple[Level, ...]:
    """Return the levels from the outermost, each where it first opened below another."""
    order: list[Level] = []
    path: list[Level] = []
    for row in rows:
        level = row.level()
        if level is None:
            continue
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
        level = row.level()
        if level is not None and not row.is_action() and row.label().endswith(_GROUP):
            groups.add(level)
    rest = [level for level in order if level not in groups]
    in_columns = [level for level in rest if level[0] == "column"]
    above = next((at for at, level in enumerate(rest) if level[0] == "decimal"), 0)
    fields = _fields(columns, len(in_columns) or above)
    return Shape(tuple(order), frozenset(groups), tuple(zip(in_columns or rest, fields, strict=False)))


def _fields(columns: Sequence[Column], found: int) -> tuple[str, ...]:
    """Return the fields that labels fill, from the outermost.

    `found` counts those that columns hold or, in lines, those above actions numbered 1.1;
    it is 0 where neither tells.
    """
    labels = [column for column in columns if column.role in ("dimension", "execution_item")]
    if max(len(labels), found) >= 3:
        return ("dimension", "subdimension", "execution_item")
    if found == 1 or (len(labels) == 1 and not found):
        return (labels[0].role if labels else "execution_item",)
    return ("dimension", "execution_item")


def _inner(rows: Sequence[Row], order: Sequence[Level], shape: Shape) -> frozenset[Level]:
    """Return the levels that only enumerate within actions: most of their rows, at the bottom, print no deadline."""
    leaves: Counter[Level] = Counter()
    actions: Counter[Level] = Counter()
    for row, level in _leaves(rows, order):
        leaves[level] += 1
        actions[level] += row.is_action()
    used = {row.level() for row in rows if row.is_action()}
    labels = {level for level, _ in shape.labels} | shape.groups
    return frozenset(
        level for level in leaves if level not in labels and actions[level] * 2 <= leaves[level] and used - {level}
    )
