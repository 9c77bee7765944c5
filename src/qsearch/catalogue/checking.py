"""Look for what is wrong with a catalogue, and mend what can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import Connection, bindparam, func, select

from qsearch.catalogue.database import Database
from qsearch.catalogue.identity import content_digest
from qsearch.catalogue.originals import Original, Originals
from qsearch.catalogue.rows import CONTENT_COLUMNS, CONTENT_NAMES, FRONT_COLUMNS, FRONT_NAMES
from qsearch.catalogue.schema import files, items, plans
from qsearch.catalogue.storing import unreferenced
from qsearch.errors import CatalogueError
from qsearch.results import Finding

__all__ = ["check"]

_RESTORE = "；請還原備份，或移開資料庫後重新匯入原檔"
_RECORDED = select(plans.c.id, plans.c.item_count, plans.c.digest, *FRONT_COLUMNS).order_by(plans.c.id)
_CONTENT = select(*CONTENT_COLUMNS).where(items.c.plan_id == bindparam("plan_id")).order_by(items.c.position)


def check(database: Database, originals: Originals, *, fix: bool) -> tuple[Finding, ...]:
    """Return what is wrong, worst first; with `fix`, drop files that nothing names.

    Codes: `catalogue-damaged`, `foreign-key-broken`, `item-count-wrong`, `plan-altered`,
    `original-missing`, `original-damaged`, `original-orphaned`, `original-unfinished`;
    only the last two can be mended here. Reads beside writers; the write lock is taken
    for the last step alone, so that no file counts as lost or orphaned while a plan is
    being put or removed.
    """
    try:
        with database.reading() as connection:
            damage = tuple(_database(connection)) if database.is_sqlite else ()
            if damage:
                return damage
            altered = tuple(_plans(connection))
            suspects = tuple(_suspects(connection, originals))
    except CatalogueError as error:
        return (Finding("catalogue-damaged", f"目錄資料庫無法讀取（{error.message}）{_RESTORE}"),)
    with database.writing() as connection:
        lost = tuple(finding for original, finding in suspects if not unreferenced(connection, [original]))
        return (*altered, *lost, *_strays(connection, originals, fix=fix))


def _database(connection: Connection) -> Iterator[Finding]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding("catalogue-damaged", f"目錄資料庫毀損（{line}）{_RESTORE}")
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("foreign-key-broken", f"資料表 {table} 有列指向 {parent} 中不存在的資料{_RESTORE}")


def _plans(connection: Connection) -> Iterator[Finding]:
    counted = connection.execute(select(items.c.plan_id, func.count()).group_by(items.c.plan_id))
    counts = {row[0]: row[1] for row in counted}
    for plan_id, recorded, digest, *front in connection.execute(_RECORDED).all():
        title, stored = front[0], counts.get(plan_id, 0)
        if stored != recorded:
            yield Finding(
                "item-count-wrong",
                f"計畫《{title}》（{plan_id}）應有 {recorded} 項，實有 {stored} 項；請移除後重新匯入",
            )
            continue
        contents = ((CONTENT_NAMES, row) for row in connection.execute(_CONTENT, {"plan_id": plan_id}))
        if content_digest(chain([(FRONT_NAMES, front)], contents)) != digest:
            yield Finding("plan-altered", f"計畫《{title}》（{plan_id}）的內容與匯入時不符；請移除後重新匯入")


def _suspects(connection: Connection, originals: Originals) -> Iterator[tuple[Original, Finding]]:
    rows = connection.execute(
        select(files.c.name, files.c.sha256, files.c.suffix).where(files.c.sha256.is_not(None)).order_by(files.c.name)
    )
    for name, digest, suffix in rows:
        original = Original(digest, suffix)
        if not originals.path(original).is_file():
            yield original, Finding("original-missing", f"找不到 {name} 的原檔；檢索不受影響，重新匯入即可補回")
        elif not originals.intact(original):
            yield original, Finding("original-damaged", f"{name} 的原檔內容與匯入時不符；重新匯入即可補回")


def _strays(connection: Connection, originals: Originals, *, fix: bool) -> Iterator[Finding]:
    for original in unreferenced(connection, originals.kept()):
        if fix:
            originals.drop(original)
        yield Finding("original-orphaned", f"原檔 {originals.path(original).name} 不屬於任何計畫", fixed=fix)
    for path in originals.unfinished():
        if fix:
            path.unlink(missing_ok=True)
        yield Finding("original-unfinished", f"有未寫完的原檔 {path.name}", fixed=fix)
