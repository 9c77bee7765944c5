"""Put the lines of each column together: labels, execution items, actions, deadlines, units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qsearch.parsing.columns.lanes import Lane
from qsearch.parsing.columns.sheets import Slip
from qsearch.parsing.deadline_cells import continues_deadline
from qsearch.parsing.joining import join_label, join_wrapped, squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number

__all__ = [
    "Action",
    "Deadline",
    "Printed",
    "Step",
    "read_actions",
    "read_deadlines",
    "read_executions",
    "read_labels",
]

_QUANTITY = re.compile(r"[萬億%％倍]|公[里尺斤噸]|個百分點")
_SENTENCE_END = re.compile(r"[。；！？;]$")


@dataclass(frozen=True, slots=True)
class Printed:
    """Hold a label as its column prints it; `number` is None where it has none."""

    text: str
    number: Numbering | None
    y: int


@dataclass(frozen=True, slots=True)
class Step:
    """Hold where an inner step of an action starts."""

    number: str
    y: int
    row: int
    sheet: int


@dataclass(slots=True)
class Action:
    """Gather one action while its lines are read, over pages if need be."""

    number: Numbering
    y: int
    row: int
    sheet: int
    slips: list[Slip] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, slip: Slip, text: str) -> None:
        """Add a line, without the number it starts the action with."""
        self.slips.append(slip)
        self.lines.append(text)

    @property
    def text(self) -> str:
        """The action's text, joined over lines and pages."""
        return join_wrapped(self.lines)


@dataclass(slots=True)
class Deadline:
    """Gather one deadline while its lines are read, over pages if need be."""

    text: str
    y: int
    row: int
    sheet: int
    below: bool


def read_labels(lane: Lane) -> list[Printed]:
    """Return the labels of a label column; text before the first number has none."""
    return _numbered(lane, frozenset({"chinese", "chinese-bracketed"}))


def read_executions(lane: Lane) -> list[Printed]:
    """Return the execution items of a column.

    Where none has a number, what stands apart is one each.
    """
    found = _numbered(lane, frozenset({"arabic"}))
    if any(printed.number is not None for printed in found):
        return found
    labels: list[tuple[int, list[str]]] = []
    for y, slip, gap in _lines(lane):
        if gap or not labels:
            labels.append((y, []))
        labels[-1][1].append(slip.text)
    return [Printed(join_label(lines), None, y) for y, lines in labels]


def read_actions(lane: Lane, row: int, sheet: int, open_action: Action | None) -> tuple[list[Action], list[Slip]]:
    """Return the actions that start in a column, and the lines before them that no action is open for.

    Lines before the first number go to `open_action`, the last of the row or sheet before.
    """
    actions: list[Action] = []
    stray: list[Slip] = []
    current = open_action
    before: Slip | None = None
    blank_between = True
    for y, slip, _ in _lines(lane, with_blank=True):
        if slip.blank:
            blank_between = blank_between or slip.height > 0
            continue
        number = read_number(slip.text)
        boundary = before is None or blank_between or before.ends_paragraph or bool(_SENTENCE_END.search(before.text))
        if number is not None and _starts_action(number, current.number if current else None, boundary):
            current = Action(number, y, row, sheet)
            current.add(slip, number.rest)
            actions.append(current)
        elif current is None:
            stray.append(slip)
        else:
            if number is not None and number.kind in ("arabic-bracketed", "circled"):
                expected = len(current.steps) + 1
                if number.ordinal == expected and number.kind != current.number.kind:
                    current.steps.append(Step(number.printed, y, row, sheet))
            current.add(slip, slip.text)
        before, blank_between = slip, False
    return actions, stray


def read_deadlines(lane: Lane, row: int, sheet: int, open_deadline: Deadline | None) -> list[Deadline]:
    """Return the deadlines that start in a column; `open_deadline`, of the sheet before, takes what goes on with it."""
    deadlines: list[Deadline] = []
    current = open_deadline
    for y, slip, gap in _lines(lane):
        if current is not None and continues_deadline(current.text, slip.text, gap=gap):
            current.text += squeeze(slip.text)
            continue
        current = Deadline(squeeze(slip.text), y, row, sheet, below=not gap)
        deadlines.append(current)
    return deadlines


def _lines(lane: Lane, *, with_blank: bool = False) -> Iterator[tuple[int, Slip, bool]]:
    """Yield each line with how many lines it stands below the top, and whether a gap is above it."""
    y, gap = 0, True
    for slip in lane.slips:
        if slip.blank:
            gap = True
            if with_blank:
                yield y, slip, gap
        else:
            yield y, slip, gap
            gap = False
        y += slip.height


def _numbered(lane: Lane, kinds: frozenset[Kind]) -> list[Printed]:
    """Return the texts of a column, each from one number to the next."""
    texts: list[tuple[Numbering | None, int, list[str]]] = []
    for y, slip, _ in _lines(lane):
        number = read_number(slip.text, kinds)
        if number is not None:
            texts.append((number, y, [number.rest]))
        elif texts:
            texts[-1][2].append(slip.text)
        else:
            texts.append((None, y, [slip.text]))
    return [Printed(join_label(lines), number, y) for number, y, lines in texts]


def _starts_action(number: Numbering, before: Numbering | None, boundary: bool) -> bool:
    """Whether a number at the start of a line opens an action, rather than being a figure in its text.

    `2.5 萬筆` in the text of 1.11 is one: no action 2.5 follows 1.11. Where no paragraph
    ended above it, only the very next number is believed.
    """
    if number.kind not in ("decimal", "arabic"):
        return False
    if before is None:
        return True
    if before.kind != number.kind:
        return boundary and number.ordinal == 1
    if len(number.ordinals) > len(before.ordinals) and number.ordinals[: len(before.ordinals)] == before.ordinals:
        return False  # 1.1.1 below 1.1 is part of it
    *above_before, last = before.ordinals
    *above, this = number.ordinals
    is_next = (above == above_before and this == last + 1) or (this == 1 and above > above_before)
    if not boundary:
        return is_next and not _QUANTITY.match(number.rest)
    skips = above == above_before and last < this <= last + 3
    leaps = above > above_before and this <= 2 and bool(above) and above[0] <= above_before[0] + 3
    restarts = this <= 2 and number.ordinals <= before.ordinals and (not above or above[0] == 1)
    return (is_next or skips or leaps or restarts) and not (_QUANTITY.match(number.rest) and not is_next)
