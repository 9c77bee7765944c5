"""Read the names in unit cells, by which of their lines fill the column and so may be wrapped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from qsearch.parsing.table.actions import Fragment
from qsearch.parsing.units import names_in_cell
from qsearch.reading.document import Box

__all__ = ["names_in_fragments", "widest_of"]


def names_in_fragments(fragments: Sequence[Fragment], known: Collection[str], widest: float | None) -> tuple[str, ...]:
    """Return the names in the lines of a cell; `widest` is the width of the column's widest line in points, or None."""
    full = [fragment.box is None or widest is None or _fills(fragment.box, widest) for fragment in fragments]
    return names_in_cell([fragment.text for fragment in fragments], known, full)


def widest_of(boxes: Iterable[Box | None]) -> float | None:
    """Return the width in points of the widest line of a column, None where nothing tells it."""
    return max((box.x1 - box.x0 for box in boxes if box is not None), default=None)


def _fills(line: Box, widest: float) -> bool:
    """Whether no further character would fit behind a line; a character is about as wide as high."""
    return line.x1 - line.x0 > widest - (line.bottom - line.top)
