"""Tell whether the service can answer."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

import qsearch
from qsearch_api.inputs import HomeParts
from qsearch_api.schemas import Health

__all__ = ["router"]

router = APIRouter(tags=["服務"])


@router.get(
    "/healthz",
    response_model=Health,
    summary="服務狀態",
    description="傳回 200 則可用；計畫目錄或索引無法使用時為 503。",
)
def healthz(parts: HomeParts) -> JSONResponse:
    """Look at catalogue and index."""
    plans = len(parts.shelving.plans().plans)
    return JSONResponse(
        {
            "status": "ok",
            "version": qsearch.__version__,
            "plans": plans,
            "index_current": parts.indexing.is_current(),
        }
    )
