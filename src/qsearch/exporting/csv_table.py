"""Write a row for each item as CSV that spreadsheet programs open without harm.

UTF-8 with a byte order mark, or Excel takes it for Big5; lines end in CR LF (RFC 4180).

A cell that begins with = + - @, a tab or their full-width forms is put behind an
apostrophe, as OWASP advises ("CSV Injection"): a program would otherwise run it as a
formula, and a plan from anywhere may hold one. A lone sign, which is how plans print
"none", stays as it is. Readers by program take off one apostrophe before such a sign.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from qsearch.exporting.columns import FlatTable, flatten
from qsearch.plan import Plan

__all__ = ["write", "write_table"]

_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write the flat table of plans as CSV."""
    write_table(flatten(plans), stream)


def write_table(table: FlatTable, stream: BinaryIO) -> None:
    """Write a flat table as CSV."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(heading) for heading in table.headings])
    writer.writerows([_harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    text.flush()
    text.detach()  # the stream belongs to the caller, and would be closed with its wrapper


def _harmless(cell: str) -> str:
    return f"'{cell}" if len(cell) > 1 and cell.startswith(_FORMULA_SIGNS) else cell
