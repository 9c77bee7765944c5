"""The pages on which people check labels: the least certain items first, or one item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from qsearch.errors import NotReady, QsearchError, QueryError
from qsearch.results import FrameworkOutline, WorkItem
from qsearch_api.inputs import HomeParts
from qsearch_api.pages.rendering import render
from qsearch_api.parts import Parts
from qsearch_api.problems import status_of

__all__ = ["router"]

router = APIRouter()

_PAGE = 20
_SEE_OTHER = 303
_FIELD = "label-"


@dataclass(frozen=True, slots=True)
class _Entered:
    """Hold what a person entered: a name, and the labels chosen by the ids of their items."""

    by: str
    labels: dict[str, str]

    @classmethod
    async def of(cls, request: Request) -> Self:
        """Read a form, whose fields are named after its items."""
        form = await request.form()
        texts = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        chosen = {name.removeprefix(_FIELD): value for name, value in texts.items() if name.startswith(_FIELD)}
        return cls(texts.get("by", ""), {item: label for item, label in chosen.items() if label})


Form = Annotated[_Entered, Depends(_Entered.of)]
_NOTHING = _Entered("", {})


@router.get("/review")
def work_list(
    request: Request,
    parts: HomeParts,
    framework: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    by: str = "",
    kept: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """List the items to check."""
    return _list(request, parts, framework, page, _Entered(by, {}), kept=kept)


@router.post("/review")
def keep(
    request: Request,
    parts: HomeParts,
    entered: Form,
    framework: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Keep the labels chosen on the list and lead back to the same place of it."""
    try:
        kept = _keep(parts, entered)
    except QsearchError as error:
        return _list(request, parts, framework, page, entered, error=error)
    asked = {"framework": framework, "page": page, "by": entered.by, "kept": kept}
    return RedirectResponse(f"/review?{urlencode(asked)}", status_code=_SEE_OTHER)


@router.get("/items/{item_id}/label")
def one(request: Request, parts: HomeParts, item_id: str) -> HTMLResponse:
    """Show one item to check."""
    return _one(request, parts, item_id, _NOTHING)


@router.post("/items/{item_id}/label")
def keep_one(request: Request, parts: HomeParts, entered: Form, item_id: str) -> Response:
    """Keep the label of one item and lead back to it."""
    try:
        _keep(parts, entered)
    except QsearchError as error:
        return _one(request, parts, item_id, entered, error=error)
    return RedirectResponse(f"/items/{item_id}", status_code=_SEE_OTHER)


def _keep(parts: Parts, entered: _Entered) -> int:
    if not entered.labels:
        raise QueryError("沒有選擇標籤。", hint="請於要確認的項目選擇標籤。")
    return len(parts.correcting.correct_all(entered.labels, by=entered.by))


def _list(
    request: Request,
    parts: Parts,
    framework: str,
    page: int,
    entered: _Entered,
    *,
    kept: int = 0,
    error: QsearchError | None = None,
) -> HTMLResponse:
    known = {outline.id: outline for outline in parts.frameworks}
    try:
        found = parts.correcting.work_list(framework=framework or None, limit=_PAGE, offset=(page - 1) * _PAGE)
    except NotReady as not_ready:
        return _page(request, known.get(framework), (), entered, frameworks=_with_labels(parts), error=not_ready)
    return _page(
        request,
        known[found.framework],
        found.items,
        entered,
        frameworks=_with_labels(parts),
        total=found.total,
        page=page,
        kept=kept,
        error=error,
    )


def _one(
    request: Request, parts: Parts, item_id: str, entered: _Entered, *, error: QsearchError | None = None
) -> HTMLResponse:
    entry = parts.correcting.work_item(item_id)
    outline = next(outline for outline in parts.frameworks if outline.id == entry.item.item.label.framework)
    return _page(request, outline, (entry,), entered, total=1, error=error)


def _page(
    request: Request,
    outline: FrameworkOutline | None,
    entries: tuple[WorkItem, ...],
    entered: _Entered,
    *,
    frameworks: tuple[FrameworkOutline, ...] = (),
    total: int = 0,
    page: int = 1,
    kept: int = 0,
    error: QsearchError | None = None,
) -> HTMLResponse:
    return render(
        request,
        "review.html",
        status=200 if error is None else status_of(error),
        outline=outline,
        entries=entries,
        entered=entered,
        frameworks=frameworks,
        total=total,
        page=page,
        pages=-(-total // _PAGE),
        kept=kept,
        error=error,
    )


def _with_labels(parts: Parts) -> tuple[FrameworkOutline, ...]:
    return tuple(outline for outline in parts.frameworks if outline.dimensions)
