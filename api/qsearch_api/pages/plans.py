"""The pages of plans: list, upload, show, remove."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from qsearch.errors import NotFound
from qsearch.exporting.layout import lay_out
from qsearch.exporting.reading_shown import FILES
from qsearch_api.inputs import HomeParts, HomeTasks, uploads_of
from qsearch_api.pages.rendering import render

__all__ = ["router"]

router = APIRouter()

_PATIENCE = 3.0
"""Seconds to wait for an upload before its progress is shown."""
_SEE_OTHER = 303


@router.get("/plans")
def plans(request: Request, parts: HomeParts, removed: bool = False) -> HTMLResponse:
    """List the stored plans, with the form to add some."""
    stored = sorted(
        parts.shelving.plans().plans, key=lambda entry: (entry[0].agency, -(entry[0].year or 0), entry[0].title)
    )
    return render(
        request,
        "plans.html",
        plans=stored,
        removed=removed,
        frameworks={framework.id: framework.name for framework in parts.frameworks},
    )


@router.post("/plans")
def upload(
    parts: HomeParts,
    tasks: HomeTasks,
    files: list[UploadFile],
    draft: Annotated[bool, Form()] = False,
    ocr: Annotated[bool, Form()] = False,
) -> Response:
    """Begin an ingest and lead to its report."""
    uploads = uploads_of(files)
    task = tasks.start(
        len(uploads),
        lambda progress: parts.ingesting.ingest_uploads(uploads, draft=draft, ocr=ocr, progress=progress),
    )
    tasks.state(task, patience=_PATIENCE)
    return RedirectResponse(f"/tasks/{task}", status_code=_SEE_OTHER)


@router.get("/tasks/{task}")
def task_state(request: Request, tasks: HomeTasks, task: str) -> HTMLResponse:
    """Show how far an upload is; the page loads itself again until it is done."""
    return render(request, "task.html", task=tasks.state(task))


@router.get("/plans/{plan_id}")
def plan(request: Request, parts: HomeParts, plan_id: str) -> HTMLResponse:
    """Show a plan as agencies lay it out."""
    held = parts.shelving.plan(plan_id)
    return render(
        request,
        "plan.html",
        plan=held,
        ref=parts.shelving.plan_ref(plan_id),
        layout=lay_out(held),
        frameworks={framework.id: framework.name for framework in parts.frameworks},
    )


@router.get("/plans/{plan_id}/reading/{file}")
def reading(parts: HomeParts, plan_id: str, file: str) -> Response:
    """Show what was read of a plan's file: the page, or a picture or style of it."""
    if FILES.fullmatch(file) is None:
        raise NotFound(f"讀取結果中沒有「{file}」。")
    found = parts.showing.shown(plan_id) / file
    if not found.is_file():
        raise NotFound(f"讀取結果中沒有「{file}」。")
    return FileResponse(found)


@router.get("/plans/{plan_id}/remove")
def ask_before_removing(request: Request, parts: HomeParts, plan_id: str) -> HTMLResponse:
    """Ask whether a plan shall go."""
    ref = parts.shelving.plan_ref(plan_id)
    return render(request, "remove.html", ref=ref)


@router.post("/plans/{plan_id}/remove")
def remove(parts: HomeParts, plan_id: str) -> Response:
    """Remove a plan."""
    parts.shelving.remove(plan_id)
    return RedirectResponse("/plans?removed=true", status_code=_SEE_OTHER)
