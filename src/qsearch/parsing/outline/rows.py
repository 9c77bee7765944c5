"""The row: what lines and table cells become before they are nested."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qsearch.parsing.joining import join_label, join_wrapped
from qsearch.parsing.numbering import Numbering
from qsearch.parsing.outline.levels import Level, level_of
from qsearch.parsing.table.actions import Fragment
from qsearch.plan import Extra, PrintedAt

__all__ = ["Printed", "Row", "Spot"]


@dataclass(frozen=True, slots=True)
class Printed:
    """Hold a line, or the part of one that belongs to a block; `page` is None without pages."""

    text: str
    page: int | None
    line: int

    def with_text(self, text: str) -> Printed:
        """Return the same place with only a part of its text."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Spot:
    """Say where a row was read: pages and lines from 1, and its places on them; () where there are none."""

    pages: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    boxes: tuple[PrintedAt, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one heading or action with what stands in its line.

    `column` says in which label column of a table a label stands and as which of the
    labels in its cell, both counted from 0; None for everything else. `shared` says that
    deadline or units come from a cell merged over rows below it too. `unit_lines` are
    the units as printed, kept until the row is known to be whole.
    """

    number: Numbering | None
    lines: tuple[str, ...]
    deadline: str | None = None
    units: tuple[str, ...] = ()
    spot: Spot = Spot()
    column: tuple[int, int] | None = None
    shared: bool = False
    unit_lines: tuple[Fragment, ...] = ()
    extra: tuple[Extra, ...] = ()

    def level(self) -> Level | None:
        """Return the row's level: its column, else its number's; None where it has neither."""
        if self.column is not None:
            return ("column", ".".join(str(place) for place in self.column))
        return None if self.number is None else level_of(self.number)

    def text(self) -> str:
        """Return the wrapped lines as one text."""
        return join_wrapped(self.lines)

    def label(self) -> str:
        """Return the wrapped lines of a label in a narrow column as one label."""
        return join_label(self.lines)

    def is_action(self) -> bool:
        """Whether the row prints a deadline or a unit of its own."""
        return self.deadline is not None or bool(self.units)
