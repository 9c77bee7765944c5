"""Choose column widths from what the columns hold."""

from __future__ import annotations

import unicodedata

from qsearch.exporting.columns import FlatTable

__all__ = ["column_widths", "printed_width"]

NARROWEST, WIDEST = 8, 26
"""In widths of a digit, the unit of Excel's columns; a Han character takes two."""

ACTION = 64
"""The width of 推動作法, the column that is read rather than filtered by."""

_LOOKED_AT = 500  # rows; enough to tell the width of a column


def column_widths(table: FlatTable) -> tuple[int, ...]:
    """Return a width for each column, in digits, wide enough for the longest text up to a limit."""
    action = table.column("推動作法")
    rows = (table.headings, *table.rows[:_LOOKED_AT])
    return tuple(
        ACTION
        if c == action
        else max(NARROWEST, min(WIDEST, 2 + max(printed_width(str(row[c] or "")) for row in rows)))
        for c in range(len(table.headings))
    )


def printed_width(text: str) -> int:
    """Return how wide the longest line of a text prints, in digits."""
    return max(
        (sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in text.split("\n")), default=0
    )
