"""The page that answers a sheet of queries with a sheet of hits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import HTMLResponse, Response

from qsearch.errors import QsearchError, QueryError
from qsearch.exporting import TABLE_FORMATS
from qsearch.plan import Filters
from qsearch.search.query_sheet import MAX_QUERIES
from qsearch.services.batching import MAX_HITS
from qsearch_api.downloads import answered_sheet
from qsearch_api.inputs import HomeParts, uploads_of
from qsearch_api.pages.rendering import render
from qsearch_api.problems import status_of

__all__ = ["router"]

router = APIRouter()


@router.get("/batch")
def form(request: Request) -> HTMLResponse:
    """Show the form."""
    return _page(request)


@router.post("/batch")
def answer(
    request: Request,
    parts: HomeParts,
    file: UploadFile | None = None,
    limit: Annotated[int, Form()] = 10,
    output: Annotated[str, Form()] = "xlsx",
) -> Response:
    """Hand out the sheet of hits, or say beside the form what is wrong with the queries."""
    try:
        if file is None or not file.filename:
            raise QueryError("沒有收到查詢表。", hint="請選擇一個 CSV 檔。")
        return answered_sheet(parts, uploads_of([file])[0], output, filters=Filters(), limit=limit)
    except QsearchError as error:
        return _page(request, error=error, limit=limit, output=output, status=status_of(error))


def _page(
    request: Request, *, error: QsearchError | None = None, limit: int = 10, output: str = "xlsx", status: int = 200
) -> HTMLResponse:
    return render(
        request,
        "batch.html",
        status=status,
        error=error,
        limit=limit,
        output=output,
        formats=TABLE_FORMATS,
        most_queries=MAX_QUERIES,
        most_hits=MAX_HITS,
    )
