"""File each action of a table under its printed labels.

Labels stand in merged cells that converters print once: beside the first action, or in
the middle of those they belong to. Where counting starts again at 1.1 a new place in the
plan begins, even where its label is printed a row later; and the action's own number
says which of the execution items it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qsearch.parsing.joining import join_label
from qsearch.parsing.numbering import Numbering
from qsearch.plan import Kpi, ParseWarning

__all__ = ["AreaLabel", "ItemLabel", "LabelRow", "Place", "file_actions"]


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """Hold a label above the execution item: level 0 is the dimension, 1 the subdimension."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """Hold an execution item's label as printed; `number` is () where it has none."""

    number: tuple[int, ...]
    text: str


@dataclass(slots=True)
class LabelRow:
    """Hold what one row says about places: labels printed there, and the numbers of its actions.

    `carries_on` marks item text that may be the rest of the label above it.
    """

    areas: list[AreaLabel]
    items: list[ItemLabel]
    numbers: list[Numbering | None]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Name the place of one action; `carried` names the labels that its own row does not print."""

    dimension: str | None
    subdimension: str | None
    execution_item: str | None
    kpi: Kpi | None = None
    carried: tuple[str, ...] = ()


@dataclass(slots=True)
class _Printed:
    row: int
    label: ItemLabel


@dataclass(slots=True)
class _Group:
    """Hold the rows of one place: a subdimension, or a stretch that counts from 1 anew.

    `named` holds the levels whose labels are printed within it; the others are carried down.
    """

    first: int
    dimension: str | None
    subdimension: str | None
    named: set[int] = field(default_factory=set)
    items: list[_Printed] = field(default_factory=list)
    numbers: list[Numbering] = field(default_factory=list)


def file_actions(rows: Sequence[LabelRow]) -> tuple[list[list[Place]], list[ParseWarning]]:
    """Return the place of every action of every row, and where numbers and labels contradict each other."""
    groups = _groups(rows)
    warnings: list[ParseWarning] = []
    filed: list[list[Place]] = []
    ends = [*(group.first for group in groups[1:]), len(rows)]
    carried: str | None = None
    for group, end in zip(groups, ends, strict=True):
        for at in range(group.first, end):
            places = []
            for number in rows[at].numbers:
                item, fits = _item_of(group, at, number, carried)
                if not fits and number is not None:
                    warnings.append(_mismatch(number, item, rows[at].page))
                carried_down = tuple(_carried(rows[at]))
                places.append(Place(group.dimension, group.subdimension, item, carried=carried_down))
            filed.append(places)
        if group.items:
            carried = group.items[-1].label.text
        elif group.named:
            carried = None
    return filed, warnings


def _carried(row: LabelRow) -> Iterator[str]:
    """Yield the labels that a row does not print."""
    levels = {area.level for area in row.areas}
    for level, name in enumerate(("dimension", "subdimension")):
        if level not in levels:
            yield name
    if not row.items:
        yield "execution_item"


def _groups(rows: Sequence[LabelRow]) -> list[_Group]:
    group = _Group(0, None, None)
    groups = [group]
    for at, row in enumerate(rows):
        first = next((number for number in row.numbers if number is not None), None)
        restarts = first is not None and bool(group.numbers) and _restarts(group.numbers[-1], first)
        if row.areas and not _repeats(group, row.areas):
            goes_on = bool(group.numbers) and first is not None and not restarts
            if not goes_on or any(area.level in group.named for area in row.areas):
                group = _Group(at, group.dimension, group.subdimension)
                groups.append(group)
            _name(group, row.areas)
        elif restarts:
            group = _Group(at, group.dimension, group.subdimension)
            groups.append(group)
        group.items += (_Printed(at, label) for label in _new_items(group, row))
        group.numbers += (number for number in row.numbers if number is not None)
    return groups


def _new_items(group: _Group, row: LabelRow) -> list[ItemLabel]:
    """Return the execution items that a row starts; an unnumbered text that completes the one above is added to that."""
    items = row.items
    if not items or not group.items:
        return items
    last = group.items[-1].label
    first = next((number for number in row.numbers if number is not None), None)
    same_item = first is None or (
        bool(group.numbers) and len(first.ordinals) > 1 and first.ordinals[:-1] == group.numbers[-1].ordinals[:-1]
    )
    if not items[0].number and last.number and same_item:
        group.items[-1].label = ItemLabel(last.number, join_label([last.text, items[0].text]))
        return items[1:]
    if items[0] == last:
        return items[1:]  # printed again at the top of a page
    return items


def _name(group: _Group, areas: Sequence[AreaLabel]) -> None:
    for area in areas:
        if area.level == 0:
            group.dimension = area.text
            group.subdimension = group.subdimension if group.named else None
        else:
            group.subdimension = area.text
        group.named.add(area.level)


def _repeats(group: _Group, areas: Sequence[AreaLabel]) -> bool:
    """Whether labels only say again where the rows stand, as at the top of a page."""
    held = (group.dimension, group.subdimension)
    return bool(group.named and group.numbers) and all(
        area.level < 2 and held[area.level] == area.text for area in areas
    )


def _restarts(last: Numbering, found: Numbering) -> bool:
    return all(value == 1 for value in found.ordinals) and (
        found.kind != last.kind or len(found.ordinals) != len(last.ordinals) or found.ordinals <= last.ordinals
    )


def _item_of(group: _Group, at: int, number: Numbering | None, carried: str | None) -> tuple[str | None, bool]:
    """Return the execution item of an action in row `at`, and whether its number agrees with that."""
    if not group.items:
        return carried if not group.named else None, True
    above = [printed for printed in group.items if printed.row <= at]
    row = above[-1].row if above else group.items[0].row
    beside = [printed.label for printed in group.items if printed.row == row]
    if number is not None and len(number.ordinals) > 1:
        named = [printed.label for printed in group.items if _names(number, printed.label)]
        if named:
            return next((label for label in named if label in beside), named[0]).text, True
        if _counts_labels(group):
            return group.items[number.ordinals[-2] - 1].label.text, True
        return beside[-1].text, not beside[-1].number
    return "".join(label.text for label in beside), True


def _names(number: Numbering, label: ItemLabel) -> bool:
    """Whether an action's number names this label: 2.3 the one numbered 2, 1.2.3 the one numbered 1.2 or 2."""
    above = number.ordinals[:-1]
    return bool(label.number) and above[-len(label.number) :] == label.number


def _counts_labels(group: _Group) -> bool:
    """Whether the actions count unnumbered labels: as many labels as the numbers name."""
    highest = max((number.ordinals[-2] for number in group.numbers if len(number.ordinals) > 1), default=0)
    return highest == len(group.items) and not any(printed.label.number for printed in group.items)


def _mismatch(number: Numbering, item: str | None, page: int | None) -> ParseWarning:
    message = f"推動作法 {number.printed} 的編號與所在的執行項目「{item}」不符，依所在的列歸類。"
    return ParseWarning("label-number-mismatch", message, page)
