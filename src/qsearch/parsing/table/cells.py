"""Put the cells of the plan's table together again: merged, cut by a page, split by a converter.

A `Strip` is one row; its boxes are the printed cells beside its action. Rows that one
merged cell spans hold the same box, and a row that a page break cut is one strip again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qsearch.parsing.codes import read_code
from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.deadlines import is_left_empty
from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.table.actions import Fragment, split_actions
from qsearch.parsing.table.columns import Part, TableColumns
from qsearch.parsing.table.rows import TableRow
from qsearch.parsing.units import looks_like_unit
from qsearch.reading.document import Cell

__all__ = ["CellText", "Strip", "put_together"]

_PAGE_MARK = re.compile(
    r"[-~–—(（]?\s*\d{1,3}\s*[-–—/]\s*\d{1,3}\s*[-~–—)）]?|[-~–—]\s*\d{1,3}\s*[-~–—]|第\s*\d+\s*頁(?:.*頁)?"
)
_PAGE_MARK_AT_END = re.compile(r"\s+\d{1,2}-\d{1,2}$")
_WIDE_GAP = re.compile(r"[ \u3000]{3,}")
_BARE_NUMBER = re.compile(r"\d{1,3}")
# A deadline that stops in its middle, by what stands at its end or by what the next piece starts with.
_OPEN_END = re.compile(r"[、,及和與或至到~(./]$")
_OPEN_NUMBER = re.compile(r"\d$")
_NUMBER_SIGN = re.compile(r"[年月日季週周次]")
_OPEN_YEAR = re.compile(r"\d年$")


@dataclass(slots=True, eq=False)
class CellText:
    """Hold one printed cell: its lines, page after page; `merged` where it spans rows."""

    fragments: list[Fragment] = field(default_factory=list)
    merged: bool = False

    def __bool__(self) -> bool:
        return bool(self.fragments)

    @property
    def lines(self) -> list[str]:
        """The lines as printed."""
        return [fragment.text for fragment in self.fragments]


@dataclass(slots=True, eq=False)
class Strip:
    """Hold one row of the table: a box for each column; `above` are the lines above its table."""

    boxes: list[CellText]
    columns: TableColumns
    page: int | None
    above: tuple[str, ...] = ()

    def of(self, part: Part) -> CellText | None:
        """Return the box of the first column that holds this, None where there is none."""
        at = self.columns.first(part)
        return None if at is None else self.boxes[at]

    def all_of(self, part: Part) -> list[CellText]:
        """Return the boxes of every column that holds this, from the left."""
        return [self.boxes[at] for at in self.columns.at(part)]


@dataclass(slots=True)
class _Span:
    """Hold a merged cell while the rows that it spans go by."""

    box: CellText
    column: int
    rows_left: int


def put_together(rows: Sequence[TableRow], kinds: frozenset[Kind], *, coded: bool = False) -> list[Strip]:
    """Return the strips of the table.

    `kinds` are those of the actions' numbers; `coded` says that a code (AC1.1.1) starts
    each goal, indicator and action instead.
    """
    several = any(
        sum(action.number is not None for action in split_actions(_fragments(row, _action_at(row)), kinds)) > 1
        for row in rows
    )
    numbered = _numbered_columns(rows)
    strips: list[Strip] = []
    spans: list[_Span] = []
    for row in rows:
        before = strips[-1] if strips and len(strips[-1].boxes) == len(row.cells) else None
        cut = row.opens_page and before is not None
        if cut:
            row = _without_rests_of_labels(row, strips, numbered, kinds)
        if (
            before is not None
            and cut
            and (_lacks_codes(row) if coded else _goes_on(before, row, kinds, several=several))
        ):
            for at, box in enumerate(before.boxes):
                box.fragments += _fragments(row, at)
            spans = [_Span(before.boxes[at], at, cell.rows - 1) for at, cell in enumerate(row.cells) if cell.rows > 1]
            continue
        boxes = [_box(row, at, before, spans) for at in range(len(row.cells))]
        spans = [span for span in spans if span.rows_left > 0]
        spans += [_Span(boxes[at], at, cell.rows - 1) for at, cell in enumerate(row.cells) if cell.rows > 1]
        strips.append(Strip(boxes, row.columns, row.page, row.above))
    return strips


def _numbered_columns(rows: Sequence[TableRow]) -> frozenset[int]:
    """Return the label columns whose labels start with numbers."""
    starts: dict[int, list[bool]] = {}
    for row in rows:
        for at in row.columns.at("label"):
            text = row.cells[at].text.strip()
            if text and not row.opens_page:
                starts.setdefault(at, []).append(read_number(text.split("\n")[0]) is not None)
    return frozenset(at for at, found in starts.items() if 2 * sum(found) > len(found))


def _without_rests_of_labels(
    row: TableRow, strips: Sequence[Strip], numbered: frozenset[int], kinds: frozenset[Kind]
) -> TableRow:
    """Return the first row of a page without what goes on there of labels that the page cut; those get it.

    A page cuts a label in a narrow column where the actions beside it go on. Its rest starts
    with no number though labels have them, or stands beside an action that counts on.
    """
    cells = list(row.cells)
    for at in row.columns.at("label"):
        cell = cells[at]
        above = next((strip.boxes[at] for strip in reversed(strips) if at < len(strip.boxes) and strip.boxes[at]), None)
        if above is None or not row.level or not cell.text.strip():
            continue
        lines = cell.text.split("\n")
        rest = next((n for n, line in enumerate(lines) if read_number(line) is not None), len(lines))
        if at not in numbered and not _counts_on(strips[-1], row, kinds):
            rest = 0
        if not rest or squeeze("".join(lines[:rest])) == squeeze("".join(above.lines)):
            continue
        above.fragments += _fragments(replace(row, cells=_with(row.cells, at, _lines(cell, 0, rest))), at)
        cells[at] = _lines(cell, rest, len(lines))
    return replace(row, cells=tuple(cells))


def _with(cells: Sequence[Cell], at: int, cell: Cell) -> tuple[Cell, ...]:
    return (*cells[:at], cell, *cells[at + 1 :])


def _lines(cell: Cell, start: int, end: int) -> Cell:
    return replace(cell, text="\n".join(cell.text.split("\n")[start:end]), boxes=cell.boxes[start:end])


def _counts_on(before: Strip, row: TableRow, kinds: frozenset[Kind]) -> bool:
    """Whether the action of a row is the next of the same execution item as the one before."""
    action = _fragments(row, _action_at(row))
    number = read_number(action[0].text, kinds) if action and kinds else None
    last = _last_number(before.boxes[_action_at(row)], kinds)
    if number is None or last is None or number.ordinals[:-1] != last.ordinals[:-1]:
        return False
    return number.ordinal == last.ordinal + 1


def _action_at(row: TableRow) -> int:
    return row.columns.parts.index("action")


def _box(row: TableRow, at: int, before: Strip | None, spans: list[_Span]) -> CellText:
    """Return the box of a cell: the merged one that covers it, the one it goes on with, or its own."""
    cell = row.cells[at]
    for span in spans:
        if span.column == at and span.rows_left > 0 and (cell.covered or not cell.text.strip()):
            span.rows_left -= 1
            return span.box
    fragments = _fragments(row, at)
    if before is not None and cell.covered and row.columns.parts[at] in ("deadline", "units"):
        return before.boxes[at]  # it goes on from the page before
    if before is not None and not cell.covered:
        above = before.boxes[at]
        part = row.columns.parts[at]
        # A page cuts a merged cell too: what is left of it stands empty at the top of the next.
        unlabelled = not any(row.cells[label].text.strip() for label in row.columns.at("label"))
        rest_of_merged = row.opens_page and unlabelled and not fragments and (above.merged or cell.rows > 1)
        if rest_of_merged or (part == "deadline" and fragments and _deadline_goes_on(above.lines, fragments[0].text)):
            above.fragments += fragments
            return above
    return CellText(fragments, merged=cell.rows > 1)


def _fragments(row: TableRow, at: int) -> list[Fragment]:
    """Return the lines of a cell without the marks of the page that fell among them."""
    cell = row.cells[at]
    if cell.covered or (row.columns.parts[at] != "action" and _is_page_mark_only(cell)):
        return []
    lines = [_WIDE_GAP.sub("  ", line.strip()) for line in cell.text.split("\n")]
    boxes = cell.boxes or (None,) * len(lines)
    kept = [
        Fragment(line, row.page, row.line, box)
        for line, box in zip(lines, boxes, strict=True)
        if line and not _PAGE_MARK.fullmatch(line)
    ]
    if kept and len(kept[-1].text) > len("10-10"):
        kept[-1] = replace(kept[-1], text=_PAGE_MARK_AT_END.sub("", kept[-1].text))
    return kept


def _is_page_mark_only(cell: Cell) -> bool:
    return _BARE_NUMBER.fullmatch(cell.text.strip()) is not None


def _goes_on(before: Strip, row: TableRow, kinds: frozenset[Kind], *, several: bool) -> bool:
    """Whether the first row of a page is the rest of the row that the page break cut.

    It is where its action starts without a number, where a cell goes on in the middle of
    a word, or where nothing but further actions stands in a table that prints several
    actions in a cell.
    """
    action = _fragments(row, _action_at(row))
    action_before = before.boxes[_action_at(row)]
    deadline = _part_fragments(row, "deadline")
    deadline_before = before.of("deadline")
    if deadline and deadline_before and _deadline_goes_on(deadline_before.lines, deadline[0].text):
        return True
    labels = [fragment for at in row.columns.at("label") for fragment in _fragments(row, at)]
    units = _part_fragments(row, "units")
    if not action and not deadline and not units and labels:
        return not any(read_number(label.text) for label in labels) and any(before.all_of("label"))
    if not action and not deadline and not units and not labels:
        return any(_part_fragments(row, "extra"))
    if not action:
        return bool(units) and not deadline and not labels and _unit_goes_on(before.of("units"))
    number_before = before.of("number")
    if number_before:
        return not _part_fragments(row, "number") or number_before.lines[-1].endswith((".", "．", "-"))
    number = read_number(action[0].text, kinds) if kinds else None
    if number is None:
        return bool(action_before) and (bool(kinds) or _is_rest(action_before, labels, deadline, units))
    last = _last_number(action_before, kinds)
    follows = last is not None and len(last.ordinals) == len(number.ordinals) and number.ordinals > last.ordinals
    if not follows or last is None:
        return False
    if labels:
        same_item = number.ordinals[:-1] == last.ordinals[:-1]
        numbered_before = any(read_number(line) for box in before.all_of("label") for line in box.lines[:1])
        return same_item and numbered_before and not any(read_number(label.text) for label in labels)
    return several and not deadline and not units


def _lacks_codes(row: TableRow) -> bool:
    """Whether nothing in a row starts with a code, so that it is the rest of the one above."""
    parts = [_part_fragments(row, part) for part in ("goal", "kpi", "action")]
    printed = [fragments[0].text for fragments in parts if fragments]
    return bool(printed) and not any(read_code(text) for text in printed)


def _is_rest(before: CellText, labels: list[Fragment], deadline: list[Fragment], units: list[Fragment]) -> bool:
    """Whether an unnumbered action goes on from the page before: nothing else stands beside it, and that one was open."""
    return not (labels or deadline or units) and not before.lines[-1].rstrip().endswith(("。", "；"))


def _part_fragments(row: TableRow, part: Part) -> list[Fragment]:
    at = row.columns.first(part)
    return [] if at is None else _fragments(row, at)


def _last_number(action: CellText, kinds: frozenset[Kind]) -> Numbering | None:
    numbers = [found.number for found in split_actions(action.fragments, kinds) if found.number is not None]
    return numbers[-1] if numbers else None


def _unit_goes_on(before: CellText | None) -> bool:
    return bool(before) and before is not None and not looks_like_unit(squeeze(before.lines[-1]))


def _deadline_goes_on(before: Sequence[str], after: str) -> bool:
    """Whether a deadline stops in its middle and the next piece is the rest of it (3 月、6 + 月、9 月)."""
    left, right = _plain("".join(before)), _plain(after)
    if not left or not right or is_left_empty(right):
        return False
    if _OPEN_NUMBER.search(left):
        return _NUMBER_SIGN.match(right) is not None or (not is_deadline(left) and right[0] in "、,.")
    if _OPEN_YEAR.search(left):
        return right[0].isdigit() and not re.match(r"\d{2,3}年", right)
    return _OPEN_END.search(left) is not None or right[0] in "、,)及"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
