"""The page that suggests labels for a draft."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import HTMLResponse, Response

from qsearch.errors import QsearchError, QueryError
from qsearch.results import Suggestion, SuggestionReport
from qsearch.services.reading_plans import Upload
from qsearch_api.downloads import MEDIA_TYPES, attachment
from qsearch_api.inputs import HomeParts, uploads_of
from qsearch_api.pages.rendering import render
from qsearch_api.parts import Parts
from qsearch_api.problems import status_of

__all__ = ["router"]

router = APIRouter()

_MOST_TEXTS = 2000
_OUTPUTS = ("odt", "docx", "xlsx")


@router.get("/suggest")
def form(request: Request, parts: HomeParts) -> HTMLResponse:
    """Show the empty form."""
    return _page(request, parts)


@router.post("/suggest")
def suggest(
    request: Request,
    parts: HomeParts,
    texts: Annotated[str, Form()] = "",
    framework: Annotated[str, Form()] = "",
    output: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """Show suggestions for the actions typed, one a line, or for a file; or hand them out as a table."""
    actions = [line.strip() for line in texts.splitlines() if line.strip()]
    upload = None if file is None or not file.filename else uploads_of([file])[0]
    try:
        if output in _OUTPUTS:
            return _file(parts, actions, upload, framework or None, output)
        report = _report(parts, actions, upload, framework or None)
    except QsearchError as error:
        return _page(request, parts, texts=texts, framework=framework, error=error, status=status_of(error))
    return _page(
        request, parts, texts=texts, framework=framework, report=report, file_name=upload.name if upload else None
    )


def _page(
    request: Request,
    parts: Parts,
    *,
    status: int = 200,
    texts: str = "",
    framework: str = "",
    report: SuggestionReport | None = None,
    file_name: str | None = None,
    error: QsearchError | None = None,
) -> HTMLResponse:
    return render(
        request,
        "suggest.html",
        status=status,
        texts=texts,
        framework=framework,
        frameworks=[entry for entry in parts.frameworks if entry.dimensions],
        names={entry.id: entry.name for entry in parts.frameworks},
        report=report,
        entries=() if report is None else _ordered(report),
        file_name=file_name,
        error=error,
    )


def _report(
    parts: Parts, actions: list[str], upload: Upload | None, framework: str | None, output: Path | None = None
) -> SuggestionReport:
    if upload is not None and actions:
        raise QueryError("文字與檔案請擇一。", hint="清空文字框，或不選檔案。")
    if upload is not None:
        return parts.suggesting.for_upload(upload, framework=framework, output=output)
    if not actions:
        raise QueryError("沒有推動作法。", hint="請於文字框輸入，每行一項；或選擇草案檔案。")
    if len(actions) > _MOST_TEXTS:
        raise QueryError(f"一次至多 {_MOST_TEXTS} 項，不能是 {len(actions)} 項。", hint="請分次送出。")
    return parts.suggesting.for_texts(actions, framework=framework, output=output, draft=True)


def _file(parts: Parts, actions: list[str], upload: Upload | None, framework: str | None, format_name: str) -> Response:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"draft.{format_name}"
        _report(parts, actions, upload, framework, path)
        data = path.read_bytes()
    stem = Path(upload.name).stem if upload else "草案"
    return Response(data, media_type=MEDIA_TYPES[format_name], headers=attachment(f"{stem}_標籤建議.{format_name}"))


def _ordered(report: SuggestionReport) -> list[tuple[int, Suggestion]]:
    """Return the entries with their numbers, those that contradict the draft first."""
    return sorted(enumerate(report.items, 1), key=lambda entry: (entry[1].agrees is not False, entry[0]))
