"""Join the stages: sheets, columns, cells, alignment, labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qsearch.parsing.columns.alignment import Anchor, Spot, align
from qsearch.parsing.columns.blocks import Block, file_actions
from qsearch.parsing.columns.cells import Action, Deadline, read_deadlines
from qsearch.parsing.columns.lanes import Row, read_rows
from qsearch.parsing.columns.sheets import Sheet, Slip, sheets_of
from qsearch.parsing.columns.unit_names import UnitName, read_unit_names
from qsearch.parsing.deadline_cells import is_deadline_part
from qsearch.parsing.forms import FormReading
from qsearch.parsing.numbering import read_number
from qsearch.parsing.units import split_units
from qsearch.plan import ParseWarning, PlanItem, Source, Step
from qsearch.reading.document import Document

__all__ = ["ColumnsForm"]

_LEAST_SHARE = 0.6  # of the lines that hold a deadline must hold nothing else


class ColumnsForm:
    """Read tables whose columns came out one after the other on each page."""

    name = "columns"

    def recognise(self, document: Document) -> float:
        """Return how well the document fits: header lines, numbered actions, deadlines on lines of their own."""
        slips = [slip for sheet in sheets_of(document) for slip in sheet.slips if not slip.blank]
        actions = sum(
            1 for slip in slips if (number := read_number(slip.text)) and number.kind in ("decimal", "arabic")
        )
        if not actions:
            return 0.0
        alone = sum(1 for slip in slips if is_deadline_part(slip.text))
        beside = sum(1 for slip in slips if _ends_in_deadline(slip.text))
        share = alone / (alone + beside) if alone else 0.0
        return 0.9 * share if share >= _LEAST_SHARE else 0.0

    def read(self, document: Document) -> FormReading:
        """Return the items with their printed labels, and warnings where columns disagree."""
        sheets = sheets_of(document)
        rows = read_rows(sheets)
        filing = file_actions(rows)
        actions = [action for block in filing.blocks for action in block.actions]
        rhythm = _has_rhythm(sheets)
        deadlines = _deadlines(rows)
        units = read_unit_names(rows)
        of_deadlines = _aligned(
            actions, [Spot(cell.row, cell.sheet, cell.y, cell.below) for cell in deadlines], rhythm, steps=True
        )
        of_units = _aligned(
            actions, [Spot(name.row, name.sheet, name.y, name.below) for name in units], rhythm, steps=False
        )
        items: list[PlanItem] = []
        warnings: list[ParseWarning] = [*_unplaced(filing.stray)]
        at = 0
        for block in filing.blocks:
            end = at + len(block.actions)
            chosen_deadlines = _spread(block, of_deadlines[at:end])
            chosen_units = _spread(block, of_units[at:end])
            for action, of_deadline, of_unit in zip(block.actions, chosen_deadlines, chosen_units, strict=True):
                items.append(
                    _item(
                        document.name,
                        len(items) + 1,
                        block,
                        action,
                        [deadlines[index] for index in of_deadline],
                        [units[index] for index in of_unit],
                    )
                )
            warnings += _number_warnings(block)
            warnings += _count_warnings(block, chosen_deadlines, "完成期限", any_printed=bool(deadlines))
            warnings += _count_warnings(block, chosen_units, "承辦單位", any_printed=bool(units))
            at = end
        warnings += _left_out(deadlines, of_deadlines, "完成期限", sheets)
        warnings += _left_out(units, of_units, "承辦單位", sheets)
        return FormReading(tuple(items), tuple(warnings))


def _ends_in_deadline(text: str) -> bool:
    """Whether the end of a line is a deadline, with or without a unit, and something else stands before it."""
    words = text.split()
    tails = (words[at:end] for end in range(max(len(words) - 1, 1), len(words) + 1) for at in range(1, end))
    return any(is_deadline_part("".join(tail)) and len("".join(tail)) > 1 for tail in tails) and not is_deadline_part(
        text
    )


def _has_rhythm(sheets: Sequence[Sheet]) -> bool:
    """Whether lines of white space stand for blank paragraphs, so that positions can be counted."""
    return any(slip.blank and slip.text for sheet in sheets for slip in sheet.slips)


def _deadlines(rows: Sequence[Row]) -> list[Deadline]:
    deadlines: list[Deadline] = []
    for index, row in enumerate(rows):
        for lane in row.lanes_of("deadline"):
            open_deadline = deadlines[-1] if deadlines and row.opens_sheet else None
            deadlines += read_deadlines(lane, index, row.sheet, open_deadline)
    return deadlines


def _aligned(
    actions: Sequence[Action], cells: Sequence[Spot], rhythm: bool, *, steps: bool
) -> tuple[tuple[int, ...], ...]:
    anchors = [
        Anchor(
            Spot(action.row, action.sheet, action.y),
            tuple(Spot(step.row, step.sheet, step.y) for step in action.steps) if steps else (),
        )
        for action in actions
    ]
    return align(anchors, cells, rhythm=rhythm)


def _spread(block: Block, cells: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Give every action of a group the cell that only its first one has.

    One cell beside several actions belongs to each of them: where a block prints a cell
    for the first action of each execution item and for no other, or only one at all.
    """
    spread = list(cells)
    majors = [action.number.ordinals[0] for action in block.actions]
    is_first = [at == 0 or (majors[at] != majors[at - 1]) for at in range(len(majors))]
    if all(bool(found) == first for found, first in zip(cells, is_first, strict=True)) or (
        cells and cells[0] and not any(cells[1:])
    ):
        for at in range(1, len(spread)):
            spread[at] = spread[at] or spread[at - 1]
    return spread


def _item(
    file: str, position: int, block: Block, action: Action, deadlines: Sequence[Deadline], units: Sequence[UnitName]
) -> PlanItem:
    pages = tuple(dict.fromkeys(slip.page for slip in action.slips if slip.page is not None))
    numbers = [slip.number for slip in action.slips]
    has_steps = len(action.steps) >= 2 and len(deadlines) >= len(action.steps)
    of_steps = deadlines[-len(action.steps) :] if has_steps else ()
    return PlanItem(
        position=position,
        text=action.text,
        number=action.number.printed,
        dimension=block.dimension,
        subdimension=block.subdimension,
        execution_item=block.execution_item(action),
        steps=tuple(Step(step.number, deadline.text) for step, deadline in zip(action.steps, of_steps, strict=False)),
        deadline=";".join(deadline.text for deadline in deadlines) or None,
        units=tuple(unit for name in units for unit in split_units([name.text])),
        source=Source(file, pages[0] if pages else None, pages, (min(numbers), max(numbers))),
    )


def _number_warnings(block: Block) -> Iterator[ParseWarning]:
    """Yield a warning for each gap in the numbers of a block: they run from 1 without one."""
    major, minor = 0, 0
    for action in block.actions:
        *above, ordinal = action.number.ordinals
        group = above[0] if above else major
        if ordinal != (1 if group != major else minor + 1):
            after = f"{major}.{minor}" if above and group == major else str(minor) if not above else "開頭"
            message = f"「{block.path()}」的編號不連續：{after} 之後是 {action.number.printed}。"
            yield ParseWarning("number-skipped", message, action.slips[0].page)
        major, minor = group, ordinal
    if block.unlabelled:
        message = f"「{block.path()}」的編號重新起算，但沒有印出新的標題。"
        yield ParseWarning("numbers-restart", message, block.actions[0].slips[0].page)


def _count_warnings(
    block: Block, cells: Sequence[tuple[int, ...]], column: str, *, any_printed: bool
) -> Iterator[ParseWarning]:
    missing = [action.number.printed for action, found in zip(block.actions, cells, strict=True) if not found]
    if missing and any_printed:
        message = f"「{block.path()}」有 {len(block.actions)} 項推動作法，其中 {'、'.join(missing)} 找不到{column}。"
        yield ParseWarning("columns-disagree", message, block.actions[0].slips[0].page)


def _left_out(
    cells: Sequence[Deadline | UnitName], matched: Sequence[tuple[int, ...]], column: str, sheets: Sequence[Sheet]
) -> Iterator[ParseWarning]:
    used = {index for found in matched for index in found}
    for index, cell in enumerate(cells):
        if index not in used:
            page = next((slip.page for slip in sheets[cell.sheet].slips), None)
            yield ParseWarning("columns-disagree", f"{column}「{cell.text}」對不到任何推動作法。", page)


def _unplaced(stray: Sequence[Slip]) -> Iterator[ParseWarning]:
    for slip in stray:
        yield ParseWarning("unplaced-text", f"「{slip.text.strip()}」不知屬於哪一項，未收錄。", slip.page)
