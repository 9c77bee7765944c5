"""Nest rows: what is only a heading, what is an action, and which labels and headings stand above it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qsearch.parsing.numbering import Numbering
from qsearch.parsing.outline.levels import Level
from qsearch.parsing.outline.rows import Row
from qsearch.plan import Heading, PlanItem, Source

__all__ = ["Shape", "items_of"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Say what the levels of a document are.

    `order` names the levels from the outermost; `groups` of them only hold dimensions
    together (一、個別構面) and `labels` are the columns' own, outermost first, with the
    fields they fill. What follows the labels is the criterion, then headings and actions.
    """

    order: tuple[Level, ...]
    groups: frozenset[Level] = frozenset()
    labels: tuple[tuple[Level, str], ...] = ()

    def criterion(self) -> Level | None:
        """Return the level below the labels, None where there is none."""
        labels = {level for level, _ in self.labels}
        return next((level for level in self.order if level not in labels and level not in self.groups), None)


@dataclass(slots=True)
class _Node:
    """Hold a row with the rows below it."""

    row: Row
    level: Level | None
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)

    def path(self) -> list[_Node]:
        """Return the nodes above this one, from the outermost."""
        above: list[_Node] = []
        node = self.parent
        while node is not None:
            above.append(node)
            node = node.parent
        return above[::-1]


def items_of(rows: Sequence[Row], shape: Shape, file: str) -> tuple[PlanItem, ...]:
    """Return the actions of the rows in order.

    A heading with a deadline or unit of its own is an action and a heading. A row without
    either and with nothing below it is an action only where most of its level are.
    """
    nodes = list(_nested(rows, shape))
    actions = Counter(node.level for node in nodes if node.row.is_action() and not node.children)
    leaves = Counter(node.level for node in nodes if not node.children)
    items: list[PlanItem] = []
    for node in nodes:
        own = node.row.is_action() and not (node.children and node.row.shared)
        usual = not node.children and not _is_label(node, shape) and actions[node.level] * 2 > leaves[node.level]
        if own or usual:
            items.append(_item(node, shape, len(items) + 1, file))
    return tuple(items)


def _is_label(node: _Node, shape: Shape) -> bool:
    return node.level in shape.groups or any(node.level == level for level, _ in shape.labels)


def _nested(rows: Sequence[Row], shape: Shape) -> Iterator[_Node]:
    """Yield a node for each row once all of them hang below each other."""
    depth = {level: at for at, level in enumerate(shape.order)}
    path: list[_Node] = []
    nodes: list[_Node] = []
    for row in rows:
        level = row.level() or (path[-1].level if path else None)
        node = _Node(row, level)
        while path and depth.get(path[-1].level or ("", ""), 0) >= depth.get(level or ("", ""), 0):
            path.pop()
        if path:
            node.parent = path[-1]
            path[-1].children.append(node)
        path.append(node)
        nodes.append(node)
    yield from nodes


def _item(node: _Node, shape: Shape, position: int, file: str) -> PlanItem:
    fields = dict(shape.labels)
    labels: dict[str, str] = {}
    criterion: str | None = None
    ancestors: list[Heading] = []
    for above in node.path():
        if above.level in shape.groups or above.level is None:
            continue
        if above.level in fields:
            labels[fields[above.level]] = above.row.label()
        elif above.level == shape.criterion():
            criterion = above.row.text()
        else:
            ancestors.append(Heading(printed_number(above.row.number), above.row.text()))
    spot = node.row.spot
    return PlanItem(
        position=position,
        text=node.row.text(),
        number=printed_number(node.row.number),
        dimension=labels.get("dimension"),
        subdimension=labels.get("subdimension"),
        execution_item=labels.get("execution_item"),
        criterion=criterion,
        ancestors=tuple(ancestors),
        deadline=node.row.deadline,
        units=node.row.units,
        extra=node.row.extra,
        source=Source(
            file,
            spot.pages[0] if spot.pages else None,
            spot.pages,
            (min(spot.lines), max(spot.lines)) if spot.lines else None,
            spot.boxes,
        ),
    )


def printed_number(number: Numbering | None) -> str | None:
    """Return a number with its brackets in one width, as gold and search print it."""
    return None if number is None else unicodedata.normalize("NFKC", number.printed)
