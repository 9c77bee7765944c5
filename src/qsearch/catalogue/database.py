"""Open the database, begin its transactions, and turn its troubles into our errors."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from qsearch.errors import CatalogueError

__all__ = ["Database", "our_errors"]

_BEGIN = "qsearch_begin"
"""Execution option: the statement that begins a transaction in SQLite."""


class Database:
    """Hand out transactions on one database; safe to use from several threads.

    SQLite runs with a write-ahead log, so that readers and one writer work beside each
    other, also from several processes. `synchronous` is FULL: a commit is on the disk
    when it returns. NORMAL would survive a killed program too, but a power cut could
    take back plans that `ingest` had already reported as added, or that the index holds;
    one plan a transaction makes that one flush a plan, little beside reading it.
    """

    def __init__(self, url: str | URL, *, where: str, patience: float) -> None:
        """Prepare connections to `url`; `where` names it in errors, `patience` is in seconds."""
        self._where = where
        with our_errors(self._where):
            self._readers = create_engine(url)
        self.is_sqlite = self._readers.dialect.name == "sqlite"
        if self.is_sqlite:
            _prepare_sqlite(self._readers, patience)
        # Taking the write lock at the start avoids the deadlock of two readers that both
        # turn writers, which SQLite answers with an error instead of a wait.
        self._writers = self._readers.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database throughout."""
        with our_errors(self._where), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that alone may write; it commits on leaving without an error."""
        with our_errors(self._where), self._writers.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the last one of all processes empties the write-ahead log."""
        self._readers.dispose()


@contextmanager
def our_errors(where: str) -> Iterator[None]:
    """Turn whatever SQLAlchemy, SQLite or the disk raises into CatalogueError; `where` names the catalogue."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _explained(error, where) from error
    except json.JSONDecodeError as error:
        raise CatalogueError(f"the catalogue {where} holds a broken row", hint=_DAMAGED_HINT) from error
    except OSError as error:
        raise CatalogueError(
            f"the catalogue {where} cannot keep its files: {error.strerror or error}",
            hint="check that the folder may be written to and that its disk has room",
        ) from error


def _prepare_sqlite(engine: Engine, patience: float) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # Left to itself sqlite3 begins no transaction for reads and DDL; ours does, below.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {round(patience * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


_DAMAGED_HINT = "run 'qsearch doctor', then restore a copy or ingest the originals again"

# SQLite's primary result codes (https://www.sqlite.org/rescode.html), each with what to say.
_TROUBLES = {
    sqlite3.SQLITE_BUSY: ("is locked by another program", "wait until the other command has finished, then try again"),
    sqlite3.SQLITE_LOCKED: (
        "is locked by another program",
        "wait until the other command has finished, then try again",
    ),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _DAMAGED_HINT),
    sqlite3.SQLITE_NOTADB: ("is no SQLite database", "name another home, or move the file away and ingest again"),
    sqlite3.SQLITE_READONLY: ("may not be written to", "check the rights of the folder and of the files in it"),
    sqlite3.SQLITE_PERM: ("may not be opened", "check the rights of the folder and of the files in it"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that the folder exists and may be written to"),
    sqlite3.SQLITE_FULL: ("has no room left on its disk", "free some space, then try again"),
    sqlite3.SQLITE_IOERR: ("cannot be read from or written to its disk", "check the disk, then run 'qsearch doctor'"),
}


def _explained(error: Exception, where: str) -> CatalogueError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    # The low byte is the primary code; what stands above it only refines it.
    what, hint = _TROUBLES.get(code & 0xFF if code is not None else -1, (f"failed: {cause}", "run 'qsearch doctor'"))
    return CatalogueError(f"the catalogue {where} {what}", hint=hint)
