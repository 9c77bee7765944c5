"""Choose a format by name and write plans in it, to a stream or whole to a file."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from qsearch.errors import InputError, QueryError
from qsearch.plan import Plan

__all__ = ["FORMATS", "export"]

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
    if not isinstance(output, Path):
        chosen.write(plans, output)
        return
    # The process id keeps two exports to one name apart until each is renamed.
    beside = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as stream:
                chosen.write(plans, stream)
            beside.replace(output)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"無法寫入「{output}」：{error.strerror or error}。", hint="請指定存在且可寫入的資料夾。"
        ) from error
