"""Turn the characters of a page into lines, and lines into pieces that wide gaps part."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from qsearch.reading.document import Box

__all__ = ["Glyph", "Piece", "PrintedLine", "glyphs_of", "lines_of"]

_SPACE = 0.2  # of a character's height: a gap that prints as a space
_WIDE = 2.0  # as it stands between unruled columns; prints as two
_PIECE = 0.55  # a gap that may part two columns
_UNFILLED = 0.3  # what of it no space may fill
_SAME_PLACE = 1.0  # points, within which a character printed twice (to look bold) is one


class Glyph(NamedTuple):
    """Hold one printed character and its box."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The place of its middle from the left."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a run of characters of one line without a wide gap, and its glyphs from the left."""

    text: str
    box: Box
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Hold one printed line with its pieces from the left; `size` is the height of its characters."""

    text: str
    box: Box
    pieces: tuple[Piece, ...]
    size: float


def glyphs_of(chars: Iterable[dict[str, Any]]) -> list[Glyph]:
    """Return the upright characters of a page, as pdfplumber gives them; rotated ones are watermarks."""
    return [
        Glyph(char["x0"], char["top"], char["x1"], char["bottom"], char["text"])
        for char in chars
        if char["upright"] and char["text"] and char["bottom"] > char["top"]
    ]


def lines_of(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Return the printed lines from top to bottom; lines of white space alone are left out.

    Characters are on one line where their middles are within half a character's height;
    a gap of a fifth of a character prints as a space, one of two characters, as it stands
    between unruled columns, as two.
    """
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.top + glyph.bottom, glyph.x0)):
        if rows:
            first = rows[-1][0]
            tallest = max(first.bottom - first.top, glyph.bottom - glyph.top)
            if abs(glyph.top + glyph.bottom - first.top - first.bottom) <= tallest:
                rows[-1].append(glyph)
                continue
        rows.append([glyph])
    return [line for row in rows if (line := _line(row)) is not None]


def _line(row: list[Glyph]) -> PrintedLine | None:
    glyphs = _once(sorted(row, key=lambda glyph: (glyph.x0, glyph.x1)))
    size = max((glyph.bottom - glyph.top for glyph in glyphs if not glyph.text.isspace()), default=0.0)
    pieces = [_piece(run) for run in _runs(glyphs, size)]
    if not pieces:
        return None
    text = pieces[0].text
    box = pieces[0].box
    for before, piece in itertools.pairwise(pieces):
        text += ("  " if piece.box.x0 - before.box.x1 > _WIDE * size else " ") + piece.text
        box = box.around(piece.box)
    return PrintedLine(text, box, tuple(pieces), size)


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Return characters without those printed again at nearly the same place."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if not any(_same(glyph, other) for other in kept[-3:]):
            kept.append(glyph)
    return kept


def _same(one: Glyph, other: Glyph) -> bool:
    near = abs(one.x0 - other.x0) < _SAME_PLACE and abs(one.top - other.top) < _SAME_PLACE
    return near and one.text == other.text


def _runs(glyphs: Sequence[Glyph], size: float) -> Iterator[list[Glyph]]:
    """Yield the printed glyphs, parted at wide gaps that spaces don't fill."""
    run: list[Glyph] = []
    filled = 0.0
    for glyph in glyphs:
        if glyph.text.isspace():
            filled += glyph.x1 - glyph.x0
            continue
        gap = glyph.x0 - run[-1].x1 if run else 0.0
        if gap > _PIECE * size and gap - filled > _UNFILLED * size:
            yield run
            run = []
        run.append(glyph)
        filled = 0.0
    if run:
        yield run


def _piece(run: Sequence[Glyph]) -> Piece:
    text: list[str] = []
    right: float | None = None
    for glyph in run:
        height = max(glyph.bottom - glyph.top, 1.0)
        gap = 0.0 if right is None else glyph.x0 - right
        text.append(("  " if gap > _WIDE * height else " " if gap > _SPACE * height else "") + glyph.text)
        right = glyph.x1
    box = Box(
        run[0].x0,
        min(glyph.top for glyph in run),
        max(glyph.x1 for glyph in run),
        max(glyph.bottom for glyph in run),
    )
    return Piece("".join(text), box, tuple(run))
