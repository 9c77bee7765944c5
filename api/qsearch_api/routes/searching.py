"""Search, and find what is alike."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Path, Query, UploadFile
from starlette.responses import JSONResponse, Response

from qsearch import wire
from qsearch.search.engine import Sort
from qsearch_api.downloads import MEDIA_TYPES, answered_sheet
from qsearch_api.inputs import FilterQuery, HomeParts, uploads_of
from qsearch_api.schemas import CompletionAnswer, Item, SearchAnswer, SimilarAnswer

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["搜尋"])

_SHEETS: dict[int | str, dict[str, object]] = {
    200: {
        "description": "試算表",
        "content": {
            MEDIA_TYPES[name]: {"schema": {"type": "string", "format": "binary"}} for name in ("xlsx", "ods", "csv")
        },
    }
}

ItemId = Annotated[str, Path(description="項目的編號")]
Limit = Annotated[int, Query(description="最多幾項，0 至 1000")]


@router.get(
    "/search",
    response_model=SearchAnswer,
    summary="搜尋推動作法",
    description="傳回一頁結果；`total` 與 `facets` 為全部符合者的計數。",
)
def search(
    parts: HomeParts,
    filters: FilterQuery,
    q: Annotated[str, Query(description="查詢，至多 2000 字；空白則列出符合篩選條件者")] = "",
    sort: Annotated[Sort, Query(description="依相關程度，或依年度由新至舊")] = "relevance",
    limit: Limit = 10,
    offset: Annotated[int, Query(description="略過前幾項")] = 0,
) -> JSONResponse:
    """Answer a search."""
    return JSONResponse(wire.search_to_json(parts.finding.search(q, filters, sort=sort, limit=limit, offset=offset)))


@router.post(
    "/search/batch",
    response_class=Response,
    responses=_SHEETS,
    summary="整批查詢",
    description="上傳 CSV（第一欄為查詢，其後各欄以篩選條件為欄名），下載各查詢的前幾項作法，附出處、分數與理由。",
)
def search_batch(
    parts: HomeParts,
    filters: FilterQuery,
    file: Annotated[UploadFile, File(description="查詢表，CSV，至多 1000 個查詢")],
    limit: Annotated[int, Query(description="每個查詢最多幾項，1 至 100")] = 10,
    format_name: Annotated[Literal["xlsx", "ods", "csv"], Query(alias="format", description="檔案格式")] = "xlsx",
) -> Response:
    """Answer a sheet of queries with a sheet of hits."""
    return answered_sheet(parts, uploads_of([file])[0], format_name, filters=filters, limit=limit)


@router.get(
    "/complete",
    response_model=CompletionAnswer,
    summary="輸入時的建議",
    description="傳回由所輸入文字續成的詞（最常印出者在前），以及以其開頭或含有其文字的過去作法；不含草稿。",
)
def complete(
    parts: HomeParts,
    q: Annotated[str, Query(description="已輸入的文字，繁簡皆可")] = "",
    limit: Annotated[int, Query(description="最多幾個，0 至 50")] = 10,
) -> JSONResponse:
    """Tell what the beginning of a query may become."""
    return JSONResponse(wire.completions_to_json(parts.finding.complete(q, limit=limit)))


@router.get("/items/{item_id}", response_model=Item, summary="一項推動作法", description="傳回一項推動作法及其計畫。")
def item(parts: HomeParts, item_id: ItemId) -> JSONResponse:
    """Show an item."""
    return JSONResponse(wire.stored_item_to_json(parts.shelving.item(item_id)))


@router.get(
    "/items/{item_id}/similar",
    response_model=SimilarAnswer,
    summary="與某項相似的作法",
    description="傳回文字最相近的已公開作法，`score` 為 0 至 1。",
)
def similar_to_item(parts: HomeParts, item_id: ItemId, limit: Limit = 10) -> JSONResponse:
    """Find what is like an item."""
    return JSONResponse(wire.similar_to_json(parts.finding.similar_to_item(item_id, limit=limit)))


@router.get(
    "/similar",
    response_model=SimilarAnswer,
    summary="與一段文字相似的作法",
    description="傳回文字最相近的已公開作法，`score` 為 0 至 1。",
)
def similar_to_text(
    parts: HomeParts, text: Annotated[str, Query(max_length=10_000, description="一段作法文字")], limit: Limit = 10
) -> JSONResponse:
    """Find what is like a text."""
    return JSONResponse(wire.similar_to_json(parts.finding.similar_to_text(text, limit=limit)))
