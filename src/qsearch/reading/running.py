"""Find where pages start in text that kept its running headers but lost its page ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["PageStarts", "page_starts"]

_HEADING_CELL = re.compile(r"[^\W\d_]{2}[^\d]{0,30}")


@dataclass(frozen=True, slots=True)
class PageStarts:
    """Say at which lines (counted from 0) the second and later pages start.

    `from_first_page` is True where the header stands on the first page too, so that
    counting pages gives their numbers.
    """

    at: tuple[int, ...] = ()
    from_first_page: bool = False


def page_starts(lines: Sequence[str]) -> PageStarts:
    """Return where running headers say that a page starts.

    Two kinds of line are taken for running headers, each only where it is repeated: the
    title that opens the text, and the headings of a table (three cells or more, all
    filled, none with a digit). Repeated lines that stand together are one header. A table
    heading alone cannot give page numbers, since the pages before the table are uncounted.
    """
    folded = ["".join(unicodedata.normalize("NFKC", line).split()) for line in lines]
    counts = Counter(line for line in folded if line)
    title = next((line for line in folded if line), "")
    titled = counts[title] > 1 and len(title) >= 4
    if titled:  # then a table heading without the title is one in the middle of a page
        starts = [start for start, end in _repeated_blocks(folded, counts) if title in folded[start : end + 1]]
        return PageStarts(tuple(starts[1:]), from_first_page=True)
    headings = [at for at, line in enumerate(lines) if counts[folded[at]] > 1 and _is_table_heading(line)]
    if not all("\t" in lines[at] for at in headings):
        # Columns that came out as lines leave short repeated lines before a heading: those end the page before.
        return PageStarts(tuple(headings[1:]))
    starts = [start for start, end in _repeated_blocks(folded, counts) if any(start <= at <= end for at in headings)]
    return PageStarts(tuple(starts[1:]))


def _is_table_heading(line: str) -> bool:
    cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
    return len(cells) >= 3 and all(_HEADING_CELL.fullmatch(cell) for cell in cells)


def _repeated_blocks(folded: Sequence[str], counts: Counter[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each run of lines that also stand elsewhere; blank lines don't part a run."""
    start, end = -1, -1
    for at, line in enumerate(folded):
        if counts[line] > 1:
            start, end = at if start < 0 else start, at
        elif line and start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end
