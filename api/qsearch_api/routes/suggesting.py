"""Suggest labels."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

from qsearch import wire
from qsearch_api.inputs import HomeParts
from qsearch_api.schemas import SuggestAnswer, SuggestRequest

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["標籤建議"])


@router.post(
    "/suggest",
    response_model=SuggestAnswer,
    summary="建議構面與執行項目",
    description="逐段建議標籤，附機率、依據詞語與相近作法；順序同輸入。",
)
def suggest(parts: HomeParts, request: SuggestRequest) -> JSONResponse:
    """Suggest labels."""
    report = parts.suggesting.for_texts(
        request.texts, framework=request.framework, top=request.top, draft=request.draft
    )
    return JSONResponse(wire.suggestions_to_json(report))
