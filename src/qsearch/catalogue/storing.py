"""Write plans: decide what a plan is to the ones stored, and put it in their place.

Statements are built once, here, since building one costs more than running it.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, exists, func, insert, select, update

from qsearch.catalogue.originals import Original
from qsearch.catalogue.preparing import PreparedPlan
from qsearch.catalogue.records import Outcome
from qsearch.catalogue.schema import changes, files, items, plans, warnings
from qsearch.errors import InputError

__all__ = ["delete_plan", "log_change", "outcome_of", "stem_of", "unreferenced", "write_plan"]

# A bound parameter must not share the name of a column that an UPDATE sets.
_PLAN: BindParameter[str] = bindparam("own_id")
_NAME: BindParameter[str] = bindparam("file_name")
_STORED = select(plans.c.digest, plans.c.partial, plans.c.item_count).where(plans.c.id == _PLAN)
_ADD_PLAN = insert(plans)
_REPLACE_PLAN = update(plans).where(plans.c.id == _PLAN)
_MAKE_WHOLE = update(plans).where(plans.c.id == _PLAN, plans.c.partial == 1).values(partial=0)
_DELETE_PLAN = delete(plans).where(plans.c.id == _PLAN)
_EMPTY_PLAN = tuple(delete(table).where(table.c.plan_id == _PLAN) for table in (items, warnings, files))
_ADD_WARNINGS = insert(warnings)
_KNOWN_FILE = select(files.c.sha256, files.c.suffix).where(files.c.plan_id == _PLAN, files.c.name == _NAME)
_FORGET_FILE = delete(files).where(files.c.plan_id == _PLAN, files.c.name == _NAME)
_ADD_FILE = insert(files)
_NAMED = select(exists().where(files.c.sha256 == bindparam("digest"), files.c.suffix == bindparam("ending")))
_LAST_REVISION = select(func.max(changes.c.revision))
_ADD_CHANGE = insert(changes)


def outcome_of(connection: Connection, plan: PreparedPlan) -> Outcome:
    """Tell what putting the plan will do; raise InputError where it must not be put.

    A partial export never replaces a plan that is whole or holds more items, nor a
    reading without items one that has some: it is far more often half a file than a plan
    that was emptied.
    """
    stored = connection.execute(_STORED, {"own_id": plan.id}).one_or_none()
    if stored is None:
        return "added"
    if stored.digest == plan.digest:
        return "unchanged"
    if stored.item_count and not plan.items:
        raise InputError(
            f"「{plan.file}」中讀不到任何項目，不取代已存的《{plan.title}》（{stored.item_count} 項）。",
            hint=f"請確認檔案是否完整；若確要取代，先執行 qsearch remove {plan.id}。",
        )
    if plan.partial and (not stored.partial or stored.item_count > len(plan.items)):
        raise InputError(
            f"「{plan.file}」只是節錄（{len(plan.items)} 項），"
            f"不取代已存的較完整計畫《{plan.title}》（{stored.item_count} 項）。",
            hint=f"請不加篩選條件重新匯出；若確要取代，先執行 qsearch remove {plan.id}。",
        )
    return "replaced"


def write_plan(connection: Connection, plan: PreparedPlan, outcome: Outcome, original: Original | None) -> None:
    """Carry out what `outcome_of` told, note the file, and log the change."""
    now, this = datetime.now(UTC).isoformat(), {"own_id": plan.id}
    if outcome == "unchanged":
        if not plan.partial:
            # The same content from the whole plan: what was stored is known to be whole.
            connection.execute(_MAKE_WHOLE, this)
    else:
        if outcome == "added":
            connection.execute(_ADD_PLAN, {**plan.front, "added_at": now, "changed_at": now})
        else:
            for statement in _EMPTY_PLAN:
                connection.execute(statement, this)
            connection.execute(_REPLACE_PLAN, {**this, **plan.front, "changed_at": now})
        if plan.items:
            _insert_rows(connection, items, plan.items)
        if plan.warnings:
            connection.execute(_ADD_WARNINGS, plan.warnings)
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
    if not connection.execute(_DELETE_PLAN, {"own_id": own_id}).rowcount:
        return False
    log_change(connection, own_id, "removed")
    return True


def log_change(connection: Connection, own_id: str, kind: Literal["added", "replaced", "removed", "corrected"]) -> int:
    """Append a change and return its revision.

    Revisions are milliseconds since 1970 pushed up to grow by one at least. Counting
    from 1 would let the index of another home, or of this one before a backup was
    restored, pass for up to date.
    """
    last = connection.execute(_LAST_REVISION).scalar() or 0
    revision = max(last + 1, time.time_ns() // 1_000_000)
    connection.execute(_ADD_CHANGE, {"revision": revision, "plan_id": own_id, "kind": kind})
    return revision


def unreferenced(connection: Connection, originals: Iterable[Original]) -> tuple[Original, ...]:
    """Return those originals that no plan names."""
    return tuple(
        original
        for original in originals
        if not connection.execute(_NAMED, {"digest": original.sha256, "ending": original.suffix}).scalar()
    )


def stem_of(file_name: str) -> str:
    """Return a file's name without folder and suffix, in one Unicode form (macOS decomposes)."""
    return unicodedata.normalize("NFC", Path(file_name).stem)


def _note_file(connection: Connection, plan: PreparedPlan, original: Original | None, now: str) -> None:
    this = {"own_id": plan.id, "file_name": plan.file}
    known = connection.execute(_KNOWN_FILE, this).one_or_none()
    # A kept original is not forgotten because it was not handed over again.
    if known is not None and (original is None or Original(*known) == original):
        return
    connection.execute(_FORGET_FILE, this)
    connection.execute(
        _ADD_FILE,
        {
            "plan_id": plan.id,
            "name": plan.file,
            "stem": stem_of(plan.file),
            "sha256": original.sha256 if original else None,
            "suffix": original.suffix if original else None,
            "added_at": now,
        },
    )
