"""Turn a table that holds an outline into rows: labels from their columns, actions from theirs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qsearch.parsing.deadline_cells import split_deadlines
from qsearch.parsing.deadlines import is_left_empty
from qsearch.parsing.joining import join_wrapped, squeeze
from qsearch.parsing.numbering import Numbering
from qsearch.parsing.outline.levels import Fit, Levels, level_of, outline_number
from qsearch.parsing.outline.rows import Row, Spot
from qsearch.parsing.places import printed_at
from qsearch.parsing.table.actions import Fragment
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.rows import TableRow
from qsearch.parsing.table.stacked import Starts
from qsearch.parsing.table.unit_cells import names_in_fragments
from qsearch.plan import Extra, ParseWarning

__all__ = ["CellReader", "OutlineStarts"]


@dataclass(slots=True)
class _Merged:
    """Hold what a cell merged over several rows prints, for the rows it still covers."""

    lines: tuple[Fragment, ...]
    rows_left: int


@dataclass(slots=True)
class CellReader:
    """Walk down the rows of a table and give a row for each label and each numbered line of an action.

    `known` are names of units; `widest` is the width of the widest line of units in points.
    """

    known: Collection[str]
    widest: float | None = None
    rows: list[Row] = field(default_factory=list)
    warnings: list[ParseWarning] = field(default_factory=list)
    _levels: Levels = field(default_factory=Levels)
    _merged: dict[int, _Merged] = field(default_factory=dict)

    def take(self, row: TableRow) -> None:
        """Take in the next row of the table."""
        boxes = printed_at((row.page, box) for at in row.columns.at("action") for box in row.cells[at].boxes)
        spot = Spot(() if row.page is None else (row.page,), () if row.line is None else (row.line,), boxes)
        labelled: list[bool] = []
        for place, at in enumerate(row.columns.at("label")):
            labelled.append(self._take_label(row, at, place, spot, below_new=any(labelled)))
        action_at = row.columns.first("action")
        action = [] if action_at is None else _lines(row, action_at)
        deadline, dated_by_merged = self._beside(row, "deadline")
        units, united_by_merged = self._beside(row, "units")
        goes_on = not any(labelled) and (not action or outline_number(action[0]) is None)
        if self.rows and goes_on and row.opens_page:
            own = [fragment.text for fragment in _own(row, "deadline")]
            self._go_on(action, own, _own(row, "units"), spot, _extra(row))
        elif action:
            shared = dated_by_merged or united_by_merged
            dated = [fragment.text for fragment in deadline]
            self._take_actions(action, dated, units, spot, shared=shared, extra=_extra(row))

    def _take_label(self, row: TableRow, at: int, place: int, spot: Spot, *, below_new: bool) -> bool:
        """Add the labels of a cell; return whether there are any that were not there before.

        A label that the row above prints too, be it on every row or at the top of a page, is
        not new unless it stands `below_new` ones.
        """
        lines = _lines(row, at)
        if not lines:
            return False
        pieces = _numbered_pieces(lines)
        before = next((done for done in reversed(self.rows) if done.column == (place, 0)), None)
        if before is not None and not below_new and _same_label(pieces[0], before):
            return False
        if before is not None and row.opens_page and before.number is not None and pieces[0][0] is None:
            self.rows[self.rows.index(before)] = replace(before, lines=(*before.lines, *lines))  # the page cut it
            return False
        for depth, (number, texts) in enumerate(pieces):
            self.rows.append(Row(number, tuple(texts), spot=spot, column=(place, depth)))
        self._levels = Levels()
        return True

    def _beside(self, row: TableRow, part: Part) -> tuple[tuple[Fragment, ...], bool]:
        """Return the lines of the cell beside the action, and whether that cell goes on below."""
        at = row.columns.first(part)
        if at is None:
            return (), False
        cell = row.cells[at]
        merged = self._merged.get(at)
        if cell.covered and merged is not None and merged.rows_left > 0:
            merged.rows_left -= 1
            return merged.lines, merged.rows_left > 0
        lines = tuple(_fragments(row, at))
        self._merged[at] = _Merged(lines, cell.rows - 1)
        return lines, cell.rows > 1 and bool(lines)

    def _go_on(
        self,
        action: Sequence[str],
        deadline: Sequence[str],
        units: Sequence[Fragment],
        spot: Spot,
        extra: tuple[Extra, ...],
    ) -> None:
        """Put the rest of a row that a page break cut to the row before."""
        before = self.rows[-1]
        self.rows[-1] = replace(
            before,
            lines=(*before.lines, *action),
            deadline=_deadline([before.deadline or "", *deadline]),
            unit_lines=(*before.unit_lines, *units),
            units=names_in_fragments([*before.unit_lines, *units], self.known, self.widest),
            spot=Spot(
                tuple(dict.fromkeys((*before.spot.pages, *spot.pages))),
                (*before.spot.lines, *spot.lines),
                (*before.spot.boxes, *spot.boxes),
            ),
            extra=tuple(_joined(before.extra, extra)),
        )

    def _take_actions(
        self,
        action: Sequence[str],
        deadline: Sequence[str],
        units: Sequence[Fragment],
        spot: Spot,
        *,
        shared: bool,
        extra: tuple[Extra, ...],
    ) -> None:
        pieces = self._actions_in(action, split_deadlines(deadline))
        deadlines = split_deadlines(deadline)
        one_each = len(deadlines) == len(pieces) > 1
        for at, (number, lines) in enumerate(pieces):
            if number is not None:
                self._count(number, spot)
            printed = _deadline(deadlines[at : at + 1] if one_each else deadline)
            self.rows.append(
                Row(
                    number,
                    tuple(lines),
                    printed,
                    names_in_fragments(units, self.known, self.widest),
                    spot,
                    None,
                    shared,
                    tuple(units),
                    extra,
                )
            )

    def _actions_in(self, action: Sequence[str], deadlines: Sequence[str]) -> list[tuple[Numbering | None, list[str]]]:
        """Return the actions of a cell: one, unless it prints as many deadlines as numbers that go on."""
        levels = self._levels
        pieces: list[tuple[Numbering | None, list[str]]] = []
        for line in action:
            number = outline_number(line)
            if number is not None and (not pieces or levels.fit(number) >= Fit.OPENS):
                levels = levels.taken(number)
                pieces.append((number, [number.rest] if number.rest else []))
            elif pieces:
                pieces[-1][1].append(line)
            else:
                pieces.append((None, [line]))
        if len(pieces) > 1 and len(deadlines) != len(pieces):
            number = outline_number(action[0])
            return [(number, [*([action[0]] if number is None else [number.rest]), *action[1:]])]
        return pieces

    def _count(self, number: Numbering, spot: Spot) -> None:
        if self._levels.fit(number) is Fit.SKIPS:
            before = self._levels.last(number)
            message = f"「{before.printed if before else ''}」之後為「{number.printed}」：編號不連續，可能漏讀。"
            self.warnings.append(ParseWarning("number-skipped", message, spot.pages[0] if spot.pages else None))
        self._levels = self._levels.taken(number)


class OutlineStarts:
    """Find the headings and actions of an outline in a cell by numbers that go on from the open levels."""

    def __init__(self) -> None:
        self._levels = Levels()

    def find(self, row: TableRow) -> Starts:
        """Return the starts in the row's action cell; labels beside it close the levels."""
        labelled = {
            height
            for at in row.columns.at("label")
            for height, line in enumerate(row.cells[at].text.split("\n"))
            if outline_number(line) is not None and row.cells[at].rows == 1
        }
        starts: list[int] = []
        rest = False
        if any(row.cells[at].text.strip() for at in row.columns.at("label")):
            self._levels = Levels() if not labelled else self._levels
        for height, line in enumerate(row.cells[row.columns.parts.index("action")].text.split("\n")):
            if height in labelled:
                self._levels = Levels()
            number = outline_number(line)
            if number is not None and self._levels.fit(number) >= Fit.OPENS:
                self._levels = self._levels.taken(number)
                starts.append(height)
            elif line.strip() and not starts:
                starts, rest = [height], True
        return Starts(tuple(starts), rest)


def _lines(row: TableRow, at: int) -> list[str]:
    return [fragment.text for fragment in _fragments(row, at)]


def _fragments(row: TableRow, at: int) -> list[Fragment]:
    cell = row.cells[at]
    lines = [] if cell.covered else cell.text.split("\n")
    boxes = cell.boxes or (None,) * len(lines)
    placed = zip(lines, boxes, strict=False)
    return [Fragment(line.strip(), row.page, row.line, box) for line, box in placed if line.strip()]


def _extra(row: TableRow) -> tuple[Extra, ...]:
    """Return what the columns without a field here print."""
    texts = ((at, join_wrapped(_lines(row, at))) for at in row.columns.at("extra"))
    return tuple(Extra(row.columns.headings[at], text) for at, text in texts if text)


def _joined(before: Sequence[Extra], rest: Sequence[Extra]) -> Iterator[Extra]:
    """Yield the extra cells of a row with what the next page prints of them."""
    more = {extra.heading: extra.text for extra in rest}
    for extra in before:
        text = more.pop(extra.heading, "")
        yield Extra(extra.heading, join_wrapped([extra.text, text]) if text else extra.text)
    yield from (Extra(heading, text) for heading, text in more.items())


def _same_label(piece: tuple[Numbering | None, list[str]], before: Row) -> bool:
    """Whether a label says again what stands above, or the part of it that a page left."""
    number, lines = piece
    printed, whole = squeeze("".join(lines)), squeeze("".join(before.lines))
    if number is None and before.number is not None:
        return whole.endswith(printed)
    same_number = (number and number.ordinals) == (before.number and before.number.ordinals)
    return same_number and whole.startswith(printed)


def _own(row: TableRow, part: Part) -> list[Fragment]:
    at = row.columns.first(part)
    return [] if at is None else _fragments(row, at)


def _deadline(lines: Sequence[str]) -> str | None:
    printed = squeeze("".join(lines))
    return None if is_left_empty(printed) else printed


def _numbered_pieces(lines: Sequence[str]) -> list[tuple[Numbering | None, list[str]]]:
    """Return the labels of a cell: one, or several where each has its number (一、 and below it （一）)."""
    pieces: list[tuple[Numbering | None, list[str]]] = []
    for line in lines:
        number = outline_number(line)
        deeper = number is not None and (not pieces or _is_other_level(pieces[-1][0], number))
        if number is not None and deeper:
            pieces.append((number, [number.rest] if number.rest else []))
        elif pieces:
            pieces[-1][1].append(line)
        else:
            pieces.append((None, [line]))
    return [(number, [re.sub(r"[（(]續[）)]$", "", text) for text in texts]) for number, texts in pieces]


def _is_other_level(before: Numbering | None, number: Numbering) -> bool:
    return before is not None and level_of(before) != level_of(number) and number.rank > before.rank
