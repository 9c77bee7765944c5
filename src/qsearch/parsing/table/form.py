"""Make items from the plan's table: label columns, then the action, its deadline and its units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qsearch.parsing.deadlines import is_left_empty
from qsearch.parsing.forms import FormReading
from qsearch.parsing.joining import join_wrapped, squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.table.actions import STEP_KINDS, Action, Fragment, action_kinds, inner_numbers, split_actions
from qsearch.parsing.table.cells import Box, Strip, put_together
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.filing import Filed, LabelRow, file_actions
from qsearch.parsing.table.labels import MOST_AREA_COLUMNS, LabelReader
from qsearch.parsing.table.rows import TableRow, plan_table
from qsearch.parsing.table.sharing import share_deadlines, share_units
from qsearch.plan import Extra, ParseWarning, PlanItem, Source, Step
from qsearch.reading.document import Document

__all__ = ["TableForm"]

_DEEP_KINDS: tuple[Kind, ...] = ("letter", "letter-bracketed")


@dataclass(slots=True, eq=False)
class _Portion:
    """Hold what one row prints of an action: its lines, and the strip with the cells beside them."""

    fragments: tuple[Fragment, ...]
    strip: Strip


@dataclass(slots=True, eq=False)
class _Draft:
    """Hold an action while its rows are gathered; `row` and `place` say where its labels are found."""

    number: str | None
    row: int
    place: int
    portions: list[_Portion] = field(default_factory=list)

    def fragments(self) -> list[Fragment]:
        return [fragment for portion in self.portions for fragment in portion.fragments]

    def text(self) -> str:
        return join_wrapped(fragment.text for fragment in self.fragments())

    def boxes(self, part: Part) -> list[Box]:
        """Return the filled cells of this kind beside the action, each once."""
        boxes = (portion.strip.of(part) for portion in self.portions)
        return list(dict.fromkeys(box for box in boxes if box and not is_left_empty("".join(box.lines))))


@dataclass(frozen=True, slots=True)
class _Share:
    """Hold what a cell prints for each action beside it; `stacked` where each has its own part of the cell."""

    of: dict[_Draft, tuple[str, ...]]
    stacked: bool = False


class TableForm:
    """Read one action a row or several, with labels, deadlines and units in merged cells."""

    name = "table"

    def recognise(self, document: Document) -> float:
        """Return 0.9 for numbered actions under an action heading, less for other tables, 0 without one.

        Letters (A, (A)) count an outline's depth, and KPI columns a scorecard's; other
        forms read those better.
        """
        rows = plan_table(document).rows
        starts = [text for text in map(_action_text, rows) if text.strip()]
        if not starts:
            return 0.0
        deep = sum(read_number(text, _DEEP_KINDS) is not None for text in starts)
        if 5 * deep > len(starts) or any(row.columns.at("kpi") or row.columns.at("goal") for row in rows):
            return 0.3
        return 0.9 if action_kinds(starts) else 0.6

    def read(self, document: Document) -> FormReading:
        """Return the actions of the document's table."""
        table = plan_table(document)
        kinds = action_kinds(map(_action_text, table.rows))
        strips = put_together(table.rows, kinds)
        gathered = _Gathering(strips, kinds, wrapped=document.kind == "pdf")
        gathered.go()
        places, contradictions = file_actions(gathered.labels)
        drafts = gathered.drafts
        warnings = [*table.warnings, *gathered.warnings, *contradictions]
        deadlines = _share_deadlines(drafts, warnings)
        units = _share_units(drafts, deadlines)
        items = tuple(
            _item(at, draft, places[draft.row][draft.place], deadlines, units, document.name, warnings)
            for at, draft in enumerate(drafts, start=1)
        )
        return FormReading(items, tuple(warnings))


class _Gathering:
    """Walk down the strips and gather actions and labels."""

    def __init__(self, strips: Sequence[Strip], kinds: frozenset[Kind], *, wrapped: bool) -> None:
        self.drafts: list[_Draft] = []
        self.labels: list[LabelRow] = []
        self.warnings: list[ParseWarning] = []
        self._strips = strips
        self._kinds = kinds
        self._reader = LabelReader(strips, wrapped=wrapped)
        self._last: Numbering | None = None

    def go(self) -> None:
        """Gather everything; call once."""
        action_above: Box | None = None
        for strip in self._strips:
            row = self._reader.read(strip)
            self.labels.append(row)
            action = strip.of("action")
            if action is not None and action is action_above:
                self._add_merged(strip, row)
                continue
            action_above = action or None
            actions = split_actions(action.fragments, self._kinds, self._last) if action is not None else []
            for at in actions:
                self._add(at, strip, row)
            if not actions:
                self._add_beside(strip, row)

    def _add(self, action: Action, strip: Strip, row: LabelRow) -> None:
        """Add an action of this row; one without a number goes on with the one above, unless labels part them."""
        goes_on = action.number is None and self._kinds and not row.areas and not row.items
        if goes_on and self.drafts:
            self.drafts[-1].portions.append(_Portion(action.fragments, strip))
            return
        if action.skipped and self._last is not None and action.number is not None:
            message = f"推動作法 {self._last.printed} 之後直接是 {action.number.printed}，中間缺號。"
            self.warnings.append(ParseWarning("number-skipped", message, strip.page))
        self._last = action.number or self._last
        printed = action.number.printed if action.number is not None else _number_beside(strip)
        draft = _Draft(printed, len(self.labels) - 1, len(row.numbers))
        draft.portions.append(_Portion(action.fragments, strip))
        row.numbers.append(action.number)
        self.drafts.append(draft)

    def _add_merged(self, strip: Strip, row: LabelRow) -> None:
        """Add a row whose action cell is merged with the one above: its labels and cells belong to that."""
        if not self.drafts:
            return
        self.labels[self.drafts[-1].row].items += row.items
        row.items = []
        self.drafts[-1].portions.append(_Portion((), strip))

    def _add_beside(self, strip: Strip, row: LabelRow) -> None:
        """Add a row without an action: labels, or a further deadline and unit of the action above."""
        printed = any(strip.of(part) for part in ("deadline", "units"))
        if not printed:
            counted = bool(self.drafts) and self._last is not None and len(self._last.ordinals) == 1
            if counted and not row.areas and all(label.number is not None for label in row.items):
                # A label below actions that count 1、2、3、 without naming one: they belong to all of them.
                self.labels[self.drafts[-1].row].items += row.items
                row.items = []
            return
        if row.areas or row.items:
            return  # a label without an action gives no item
        if self.drafts:
            self.drafts[-1].portions.append(_Portion((), strip))
        else:
            message = "表格中有期限或單位，但其上沒有推動作法可歸屬。"
            self.warnings.append(ParseWarning("row-unplaced", message, strip.page))


def _action_text(row: TableRow) -> str:
    return row.cells[row.columns.parts.index("action")].text


def _number_beside(strip: Strip) -> str | None:
    """Return the number that a column of its own (編號) prints, None where there is none."""
    box = strip.of("number")
    return squeeze("".join(box.lines)).strip("().、（）") or None if box else None


def _holders(drafts: Sequence[_Draft], part: Part) -> dict[Box, list[_Draft]]:
    holders: dict[Box, list[_Draft]] = {}
    for draft in drafts:
        for box in draft.boxes(part):
            holders.setdefault(box, []).append(draft)
    return holders


def _share_deadlines(drafts: Sequence[_Draft], warnings: list[ParseWarning]) -> dict[Box, _Share]:
    shares: dict[Box, _Share] = {}
    for box, beside in _holders(drafts, "deadline").items():
        steps = [len(inner_numbers(draft.text())) for draft in beside]
        parts = share_deadlines(box.lines, steps)
        if parts is None:
            message = f"{len(beside)} 項推動作法旁的期限數目不符，整格期限歸給每一項。"
            warnings.append(ParseWarning("deadlines-differ", message, box.fragments[0].page))
            parts = [(squeeze("".join(box.lines)),)] * len(beside)
        stacked = len(beside) > 1 and len({id(part) for part in parts}) > 1
        shares[box] = _Share(dict(zip(beside, parts, strict=True)), stacked)
    return shares


def _share_units(drafts: Sequence[_Draft], deadlines: Mapping[Box, _Share]) -> dict[Box, _Share]:
    shares: dict[Box, _Share] = {}
    for box, beside in _holders(drafts, "units").items():
        stacked = any(deadlines[other].stacked for draft in beside for other in draft.boxes("deadline"))
        shares[box] = _Share(dict(zip(beside, share_units(box.lines, len(beside), stacked=stacked), strict=True)))
    return shares


def _item(
    position: int,
    draft: _Draft,
    place: Filed,
    deadlines: Mapping[Box, _Share],
    units: Mapping[Box, _Share],
    file: str,
    warnings: list[ParseWarning],
) -> PlanItem:
    steps, deadline = _deadlines_of(draft, deadlines, warnings)
    return PlanItem(
        position=position,
        text=draft.text(),
        number=draft.number,
        dimension=place.dimension,
        subdimension=place.subdimension,
        execution_item=place.execution_item,
        steps=steps,
        deadline=deadline,
        units=tuple(name for box in draft.boxes("units") for name in units[box].of[draft]),
        extra=_extras(draft),
        source=_source(draft, file),
    )


def _deadlines_of(
    draft: _Draft, shares: Mapping[Box, _Share], warnings: list[ParseWarning]
) -> tuple[tuple[Step, ...], str | None]:
    """Return the deadlines of an action's steps, and all of them joined, as printed."""
    printed = [part for box in draft.boxes("deadline") for part in shares[box].of[draft]]
    if len(printed) <= 1:
        return (), printed[0] if printed else None
    inner = [number for number, _ in inner_numbers(draft.text())]
    if len(inner) == len(printed):
        steps = tuple(Step(number, deadline) for number, deadline in zip(inner, printed, strict=True))
    else:
        steps = tuple(_steps_by_row(draft, shares))
    if not steps:
        message = f"推動作法 {draft.number or ''} 有 {len(printed)} 個期限，與內文的步驟數不符。"
        warnings.append(ParseWarning("steps-differ", message, draft.fragments()[0].page if draft.fragments() else None))
    return steps, ";".join(printed)


def _steps_by_row(draft: _Draft, shares: Mapping[Box, _Share]) -> Iterator[Step]:
    """Yield the steps whose own row prints a deadline."""
    for portion in draft.portions:
        box = portion.strip.of("deadline")
        first = portion.fragments[0].text if portion.fragments else ""
        number = read_number(first, STEP_KINDS)
        if box and number is not None:
            yield Step(number.printed, ";".join(shares[box].of[draft]))


def _extras(draft: _Draft) -> tuple[Extra, ...]:
    """Return what the columns without a field here print beside the action."""
    columns = draft.portions[0].strip.columns
    labels = columns.at("label")
    above = labels[: max(len(labels) - 1 - MOST_AREA_COLUMNS, 0)]
    extras: list[Extra] = []
    for at, part in enumerate(columns.parts):
        if part not in ("extra", "kpi", "goal") and at not in above:
            continue
        boxes = (portion.strip.boxes[at] for portion in draft.portions)
        text = join_wrapped(line for box in dict.fromkeys(boxes) for line in box.lines)
        if text:
            extras.append(Extra(columns.headings[at], text))
    return tuple(extras)


def _source(draft: _Draft, file: str) -> Source:
    fragments = draft.fragments()
    pages = tuple(dict.fromkeys(fragment.page for fragment in fragments if fragment.page is not None))
    lines = [fragment.line for fragment in fragments if fragment.line is not None]
    return Source(file, pages[0] if pages else None, pages, (min(lines), max(lines)) if lines else None)
