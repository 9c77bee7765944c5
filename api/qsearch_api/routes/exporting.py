"""Download plans as files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from qsearch_api.downloads import MEDIA_TYPES, download
from qsearch_api.inputs import FilterQuery, HomeParts

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["匯出"])

_FILES: dict[int | str, dict[str, object]] = {
    200: {
        "description": "檔案",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()},
    }
}

FormatName = Literal["jsonl", "csv", "xlsx", "ods", "odt", "docx"]


@router.get(
    "/export",
    response_class=Response,
    responses=_FILES,
    summary="匯出",
    description="下載符合篩選條件的公開計畫，或一份計畫；篩去部分項目的計畫標示為節錄。",
)
def export(
    parts: HomeParts,
    filters: FilterQuery,
    format_name: Annotated[FormatName, Query(alias="format", description="檔案格式")],
    plan: Annotated[str | None, Query(description="只匯出這份計畫（編號）")] = None,
) -> Response:
    """Send plans as a file."""
    return download(parts, format_name, filters=filters, plan_id=plan or None)
