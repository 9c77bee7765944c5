"""Read tables in text that keeps columns apart by spaces, as `pdftotext -layout` prints them.

Nothing but the place of a word in its line says in which column it stands, and places are
rough: converters count them in characters or in half-width columns, push a cell to the
left where its neighbour is full, and shift whole blocks of a page. So a column may start
at several places, those where pieces often do between its heading and the next, and each
line is shared out among them in the way that costs least: by how far pieces stand from
where columns start, by how far they would run over into the next one, and by what columns
hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from qsearch.parsing.deadline_cells import is_deadline_part
from qsearch.parsing.headings import Role, header_of_cells, header_of_line
from qsearch.parsing.numbering import Kind, read_number
from qsearch.parsing.page_marks import is_page_mark, is_sure_page_mark
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table

__all__ = ["spread"]

_TOKEN = re.compile(r"\S+")
_WIDE = re.compile(r"\S[ \u3000]{3,}\S|^[ \u3000]{4,}\S")
_LEAST_WIDE = 0.4  # of the lines below a heading, for spaces to be what keeps columns apart
_LOOK = 40  # lines below a heading that are looked at
_LEAST_COLUMNS = 4
_MOST_HEADING_LINES = 3
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
    columns: _Columns | None = None
    for page in document.pages:
        lines = [element for element in page.elements if isinstance(element, Line)]
        heads = ((at, _heading_at(lines, at)) for at in range(len(lines)))
        head = next(((at, heading) for at, heading in heads if heading is not None), None)
        if len(lines) != len(page.elements) or (head is None and columns is None):
            pages.append(page)
            continue
        first = 0
        if head is not None:
            first, heading = head
            body = lines[first + heading.height :]
            columns = _columns(body, heading) if _is_spaced(body) else None
        if columns is None:
            pages.append(page)
            continue
        end, goes_on = _end(lines, first)
        rows = tuple(
            _row(line, columns) for line in lines[first:end] if line.text.strip() and not _is_mark(line, lines)
        )
        table = (Table(rows, ruled=False),) if rows else ()
        pages.append(replace(page, elements=(*lines[:first], *table, *lines[end:])))
        columns = columns if goes_on else None
    return replace(document, pages=tuple(pages))


@dataclass(frozen=True, slots=True)
class _Heading:
    """Hold the roles that the headings of a table name, the line they start in, and over how many lines they stand."""

    roles: tuple[Role, ...]
    text: str
    height: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """Hold how places are counted, what each column holds and where it may start."""

    place: _Place
    roles: tuple[Role, ...]
    starts: tuple[tuple[int, ...], ...]


def _heading_at(lines: Sequence[Line], at: int) -> _Heading | None:
    """Return the headings that start in a line; in narrow columns they wrap over two or three."""
    tokens = list(_tokens(lines[at].text, _characters))
    if len(tokens) < _LEAST_COLUMNS or re.search(r"\d", lines[at].text):
        return None
    columns = header_of_line(lines[at].text)
    if columns is not None and len(columns) >= _LEAST_COLUMNS:
        return _Heading(tuple(column.role for column in columns), lines[at].text, 1)
    joined = [token.text for token in tokens]
    for below in range(1, _MOST_HEADING_LINES):
        if at + below >= len(lines):
            break
        for token in _tokens(lines[at + below].text, _characters):
            nearest = min(range(len(tokens)), key=lambda column: abs(tokens[column].at - token.at))
            joined[nearest] += token.text
        wrapped = header_of_cells(joined)
        if wrapped is not None and len(wrapped) == len(tokens) and "extra" not in [one.role for one in wrapped]:
            return _Heading(tuple(column.role for column in wrapped), lines[at].text, 1 + below)
    return None


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


def _columns(lines: Sequence[Line], heading: _Heading) -> _Columns:
    """Return the columns of a page: counted in the way in which its lines fit them best."""
    found: list[tuple[float, _Columns]] = []
    places: tuple[_Place, ...] = (_characters, _half_widths)
    for place in places:
        headings = list(_tokens(heading.text, place))[: len(heading.roles)]
        tokens = [list(_tokens(line.text, place)) for line in lines if line.text.strip()]
        columns = _Columns(place, heading.roles, tuple(_starts(headings, tokens)))
        found.append((sum(_share_out(line, columns)[0] for line in tokens), columns))
    return min(found, key=lambda entry: entry[0])[1]


def _starts(headings: Sequence[_Token], lines: Sequence[Sequence[_Token]]) -> Iterator[tuple[int, ...]]:
    """Yield where each column may start: where pieces often do between about its heading and the next."""
    begun = Counter(token.at for line in lines for token in line if token is line[0] or token.space > 1)
    often = max(2, len(lines) // 40)
    for heading, after in zip_longest(headings, headings[1:]):
        end = after.at - _OFF if after is not None else heading.end + 4 * _OFF
        first = heading.at - 2 * _OFF if heading.at else 0
        yield tuple(at for at in range(first, end) if begun[at] >= often or at == heading.at)


def _row(line: Line, columns: _Columns) -> Row:
    texts = [""] * len(columns.starts)
    tokens = list(_tokens(line.text, columns.place))
    for token, column in zip(tokens, _share_out(tokens, columns)[1], strict=True):
        texts[column] = f"{texts[column]} {token.text}" if texts[column] else token.text
    return Row(tuple(Cell(text) for text in texts), line.number)


def _share_out(tokens: Sequence[_Token], columns: _Columns) -> tuple[float, tuple[int, ...]]:
    """Return the least cost of a line, and the column of each token."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for token in tokens:
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for before, (cost, places) in best.items():
            for column in range(max(before, 0), len(columns.starts)):
                added = _goes_on(token, column, columns) if column == before else _opens(token, column, columns)
                total = cost + added + _overflow(token, column, columns)
                if column not in reached or total < reached[column][0]:
                    reached[column] = (total, (*places, column))
        best = reached
    return min(best.values(), key=lambda entry: entry[0])


def _opens(token: _Token, column: int, columns: _Columns) -> float:
    """Return what it costs that a token starts a cell."""
    cost = float(min(abs(token.at - start) for start in columns.starts[column]))
    role = columns.roles[column]
    if role == "deadline" and not is_deadline_part(token.text):
        cost += 3.0
    if role == "action" and read_number(f"{token.text} 一") is not None:
        cost -= 3.0 if token.text[0].isdigit() else 1.0
    return cost


def _goes_on(token: _Token, column: int, columns: _Columns) -> float:
    """Return what it costs that a token goes on with a cell: more behind wide space, or where a column starts."""
    cost = 4.0 if token.space > 2 else 0.0
    if columns.roles[column] == "deadline" and not is_deadline_part(token.text):
        cost += 8.0
    if any(abs(token.at - start) <= 1 for starts in columns.starts[column + 1 :] for start in starts):
        cost += 1.5
    return cost


def _overflow(token: _Token, column: int, columns: _Columns) -> float:
    """Return by how much a token runs over into the next column."""
    if column + 1 == len(columns.starts):
        return 0.0
    return float(max(token.end - columns.starts[column + 1][-1], 0))


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
