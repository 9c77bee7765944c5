"""What reading gives and parsing takes: pages of lines and tables.

A reader decides nothing about plans. It says which lines and cells a file holds, in the
order the file holds them, and on which page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Box", "Cell", "Document", "Line", "Page", "Row", "Table"]

Kind = Literal["text", "pdf", "odt", "docx", "html", "sheet"]


@dataclass(frozen=True, slots=True)
class Box:
    """Say where on a page something is printed: points (1/72 inch) from its upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def around(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line without its end of line; inner and leading white space is kept.

    `number` counts from 1 over the whole file, blank lines included. `box` is None where
    the format tells no places. `running` says that the line comes back in the margin of
    page after page: a running title or a page number.
    """

    text: str
    number: int
    box: Box | None = field(default=None, compare=False)
    running: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one table cell; lines within it are parted by line feeds.

    `rows` and `columns` say over how many it is merged. A cell that a merged one above
    or left of it covers has `covered` set and no text of its own. `box` is the cell's,
    None where the format tells no places or no rules close it; `boxes` are those of the
    lines of its text, one each (None for a blank one), or () where nothing tells them.
    """

    text: str
    rows: int = 1
    columns: int = 1
    covered: bool = False
    box: Box | None = field(default=None, compare=False)
    boxes: tuple[Box | None, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one table row; `line` is the line of a text file it came from, else None."""

    cells: tuple[Cell, ...]
    line: int | None = None

    def texts(self) -> tuple[str, ...]:
        """Return the text of each cell, in order."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the rows of one table on one page.

    Where `ruled` is False no rules part the rows: each row is one printed line, and what
    belongs together is left for those who know what the cells mean.
    """

    rows: tuple[Row, ...]
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what stands on one page, in order; `number` is None where a format has no pages.

    `size` is width and height in points, None where unknown. `scanned` says that the page
    is a picture, `confidence` how sure text recognition was of it, 0 to 1; None where
    nothing was recognised.
    """

    elements: tuple[Line | Table, ...]
    number: int | None = None
    size: tuple[float, float] | None = field(default=None, compare=False)
    scanned: bool = field(default=False, compare=False)
    confidence: float | None = field(default=None, compare=False)

    def lines(self) -> Iterator[Line]:
        """Yield the lines outside of tables."""
        return (element for element in self.elements if isinstance(element, Line))

    def tables(self) -> Iterator[Table]:
        """Yield the tables."""
        return (element for element in self.elements if isinstance(element, Table))


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a file as read. `name` is the file's name without its folder."""

    name: str
    kind: Kind
    pages: tuple[Page, ...]

    def lines(self) -> Iterator[tuple[Page, Line]]:
        """Yield every line outside of tables with its page."""
        for page in self.pages:
            for line in page.lines():
                yield page, line
