"""Read the table form: label columns, then the action, its deadline and its units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qsearch.parsing.forms import FormReading
from qsearch.parsing.joining import squeeze
from qsearch.parsing.named_units import named_units
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.table.actions import Action, action_kinds, split_actions
from qsearch.parsing.table.cells import CellText, Strip, put_together
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.drafts import Draft, Portion, finish
from qsearch.parsing.table.filing import LabelRow, file_actions
from qsearch.parsing.table.labels import LabelReader
from qsearch.parsing.table.rows import TableRow, plan_table
from qsearch.parsing.table.stacked import NumberedStarts, unstack
from qsearch.plan import ParseWarning
from qsearch.reading.document import Document
from qsearch.reading.document import Kind as DocumentKind

__all__ = ["TableForm", "read_rows"]

_BESIDE: tuple[Part, ...] = ("deadline", "units")  # what stands beside an action
_TALL = 12  # lines, from which a cell of a page may hold many actions
_DEEP_KINDS: tuple[Kind, ...] = ("letter", "letter-bracketed")


class TableForm:
    """Read one action a row or several, with labels, deadlines and units in merged cells."""

    name = "table"

    def recognise(self, document: Document) -> float:
        """Return 0.9 for numbered actions under an action heading, less for other tables, 0 without one.

        Letters (A, (A)) count an outline's depth, and KPI columns a scorecard's; other
        forms read those better.
        """
        rows = plan_table(document).rows
        starts = [text for row in rows for text in _action_starts(row)]
        if not starts:
            return 0.0
        deep = sum(read_number(text, _DEEP_KINDS) is not None for text in starts)
        if 5 * deep > len(starts) or any(row.columns.at("kpi") or row.columns.at("goal") for row in rows):
            return 0.3
        return 0.9 if action_kinds(starts) else 0.6

    def read(self, document: Document) -> FormReading:
        """Return the actions of the document's table."""
        table = plan_table(document)
        # Spaced columns keep a page's lines as a PDF does; other text has cells as its converter joined them.
        read_from = "pdf" if any(not row.ruled for row in table.rows) else document.kind
        return read_rows(table.rows, document, read_from=read_from, warnings=table.warnings)


def read_rows(
    rows: Sequence[TableRow], document: Document, *, read_from: DocumentKind, warnings: Sequence[ParseWarning] = ()
) -> FormReading:
    """Return the actions of a table's rows.

    `read_from` says how labels wrap: as in a PDF's cells, or as converters to text join them.
    """
    kinds = action_kinds(text for row in rows for text in _action_starts(row))
    strips = put_together(unstack(rows, NumberedStarts(kinds)), kinds)
    gathered = _Gathering(strips, kinds, read_from)
    gathered.go()
    filed, contradictions = file_actions(gathered.labels)
    found = [*warnings, *gathered.warnings, *contradictions]
    places = [place for row in filed for place in row]
    extra: tuple[Part, ...] = ("extra", "kpi", "goal")
    items = finish(gathered.drafts, places, document.name, found, extra=extra, units=named_units(document))
    return FormReading(items, tuple(found), tells_carried=True)


class _Gathering:
    """Walk down the strips and gather actions and labels."""

    def __init__(self, strips: Sequence[Strip], kinds: frozenset[Kind], read_from: DocumentKind) -> None:
        self.drafts: list[Draft] = []
        self.labels: list[LabelRow] = []
        self.warnings: list[ParseWarning] = []
        self._strips = strips
        self._kinds = kinds
        self._reader = LabelReader(strips, read_from)
        self._last: Numbering | None = None
        self._labels_of_last: LabelRow | None = None

    def go(self) -> None:
        """Gather everything; call once."""
        action_above: CellText | None = None
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
            self.drafts[-1].portions.append(Portion(action.fragments, strip))
            return
        if action.skipped and self._last is not None and action.number is not None:
            message = f"推動作法 {self._last.printed} 之後直接是 {action.number.printed}，中間缺號。"
            self.warnings.append(ParseWarning("number-skipped", message, strip.page))
        self._last = action.number or self._last
        printed = action.number.printed if action.number is not None else _number_beside(strip)
        row.numbers.append(action.number)
        self._labels_of_last = row
        self.drafts.append(Draft(printed, [Portion(action.fragments, strip)]))

    def _add_merged(self, strip: Strip, row: LabelRow) -> None:
        """Add a row whose action cell is merged with the one above: its labels and cells belong to that."""
        if not self.drafts:
            return
        self._pass_up(row)
        self.drafts[-1].portions.append(Portion((), strip))

    def _add_beside(self, strip: Strip, row: LabelRow) -> None:
        """Add a row without an action: labels, or a further deadline and unit of the action above."""
        printed = any(strip.of(part) for part in _BESIDE)
        if not printed:
            counted = bool(self.drafts) and self._last is not None and len(self._last.ordinals) == 1
            if counted and not row.areas and all(label.number is not None for label in row.items):
                # A label below actions that count 1、2、3、 without naming one: they belong to all of them.
                self._pass_up(row)
            return
        if (row.areas or row.items) or not self.drafts:  # a label without an action gives no item
            boxes = [box for part in _BESIDE for box in strip.all_of(part)]
            text = " ".join(line.strip() for box in boxes for line in box.lines)
            message = f"「{text}」所在的列沒有推動作法可歸屬，未收錄。"
            self.warnings.append(ParseWarning("row-unplaced", message, strip.page))
            return
        self.drafts[-1].portions.append(Portion((), strip))

    def _pass_up(self, row: LabelRow) -> None:
        """Give a row's execution items to the row of the action above."""
        if self._labels_of_last is not None:
            self._labels_of_last.items += row.items
            row.items = []


def _action_starts(row: TableRow) -> Iterator[str]:
    """Yield how an action cell starts, and the numbered lines below where no rules may part its actions."""
    cell = row.cells[row.columns.parts.index("action")]
    lines = [line for line in cell.text.split("\n") if line.strip()]
    yield from lines[:1]
    if row.level and len(lines) > _TALL:
        yield from (line for line in lines[1:] if read_number(line) is not None)


def _number_beside(strip: Strip) -> str | None:
    """Return the number that a column of its own (編號) prints, None where there is none."""
    box = strip.of("number")
    return squeeze("".join(box.lines)).strip("().、（）") or None if box else None
