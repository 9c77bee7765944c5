"""Compare agencies and years."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from qsearch import wire
from qsearch.frameworks import parse_year
from qsearch_api.inputs import HomeParts
from qsearch_api.schemas import ChangesAnswer, ComparisonAnswer, FrameworksAnswer

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["標竿比較"])


@router.get(
    "/compare",
    response_model=ComparisonAnswer,
    summary="與他機關比較",
    description="傳回各執行項目的作法數，以及他機關有而本機關無者。",
)
def compare(
    parts: HomeParts,
    agency: Annotated[str, Query(description="機關，歷來名稱皆可")],
    year: Annotated[str | None, Query(description="102 或 101-103；未給則取各機關最近一年")] = None,
    others: Annotated[list[str], Query(alias="with", description="比較的機關；未給則為同架構的所有機關")] = [],  # noqa: B006 - FastAPI copies it
) -> JSONResponse:
    """Compare agencies."""
    comparison = parts.comparing.compare(
        agency,
        year=parse_year(year) if year and year.strip() else None,
        others=[name for name in others if name.strip()],
    )
    return JSONResponse(wire.comparison_to_json(comparison))


@router.get(
    "/changes",
    response_model=ChangesAnswer,
    summary="兩份計畫的異動",
    description="逐項說明由舊計畫至新計畫為沿用、改寫、移列、刪除或新增。",
)
def changes(
    parts: HomeParts,
    old: Annotated[str, Query(description="舊計畫的編號")],
    new: Annotated[str, Query(description="新計畫的編號")],
) -> JSONResponse:
    """Compare two plans."""
    return JSONResponse(wire.changes_to_json(parts.comparing.changes_of_plans(old, new)))


@router.get(
    "/frameworks", response_model=FrameworksAnswer, summary="評核架構", description="列出評核架構及其構面與執行項目。"
)
def frameworks(parts: HomeParts) -> JSONResponse:
    """List frameworks."""
    return JSONResponse(wire.frameworks_to_json(parts.frameworks))
