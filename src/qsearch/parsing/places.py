"""Say where on its pages an item is printed."""

from __future__ import annotations

from collections.abc import Iterable

from qsearch.plan import PrintedAt
from qsearch.reading.document import Box

__all__ = ["printed_at"]


def printed_at(boxes: Iterable[tuple[int | None, Box | None]]) -> tuple[PrintedAt, ...]:
    """Return, for each page, the smallest box round those given with their pages; () where none is known."""
    around: dict[int, Box] = {}
    for page, box in boxes:
        if page is not None and box is not None:
            around[page] = around[page].around(box) if page in around else box
    return tuple(
        PrintedAt(page, round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1))
        for page, box in around.items()
    )
