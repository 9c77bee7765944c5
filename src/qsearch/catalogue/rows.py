"""Turn records into table rows and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row

from qsearch.catalogue import schema
from qsearch.catalogue.records import Correction
from qsearch.plan import (
    Extra,
    Heading,
    Kpi,
    Label,
    ParseWarning,
    Plan,
    PlanItem,
    PlanRef,
    Schedule,
    Source,
    Step,
)

__all__ = [
    "CONTENT_COLUMNS",
    "FRONT_COLUMNS",
    "ITEM_COLUMNS",
    "PLAN_COLUMNS",
    "REF_COLUMNS",
    "correction_from_row",
    "correction_row",
    "front_row",
    "item_from_row",
    "item_row",
    "plan_from_row",
    "ref_from_row",
    "source_text",
]

PlainRow = dict[str, object]
"""A table row by column name; such a dict never leaves this package."""

_i = schema.items.c
ITEM_COLUMNS = (
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
    _i.id,
)
"""What `item_from_row` takes, in its order."""

CONTENT_COLUMNS = ITEM_COLUMNS[:-2]
"""The columns of `item_row`, in its order: all but source and id."""

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

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def front_row(plan: Plan) -> PlainRow:
    """Return the printed front matter of a plan, without ids and provenance."""
    return {
        "title": plan.title,
        "agency": plan.agency,
        "year": plan.year,
        "framework": plan.framework,
        "document_number": plan.document_number,
        "issued": plan.issued,
        "basis": _packed(plan.basis),
        "goals": _packed(plan.goals),
        "targets": plan.targets,
        "period": plan.period,
        "steps": _packed(plan.steps),
        "control": _packed(plan.control),
    }


def item_row(item: PlanItem) -> PlainRow:
    """Return the content of an item, without ids and provenance."""
    label, schedule, kpi = item.label, item.schedule, item.kpi
    return {
        "position": item.position,
        "text": item.text,
        "number": item.number,
        "dimension": item.dimension,
        "subdimension": item.subdimension,
        "execution_item": item.execution_item,
        "criterion": item.criterion,
        "ancestors": _packed([(heading.number, heading.text) for heading in item.ancestors]),
        "steps": _packed([(step.number, step.deadline) for step in item.steps]),
        "deadline": item.deadline,
        "units": _packed(item.units),
        "kpi_number": kpi.number if kpi else None,
        "kpi_text": kpi.text if kpi else None,
        "extra": _packed([(extra.heading, extra.text) for extra in item.extra]),
        "label_framework": label.framework,
        "label_dimension": label.dimension,
        "label_subdimension": label.subdimension,
        "label_execution_item": label.execution_item,
        "schedule_kind": schedule.kind,
        "schedule_dates": _packed(schedule.dates),
        "schedule_every": schedule.every,
    }


def source_text(source: Source | None) -> str | None:
    """Return the column that keeps where an item was read."""
    return _encode((source.file, source.page, source.pages, source.lines)) if source else None


def item_from_row(row: Sequence[Any]) -> PlanItem:
    """Return the item of a row that begins with ITEM_COLUMNS."""
    (
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
        item_id,
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
        units=tuple(json.loads(units)) if units else (),
        kpi=Kpi(kpi_number, kpi_text) if kpi_text is not None else None,
        extra=tuple(Extra(*pair) for pair in json.loads(extra)) if extra else (),
        label=Label(label_framework, label_dimension, label_subdimension, label_execution_item),
        schedule=Schedule(schedule_kind, tuple(json.loads(schedule_dates)) if schedule_dates else (), schedule_every),
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


def correction_row(correction: Correction) -> PlainRow:
    """Return the row of a correction, without its revision."""
    return {
        "item_id": correction.item_id,
        "text": correction.text,
        "given": _label_text(correction.given),
        "suggested": _label_text(correction.suggested) if correction.suggested else None,
        "given_by": correction.by,
        "given_at": correction.at.isoformat(),
    }


def correction_from_row(row: Row[Any]) -> Correction:
    """Return the correction of a row of the table of corrections."""
    return Correction(
        item_id=row.item_id,
        text=row.text,
        given=Label(*json.loads(row.given)),
        suggested=Label(*json.loads(row.suggested)) if row.suggested else None,
        by=row.given_by,
        at=datetime.fromisoformat(row.given_at),
    )


def _packed(values: Sequence[object]) -> str | None:
    return _encode(values) if values else None


def _unpacked(text: str | None) -> tuple[str, ...]:
    return tuple(cast("list[str]", json.loads(text))) if text else ()


def _label_text(label: Label) -> str:
    return _encode((label.framework, label.dimension, label.subdimension, label.execution_item))


def _source(text: str | None) -> Source | None:
    if not text:
        return None
    file, page, pages, lines = json.loads(text)
    return Source(file, page, tuple(pages), (lines[0], lines[1]) if lines else None)
