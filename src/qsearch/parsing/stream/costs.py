"""Say what it costs to take a line for a piece of a cell: the less, the better it fits.

The figures weigh kinds of evidence against each other and were set on invented plans; a
number that counts on is the strongest, the look of a unit's name the weakest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from qsearch.parsing.deadline_cells import continues_deadline, is_deadline_part
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.stream.tokens import Token, width
from qsearch.parsing.table.columns import Part
from qsearch.parsing.units import looks_like_unit, names_in_cell

__all__ = ["ACTION_KINDS", "Costs", "action_number"]

_IMPOSSIBLE = 6.0
_LABEL_KINDS: tuple[Kind, ...] = ("formal", "chinese", "chinese-bracketed", "stem", "arabic")
ACTION_KINDS: tuple[Kind, ...] = ("decimal",)
_NOT_FULL = {"label": 0.9, "action": 1.2, "deadline": 0.3, "units": 0.9, "extra": 0.5}
_SHORT = 8  # characters of a unit's name that looks like none
_SPARE = 2  # half-width columns that may stay empty at the end of a full line


@dataclass(frozen=True, slots=True)
class Costs:
    """Weigh lines for the columns of one document.

    `widths` holds the widest line of each column in half-width columns, where it is known;
    a line that goes on with one that is not full costs more. `units` are known names.
    """

    parts: tuple[Part, ...]
    units: frozenset[str] = frozenset()
    widths: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[float, ...] = field(init=False)
    """What it costs that a row prints nothing in any of the first 0, 1, … columns."""

    def __post_init__(self) -> None:
        costs = (self.leaves_out(column) for column in range(len(self.parts)))
        object.__setattr__(self, "left_out", tuple(accumulate(costs, initial=0.0)))

    def opens(self, column: int, token: Token, last: Numbering | None) -> float:
        """Return what it costs that a token starts a cell; `last` is the number of the action before."""
        part = self.parts[column]
        if part == "label":
            return self._label(column, token.text)
        if part == "action":
            return _action(token.text, last)
        if part == "deadline":
            text = squeeze(token.text)
            if not is_deadline_part(text):
                return _IMPOSSIBLE
            return (0.0 if token.dated else 0.7) + (0.0 if token.first or token.dated else 2.0)
        if part == "units":
            return self._units(token.text)
        return 1.0

    def goes_on(self, column: int, cell: str, before: str, token: Token, last: Numbering | None) -> float:
        """Return what it costs that a token goes on with a cell that prints `cell` so far, `before` on its last line."""
        part = self.parts[column]
        cost = 0.0
        if token.first and column in self.widths and width(before) < self.widths[column] - _SPARE:
            cost += _NOT_FULL.get(part, 0.5)
        text = squeeze(token.text)
        if part == "label":
            number = read_number(token.text, _LABEL_KINDS)
            deeper = number is not None and (above := read_number(cell)) is not None and number.rank > above.rank
            return cost + (0.4 if number is None else 0.3 if deeper else 2.5)
        if part == "action":
            number = action_number(token.text)
            if number is not None and counts_on(last, number):
                cost += 4.0
            if token.dated:
                cost += 3.0
            elif text in self.units:
                cost += 2.5
            return cost
        if part == "deadline":
            if not is_deadline_part(text):
                return _IMPOSSIBLE
            return 0.1 if continues_deadline(squeeze(cell), text, gap=False) else 0.5
        if part == "units":
            joined = names_in_cell([cell, token.text], self.units)
            return cost + 0.2 + (0.0 if all(looks_like_unit(name) for name in joined) else 2.0)
        return cost + 0.2

    def leaves_out(self, column: int) -> float:
        """Return what it costs that a row prints nothing in a column."""
        return {"deadline": 1.2, "units": 1.2, "action": 2.5, "extra": 0.8}.get(self.parts[column], 0.0)

    def _label(self, column: int, line: str) -> float:
        number = read_number(line, _LABEL_KINDS)
        if number is None:
            return 4.0 if read_number(line) is None else _IMPOSSIBLE
        labels = [at for at, part in enumerate(self.parts) if part == "label"]
        counted = number.kind == "arabic"
        return 2.0 if len(labels) > 1 and counted != (column == labels[-1]) else 0.0

    def _units(self, line: str) -> float:
        names = names_in_cell([line], self.units)
        if names and all(name in self.units or looks_like_unit(name) for name in names):
            return 0.0
        text = squeeze(line)
        if any(name.startswith(text) for name in self.units):
            return 0.2
        return 1.5 if len(text) <= _SHORT and text.isalpha() else 5.0


def counts_on(last: Numbering | None, number: Numbering) -> bool:
    """Whether an action's number goes on from the one before, or starts from 1 anew."""
    if last is None or all(value == 1 for value in number.ordinals):
        return True
    if len(last.ordinals) != len(number.ordinals):
        return False
    if last.ordinals[:-1] == number.ordinals[:-1]:
        return number.ordinal == last.ordinal + 1
    return number.ordinal == 1 and number.ordinals[-2] > last.ordinals[-2]


def action_number(text: str) -> Numbering | None:
    """Return the number that starts a token, or that it is by itself (1.1); None where there is none."""
    if not text[:1].isdigit():
        return None
    return read_number(text, ACTION_KINDS) or read_number(f"{text} 一", ACTION_KINDS)


def _action(line: str, last: Numbering | None) -> float:
    number = action_number(line)
    if number is None:
        return 4.5
    return -2.0 if counts_on(last, number) else 1.5
