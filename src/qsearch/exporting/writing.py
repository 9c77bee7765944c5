"""Choose a format by name and write plans in it, to a stream or whole to a file."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from qsearch.errors import InputError, QueryError
from qsearch.exporting.columns import FlatTable
from qsearch.plan import Plan

__all__ = ["FORMATS", "TABLE_FORMATS", "export", "export_table", "require_table_format"]

_MODULES = {
    "jsonl": "qsearch.exporting.json_lines",
    "csv": "qsearch.exporting.csv_table",
    "xlsx": "qsearch.exporting.xlsx",
    "ods": "qsearch.exporting.ods",
    "odt": "qsearch.exporting.odt",
    "docx": "qsearch.exporting.docx",
}

FORMATS = tuple(_MODULES)
"""The names of the formats; a format's library is loaded when it is asked for."""


TABLE_FORMATS = ("xlsx", "ods", "csv")
"""The formats that hold any table."""


class _TableFormat(Protocol):
    def write_table(self, table: FlatTable, stream: BinaryIO) -> None: ...


class _Format(Protocol):
    def write(self, plans: Iterable[Plan], stream: BinaryIO) -> None: ...


def export(plans: Iterable[Plan], format_name: str, output: Path | BinaryIO) -> None:
    """Write plans in a format; a file is written beside and renamed, so it is never half there.

    `jsonl` holds everything and reads back to the same plans. `csv`, `xlsx` and `ods`
    hold a row for each item. `odt` and `docx` hold each plan as agencies lay it out.
    Raises QueryError for an unknown format, InputError where the file cannot be written.
    """
    module = _MODULES.get(format_name)
    if module is None:
        raise QueryError(f"沒有「{format_name}」這種匯出格式。", hint=f"可用的格式：{'、'.join(FORMATS)}")
    chosen = cast("_Format", importlib.import_module(module))
    _write(lambda stream: chosen.write(plans, stream), output)


def export_table(table: FlatTable, format_name: str, output: Path | BinaryIO) -> None:
    """Write a table as a sheet (`TABLE_FORMATS`), a file as `export` does; raises as that does."""
    require_table_format(format_name)
    chosen = cast("_TableFormat", importlib.import_module(_MODULES[format_name]))
    _write(lambda stream: chosen.write_table(table, stream), output)


def require_table_format(format_name: str) -> None:
    """Raise QueryError for a format that holds no table."""
    if format_name not in TABLE_FORMATS:
        raise QueryError(
            f"查詢結果不能存成「{format_name}」。", hint=f"可用的格式：{'、'.join(TABLE_FORMATS)}，以檔名的結尾指定。"
        )


def _write(write: Callable[[BinaryIO], None], output: Path | BinaryIO) -> None:
    if not isinstance(output, Path):
        write(output)
        return
    # The process id keeps two exports to one name apart until each is renamed.
    beside = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as stream:
                write(stream)
            beside.replace(output)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"無法寫入「{output}」：{error.strerror or error}。", hint="請指定存在且可寫入的資料夾。"
        ) from error
