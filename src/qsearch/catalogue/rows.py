"""Turn records into table rows and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from qsearch.catalogue import schema
from qsearch.plan import (
    Extra,
    Heading,
    Kpi,
    Label,
    ParseWarning,
    Plan,
    PlanItem,
    PlanRef,
    PrintedAt,
    Recurrence,
    Schedule,
    ScheduleKind,
    Source,
    Step,
)

__all__ = [
    "CONTENT_COLUMNS",
    "CONTENT_NAMES",
    "FRONT_COLUMNS",
    "FRONT_NAMES",
    "ITEM_COLUMNS",
    "PLAN_COLUMNS",
    "REF_COLUMNS",
    "front_row",
    "item_from_row",
    "item_row",
    "plan_from_row",
    "ref_from_row",
    "source_text",
]

_i = schema.items.c
ITEM_COLUMNS = (
    _i.id,
    _i.position,
    _i.text,
    _i.number,
    _i.dimension,
    _i.subdimension,
    _i.execution_item,
    _i.criterion,
    _i.ancestors,
    _i.steps,
    _i.deadline,
    _i.units,
    _i.kpi_number,
    _i.kpi_text,
    _i.extra,
    _i.label_framework,
    _i.label_dimension,
    _i.label_subdimension,
    _i.label_execution_item,
    _i.schedule_kind,
    _i.schedule_dates,
    _i.schedule_every,
    _i.source,
)
"""What `item_from_row` takes, in its order."""

CONTENT_COLUMNS = ITEM_COLUMNS[1:-1]
"""The columns of `item_row`, in its order: all but id and source."""
CONTENT_NAMES = tuple(column.name for column in CONTENT_COLUMNS)

_p = schema.plans.c
REF_COLUMNS = (_p.id, _p.title, _p.agency, _p.year, _p.status, _p.framework, _p.document_number, _p.file)
"""What `ref_from_row` takes, in its order."""

PLAN_COLUMNS = (
    _p.title,
    _p.agency,
    _p.year,
    _p.framework,
    _p.document_number,
    _p.issued,
    _p.basis,
    _p.goals,
    _p.targets,
    _p.period,
    _p.steps,
    _p.control,
    _p.form,
    _p.partial,
    _p.id,
)
"""What `plan_from_row` takes, in its order."""

FRONT_COLUMNS = PLAN_COLUMNS[:-3]
"""The columns of `front_row`, in its order: all but form, partial and id."""
FRONT_NAMES = tuple(column.name for column in FRONT_COLUMNS)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def front_row(plan: Plan) -> tuple[object, ...]:
    """Return the printed front matter of a plan: FRONT_COLUMNS."""
    return (
        plan.title,
        plan.agency,
        plan.year,
        plan.framework,
        plan.document_number,
        plan.issued,
        _packed(plan.basis),
        _packed(plan.goals),
        plan.targets,
        plan.period,
        _packed(plan.steps),
        _packed(plan.control),
    )


def item_row(item: PlanItem) -> tuple[object, ...]:
    """Return the content of an item: CONTENT_COLUMNS."""
    label, schedule, kpi = item.label, item.schedule, item.kpi
    return (
        item.position,
        item.text,
        item.number,
        item.dimension,
        item.subdimension,
        item.execution_item,
        item.criterion,
        _encode([(heading.number, heading.text) for heading in item.ancestors]) if item.ancestors else None,
        _encode([(step.number, step.deadline) for step in item.steps]) if item.steps else None,
        item.deadline,
        _packed(item.units),
        kpi.number if kpi else None,
        kpi.text if kpi else None,
        _encode([(extra.heading, extra.text) for extra in item.extra]) if item.extra else None,
        label.framework,
        label.dimension,
        label.subdimension,
        label.execution_item,
        schedule.kind,
        _packed(schedule.dates),
        schedule.every,
    )


def source_text(source: Source | None) -> str | None:
    """Return the column that keeps where an item was read."""
    if source is None:
        return None
    boxes = [(box.page, box.x0, box.top, box.x1, box.bottom) for box in source.boxes]
    return _encode((source.file, source.page, source.pages, source.lines, boxes, source.carried, source.confidence))


def item_from_row(row: Sequence[Any]) -> PlanItem:
    """Return the item of a row that begins with ITEM_COLUMNS."""
    (
        item_id,
        position,
        text,
        number,
        dimension,
        subdimension,
        execution_item,
        criterion,
        ancestors,
        steps,
        deadline,
        units,
        kpi_number,
        kpi_text,
        extra,
        label_framework,
        label_dimension,
        label_subdimension,
        label_execution_item,
        schedule_kind,
        schedule_dates,
        schedule_every,
        source,
    ) = row[: len(ITEM_COLUMNS)]
    return PlanItem(
        position=position,
        text=text,
        number=number,
        dimension=dimension,
        subdimension=subdimension,
        execution_item=execution_item,
        criterion=criterion,
        ancestors=tuple(Heading(*pair) for pair in json.loads(ancestors)) if ancestors else (),
        steps=tuple(Step(*pair) for pair in json.loads(steps)) if steps else (),
        deadline=deadline,
        units=_unpacked(units),
        kpi=Kpi(kpi_number, kpi_text) if kpi_text is not None else None,
        extra=tuple(Extra(*pair) for pair in json.loads(extra)) if extra else (),
        label=_label(label_framework, label_dimension, label_subdimension, label_execution_item),
        schedule=_schedule(schedule_kind, schedule_dates, schedule_every),
        source=_source(source),
        id=item_id,
    )


def ref_from_row(row: Sequence[Any]) -> PlanRef:
    """Return the plan's name card of a row that holds REF_COLUMNS."""
    return PlanRef(*row)


def plan_from_row(row: Sequence[Any], items: Iterable[PlanItem], warnings: Iterable[ParseWarning]) -> Plan:
    """Return the whole plan of a row that holds PLAN_COLUMNS."""
    (
        title,
        agency,
        year,
        framework,
        document_number,
        issued,
        basis,
        goals,
        targets,
        period,
        steps,
        control,
        form,
        partial,
        plan_id,
    ) = row
    return Plan(
        title=title,
        agency=agency,
        year=year,
        framework=framework,
        document_number=document_number,
        issued=issued,
        basis=_unpacked(basis),
        goals=_unpacked(goals),
        targets=targets,
        period=period,
        steps=_unpacked(steps),
        control=_unpacked(control),
        items=tuple(items),
        form=form,
        warnings=tuple(warnings),
        partial=bool(partial),
        id=plan_id,
    )


# The same few units, dates and labels come again and again: what is immutable is made once.


@lru_cache(maxsize=4096)
def _packed(values: tuple[str, ...]) -> str | None:
    return _encode(values) if values else None


@lru_cache(maxsize=4096)
def _unpacked(text: str | None) -> tuple[str, ...]:
    return tuple(cast("list[str]", json.loads(text))) if text else ()


@lru_cache(maxsize=4096)
def _label(framework: str, dimension: str | None, subdimension: str | None, execution_item: str | None) -> Label:
    return Label(framework, dimension, subdimension, execution_item)


@lru_cache(maxsize=4096)
def _schedule(kind: ScheduleKind, dates: str | None, every: Recurrence | None) -> Schedule:
    return Schedule(kind, _unpacked(dates), every)


def _source(text: str | None) -> Source | None:
    if not text:
        return None
    file, page, pages, lines, *more = json.loads(text)
    boxes, carried, confidence = more or ((), (), None)  # earlier versions kept only where in the file
    return Source(
        file,
        page,
        tuple(pages),
        (lines[0], lines[1]) if lines else None,
        tuple(PrintedAt(*box) for box in boxes),
        tuple(carried),
        confidence,
    )
