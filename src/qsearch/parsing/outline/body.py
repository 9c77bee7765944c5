"""Find the lines of the outline: behind the front matter, without running headers and page marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qsearch.parsing.headings import Column, header_of_cells, header_of_line, role_of
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import read_number
from qsearch.parsing.outline.rows import Printed
from qsearch.parsing.outline.tails import best_tail
from qsearch.parsing.page_marks import is_page_mark
from qsearch.parsing.units import looks_like_unit, split_units
from qsearch.reading.document import Document

__all__ = ["Body", "body_of"]

_BACK_MATTER = re.compile(
    r"步驟|管考|獎懲|考核|附則|經費|期程|依據|目的|目標|對象|實施期間|預期(?:效益|成效)|追蹤|評核方式"
)
_ENDS_FRONT = re.compile(
    r"[。：:]$|計畫(?:內容|表)?$|內容$|附[表件]|如[下后後]|.{31}"
)  # what stands above a table without header
_LEAST_HEADINGS, _MOST_HEADER_LINES = 3, 8  # where each heading stands in a line of its own
_NEAR = 3  # lines from a page's edge within which running titles stand
_SHORTEST_TITLE = 4
_SURE_TAIL = 6.0  # score of a line that ends on a deadline set apart and a likely unit


@dataclass(frozen=True, slots=True)
class Body:
    """Hold the lines of the outline and the columns its header names; () where it has no header."""

    lines: tuple[Printed, ...]
    columns: tuple[Column, ...]

    def label_columns(self) -> tuple[Column, ...]:
        """Return the columns left of the actions."""
        roles = [column.role for column in self.columns]
        return self.columns[: roles.index("action")] if "action" in roles else ()


def body_of(document: Document) -> Body:
    """Return the lines from the first header of the table on, or from the first numbered row without one."""
    printed = tuple(
        Printed(line.text.strip(), page.number, line.number) for page, line in document.lines() if line.text.strip()
    )
    start, columns = _header(printed)
    if start is None:
        return Body(_until_back_matter(_cleaned(printed, document, _first_row(printed)), printed[:1]), ())
    return Body(_until_back_matter(_cleaned(printed, document, start), printed[:start]), columns)


def _header(printed: Sequence[Printed]) -> tuple[int | None, tuple[Column, ...]]:
    """Return the first line behind the header and its columns, be its headings in one line or each in its own."""
    for at, line in enumerate(printed):
        height = _header_height(printed, at)
        headings = [heading.text for heading in printed[at : at + height]]
        columns = header_of_line(line.text) if height == 1 else header_of_cells(headings)
        if columns is not None:
            return at + height, columns
    return None, ()


def _first_row(printed: Sequence[Printed]) -> int:
    """Return where a table without a header starts: at the headings above its first row with deadline and unit."""
    for at, line in enumerate(printed):
        found = best_tail(line.text, frozenset())
        sure = found is not None and all(looks_like_unit(name) for name in split_units([found.units]))
        if found is None or not found.units or not sure or found.score < _SURE_TAIL:
            continue
        first = at
        while first > 0 and not _ENDS_FRONT.search(squeeze(printed[first - 1].text)):
            first -= 1
        while first < at and read_number(printed[first].text) is None:
            first += 1
        return first
    return len(printed)


def _cleaned(printed: Sequence[Printed], document: Document, start: int) -> tuple[Printed, ...]:
    """Return the lines from `start` on without running titles, page numbers and headers printed again."""
    running = _running(printed, document)
    kept: list[Printed] = []
    at = start
    while at < len(printed):
        line = printed[at]
        header = _header_height(printed, at)
        if header == 0 and squeeze(line.text) not in running and not is_page_mark(line.text):
            kept.append(line)
        at += max(header, 1)
    return tuple(kept)


def _header_height(printed: Sequence[Printed], at: int) -> int:
    """Return over how many lines a header stands that begins here, 0 where none does."""
    if header_of_line(printed[at].text) is not None:
        return 1
    end = at
    while end < len(printed) and end - at < _MOST_HEADER_LINES and role_of(printed[end].text) is not None:
        end += 1
    return end - at if end - at >= _LEAST_HEADINGS else 0


def _running(printed: Sequence[Printed], document: Document) -> frozenset[str]:
    """Return the lines, without white space, that stand at one place near the edge of half the pages or more."""
    title = squeeze(printed[0].text) if printed else ""
    places: Counter[tuple[str, int]] = Counter()
    for page in document.pages:
        lines = [squeeze(line.text) for line in page.lines() if line.text.strip()]
        places.update({(line, at) for at, line in enumerate(lines[:_NEAR])})
        places.update({(line, at - _NEAR) for at, line in enumerate(lines[-_NEAR:])})
    least = max(2, len(document.pages) / 2)
    found = {line for (line, _), times in places.items() if times >= least and len(line) >= _SHORTEST_TITLE}
    return frozenset(line for line in found if read_number(line) is None and best_tail(line, frozenset()) is None) | {
        title
    }


def _until_back_matter(lines: Sequence[Printed], before: Sequence[Printed]) -> tuple[Printed, ...]:
    """Cut the lines where the plan's own text goes on behind the table (陸、執行步驟)."""
    chapters = [number for line in before if (number := read_number(line.text)) is not None and number.kind == "formal"]
    for at, line in enumerate(lines):
        number = read_number(line.text)
        if number is None or number.kind not in ("formal", "chinese") or not _BACK_MATTER.search(number.rest):
            continue
        follows = number.kind == "formal" and (not chapters or number.ordinal > chapters[-1].ordinal)
        if follows and best_tail(line.text, frozenset()) is None:
            return tuple(lines[:at])
    return tuple(lines)
