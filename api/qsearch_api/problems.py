"""One shape for every error: application/problem+json (RFC 9457), or a page for people.

`code` is the same as on the command line, so a program needs to learn it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from qsearch.errors import (
    CatalogueError,
    ConfigError,
    EngineUnavailable,
    InputError,
    NotFound,
    NotReady,
    QsearchError,
    QueryError,
    UnsupportedFormat,
)
from qsearch_api.gate import SECURITY_HEADERS
from qsearch_api.schemas import Problem

__all__ = ["MEDIA_TYPE", "Problems", "is_for_programs", "status_of", "title_of"]

MEDIA_TYPE = "application/problem+json"

_STATUSES: tuple[tuple[type[QsearchError], HTTPStatus], ...] = (
    (UnsupportedFormat, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (QueryError, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotReady, HTTPStatus.CONFLICT),
    (EngineUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (CatalogueError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ConfigError, HTTPStatus.INTERNAL_SERVER_ERROR),
)

_TITLES = {
    HTTPStatus.BAD_REQUEST: "請求有誤",
    HTTPStatus.FORBIDDEN: "不接受此請求",
    HTTPStatus.NOT_FOUND: "查無資料",
    HTTPStatus.METHOD_NOT_ALLOWED: "不支援此方法",
    HTTPStatus.CONFLICT: "尚未就緒",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "內容過大",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "不支援的檔案格式",
    HTTPStatus.UNPROCESSABLE_ENTITY: "無法處理的內容",
    HTTPStatus.INTERNAL_SERVER_ERROR: "系統錯誤",
    HTTPStatus.SERVICE_UNAVAILABLE: "服務暫時無法使用",
}

_CODES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large", HTTPStatus.BAD_REQUEST: "bad-request"}

_REFUSALS: dict[HTTPStatus, tuple[str, str | None]] = {
    HTTPStatus.NOT_FOUND: ("沒有這個網址。", "請由首頁或 /docs 的說明開始。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("這個網址不支援此方法。", "可用的方法見 /docs。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("上傳內容過大。", "請分次上傳，或於主機上以 qsearch ingest 匯入。"),
    HTTPStatus.BAD_REQUEST: ("請求的內容無法解讀。", "格式說明見 /docs。"),
}

_FAULTS_SHOWN = 3
# Pydantic's error types (https://docs.pydantic.dev/latest/errors/validation_errors/), in Chinese.
_FAULTS = {
    "missing": "為必填",
    "int_parsing": "應為整數",
    "int_type": "應為整數",
    "int_from_float": "應為整數",
    "bool_parsing": "應為 true 或 false",
    "string_type": "應為文字",
    "string_too_long": "至多 {max_length} 字",
    "list_type": "應為陣列",
    "too_short": "至少 {min_length} 項",
    "too_long": "至多 {max_length} 項",
    "greater_than_equal": "不得小於 {ge}",
    "less_than_equal": "不得大於 {le}",
    "literal_error": "應為 {expected}",
    "json_invalid": "不是 JSON",
    "model_attributes_type": "應為 JSON 物件",
}

ProblemPage = Callable[[Request, Problem], Response]


class Problems:
    """Answer every error of an app in one shape; `page` renders those of pages for people."""

    def __init__(self, *, page: ProblemPage) -> None:
        self._page = page

    def install(self, app: FastAPI) -> None:
        """Answer all that the app raises."""
        app.add_exception_handler(QsearchError, self._ours)
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(HTTPException, self._refused)
        app.add_exception_handler(Exception, self._unexpected)

    def refusal(
        self, request: Request, status: HTTPStatus, code: str, detail: str, hint: str | None = None
    ) -> Response:
        """Return the answer to a request that cannot be served."""
        problem = Problem(title=title_of(status), status=status, detail=detail, code=code, hint=hint)
        if is_for_programs(request):
            return JSONResponse(problem.model_dump(), status_code=status, media_type=MEDIA_TYPE)
        return self._page(request, problem)

    def _ours(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, QsearchError):
            raise error
        return self.refusal(request, status_of(error), error.code, error.message, error.hint)

    def _invalid(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        faults = "；".join(_fault(entry) for entry in error.errors()[:_FAULTS_SHOWN])
        return self.refusal(
            request,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "bad-request",
            f"請求的參數有誤：{faults}。",
            "參數說明見 /docs。",
        )

    def _refused(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        status = HTTPStatus(error.status_code)
        detail, hint = _REFUSALS.get(status, (f"{title_of(status)}。", None))
        response = self.refusal(request, status, _code_of(status), detail, hint)
        # 405 names the methods allowed there.
        response.headers.update(error.headers or {})
        return response

    def _unexpected(self, request: Request, _: Exception) -> Response:
        # The server logs the traceback; it is nothing for the client.
        response = self.refusal(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "系統發生未預期的錯誤。",
            "請洽系統管理人員查閱紀錄。",
        )
        # Starlette answers these outside of all middleware.
        response.headers.update(SECURITY_HEADERS)
        return response


def status_of(error: QsearchError) -> HTTPStatus:
    """Return the status that answers an error; 500 for one that no row of the table names."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def title_of(status: HTTPStatus) -> str:
    """Return the title of a status in Chinese."""
    return _TITLES.get(status, status.phrase)


def is_for_programs(request: Request) -> bool:
    """Whether a request is for the API rather than for a page."""
    path = request.url.path
    return path in {"/v1", "/healthz", "/openapi.json"} or path.startswith("/v1/")


def _code_of(status: HTTPStatus) -> str:
    return _CODES.get(status, status.phrase.lower().replace(" ", "-"))


def _fault(entry: Mapping[str, Any]) -> str:
    """Say what is wrong with one parameter; `entry` is an error of pydantic."""
    where = ".".join(str(part) for part in entry["loc"][1:]) or "內容"
    wording = _FAULTS.get(entry["type"])
    if wording is None:
        return f"{where}（{entry['msg']}）"
    return f"{where} {wording.format(**entry.get('ctx', {}))}"
