"""Part rows that stack actions without rules between them, by the height of their lines.

Only pages tell heights: in a PDF's row, line k of every cell stands at the same height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import Kind, Numbering
from qsearch.parsing.table.actions import Fragment, split_actions
from qsearch.parsing.table.rows import TableRow
from qsearch.parsing.units import looks_like_unit, unit_names
from qsearch.reading.document import Cell

__all__ = ["unstack"]


def unstack(rows: Sequence[TableRow], kinds: frozenset[Kind]) -> Iterator[TableRow]:
    """Yield the rows, one for each action where deadlines or units stand beside the actions.

    A cell that prints one deadline, or one unit, beside several actions stays one cell,
    merged over their rows.
    """
    last: Numbering | None = None
    for row in rows:
        at = row.columns.parts.index("action")
        lines = row.cells[at].text.split("\n")
        actions = split_actions([Fragment(line, None, height) for height, line in enumerate(lines)], kinds, last)
        last = next((action.number for action in reversed(actions) if action.number is not None), last)
        starts = [action.fragments[0].line or 0 for action in actions if action.fragments]
        if len(starts) < 2 or row.cells[at].rows > 1:
            yield row
            continue
        bands = list(zip([0, *starts[1:]], [*starts[1:], None], strict=True))
        parts = [_bands(cell, bands) for cell in row.cells]
        rest = actions[0].number is None  # of an action that a page break cut
        stacked = [
            part == "action" or (part in ("deadline", "units", "extra") and _is_stacked(part, texts, rest=rest))
            for part, texts in zip(row.columns.parts, parts, strict=True)
        ]
        deadline, units = row.columns.first("deadline"), row.columns.first("units")
        dated = deadline is not None and stacked[deadline]
        if dated or (units is not None and stacked[units] and _stand_apart(row.cells[units], bands)):
            yield from _parted(row, parts, stacked)
        else:
            yield row


def _bands(cell: Cell, bands: Sequence[tuple[int, int | None]]) -> list[str]:
    lines = cell.text.split("\n")
    return ["\n".join(lines[start:end]).strip("\n") for start, end in bands]


def _is_stacked(part: str, texts: Sequence[str], *, rest: bool) -> bool:
    """Whether a column prints more than one thing, each beside its action.

    A page break may have cut the last, and the first where it is the `rest` of an action.
    """
    filled = [text for text in texts if text]
    starts_below_rest = rest and not texts[0] and bool(texts[1])
    if len(filled) < 2 and not starts_below_rest:
        return False
    whole = [text for text in texts[1 if rest else 0 : -1] if text]
    if part == "deadline":
        return all(is_deadline(squeeze(text)) for text in whole)
    if part == "units":
        return all(looks_like_unit(name) for text in whole for name in unit_names(text.split("\n")))
    return True


def _stand_apart(cell: Cell, bands: Sequence[tuple[int, int | None]]) -> bool:
    """Whether each thing in a cell has a blank line above it; without, they may be one list beside all actions."""
    lines = cell.text.split("\n")
    starts = [start for start, _ in bands[1:] if start < len(lines) and lines[start].strip()]
    return all(not lines[start - 1].strip() for start in starts)


def _parted(row: TableRow, parts: Sequence[Sequence[str]], stacked: Sequence[bool]) -> Iterator[TableRow]:
    count = len(parts[0])
    for band in range(count):
        cells = []
        for cell, texts, own in zip(row.cells, parts, stacked, strict=True):
            if own:
                cells.append(Cell(texts[band]))
            elif band == 0:
                cells.append(replace(cell, rows=cell.rows + count - 1))
            else:
                cells.append(Cell("", covered=True))
        yield replace(row, cells=tuple(cells), opens_page=row.opens_page and band == 0)
