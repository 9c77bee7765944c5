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
        raise CatalogueError(f"計畫目錄「{where}」有損毀的資料列。", hint=_DAMAGED_HINT) from error
    except OSError as error:
        raise CatalogueError(
            f"計畫目錄「{where}」無法存放檔案：{error.strerror or error}。",
            hint="請檢查資料夾的寫入權限與磁碟空間。",
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


_DAMAGED_HINT = "請執行 qsearch doctor；再由備份還原，或重新匯入原始檔案。"

# SQLite's primary result codes (https://www.sqlite.org/rescode.html), each with what to say.
_TROUBLES = {
    sqlite3.SQLITE_BUSY: ("正由其他程式使用", "請待其他指令執行完畢再試。"),
    sqlite3.SQLITE_LOCKED: ("正由其他程式使用", "請待其他指令執行完畢再試。"),
    sqlite3.SQLITE_CORRUPT: ("已損毀", _DAMAGED_HINT),
    sqlite3.SQLITE_NOTADB: ("不是 SQLite 資料庫", "請另選資料夾，或移走該檔後重新匯入。"),
    sqlite3.SQLITE_READONLY: ("不能寫入", "請檢查資料夾與其中檔案的權限。"),
    sqlite3.SQLITE_PERM: ("不能開啟", "請檢查資料夾與其中檔案的權限。"),
    sqlite3.SQLITE_CANTOPEN: ("無法開啟", "請確認資料夾存在且可以寫入。"),
    sqlite3.SQLITE_FULL: ("所在磁碟空間不足", "請騰出空間後再試。"),
    sqlite3.SQLITE_IOERR: ("無法讀寫磁碟", "請檢查磁碟，再執行 qsearch doctor。"),
}


def _explained(error: Exception, where: str) -> CatalogueError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    # The low byte is the primary code; what stands above it only refines it.
    what, hint = _TROUBLES.get(
        code & 0xFF if code is not None else -1, (f"發生錯誤（{cause}）", "請執行 qsearch doctor。")
    )
    return CatalogueError(f"計畫目錄「{where}」{what}。", hint=hint)
