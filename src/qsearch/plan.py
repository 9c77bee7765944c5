"""The records every part passes on: a plan, its items, and where they stand.

All are frozen; collections are tuples. `None` means that the document prints none.
`source` and ids go along with a record but are no part of its equality, so that the
same plan read from two files compares equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Extra",
    "Filters",
    "Heading",
    "Kpi",
    "Label",
    "ParseWarning",
    "Plan",
    "PlanItem",
    "PlanRef",
    "PrintedAt",
    "Schedule",
    "ScheduleKind",
    "Source",
    "Status",
    "Step",
    "StoredItem",
    "YearRange",
]

ScheduleKind = Literal["by", "recurring", "ongoing", "irregular", "none"]
Recurrence = Literal["day", "week", "fortnight", "month", "two-months", "quarter", "half-year", "year", "term"]
Status = Literal["published", "draft"]


@dataclass(frozen=True, slots=True)
class PrintedAt:
    """Say where on which page something is printed: points from the page's upper left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Source:
    """Tell where in which file something was read.

    `page` and `pages` count from 1 and are None and () where the format has no pages;
    `lines` is the first and last line, counted from 1, None where there are none.
    `boxes` holds the place of an item's text on each of its pages, () where the format
    tells none. `carried` names the labels (`dimension`, `subdimension`, `execution_item`)
    that are not printed in the item's own row but stand above it. `confidence` says how
    sure text recognition was, 0 to 1; None where the file holds text.
    """

    file: str
    page: int | None = None
    pages: tuple[int, ...] = ()
    lines: tuple[int, int] | None = None
    boxes: tuple[PrintedAt, ...] = ()
    carried: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Give a printed deadline as data.

    `dates` are ISO months (`2013-12`), days (`2018-04-13`) or, for a recurring day of
    the month, `--01`; for a recurring schedule with an end, that end.
    `every` is set for `recurring` only.
    """

    kind: ScheduleKind = "none"
    dates: tuple[str, ...] = ()
    every: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Hold an inner enumeration of an action that has a deadline of its own."""

    number: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Hold a heading that stands between the criterion and an item."""

    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """Hold the key performance indicator (關鍵績效指標) an action serves."""

    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Hold a cell of a column that has no field here, such as 預期目標."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Name a place in a label framework by its canonical labels.

    A level is None where the print fits no label of the framework.
    """

    framework: str
    dimension: str | None = None
    subdimension: str | None = None
    execution_item: str | None = None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """Hold one action (推動作法) as printed, with what it is filed under.

    `position` counts from 1 in document order. `dimension` to `criterion`, `deadline`
    and `units` are as printed, without their numbers; `label` and `schedule` are what
    they mean.
    """

    position: int
    text: str
    number: str | None = None
    dimension: str | None = None
    subdimension: str | None = None
    execution_item: str | None = None
    criterion: str | None = None
    ancestors: tuple[Heading, ...] = ()
    steps: tuple[Step, ...] = ()
    deadline: str | None = None
    units: tuple[str, ...] = ()
    kpi: Kpi | None = None
    extra: tuple[Extra, ...] = ()
    label: Label = Label("other")
    schedule: Schedule = Schedule()
    source: Source | None = field(default=None, compare=False)
    id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Report what the parser could not place, or where the page contradicts itself."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a whole plan: its front matter, its items and what went wrong in reading it.

    `year` is a year of the Republic (民國); `issued` and `period` are as printed.
    `form` names the layout the parser saw. `partial` marks an export from which items
    were filtered out.
    """

    title: str | None
    agency: str | None
    year: int | None
    framework: str
    document_number: str | None = None
    issued: str | None = None
    basis: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    targets: str | None = None
    period: str | None = None
    steps: tuple[str, ...] = ()
    control: tuple[str, ...] = ()
    items: tuple[PlanItem, ...] = ()
    form: str = field(default="unknown", compare=False)
    warnings: tuple[ParseWarning, ...] = field(default=(), compare=False)
    partial: bool = field(default=False, compare=False)
    id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PlanRef:
    """Name a stored plan beside each of its items."""

    id: str
    title: str
    agency: str
    year: int | None
    status: Status
    framework: str = "other"
    document_number: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """Join an item of the catalogue with the plan it belongs to."""

    plan: PlanRef
    item: PlanItem


@dataclass(frozen=True, slots=True)
class YearRange:
    """Span years of the Republic, both ends included."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow a search, a listing or an export; values of one field are alternatives.

    Labels may be given in canonical or printed wording, agencies by any name they had.
    """

    agency: tuple[str, ...] = ()
    year: tuple[YearRange, ...] = ()
    dimension: tuple[str, ...] = ()
    execution_item: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.agency, self.year, self.dimension, self.execution_item, self.unit, self.framework))
