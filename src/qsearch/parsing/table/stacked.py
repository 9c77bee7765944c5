"""Part rows that stack actions without rules between them, by the height of their lines.

Only pages tell heights: in a PDF's row, line k of every cell stands at the same height. An
action starts where a number goes on counting; what stands beside it in the other columns,
down to the next action, is its own, unless a column prints one thing for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from qsearch.parsing.deadline_cells import continues_deadline, is_deadline
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.table.actions import Fragment, split_actions
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.rows import TableRow
from qsearch.parsing.units import looks_like_unit, unit_names
from qsearch.reading.document import Box, Cell

__all__ = ["NumberedStarts", "StartFinder", "Starts", "heights_beside", "unstack"]

_LABEL_KINDS: tuple[Kind, ...] = ("formal", "chinese", "chinese-bracketed", "stem", "arabic", "decimal")
_BESIDE: tuple[Part, ...] = ("deadline", "units")
_GAP = 0.8  # of a line's height: white space that parts two labels


@dataclass(frozen=True, slots=True)
class Starts:
    """Hold the heights at which the actions of a row start, from the top.

    `rest` says that the first of them is no start but the end of an action that a page break cut.
    """

    at: tuple[int, ...]
    rest: bool = False


class StartFinder(Protocol):
    """Say where the actions of a row start; called for each row from the top of the table."""

    def find(self, row: TableRow) -> Starts:
        """Return the starts in the row's action cell, whose line k stands at height k."""
        ...


class NumberedStarts:
    """Find actions by numbers that go on counting, and by what stands beside them where they have none."""

    def __init__(self, kinds: frozenset[Kind]) -> None:
        self._kinds = kinds
        self._last: Numbering | None = None

    def find(self, row: TableRow) -> Starts:
        """Return the starts in the row's action cell."""
        if not self._kinds:
            return Starts(tuple(_starts_beside(row)))
        action = row.cells[row.columns.parts.index("action")]
        lines = [Fragment(line, None, height) for height, line in enumerate(action.text.split("\n"))]
        actions = split_actions(lines, self._kinds, self._last, heights_beside(row))
        self._last = next((found.number for found in reversed(actions) if found.number is not None), self._last)
        starts = tuple(found.fragments[0].line or 0 for found in actions if found.fragments)
        return Starts(starts, rest=bool(actions) and actions[0].number is None)


@dataclass(frozen=True, slots=True)
class _Band:
    """Hold the lines, from `start` up to but without `end`, that one action takes."""

    start: int
    end: int


def unstack(rows: Sequence[TableRow], finder: StartFinder, *, carry: bool = True) -> list[TableRow]:
    """Return the rows, one for each action where deadlines, units or labels stand beside the actions.

    A cell that prints one deadline, or one unit, beside several actions stays one cell,
    merged over their rows. With `carry`, what a column prints beside one action holds for
    those below it that print nothing, unless the table repeats it elsewhere; without, as
    in outlines with their headings, each row has only what stands in its own lines.
    """
    stacks = [_stack(row, finder) for row in rows]
    repeating = not carry or any(_repeats(stack, part) for stack in stacks if stack is not None for part in _BESIDE)
    parted: list[TableRow] = []
    for row, stack in zip(rows, stacks, strict=True):
        parted += [row] if stack is None else _rows(stack, repeating=repeating)
    return parted


@dataclass(frozen=True, slots=True)
class _Stack:
    """Hold a row with the lines of each of its actions, and each cell's part in them.

    A part is None where the cell is one for all actions. The first `rest` bands go on
    with an action of the page before.
    """

    row: TableRow
    bands: tuple[_Band, ...]
    parts: tuple[list[Cell] | None, ...]
    rest: int


def _stack(row: TableRow, finder: StartFinder) -> _Stack | None:
    """Return how a row is to be parted, None where it is one row."""
    if not row.level:
        return None
    found = finder.find(row)
    starts, rest = list(found.at), found.rest
    if starts and not rest and row.opens_page and _prints_above(row, starts[0]):
        starts, rest = [0, *starts], True
    if len(starts) < 2 or row.cells[row.columns.parts.index("action")].rows > 1:
        return None
    height = max(cell.text.count("\n") + 1 for cell in row.cells)
    bands = tuple(_Band(a, b) for a, b in zip([0, *starts[1:]], [*starts[1:], height], strict=True))
    parts = tuple(_parts(row, bands, rest=rest))
    if all(cells is None for part, cells in zip(row.columns.parts, parts, strict=True) if part != "action"):
        return None
    return _Stack(row, bands, parts, 1 if rest else 0)


def _repeats(stack: _Stack, part: Part) -> bool:
    """Whether a column prints the same thing beside two neighbours: its author merges nothing."""
    at = stack.row.columns.first(part)
    pieces = stack.parts[at] if at is not None else None
    texts = [squeeze(piece.text) for piece in pieces or ()]
    return any(above and above == below for above, below in pairwise(texts))


def _prints_above(row: TableRow, height: int) -> bool:
    """Whether deadline, units or extra columns print something above the first action: the rest of the page before."""
    return any(
        line.strip()
        for part, cell in zip(row.columns.parts, row.cells, strict=True)
        if part in ("deadline", "units", "extra") and cell.rows == 1
        for line in cell.text.split("\n")[:height]
    )


def heights_beside(row: TableRow) -> frozenset[int]:
    """Return the heights at which a label or a deadline is printed, beside which counting may start anew."""
    return frozenset(
        height
        for part, cell in zip(row.columns.parts, row.cells, strict=True)
        if part in ("label", "deadline") and cell.rows == 1
        for height, line in enumerate(cell.text.split("\n"))
        if line.strip()
    )


def _starts_beside(row: TableRow) -> list[int]:
    """Return where actions without numbers start: beside a number, or without rules beside a deadline, of their own."""
    action = row.cells[row.columns.parts.index("action")].text.split("\n")
    at = row.columns.first("number")
    if at is not None:
        return _numbers_in(row.cells[at].text.split("\n"))
    at = row.columns.first("deadline")
    if at is None or row.ruled:
        return []
    starts = [0]
    held = ""
    for height, line in enumerate(row.cells[at].text.split("\n")):
        opens = bool(line.strip()) and (not held or not continues_deadline(held, line, gap=False))
        if opens and height and height < len(action) and action[height].strip():
            starts.append(height)
        held = squeeze(line) if opens else held + squeeze(line)
    return starts


def _numbers_in(lines: Sequence[str]) -> list[int]:
    """Return where the numbers of a column start; a narrow one wraps them behind their dots (1. over 10)."""
    starts: list[int] = []
    above = ""
    for height, line in enumerate(lines):
        if line.strip() and not above.rstrip().endswith((".", "．", "-")):
            starts.append(height)
        above = line
    return starts


def _parts(row: TableRow, bands: Sequence[_Band], *, rest: bool) -> list[list[Cell] | None]:
    """Return each cell's part in each band, covered ones below merged ones; None where it is one cell for all.

    `rest` says that the first band holds the end of an action that a page break cut.
    """
    first = 1 if rest else 0
    dated = any(
        _is_stacked(part, cell, bands, first, dated=False, goes_on=row.opens_page)
        for part, cell in zip(row.columns.parts, row.cells, strict=True)
        if part == "deadline"
    )
    found: list[list[Cell] | None] = []
    for part, cell in zip(row.columns.parts, row.cells, strict=True):
        if cell.covered or cell.rows > 1:
            found.append(None)
        elif part in ("label", "goal", "kpi"):
            found.append(_labels(cell, bands))
        elif part in ("action", "number"):
            found.append(_pieces(cell, bands))
        elif not _is_stacked(part, cell, bands, first, dated=dated, goes_on=row.opens_page):
            found.append(None)
        else:
            found.append(_pieces(cell, bands))
    return found


def _pieces(cell: Cell, bands: Sequence[_Band]) -> list[Cell]:
    return [_slice(cell, range(band.start, band.end)) for band in bands]


def _first_labelled(row: TableRow, bands: Sequence[_Band]) -> int:
    """Return the first band beside which a label starts, or how many bands there are."""
    labelled = (
        at
        for part, cell in zip(row.columns.parts, row.cells, strict=True)
        if part == "label" and not cell.covered and cell.rows == 1
        for at, piece in enumerate(_labels(cell, bands))
        if read_number(piece.text, _LABEL_KINDS) is not None
    )
    return min(labelled, default=len(bands))


def _is_stacked(part: Part, cell: Cell, bands: Sequence[_Band], first: int, *, dated: bool, goes_on: bool) -> bool:
    """Whether a column prints more than one thing, each beside its action.

    Where deadlines stand one beside each action, so do the units that start at the same
    heights. `goes_on` says that the row goes on from the page before, which may print
    what stands beside its first actions.
    """
    if cell.covered or cell.rows > 1:
        return False
    pieces = _pieces(cell, bands)
    filled = [at for at, piece in enumerate(pieces) if piece.text.strip()]
    lines = cell.text.split("\n")
    own = [at for at in filled if at >= first]
    level = all(lines[bands[at].start].strip() for at in own)
    if len(filled) < 2:
        return bool(filled) and filled[0] > 0 and (bool(first) or (goes_on and level))
    whole = [pieces[at].text for at in own if at < len(pieces) - 1]  # a page break may cut the last
    if part == "deadline":
        return all(is_deadline(squeeze(text)) for text in whole)
    if part == "units":
        return (dated and level) or (_are_units(whole) and _stand_apart(cell, bands))
    return level


def _is_lone(cell: Cell, stack: _Stack) -> bool:
    """Whether a cell prints one thing, beside the first line of one action: that one's, where the table repeats others."""
    if cell.covered or cell.rows > 1:
        return False
    lines = cell.text.split("\n")
    first = next((height for height, line in enumerate(lines) if line.strip()), None)
    return any(band.start == first for band in stack.bands[stack.rest :])


def _are_units(texts: Sequence[str]) -> bool:
    return all(looks_like_unit(name) for text in texts for name in unit_names(text.split("\n")))


def _stand_apart(cell: Cell, bands: Sequence[_Band]) -> bool:
    """Whether each thing in a cell has a blank line above it; without, they may be one list beside all actions."""
    lines = cell.text.split("\n")
    starts = [band.start for band in bands[1:] if band.start < len(lines) and lines[band.start].strip()]
    return all(not lines[start - 1].strip() for start in starts)


def _covering(pieces: Sequence[Cell], first: int, upto: int) -> list[Cell]:
    """Return cells in which what prints something goes on beside the actions below that print nothing.

    The first ones, up to where a new label starts, go on with what the page before printed.
    """
    cells: list[Cell] = []
    for at, piece in enumerate(pieces):
        holder = next((place for place in range(at - 1, first - 1, -1) if not cells[place].covered), None)
        if at < first or piece.text.strip() or (holder is None and at >= upto):
            cells.append(piece)
            continue
        if holder is not None:
            cells[holder] = replace(cells[holder], rows=cells[holder].rows + 1)
        cells.append(Cell("", covered=True))
    return cells


def _labels(cell: Cell, bands: Sequence[_Band]) -> list[Cell]:
    """Return the labels of a column, each beside the action at whose height it starts."""
    lines = cell.text.split("\n")
    blocks: list[list[int]] = []
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if blocks and not _is_apart(cell, blocks[-1][-1], at) and read_number(line, _LABEL_KINDS) is None:
            blocks[-1].append(at)
        else:
            blocks.append([at])
    held: list[list[int]] = [[] for _ in bands]
    home, before = 0, None
    for block in blocks:
        number = read_number(lines[block[0]], _LABEL_KINDS)
        below = before is not None and number is not None and number.rank > before.rank
        if not (below and held[home] and not _is_apart(cell, held[home][-1], block[0])):
            home = next(place for place, band in enumerate(bands) if block[0] < band.end)
        held[home] += block
        before = number
    return [_slice(cell, numbers) for numbers in held]


def _is_apart(cell: Cell, above: int, below: int) -> bool:
    """Whether white space stands between two lines of a cell."""
    high, low = (cell.boxes[at] if at < len(cell.boxes) else None for at in (above, below))
    if isinstance(high, Box) and isinstance(low, Box):
        return low.top - high.bottom > _GAP * (high.bottom - high.top)
    return below - above > 1


def _slice(cell: Cell, lines: Sequence[int]) -> Cell:
    """Return some lines of a cell, white space above and below them taken off."""
    texts = cell.text.split("\n")
    kept = [at for at in lines if at < len(texts)]
    while kept and not texts[kept[-1]].strip():
        kept.pop()
    while kept and not texts[kept[0]].strip():
        kept.pop(0)
    boxes = tuple(cell.boxes[at] for at in kept) if cell.boxes else ()
    return Cell("\n".join(texts[at] for at in kept), box=cell.box, boxes=boxes)


def _rows(stack: _Stack, *, repeating: bool) -> Iterator[TableRow]:
    row, count = stack.row, len(stack.bands)
    upto = _first_labelled(row, stack.bands) if row.opens_page else 0
    columns: list[list[Cell]] = []
    for part, cell, pieces in zip(row.columns.parts, row.cells, stack.parts, strict=True):
        if pieces is None and repeating and part in _BESIDE and _is_lone(cell, stack):
            pieces = _pieces(cell, stack.bands)
        if pieces is None:
            columns.append([replace(cell, rows=cell.rows + count - 1), *[Cell("", covered=True)] * (count - 1)])
        elif part in _BESIDE and not repeating:
            columns.append(_covering(pieces, stack.rest, upto))
        else:
            columns.append(pieces)
    for band, cells in enumerate(zip(*columns, strict=True)):
        yield replace(row, cells=cells, opens_page=row.opens_page and band == 0)
