"""Read a sheet of queries: one a row, the further columns named as filters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qsearch.errors import QueryError
from qsearch.frameworks import parse_year
from qsearch.plan import Filters
from qsearch.results import BatchQuery
from qsearch.search.fields import FIELD_NAMES

__all__ = ["MAX_QUERIES", "read_query_sheet"]

MAX_QUERIES = 1000
"""The most queries of one sheet."""

_QUERY_HEADINGS = frozenset({"查詢", "查詢詞", "查詢字", "關鍵字", "查询", "query", "q"})
_SEPARATORS = str.maketrans({"、": "\n", ";": "\n", "；": "\n", "|": "\n", "｜": "\n"})
_HINT = "第一欄為查詢，其後各欄以篩選條件為欄名：機關、年度、構面、執行項目、單位、架構。"


def read_query_sheet(text: str) -> tuple[BatchQuery, ...]:
    """Return the queries of a CSV text, blank rows left out.

    The first row holds headings where its first cell is one (查詢, query) or further
    columns follow it; without headings the sheet is of one column. A cell may hold several
    values of a filter, parted by 、 or ;. A year that is none is kept as the row's `error`.
    Raises QueryError for a column that is no filter, for no query, and for more than
    `MAX_QUERIES`.
    """
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    except csv.Error as error:
        raise QueryError(f"查詢表不是可讀取的 CSV：{error}。", hint=_HINT) from error
    rows = [row for row in rows if any(row)]
    fields: tuple[str | None, ...] = ()
    if rows and (rows[0][0].casefold() in _QUERY_HEADINGS or any(len(row) > 1 and any(row[1:]) for row in rows)):
        fields = tuple(_fields(rows.pop(0)))
    if not rows:
        raise QueryError("查詢表中沒有查詢。", hint=_HINT)
    if len(rows) > MAX_QUERIES:
        raise QueryError(f"一次至多 {MAX_QUERIES:,} 個查詢，不能是 {len(rows):,} 個。", hint="請分成數個檔案。")
    return tuple(_query(row, fields) for row in rows)


def _fields(headings: Sequence[str]) -> Iterator[str | None]:
    """Yield the field of each column after the first, None for one without a heading."""
    for place, heading in enumerate(headings[1:], 2):
        field = FIELD_NAMES.get(heading.casefold())
        if field is None and heading:
            raise QueryError(f"查詢表第 {place} 欄「{heading}」不是篩選條件。", hint=_HINT)
        yield field


def _query(row: Sequence[str], fields: Sequence[str | None]) -> BatchQuery:
    filters = Filters()
    error: QueryError | None = None
    given = [(field, cell) for field, cell in zip(fields, row[1:], strict=False) if field and cell]
    for field, cell in given:
        values = [value.strip() for value in cell.translate(_SEPARATORS).split("\n") if value.strip()]
        if field != "year":
            filters = replace(filters, **{field: (*getattr(filters, field), *values)})
            continue
        try:
            filters = replace(filters, year=(*filters.year, *(parse_year(value) for value in values)))
        except QueryError as wrong:
            error = wrong
    return BatchQuery(row[0], filters, "；".join(cell for _, cell in given), None if error is None else error.message)
