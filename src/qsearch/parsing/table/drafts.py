"""Make items of gathered actions: what their text, deadline, units and extra cells are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qsearch.parsing.deadlines import is_left_empty
from qsearch.parsing.joining import join_wrapped, squeeze
from qsearch.parsing.numbering import read_number
from qsearch.parsing.places import printed_at
from qsearch.parsing.table.actions import STEP_KINDS, Fragment, inner_numbers
from qsearch.parsing.table.cells import CellText, Strip
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.filing import Place
from qsearch.parsing.table.labels import MOST_AREA_COLUMNS
from qsearch.parsing.table.sharing import share_deadlines, share_units
from qsearch.parsing.table.unit_cells import names_in_fragments, widest_of
from qsearch.parsing.units import looks_like_unit
from qsearch.plan import Extra, ParseWarning, PlanItem, Source, Step

__all__ = ["Draft", "Portion", "finish"]


@dataclass(slots=True, eq=False)
class Portion:
    """Hold what one row prints of an action: its lines, and the strip with the cells beside them."""

    fragments: tuple[Fragment, ...]
    strip: Strip


@dataclass(slots=True, eq=False)
class Draft:
    """Hold an action while its rows are gathered."""

    number: str | None
    portions: list[Portion] = field(default_factory=list)

    def fragments(self) -> list[Fragment]:
        """Return the printed lines of the action, from all of its rows."""
        return [fragment for portion in self.portions for fragment in portion.fragments]

    def text(self) -> str:
        """Return the action's text, joined over line ends and page breaks."""
        return join_wrapped(fragment.text for fragment in self.fragments())

    def boxes(self, part: Part) -> list[CellText]:
        """Return the filled cells of this kind beside the action, each once."""
        boxes = (portion.strip.of(part) for portion in self.portions)
        return list(dict.fromkeys(box for box in boxes if box and not is_left_empty("".join(box.lines))))


@dataclass(frozen=True, slots=True)
class _Share:
    """Hold what a cell prints for each action beside it; `stacked` where each has its own part of the cell."""

    of: dict[Draft, tuple[str, ...]]
    stacked: bool = False


def finish(
    drafts: Sequence[Draft],
    places: Sequence[Place],
    file: str,
    warnings: list[ParseWarning],
    *,
    extra: Collection[Part],
    units: Collection[str] = (),
) -> tuple[PlanItem, ...]:
    """Return the items of drafts, each at its place; cells of the parts in `extra` are kept as extra ones.

    `units` are names of units that the document gives elsewhere.

    Adds a warning where deadlines and actions, or deadlines and steps, differ in number.
    """
    deadlines = _share_deadlines(drafts, warnings)
    shared_units = _share_units(drafts, deadlines, units)
    items: list[PlanItem] = []
    for position, (draft, place) in enumerate(zip(drafts, places, strict=True), start=1):
        steps, deadline = _deadlines_of(draft, deadlines, warnings)
        items.append(
            PlanItem(
                position=position,
                text=draft.text(),
                number=draft.number,
                dimension=place.dimension,
                subdimension=place.subdimension,
                execution_item=place.execution_item,
                steps=steps,
                deadline=deadline,
                units=tuple(name for box in draft.boxes("units") for name in shared_units[box].of[draft]),
                kpi=place.kpi,
                extra=_extras(draft, extra),
                source=_source(draft, file, place),
            )
        )
    return tuple(items)


def _holders(drafts: Sequence[Draft], part: Part) -> dict[CellText, list[Draft]]:
    holders: dict[CellText, list[Draft]] = {}
    for draft in drafts:
        for box in draft.boxes(part):
            holders.setdefault(box, []).append(draft)
    return holders


def _share_deadlines(drafts: Sequence[Draft], warnings: list[ParseWarning]) -> dict[CellText, _Share]:
    shares: dict[CellText, _Share] = {}
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


def _share_units(
    drafts: Sequence[Draft], deadlines: Mapping[CellText, _Share], named: Collection[str]
) -> dict[CellText, _Share]:
    holders = _holders(drafts, "units")
    widest = widest_of(fragment.box for box in holders for fragment in box.fragments)
    known = frozenset(named) | _repeated(names_in_fragments(box.fragments, (), widest) for box in holders)
    shares: dict[CellText, _Share] = {}
    for box, beside in holders.items():
        stacked = any(deadlines[other].stacked for draft in beside for other in draft.boxes("deadline"))
        names = names_in_fragments(box.fragments, known, widest)
        shares[box] = _Share(dict(zip(beside, share_units(names, len(beside), stacked=stacked), strict=True)))
    return shares


def _repeated(cells: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Return the names that several cells print, and that could not be two names run together."""
    counts = Counter(name for names in cells for name in dict.fromkeys(names))
    return frozenset(
        name
        for name, times in counts.items()
        if times > 1
        and looks_like_unit(name)
        and not any(looks_like_unit(name[:at]) and looks_like_unit(name[at:]) for at in range(2, len(name) - 1))
    )


def _deadlines_of(
    draft: Draft, shares: Mapping[CellText, _Share], warnings: list[ParseWarning]
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


def _steps_by_row(draft: Draft, shares: Mapping[CellText, _Share]) -> Iterator[Step]:
    """Yield the steps whose own row prints a deadline."""
    for portion in draft.portions:
        box = portion.strip.of("deadline")
        first = portion.fragments[0].text if portion.fragments else ""
        number = read_number(first, STEP_KINDS)
        if box and number is not None:
            yield Step(number.printed, ";".join(shares[box].of[draft]))


def _extras(draft: Draft, parts: Collection[Part]) -> tuple[Extra, ...]:
    """Return what the columns without a field here print beside the action."""
    columns = draft.portions[0].strip.columns
    labels = columns.at("label")
    above = labels[: max(len(labels) - 1 - MOST_AREA_COLUMNS, 0)]
    extras: list[Extra] = []
    for at, part in enumerate(columns.parts):
        if part not in parts and at not in above:
            continue
        # After a page break a table may come back with fewer columns.
        boxes = (portion.strip.boxes[at] for portion in draft.portions if at < len(portion.strip.boxes))
        text = join_wrapped(line for box in dict.fromkeys(boxes) for line in box.lines)
        if text:
            extras.append(Extra(columns.headings[at], text))
    return tuple(extras)


def _source(draft: Draft, file: str, place: Place) -> Source:
    fragments = draft.fragments()
    pages = tuple(dict.fromkeys(fragment.page for fragment in fragments if fragment.page is not None))
    lines = [fragment.line for fragment in fragments if fragment.line is not None]
    boxes = printed_at((fragment.page, fragment.box) for fragment in fragments)
    named = {"dimension": place.dimension, "subdimension": place.subdimension, "execution_item": place.execution_item}
    carried = tuple(name for name in place.carried if named[name] is not None)
    return Source(file, pages[0] if pages else None, pages, (min(lines), max(lines)) if lines else None, boxes, carried)
