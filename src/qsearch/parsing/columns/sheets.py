"""Find the sheets of the table: what stands between one header line and the next page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.headings import Column, header_of_cells, header_of_line, role_of
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import read_number
from qsearch.parsing.page_marks import is_page_mark, is_sure_page_mark
from qsearch.parsing.sections import heading_lines
from qsearch.reading.document import Document, Line

__all__ = ["Sheet", "Slip", "sheets_of"]

_MOST_HEADER_LINES = 8
_EDGE = 2  # lines at either edge of a sheet where a page number may stand
_TITLE_LINES = 3  # of the document, which running headers repeat

# 「1.甲類服務 1.1 設置…」: short cells of neighbouring columns on one line.
_EXECUTION_AND_ACTION = re.compile(r"^(\s*(\d{1,2})\s*[.、．].+?)\s+(\2\s*[.．]\s*\d{1,2}(?![\d%.]).*)$")
_LABEL_AND_MORE = re.compile(
    r"^(\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]).+?)\s+((?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．]).+)$"
)
_UNIT_END = re.compile(r".[組室科課處所股隊部館心會位]$")


@dataclass(frozen=True, slots=True)
class Slip:
    """Hold one line of a sheet.

    `height` is 0 for an empty line where the text also has lines of white space: those
    are blank paragraphs of a cell and take room, empty ones only part blocks of text.
    """

    text: str
    number: int
    page: int | None
    height: int = 1

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on the line."""
        return not self.text.strip()

    @property
    def ends_paragraph(self) -> bool:
        """Whether a paragraph ends here: converters leave a space there, and none at a wrap."""
        return self.text.endswith(" ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold the lines of the table on one page, with its columns in order."""

    columns: tuple[Column, ...]
    slips: tuple[Slip, ...]


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """Return the sheets of a document's table; none where no line heads columns.

    A sheet starts at each header line and at each new page; the table ends where a
    section of the running text is headed.
    """
    ends = heading_lines(document)
    titles = _titles(document)
    has_rhythm = any(line.text and not line.text.strip() for _, line in document.lines())
    sheets: list[Sheet] = []
    columns: tuple[Column, ...] | None = None
    slips: list[Slip] = []

    def close() -> None:
        cleaned = tuple(_split_cells(_without_edges(slips, titles)))
        if columns is not None and any(not slip.blank for slip in cleaned):
            sheets.append(Sheet(columns, cleaned))
        slips.clear()

    for page in document.pages:
        lines = list(page.lines())
        close()
        at = 0
        while at < len(lines):
            line = lines[at]
            header, taken = _header(lines, at)
            if header is not None:
                if columns is None or sheets or any(not slip.blank for slip in slips):
                    close()
                columns = header
                slips.clear()
            elif line.number in ends:
                close()
                columns = None
            elif columns is not None:
                takes_room = bool(line.text) if has_rhythm else not _is_indent_gap(lines, at)
                slips.append(Slip(line.text, line.number, page.number, int(takes_room)))
            at += taken
    close()
    return tuple(sheets)


def _is_indent_gap(lines: Sequence[Line], at: int) -> bool:
    """Whether an empty line only shows that the lines below a numbered one are indented."""
    if lines[at].text.strip() or not 0 < at < len(lines) - 1:
        return False
    above, below = read_number(lines[at - 1].text), lines[at + 1].text
    return above is not None and above.kind == "decimal" and bool(below.strip()) and read_number(below) is None


def _header(lines: Sequence[Line], at: int) -> tuple[tuple[Column, ...] | None, int]:
    """Return the header that starts at a line, on it or one heading a line, and how many lines it takes."""
    header = header_of_line(lines[at].text)
    if header is not None:
        return header, 1
    if role_of(lines[at].text) is None:
        return None, 1
    cells: list[str] = []
    end = at
    for offset, line in enumerate(lines[at : at + 2 * _MOST_HEADER_LINES]):
        if not line.text.strip():
            continue
        if role_of(line.text) is None:
            break
        cells.append(line.text)
        end = at + offset + 1
    header = header_of_cells(cells) if len(cells) >= 3 else None
    return (header, end - at) if header is not None else (None, 1)


def _titles(document: Document) -> frozenset[str]:
    """Return the lines, squeezed, that title the document above its table; running headers repeat them."""
    lines = (line.text for _, line in document.lines())
    above = takewhile(lambda text: header_of_line(text) is None, lines)
    printed = (squeeze(text) for text in above if text.strip())
    return frozenset(text for text in islice(printed, _TITLE_LINES) if len(text) >= 4)


def _without_edges(slips: Sequence[Slip], titles: frozenset[str]) -> list[Slip]:
    """Return the lines of a sheet without page numbers and running titles at its edges."""
    printed = [at for at, slip in enumerate(slips) if not slip.blank]
    edges = {*printed[:_EDGE], *printed[-_EDGE:]}
    dropped = {
        at
        for at in printed
        if is_sure_page_mark(slips[at].text) or (at in edges and (squeeze(slips[at].text) in titles))
    }
    # A bare number is a page number only where nothing of the page follows it.
    if printed and is_page_mark(slips[printed[-1]].text):
        dropped.add(printed[-1])
    return [replace(slip, text="") if at in dropped else slip for at, slip in enumerate(slips)]


def _split_cells(slips: Sequence[Slip]) -> Iterator[Slip]:
    """Yield the lines with cells that came out side by side parted again."""
    for slip in slips:
        rest = slip
        while parts := _parted(rest.text):
            yield replace(rest, text=parts[0] + " ")
            yield Slip("", rest.number, rest.page, 0)
            rest = replace(rest, text=parts[1])
        yield rest


def _parted(text: str) -> tuple[str, str] | None:
    for pattern, cell in ((_EXECUTION_AND_ACTION, 3), (_LABEL_AND_MORE, 2)):
        if found := pattern.match(text):
            return found[1], found[cell]
    words = text.split() if read_number(text) is None else []
    for cut in range(len(words) - 1, 0, -1):
        rest = "".join(words[cut:])
        if is_deadline(" ".join(words[:cut])) and not is_deadline(rest) and _UNIT_END.search(rest) and len(rest) <= 20:
            return " ".join(words[:cut]), " ".join(words[cut:])
    return None
