"""Store, list, show and remove plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from starlette.responses import JSONResponse

from qsearch import wire
from qsearch_api.inputs import HomeParts, HomeTasks, uploads_of
from qsearch_api.schemas import IngestAnswer, PlanAnswer, PlansAnswer, RemovedAnswer, TaskAnswer, TaskStarted

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["計畫"])

PlanId = Annotated[str, Path(description="計畫的編號")]

_LONG_FILES = 10
_LONG_BYTES = 16 * 2**20
"""More files or bytes than these are ingested after the answer."""

_INGESTED: dict[int | str, dict[str, object]] = {
    202: {"model": TaskStarted, "description": "檔案較多，改於背景處理；進度見 /v1/tasks/{task}"},
    207: {"model": IngestAnswer, "description": "有檔案失敗，各檔結果見內容"},
}


@router.get("/plans", response_model=PlansAnswer, summary="列出計畫", description="列出所有計畫，含草稿。")
def plans(parts: HomeParts) -> JSONResponse:
    """List plans."""
    return JSONResponse(wire.listing_to_json(parts.shelving.plans()))


@router.post(
    "/plans",
    response_model=IngestAnswer,
    responses=_INGESTED,
    summary="上傳計畫",
    description="讀取並儲存上傳的計畫；個別檔案失敗不影響其他檔案。",
)
def ingest(
    parts: HomeParts,
    tasks: HomeTasks,
    files: Annotated[list[UploadFile], File(description="計畫檔案，可多檔")],
    draft: Annotated[bool, Form(description="存為草稿，不列入搜尋與比較")] = False,
    ocr: Annotated[bool, Form(description="以文字辨識讀取影像頁（需安裝 tesseract）")] = False,
    wait: Annotated[bool | None, Query(description="true：處理完才回應；false：立即回應 202；未給：依檔案多寡")] = None,
) -> JSONResponse:
    """Store uploaded plans, now or in the background."""
    uploads = uploads_of(files)
    long = ocr or len(uploads) > _LONG_FILES or sum(len(upload.data) for upload in uploads) > _LONG_BYTES
    if (not wait) if wait is not None else long:
        task = tasks.start(
            len(uploads),
            lambda progress: parts.ingesting.ingest_uploads(uploads, draft=draft, ocr=ocr, progress=progress),
        )
        return JSONResponse({"task": task}, status_code=202, headers={"Location": f"/v1/tasks/{task}"})
    report = parts.ingesting.ingest_uploads(uploads, draft=draft, ocr=ocr)
    return JSONResponse(wire.ingest_to_json(report), status_code=200 if report.ok else 207)


@router.get(
    "/tasks/{task}",
    response_model=TaskAnswer,
    summary="背景處理的進度",
    description="傳回進度；完成後 `result` 為各檔結果。",
)
def task_state(tasks: HomeTasks, task: Annotated[str, Path(description="上傳時回應的編號")]) -> JSONResponse:
    """Tell how far a task is."""
    state = tasks.state(task)
    return JSONResponse(
        {
            "task": state.id,
            "status": state.status,
            "done": state.done,
            "total": state.total,
            "result": None if state.report is None else wire.ingest_to_json(state.report),
            "error": None if state.error is None else wire.failure_to_json(state.error),
        }
    )


@router.get(
    "/plans/{plan_id}", response_model=PlanAnswer, summary="一份計畫", description="傳回計畫的前言與所有推動作法。"
)
def plan(parts: HomeParts, plan_id: PlanId) -> JSONResponse:
    """Show a plan."""
    return JSONResponse(wire.plan_to_json(parts.shelving.plan(plan_id)))


@router.delete(
    "/plans/{plan_id}", response_model=RemovedAnswer, summary="移除計畫", description="移除一份計畫及其推動作法。"
)
def remove(parts: HomeParts, plan_id: PlanId) -> JSONResponse:
    """Remove a plan."""
    return JSONResponse({"removed": parts.shelving.remove(plan_id)})
