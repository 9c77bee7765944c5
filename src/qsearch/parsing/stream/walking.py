"""Find which lines make which cell: the cheapest walk through the columns, row after row.

This is Viterbi's algorithm (A. J. Viterbi, 1967): for each line and column only the
cheapest way to get there is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from qsearch.parsing.numbering import Numbering
from qsearch.parsing.outline.rows import Printed
from qsearch.parsing.stream.costs import Costs, action_number
from qsearch.parsing.stream.tokens import Token, tokens_of, width

__all__ = ["Walk", "WalkedRow", "walk", "widths_of"]

_Step = Literal["goes-on", "next-cell", "back", "new-row", "rest"]
_BACK = 1.8  # what it costs that a cell goes on behind those to its right
_REST = 0.4  # what it costs that a page goes on with the row before it
_WIDEST_SHARE = 0.95  # of a column's lines are no wider than its width


@dataclass(frozen=True, slots=True)
class WalkedRow:
    """Hold the lines of one row by column; `rest` where it goes on with the row of the page before.

    `mixed` says that cells were printed through each other, so that what belongs to which was guessed.
    """

    cells: tuple[tuple[Printed, ...], ...]
    rest: bool
    opens_page: bool
    mixed: bool

    def lines_of(self, column: int) -> list[str]:
        """Return the text of a cell, line by line."""
        return [
            " ".join(token.text for token in line)
            for _, line in groupby(self.cells[column], key=lambda token: token.line)
        ]


@dataclass(frozen=True, slots=True)
class Walk:
    """Hold the rows found and what they cost on average for each line."""

    rows: tuple[WalkedRow, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Node:
    """Hold the cheapest way to take a line for a piece of a column's cell.

    `rest` says that its row goes on with one of the page before, and may lack any column.
    """

    cost: float
    column: int
    step: _Step
    cell: str
    line: str
    last: Numbering | None
    before: _Node | None
    rest: bool = False

    def leave(self, before: int, costs: Costs) -> float:
        """Return what it costs to leave out the columns from here up to another."""
        return 0.0 if self.rest else _left(self.column, before, costs)


def walk(lines: Sequence[Printed], costs: Costs) -> Walk:
    """Return the rows that lines make at least cost."""
    if not lines:
        return Walk((), 0.0)
    nodes: list[_Node] = []
    action = costs.parts.index("action") if "action" in costs.parts else None
    action_width = None if action is None else costs.widths.get(action)
    tokens = list(tokens_of(lines, costs.units, action_width))
    for token in tokens:
        columns = range(len(costs.parts))
        nodes = [min(_ways(nodes, column, token, costs), key=lambda node: node.cost) for column in columns]
    best = min(nodes, key=lambda node: node.cost + node.leave(len(costs.parts), costs))
    return Walk(tuple(_rows(tokens, best, len(costs.parts))), best.cost / len(lines))


def widths_of(rows: Sequence[WalkedRow], columns: int) -> dict[int, int]:
    """Return the width of each column's widest lines, in half-width columns; columns with few lines are left out."""
    found: dict[int, int] = {}
    for column in range(columns):
        widths = sorted(width(line) for row in rows for line in row.lines_of(column))
        if len(widths) > 3:
            found[column] = widths[min(int(_WIDEST_SHARE * len(widths)), len(widths) - 1)]
    return found


def _ways(nodes: Sequence[_Node], column: int, token: Token, costs: Costs) -> list[_Node]:
    """Return the ways to take a token for a piece of this column."""
    text = token.text
    if not nodes:
        cost = costs.opens(column, token, None) + _left(-1, column, costs)
        return [_Node(cost, column, "new-row", text, text, _number(costs, column, text, None), None)]
    ways: list[_Node] = []
    for node in nodes:
        number = _number(costs, column, text, node.last)
        opening = costs.opens(column, token, node.last)
        if node.column == column:
            cost = node.cost + costs.goes_on(column, node.cell, node.line, token, node.last)
            line = text if token.first else f"{node.line} {text}"
            ways.append(_Node(cost, column, "goes-on", node.cell + text, line, node.last, node, node.rest))
        if node.column < column:
            cost = node.cost + opening + node.leave(column, costs)
            ways.append(_Node(cost, column, "next-cell", text, text, number, node, node.rest))
        if node.column > column:  # what stands beside the first line of a cell is printed before its second
            cost = node.cost + costs.goes_on(column, "", "", token, node.last) + _BACK
            ways.append(_Node(cost, column, "back", text, text, node.last, node, node.rest))
        cost = node.cost + node.leave(len(costs.parts), costs)
        ways.append(_Node(cost + opening + _left(-1, column, costs), column, "new-row", text, text, number, node))
        if token.opens_page:
            going_on = costs.goes_on(column, node.cell if node.column == column else "", "", token, node.last)
            ways.append(_Node(node.cost + going_on + _REST, column, "rest", text, text, node.last, node, rest=True))
    return ways


def _number(costs: Costs, column: int, text: str, last: Numbering | None) -> Numbering | None:
    return (action_number(text) or last) if costs.parts[column] == "action" else last


def _left(after: int, before: int, costs: Costs) -> float:
    """Return what it costs to leave out the columns between two."""
    return costs.left_out[max(before, after + 1)] - costs.left_out[after + 1]


def _rows(tokens: Sequence[Token], best: _Node, columns: int) -> list[WalkedRow]:
    steps: list[_Node] = []
    node: _Node | None = best
    while node is not None:
        steps.append(node)
        node = node.before
    rows: list[tuple[list[list[Printed]], bool, bool]] = []
    mixed: set[int] = set()
    page: int | None = None
    for token, step in zip(tokens, reversed(steps), strict=True):
        if step.step in ("new-row", "rest"):
            opens = bool(rows) and token.printed.page != page
            rows.append(([[] for _ in range(columns)], step.step == "rest", opens))
            page = token.printed.page
        elif step.step == "back":
            mixed.add(len(rows) - 1)
        rows[-1][0][step.column].append(token.printed)
    return [
        WalkedRow(tuple(tuple(cell) for cell in cells), rest, opens, at in mixed)
        for at, (cells, rest, opens) in enumerate(rows)
    ]
