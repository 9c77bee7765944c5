"""Read tables in text that keeps columns apart by spaces, as `pdftotext -layout` prints them.

Nothing but the place of a word in its line says in which column it stands, and places are
rough: converters count them in characters or in half-width columns, and push a cell to the
left where its neighbour is full. So each page's columns start where most of its pieces do,
and each line is shared out among them in the way that costs least: by how far pieces stand
from where columns start, by how far they would run over into the next one, and by what
columns hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qsearch.parsing.deadline_cells import is_deadline_part
from qsearch.parsing.headings import Role, header_of_line
from qsearch.parsing.numbering import Kind, read_number
from qsearch.parsing.page_marks import is_page_mark, is_sure_page_mark
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table

__all__ = ["spread"]

_TOKEN = re.compile(r"\S+")
_WIDE = re.compile(r"\S[ \u3000]{3,}\S|^[ \u3000]{4,}\S")
_LEAST_WIDE = 0.4  # of the lines below a heading, for spaces to be what keeps columns apart
_LOOK = 40  # lines below a heading that are looked at
_LEAST_COLUMNS = 4
_OFF = 2  # places by which a converter is off
_SECTION: tuple[Kind, ...] = ("formal",)

_Place = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class _Token:
    """Hold a run of characters without spaces, where it starts and ends, and the space before it."""

    text: str
    at: int
    end: int
    space: int


def spread(document: Document) -> Document:
    """Return a text whose spaced columns are tables of one line a row; other documents come back as they are."""
    if document.kind != "text":
        return document
    pages: list[Page] = []
    starts: tuple[int, ...] | None = None
    roles: tuple[Role, ...] = ()
    place: _Place = _characters
    open_table = False
    for page in document.pages:
        lines = [element for element in page.elements if isinstance(element, Line)]
        head = next((at for at, line in enumerate(lines) if _is_heading(line.text)), None)
        if len(lines) != len(page.elements) or (head is None and not open_table):
            pages.append(page)
            continue
        if head is not None and _is_spaced(lines[head + 1 :]):
            roles = _roles(lines[head].text)
            place, starts = _columns(lines, head, roles)
        elif not open_table:
            pages.append(page)
            continue
        if starts is None:
            pages.append(page)
            continue
        first = head if head is not None else 0
        end, open_table = _end(lines, first)
        body = [line for line in lines[first:end] if line.text.strip() and not _is_mark(line, lines)]
        rows = tuple(_row(line, starts, place, roles) for line in body)
        table = (Table(rows, ruled=False),) if rows else ()
        pages.append(replace(page, elements=(*lines[:first], *table, *lines[end:])))
    return replace(document, pages=tuple(pages))


def _is_heading(text: str) -> bool:
    columns = header_of_line(text)
    return columns is not None and len(columns) >= _LEAST_COLUMNS


def _is_spaced(lines: Sequence[Line]) -> bool:
    printed = [line.text for line in lines if line.text.strip()][:_LOOK]
    return bool(printed) and sum(_WIDE.search(text) is not None for text in printed) >= _LEAST_WIDE * len(printed)


def _end(lines: Sequence[Line], first: int) -> tuple[int, bool]:
    """Return where the table ends on a page, and whether it may go on overleaf."""
    for at in range(first + 1, len(lines)):
        text = lines[at].text
        if read_number(text.strip(), _SECTION) is not None and _WIDE.search(text) is None:
            return at, False
    return len(lines), True


def _is_mark(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is the number of its page: a sure mark, or any at the foot of the page."""
    last = [other for other in lines if other.text.strip()][-1]
    return is_sure_page_mark(line.text) or (line is last and is_page_mark(line.text))


def _roles(heading: str) -> tuple[Role, ...]:
    return tuple(column.role for column in header_of_line(heading) or ())


def _columns(lines: Sequence[Line], head: int, roles: Sequence[Role]) -> tuple[_Place, tuple[int, ...]]:
    """Return how the places of a page are counted, and where its columns start."""
    found: list[tuple[float, _Place, tuple[int, ...]]] = []
    places: tuple[_Place, ...] = (_characters, _half_widths)
    for place in places:
        headings = list(_tokens(lines[head].text, place))[: len(roles)]
        tokens = [list(_tokens(line.text, place)) for line in lines[head + 1 :] if line.text.strip()]
        starts = tuple(_starts(headings, tokens))
        cost = sum(_share_out(line, starts, roles)[0] for line in tokens)
        found.append((cost, place, starts))
    _, place, starts = min(found, key=lambda entry: entry[0])
    return place, starts


def _starts(headings: Sequence[_Token], lines: Iterable[Sequence[_Token]]) -> Iterator[int]:
    """Yield where each column starts: where most pieces do between the heading before and the end of its own."""
    begun = Counter(token.at for line in lines for token in line if token is line[0] or token.space > 1)
    before = -1
    for heading in headings:
        within = range(max(before + 1, heading.at - 4 * _OFF), heading.at + len(heading.text) + 1)
        usual = max(within, key=lambda at: (begun[at - 1] + 2 * begun[at] + begun[at + 1], -abs(at - heading.at)))
        start = usual if begun[usual] else heading.at
        yield start
        before = max(start, heading.at) + 1


def _row(line: Line, starts: Sequence[int], place: _Place, roles: Sequence[Role]) -> Row:
    texts = [""] * len(starts)
    tokens = list(_tokens(line.text, place))
    for token, column in zip(tokens, _share_out(tokens, starts, roles)[1], strict=True):
        texts[column] = f"{texts[column]} {token.text}" if texts[column] else token.text
    return Row(tuple(Cell(text) for text in texts), line.number)


def _share_out(tokens: Sequence[_Token], starts: Sequence[int], roles: Sequence[Role]) -> tuple[float, tuple[int, ...]]:
    """Return the least cost of a line, and the column of each token."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for token in tokens:
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for before, (cost, columns) in best.items():
            for column in range(max(before, 0), len(starts)):
                added = _goes_on(token, column, starts) if column == before else _opens(token, column, starts, roles)
                total = cost + added + _overflow(token, column, starts)
                if column not in reached or total < reached[column][0]:
                    reached[column] = (total, (*columns, column))
        best = reached
    return min(best.values(), key=lambda entry: entry[0])


def _opens(token: _Token, column: int, starts: Sequence[int], roles: Sequence[Role]) -> float:
    """Return what it costs that a token starts a cell."""
    cost = float(abs(token.at - starts[column]))
    role = roles[column] if column < len(roles) else "extra"
    if role == "deadline" and not is_deadline_part(token.text):
        cost += 3.0
    if role == "action" and read_number(token.text) is not None:
        cost -= 1.0
    return cost


def _goes_on(token: _Token, column: int, starts: Sequence[int]) -> float:
    """Return what it costs that a token goes on with a cell: more behind wide space, or where a column starts."""
    cost = 4.0 if token.space > 2 else 0.0
    if any(abs(token.at - start) <= 1 for start in starts[column + 1 :]):
        cost += 1.5
    return cost


def _overflow(token: _Token, column: int, starts: Sequence[int]) -> float:
    """Return by how much a token runs over into the next column."""
    if column + 1 == len(starts):
        return 0.0
    return float(max(token.end - starts[column + 1], 0))


def _tokens(text: str, place: _Place) -> Iterator[_Token]:
    end = 0
    for found in _TOKEN.finditer(text):
        yield _Token(found[0], place(text, found.start()), place(text, found.end()), found.start() - end)
        end = found.end()


def _characters(text: str, at: int) -> int:
    del text
    return at


def _half_widths(text: str, at: int) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:at])
