"""Write plans: decide what a plan is to the ones stored, and put it in their place."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Table, delete, exists, func, insert, select, update

from qsearch.catalogue.identity import content_digest, item_ids, plan_id
from qsearch.catalogue.originals import Original
from qsearch.catalogue.records import Outcome
from qsearch.catalogue.rows import CONTENT_NAMES, FRONT_NAMES, front_row, item_row, source_text
from qsearch.catalogue.schema import changes, files, items, plans, warnings
from qsearch.errors import InputError
from qsearch.plan import Plan, Status

__all__ = [
    "PreparedPlan",
    "delete_plan",
    "log_change",
    "outcome_of",
    "prepare",
    "stem_of",
    "unreferenced",
    "write_plan",
]


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """Hold a plan as the rows it will become; made before the write lock is taken."""

    id: str
    title: str
    file: str
    digest: str
    item_ids: tuple[str, ...]
    partial: bool
    front: Mapping[str, object]
    items: Sequence[tuple[object, ...]]
    warnings: Sequence[Mapping[str, object]]


def prepare(plan: Plan, *, institution: str, status: Status, file_name: str) -> PreparedPlan:
    """Turn a plan into rows; items are taken in order of position.

    Raises InputError where the plan has no title or agency, two items share a position,
    or a text cannot be written as UTF-8.
    """
    if not plan.title or not plan.agency:
        raise InputError(
            f"{file_name}: a plan without {'title' if not plan.title else 'agency'} cannot be stored",
            hint="name the file after agency, year and title, so that they can be filled in from it",
        )
    ordered = sorted(plan.items, key=lambda item: item.position)
    for before, after in pairwise(ordered):
        if before.position == after.position:
            raise InputError(
                f"{file_name}: two items stand at position {after.position}",
                hint="number the items of a plan from 1 in the order they stand",
            )
    front, contents = front_row(plan), [item_row(item) for item in ordered]
    try:
        own_id = plan_id(institution, plan.year, plan.title, status)
        ids = item_ids(own_id, ordered)
        digest = content_digest(chain([(FRONT_NAMES, front)], ((CONTENT_NAMES, content) for content in contents)))
    except UnicodeEncodeError as error:
        raise InputError(
            f"{file_name}: a text holds half a character (U+{ord(error.object[error.start]):04X})",
            hint="save the file as UTF-8 again",
        ) from error
    name = Path(file_name).name
    return PreparedPlan(
        id=own_id,
        title=plan.title,
        file=name,
        digest=digest,
        item_ids=ids,
        partial=plan.partial,
        front={
            **dict(zip(FRONT_NAMES, front, strict=True)),
            "id": own_id,
            "institution": institution,
            "status": status,
            "form": plan.form,
            "partial": int(plan.partial),
            "file": name,
            "item_count": len(ordered),
            "digest": digest,
        },
        items=[
            (item_id, own_id, *content, source_text(item.source))
            for item, item_id, content in zip(ordered, ids, contents, strict=True)
        ],
        warnings=[
            {"plan_id": own_id, "ordinal": n, "code": warning.code, "message": warning.message, "page": warning.page}
            for n, warning in enumerate(plan.warnings)
        ],
    )


def outcome_of(connection: Connection, plan: PreparedPlan) -> Outcome:
    """Tell what putting the plan will do; raise InputError where it must not be put.

    A partial export never replaces a plan that is whole or holds more items.
    """
    stored = connection.execute(
        select(plans.c.digest, plans.c.partial, plans.c.item_count).where(plans.c.id == plan.id)
    ).one_or_none()
    if stored is None:
        return "added"
    if stored.digest == plan.digest:
        return "unchanged"
    if plan.partial and (not stored.partial or stored.item_count > len(plan.items)):
        raise InputError(
            f"{plan.file}: a partial export ({len(plan.items)} items) would replace"
            f" the fuller plan 《{plan.title}》 ({stored.item_count} items)",
            hint=f"export the plan without filters, or remove it first: qsearch remove {plan.id}",
        )
    return "replaced"


def write_plan(connection: Connection, plan: PreparedPlan, outcome: Outcome, original: Original | None) -> None:
    """Carry out what `outcome_of` told, note the file, and log the change."""
    now = datetime.now(UTC).isoformat()
    if outcome == "added":
        connection.execute(insert(plans).values(**plan.front, added_at=now, changed_at=now))
    elif outcome == "replaced":
        for table in (items, warnings, files):
            connection.execute(delete(table).where(table.c.plan_id == plan.id))
        connection.execute(update(plans).where(plans.c.id == plan.id).values(**plan.front, changed_at=now))
    elif not plan.partial:
        # The same content from the whole plan: what was stored is known to be whole.
        connection.execute(update(plans).where(plans.c.id == plan.id).values(partial=0))
    if outcome != "unchanged":
        if plan.items:
            _insert_rows(connection, items, plan.items)
        if plan.warnings:
            connection.execute(insert(warnings), plan.warnings)
        log_change(connection, plan.id, outcome)
    _note_file(connection, plan, original, now)


def _insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    # Whole rows in the order of the table go to the driver as they are, where it takes
    # tuples; Core would first make a dict and again a tuple of each (1.4 times slower).
    statement = insert(table).compile(dialect=connection.dialect)
    if statement.positional:
        connection.exec_driver_sql(statement.string, list(rows))
    else:
        names = [column.name for column in table.columns]
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def delete_plan(connection: Connection, own_id: str) -> bool:
    """Delete a plan with all that hangs on it and log the change; False where there is none."""
    if not connection.execute(delete(plans).where(plans.c.id == own_id)).rowcount:
        return False
    log_change(connection, own_id, "removed")
    return True


def log_change(connection: Connection, own_id: str, kind: Literal["added", "replaced", "removed", "corrected"]) -> int:
    """Append a change and return its revision.

    Revisions are milliseconds since 1970 pushed up to grow by one at least. Counting
    from 1 would let the index of another home, or of this one before a backup was
    restored, pass for up to date.
    """
    last = connection.execute(select(func.max(changes.c.revision))).scalar() or 0
    revision = max(last + 1, time.time_ns() // 1_000_000)
    connection.execute(insert(changes).values(revision=revision, plan_id=own_id, kind=kind))
    return revision


def unreferenced(connection: Connection, originals: Iterable[Original]) -> tuple[Original, ...]:
    """Return those originals that no plan names."""
    return tuple(
        original
        for original in originals
        if not connection.execute(
            select(exists().where(files.c.sha256 == original.sha256, files.c.suffix == original.suffix))
        ).scalar()
    )


def stem_of(file_name: str) -> str:
    """Return a file's name without folder and suffix, in one Unicode form (macOS decomposes)."""
    return unicodedata.normalize("NFC", Path(file_name).stem)


def _note_file(connection: Connection, plan: PreparedPlan, original: Original | None, now: str) -> None:
    same = (files.c.plan_id == plan.id) & (files.c.name == plan.file)
    known = connection.execute(select(files.c.sha256).where(same)).one_or_none()
    if known is not None and original is None:
        return  # a kept original is not forgotten because it was not handed over again
    connection.execute(delete(files).where(same))
    connection.execute(
        insert(files).values(
            plan_id=plan.id,
            name=plan.file,
            stem=stem_of(plan.file),
            sha256=original.sha256 if original else None,
            suffix=original.suffix if original else None,
            added_at=now,
        )
    )
