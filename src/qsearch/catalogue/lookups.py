"""Read plans and items: the queries behind the catalogue's lookups.

Statements are built once, here, since building one costs more than running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, bindparam, exists, func, select

from qsearch.catalogue.originals import Original
from qsearch.catalogue.records import ChangedPlans
from qsearch.catalogue.rows import (
    ITEM_COLUMNS,
    PLAN_COLUMNS,
    REF_COLUMNS,
    item_from_row,
    plan_from_row,
    ref_from_row,
)
from qsearch.catalogue.schema import changes, files, items, plans, warnings
from qsearch.errors import NotFound
from qsearch.plan import ParseWarning, Plan, PlanRef, Status, StoredItem

__all__ = [
    "changes_since",
    "current_revision",
    "find_institution",
    "find_items",
    "find_plan",
    "find_ref",
    "list_plans",
    "no_such_item",
    "no_such_plan",
    "originals_of",
    "plans_of_stem",
    "walk_items",
]

_IN_ONE_QUERY = 500
"""Ids bound in one statement; SQLite took at most 999 before version 3.32."""

_ROWS_AT_A_TIME = 1000

_ONE_REF = select(*REF_COLUMNS).where(plans.c.id == bindparam("plan_id"))
_ONE_PLAN = select(*PLAN_COLUMNS).where(plans.c.id == bindparam("plan_id"))
_INSTITUTION = select(plans.c.institution).where(plans.c.id == bindparam("plan_id"))
_ALL_REFS = select(*REF_COLUMNS, plans.c.item_count).order_by(
    plans.c.agency, plans.c.year.nulls_first(), plans.c.title, plans.c.id
)
_SOME_REFS = select(*REF_COLUMNS).where(plans.c.id.in_(bindparam("ids", expanding=True)))
_ITEMS_OF_PLAN = select(*ITEM_COLUMNS).where(items.c.plan_id == bindparam("plan_id")).order_by(items.c.position)
_WARNINGS_OF_PLAN = (
    select(warnings.c.code, warnings.c.message, warnings.c.page)
    .where(warnings.c.plan_id == bindparam("plan_id"))
    .order_by(warnings.c.ordinal)
)
_SOME_ITEMS = (
    select(*ITEM_COLUMNS, *REF_COLUMNS)
    .join_from(items, plans, items.c.plan_id == plans.c.id)
    .where(items.c.id.in_(bindparam("ids", expanding=True)))
)
_ORIGINALS_OF_PLAN = (
    select(files.c.sha256, files.c.suffix)
    .join_from(files, plans, files.c.plan_id == plans.c.id)
    .where(files.c.plan_id == bindparam("plan_id"), files.c.sha256.is_not(None))
    # First the file that the stored text came from, then the latest others.
    .order_by((files.c.name != plans.c.file), files.c.added_at.desc(), files.c.name)
)
_PLANS_OF_STEM = (
    select(files.c.plan_id)
    .join_from(files, plans, files.c.plan_id == plans.c.id)
    .where(files.c.stem == bindparam("stem"))
    .group_by(files.c.plan_id, plans.c.status)
    .order_by(plans.c.status.desc(), func.max(files.c.added_at).desc(), files.c.plan_id)
)
_REVISION = select(func.coalesce(func.max(changes.c.revision), 0))
_KNOWN_REVISION = select(exists().where(changes.c.revision == bindparam("revision")))
_CHANGED = (
    select(changes.c.plan_id, plans.c.id.is_not(None))
    .outerjoin_from(changes, plans, changes.c.plan_id == plans.c.id)
    .where(changes.c.revision > bindparam("revision"), changes.c.kind != "corrected")
    .group_by(changes.c.plan_id, plans.c.id)
    .order_by(func.max(changes.c.revision))
)


def find_ref(connection: Connection, plan_id: str) -> PlanRef:
    """Return a plan's name card, or raise NotFound."""
    row = connection.execute(_ONE_REF, {"plan_id": plan_id}).one_or_none()
    if row is None:
        raise no_such_plan(plan_id)
    return ref_from_row(row)


def find_institution(connection: Connection, plan_id: str) -> str:
    """Return the institution key a plan was stored under, or raise NotFound."""
    key: str | None = connection.execute(_INSTITUTION, {"plan_id": plan_id}).scalar_one_or_none()
    if key is None:
        raise no_such_plan(plan_id)
    return key


def find_plan(connection: Connection, plan_id: str) -> Plan:
    """Return a whole plan with its ids, or raise NotFound."""
    row = connection.execute(_ONE_PLAN, {"plan_id": plan_id}).one_or_none()
    if row is None:
        raise no_such_plan(plan_id)
    return plan_from_row(
        row,
        items=map(item_from_row, connection.execute(_ITEMS_OF_PLAN, {"plan_id": plan_id})),
        warnings=(ParseWarning(*found) for found in connection.execute(_WARNINGS_OF_PLAN, {"plan_id": plan_id})),
    )


def list_plans(connection: Connection, status: Status | None) -> tuple[tuple[PlanRef, int], ...]:
    """Return every plan (of one status) with its number of items, by agency, year and title."""
    statement = _ALL_REFS if status is None else _ALL_REFS.where(plans.c.status == status)
    return tuple((ref_from_row(row[:-1]), row.item_count) for row in connection.execute(statement))


def find_items(connection: Connection, ids: Sequence[str]) -> list[StoredItem]:
    """Return the items of these ids in the order asked; an id that names none is left out."""
    found: dict[str, StoredItem] = {}
    refs: dict[str, PlanRef] = {}
    for start in range(0, len(ids), _IN_ONE_QUERY):
        for row in connection.execute(_SOME_ITEMS, {"ids": ids[start : start + _IN_ONE_QUERY]}):
            item, card = item_from_row(row), row[len(ITEM_COLUMNS) :]
            ref = refs.get(card[0]) or refs.setdefault(card[0], ref_from_row(card))
            found[item.id or ""] = StoredItem(ref, item)
    return [found[item_id] for item_id in ids if item_id in found]


def walk_items(connection: Connection, status: Status | None, plan_ids: Sequence[str] | None) -> Iterator[StoredItem]:
    """Yield the items of plans in order of position, a few in memory at a time.

    Plans come in the order of `list_plans`, or in the order of `plan_ids`, of which those
    that name no plan of this status are passed over.
    """
    for ref in _refs(connection, status, plan_ids):
        rows = connection.execute(_ITEMS_OF_PLAN, {"plan_id": ref.id}, execution_options={"yield_per": _ROWS_AT_A_TIME})
        for row in rows:
            yield StoredItem(ref, item_from_row(row))


def originals_of(connection: Connection, plan_id: str) -> tuple[Original, ...]:
    """Return the kept files of a plan, first the one that the stored text came from."""
    return tuple(Original(*row) for row in connection.execute(_ORIGINALS_OF_PLAN, {"plan_id": plan_id}))


def plans_of_stem(connection: Connection, stem: str) -> tuple[str, ...]:
    """Return the plans read from a file of this stem: published ones first, then by latest ingest."""
    return tuple(connection.execute(_PLANS_OF_STEM, {"stem": stem}).scalars())


def current_revision(connection: Connection) -> int:
    """Return the revision of the latest change, 0 where there was none."""
    revision: int = connection.execute(_REVISION).scalar_one()
    return revision


def changes_since(connection: Connection, revision: int) -> ChangedPlans:
    """Return the plans touched and removed after a revision, in order of their latest change."""
    full = revision != 0 and not connection.execute(_KNOWN_REVISION, {"revision": revision}).scalar()
    changed = connection.execute(_CHANGED, {"revision": 0 if full else revision}).all()
    return ChangedPlans(
        revision=current_revision(connection),
        touched=tuple(plan_id for plan_id, stored in changed if stored),
        removed=() if full or not revision else tuple(plan_id for plan_id, stored in changed if not stored),
        full=full,
    )


def no_such_plan(plan_id: str) -> NotFound:
    """Return the error for a plan id that names nothing."""
    return NotFound(f"沒有編號為「{plan_id}」的計畫。", hint="以 qsearch plans 列出計畫及其編號。")


def no_such_item(item_id: str) -> NotFound:
    """Return the error for an item id that names nothing."""
    return NotFound(f"沒有編號為「{item_id}」的項目。", hint="項目編號見 qsearch search 的結果。")


def _refs(connection: Connection, status: Status | None, plan_ids: Sequence[str] | None) -> Iterable[PlanRef]:
    if plan_ids is None:
        return [ref for ref, _ in list_plans(connection, status)]
    found: dict[str, PlanRef] = {}
    for start in range(0, len(plan_ids), _IN_ONE_QUERY):
        for row in connection.execute(_SOME_REFS, {"ids": plan_ids[start : start + _IN_ONE_QUERY]}):
            found[row[0]] = ref_from_row(row)
    refs = (found[plan_id] for plan_id in plan_ids if plan_id in found)
    return [ref for ref in refs if status is None or ref.status == status]
