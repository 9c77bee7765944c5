"""Bring a database to today's tables, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, inspect, select

from qsearch.catalogue.database import Database
from qsearch.catalogue.migrations import MIGRATIONS, Migration
from qsearch.catalogue.schema import schema_version
from qsearch.errors import CatalogueError

__all__ = ["migrate"]

_CREATE_VERSION_TABLE = (
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
)


def migrate(database: Database, *, where: str, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply the migrations that the database has not had, each in one transaction.

    A kill amid a migration leaves the state before it. Two programs may open a home at
    once: the state is read again under the write lock. Raises CatalogueError where the
    database was written by a newer version, which must not be touched.
    """
    newest = migrations[-1].version
    with database.reading() as connection:
        version = _version(connection)
    if version > newest:
        raise CatalogueError(
            f"計畫目錄「{where}」由較新版的 qsearch 寫成（資料表第 {version} 版，本版只到第 {newest} 版）。",
            hint="請更新 qsearch，或另選資料夾。",
        )
    for migration in migrations:
        if migration.version <= version:
            continue
        with database.writing() as connection:
            if migration.version > _version(connection):
                _apply(connection, migration)


def _apply(connection: Connection, migration: Migration) -> None:
    connection.exec_driver_sql(_CREATE_VERSION_TABLE)
    for statement in migration.statements:
        connection.exec_driver_sql(statement)
    connection.execute(
        insert(schema_version).values(
            version=migration.version, name=migration.name, applied_at=datetime.now(UTC).isoformat()
        )
    )


def _version(connection: Connection) -> int:
    # 0 stands for an empty database.
    if not inspect(connection).has_table(schema_version.name):
        return 0
    return connection.execute(select(func.max(schema_version.c.version))).scalar() or 0
