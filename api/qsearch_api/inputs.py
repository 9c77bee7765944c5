"""What requests bring along: the parts they use, filters, uploads."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, cast

from fastapi import Depends, Query, Request, UploadFile

from qsearch.errors import QueryError
from qsearch.frameworks import parse_year
from qsearch.plan import Filters
from qsearch.services.reading_plans import Upload
from qsearch_api.parts import Parts
from qsearch_api.tasks import Tasks

__all__ = ["FilterQuery", "HomeParts", "HomeTasks", "filters_of", "uploads_of"]


def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


def _tasks(request: Request) -> Tasks:
    return cast(Tasks, request.app.state.tasks)


def filters_of(
    agency: Annotated[list[str], Query(description="機關，歷來名稱皆可")] = [],  # noqa: B006 - FastAPI copies it
    year: Annotated[list[str], Query(description="民國年：102 或 101-103；西元亦可")] = [],  # noqa: B006
    dimension: Annotated[list[str], Query(description="構面，標準或原文用語")] = [],  # noqa: B006
    execution_item: Annotated[list[str], Query(description="執行項目，標準或原文用語")] = [],  # noqa: B006
    unit: Annotated[list[str], Query(description="承辦單位")] = [],  # noqa: B006
    framework: Annotated[list[str], Query(description="評核架構的編號，見 /v1/frameworks")] = [],  # noqa: B006
) -> Filters:
    """Return the filters asked for; a form sends its empty fields too, and they filter nothing.

    Raises QueryError for a year that is none.
    """
    agencies, years, dimensions, execution_items, units, frameworks = (
        tuple(value.strip() for value in values if value.strip())
        for values in (agency, year, dimension, execution_item, unit, framework)
    )
    return Filters(
        agency=agencies,
        year=tuple(parse_year(value) for value in years),
        dimension=dimensions,
        execution_item=execution_items,
        unit=units,
        framework=frameworks,
    )


def uploads_of(files: list[UploadFile]) -> tuple[Upload, ...]:
    """Return the files of a form; a form sends a field without a file too, and it is passed over.

    Raises QueryError where there is none.
    """
    uploads = tuple(Upload(_bare(file.filename), file.file.read()) for file in files if file.filename)
    if not uploads:
        raise QueryError("沒有收到檔案。", hint="請以 multipart/form-data 的 files 欄位上傳，可多檔。")
    return uploads


def _bare(name: str | None) -> str:
    # Some browsers on Windows send the whole path.
    return PurePosixPath((name or "").replace("\\", "/")).name or "未命名"


HomeParts = Annotated[Parts, Depends(_parts)]
HomeTasks = Annotated[Tasks, Depends(_tasks)]
FilterQuery = Annotated[Filters, Depends(filters_of)]
