"""Answer a whole sheet of queries with a sheet of hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import BinaryIO

from qsearch.errors import InputError, QueryError
from qsearch.exporting import export_table, require_table_format
from qsearch.exporting.search_sheet import search_sheet
from qsearch.plan import Filters
from qsearch.reading.encodings import decode
from qsearch.results import BatchAnswer, BatchQuery, BatchReport
from qsearch.search.engine import Sort
from qsearch.search.explaining import explained
from qsearch.search.query_sheet import read_query_sheet
from qsearch.services.finding import Finding

__all__ = ["MAX_HITS", "Batching"]

MAX_HITS = 100
"""The most hits of one query in a sheet."""


class Batching:
    """Run queries one after the other and write what they find."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    def answer_file(
        self,
        queries: Path,
        output: Path,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
        limit: int = 10,
    ) -> BatchReport:
        """Answer a CSV file of queries with a sheet; its format is told by the name of `output`.

        `filters` hold for every query whose row says nothing of that field. Raises
        InputError where a file cannot be read or written, QueryError for what is no sheet
        of queries, and for a format that is none.
        """
        try:
            data = queries.read_bytes()
        except OSError as error:
            raise InputError(
                f"無法讀取查詢表「{queries}」：{error.strerror or error}。", hint="請指定一個 CSV 檔。"
            ) from error
        format_name = output.suffix.removeprefix(".").lower()
        return self.answer(data, queries.name, output, format_name, filters=filters, sort=sort, limit=limit)

    def answer(
        self,
        data: bytes,
        name: str,
        output: Path | BinaryIO,
        format_name: str,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
        limit: int = 10,
    ) -> BatchReport:
        """Answer the bytes of a CSV of queries, UTF-8 or Big5; as `answer_file` else."""
        if not 1 <= limit <= MAX_HITS:
            raise QueryError(f"每個查詢列出 1 至 {MAX_HITS} 項，不能是 {limit} 項。")
        require_table_format(format_name)
        asked = read_query_sheet(decode(data, name))
        answers = tuple(self._answers(asked, filters or Filters(), sort, limit))
        export_table(search_sheet(answers, explained), format_name, output)
        return BatchReport(
            queries=len(answers),
            hits=sum(len(one.result.hits) for one in answers if one.result is not None),
            failed=sum(one.result is None for one in answers),
        )

    def _answers(
        self, asked: tuple[BatchQuery, ...], filters: Filters, sort: Sort, limit: int
    ) -> Iterator[BatchAnswer]:
        for query in asked:
            if query.error is not None:
                yield BatchAnswer(query, error=query.error)
                continue
            own = {
                field.name: getattr(query.filters, field.name) or getattr(filters, field.name)
                for field in fields(Filters)
            }
            try:
                result = self._finding.search(query.text, replace(filters, **own), sort=sort, limit=limit)
            except QueryError as error:
                # One wrong row doesn't cost the others their answers.
                yield BatchAnswer(query, error=error.message)
            else:
                yield BatchAnswer(query, result)
