"""Look for what is wrong with a catalogue, and mend what can be mended."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from qsearch.catalogue.identity import content_digest
from qsearch.catalogue.originals import Original, Originals
from qsearch.catalogue.rows import CONTENT_COLUMNS, FRONT_COLUMNS
from qsearch.catalogue.schema import files, items, plans
from qsearch.catalogue.storing import unreferenced
from qsearch.results import Finding

__all__ = ["check"]

_FRONT_NAMES = tuple(column.name for column in FRONT_COLUMNS)
_CONTENT_NAMES = tuple(column.name for column in CONTENT_COLUMNS)
_RECORDED = select(*FRONT_COLUMNS, plans.c.id, plans.c.item_count, plans.c.digest).order_by(plans.c.id)
_CONTENT = select(*CONTENT_COLUMNS).where(items.c.plan_id == bindparam("plan_id")).order_by(items.c.position)


def check(connection: Connection, originals: Originals, *, sqlite: bool, fix: bool) -> tuple[Finding, ...]:
    """Return what is wrong, worst first; with `fix`, drop files that nothing names.

    Codes: `catalogue-damaged`, `foreign-key-broken`, `item-count-wrong`,
    `plan-altered`, `original-missing`, `original-damaged`, `original-orphaned`,
    `original-unfinished`; only the last two can be mended here. Takes a connection that
    holds the write lock, so that no file counts as orphaned while its plan is written.
    """
    return (
        *(_database(connection) if sqlite else ()),
        *_plans(connection),
        *_named_files(connection, originals),
        *_other_files(connection, originals, fix=fix),
    )


def _database(connection: Connection) -> Iterator[Finding]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding("catalogue-damaged", f"目錄資料庫毀損：{line}；請還原備份，或刪除後重新匯入原檔")
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("foreign-key-broken", f"資料表 {table} 有列指向 {parent} 中不存在的資料")


def _plans(connection: Connection) -> Iterator[Finding]:
    counted = connection.execute(select(items.c.plan_id, func.count()).group_by(items.c.plan_id))
    counts = {row[0]: row[1] for row in counted}
    for plan in connection.execute(_RECORDED).mappings().all():
        name, recorded, stored = f"《{plan['title']}》（{plan['id']}）", plan["item_count"], counts.get(plan["id"], 0)
        if stored != recorded:
            yield Finding("item-count-wrong", f"計畫{name}應有 {recorded} 項，實有 {stored} 項；請移除後重新匯入")
        elif _digest(connection, plan) != plan["digest"]:
            yield Finding("plan-altered", f"計畫{name}的內容與匯入時不符；請移除後重新匯入")


def _digest(connection: Connection, plan: RowMapping) -> str:
    rows = connection.execute(_CONTENT, {"plan_id": plan["id"]})
    return content_digest(
        {name: plan[name] for name in _FRONT_NAMES},
        (dict(zip(_CONTENT_NAMES, row, strict=True)) for row in rows),
    )


def _named_files(connection: Connection, originals: Originals) -> Iterator[Finding]:
    rows = connection.execute(
        select(files.c.name, files.c.sha256, files.c.suffix).where(files.c.sha256.is_not(None)).order_by(files.c.name)
    )
    for name, digest, suffix in rows.all():
        original = Original(digest, suffix)
        if not originals.path(original).is_file():
            yield Finding("original-missing", f"找不到 {name} 的原檔；檢索不受影響，重新匯入即可補回")
        elif not originals.intact(original):
            yield Finding("original-damaged", f"{name} 的原檔內容與匯入時不符；重新匯入即可補回")


def _other_files(connection: Connection, originals: Originals, *, fix: bool) -> Iterator[Finding]:
    for original in unreferenced(connection, originals.kept()):
        if fix:
            originals.drop(original)
        yield Finding("original-orphaned", f"原檔 {originals.path(original).name} 不屬於任何計畫", fixed=fix)
    for path in originals.unfinished():
        if fix:
            path.unlink(missing_ok=True)
        yield Finding("original-unfinished", f"未寫完的原檔 {path.name}", fixed=fix)
