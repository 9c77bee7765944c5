"""Know the running titles and page numbers of a document by their coming back at one place on every page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from qsearch.reading.pdf.printing import PrintedLine

__all__ = ["running_key", "running_keys"]

_MARGIN = 0.12  # of a page's height, at its head and its foot
_DIGITS = re.compile(r"[0-9]+|[一二三四五六七八九十]+(?=頁)|\b[ivxl]+\b")
_MOST_PIECES = 2
_STEP = 4.0  # points, within which two lines stand at the same height


def running_keys(pages: Iterable[tuple[Sequence[PrintedLine], float]]) -> frozenset[str]:
    """Return the keys of lines that stand in the margin of half of the pages and of two at least.

    `pages` gives the lines of each page and its height.
    """
    counts: Counter[str] = Counter()
    total = 0
    for lines, height in pages:
        total += 1
        counts.update({key for line in lines if (key := running_key(line, height)) is not None})
    least = max(2, (total + 1) // 2)
    return frozenset(key for key, count in counts.items() if count >= least)


def running_key(line: PrintedLine, height: float) -> str | None:
    """Return what a line in a page's margin has in common with its like, numbers taken out; None for others.

    A line of many pieces is none: those are the headings of a table that goes on over pages.
    """
    head, foot = line.box.bottom <= _MARGIN * height, line.box.top >= (1 - _MARGIN) * height
    if len(line.pieces) > _MOST_PIECES or not (head or foot):
        return None
    text = _DIGITS.sub("#", "".join(unicodedata.normalize("NFKC", line.text).split()))
    place = line.box.top if head else line.box.top - height
    return f"{round(place / _STEP)} {text}"
