"""Suggest labels, and have them checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from qsearch import wire
from qsearch_api.inputs import HomeParts
from qsearch_api.schemas import CorrectedAnswer, CorrectRequest, ReviewAnswer, SuggestAnswer, SuggestRequest

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


@router.get(
    "/review",
    response_model=ReviewAnswer,
    summary="待確認的作法",
    description="已公開而尚未經人確認的作法，模型最沒有把握者在前。",
)
def review(
    parts: HomeParts,
    framework: Annotated[str | None, Query(description="評核架構的編號；未給則為最新的評核架構")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="至多幾項")] = 20,
    offset: Annotated[int, Query(ge=0, description="略過前幾項")] = 0,
) -> JSONResponse:
    """List the items to check."""
    found = parts.correcting.work_list(framework=framework, limit=limit, offset=offset)
    return JSONResponse(wire.work_list_to_json(found))


@router.post(
    "/corrections",
    response_model=CorrectedAnswer,
    summary="保存確認的標籤",
    description="記下一項作法經人確認的標籤、確認者與時間，下次訓練時採用。",
)
def correct(parts: HomeParts, request: CorrectRequest) -> JSONResponse:
    """Keep the label a person gives an item."""
    kept = parts.correcting.correct(request.item, request.label, by=request.by)
    return JSONResponse(wire.corrected_to_json(kept))
