"""The pages that compare agencies and years."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from qsearch.errors import QsearchError
from qsearch.frameworks import parse_year
from qsearch.results import Changes, Comparison
from qsearch_api.inputs import HomeParts
from qsearch_api.pages.rendering import render
from qsearch_api.problems import status_of

__all__ = ["router"]

router = APIRouter()

Names = Annotated[list[str], Query(alias="with")]


@router.get("/compare")
def compare(request: Request, parts: HomeParts, agency: str = "", year: str = "", others: Names = []) -> HTMLResponse:  # noqa: B006 - FastAPI copies it
    """Let an agency be chosen, and show it beside the others."""
    comparison: Comparison | None = None
    error: QsearchError | None = None
    if agency.strip():
        try:
            comparison = parts.comparing.compare(
                agency.strip(), year=parse_year(year) if year.strip() else None, others=[one for one in others if one]
            )
        except QsearchError as raised:
            error = raised
    published = [ref for ref, _ in parts.shelving.plans().plans if ref.status == "published"]
    return render(
        request,
        "compare.html",
        status=200 if error is None else status_of(error),
        agency=agency.strip(),
        year=year.strip(),
        others=others,
        agencies=sorted({ref.agency for ref in published}),
        years=sorted({ref.year for ref in published if ref.year is not None}, reverse=True),
        comparison=comparison,
        error=error,
        names={framework.id: framework.name for framework in parts.frameworks},
    )


@router.get("/changes")
def changes(request: Request, parts: HomeParts, old: str = "", new: str = "") -> HTMLResponse:
    """Let two plans be chosen, and show what became of each item."""
    changed: Changes | None = None
    error: QsearchError | None = None
    if old and new:
        try:
            changed = parts.comparing.changes_of_plans(old, new)
        except QsearchError as raised:
            error = raised
    plans = sorted(
        (ref for ref, _ in parts.shelving.plans().plans), key=lambda ref: (ref.agency, ref.year or 0, ref.title)
    )
    return render(
        request,
        "changes.html",
        status=200 if error is None else status_of(error),
        plans=plans,
        chosen={ref.id: ref for ref in plans},
        old=old,
        new=new,
        changed=changed,
        error=error,
    )
