"""The row: what lines and table cells become before they are nested."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qsearch.parsing.joining import join_label, join_wrapped
from qsearch.parsing.numbering import Numbering

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
    """Say where a row was read: pages and lines from 1, () where there are none."""

    pages: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one heading or action with what stands in its line.

    `column` is the label column it was printed in, counted from 0, where a table says so;
    None in running text. `shared` says that deadline and units come from a cell merged
    over rows below it too.
    """

    number: Numbering | None
    lines: tuple[str, ...]
    deadline: str | None = None
    units: tuple[str, ...] = ()
    spot: Spot = Spot()
    column: int | None = None
    shared: bool = False

    def text(self) -> str:
        """Return the wrapped lines as one text."""
        return join_wrapped(self.lines)

    def label(self) -> str:
        """Return the wrapped lines of a label in a narrow column as one label."""
        return join_label(self.lines)

    def is_action(self) -> bool:
        """Whether the row prints a deadline or a unit of its own."""
        return self.deadline is not None or bool(self.units)
