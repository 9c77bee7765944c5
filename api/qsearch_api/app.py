"""Build the web service over one home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI
from starlette.middleware import Middleware

import qsearch
from qsearch.errors import EngineUnavailable
from qsearch.settings import Settings
from qsearch.workspace import open_workspace
from qsearch_api import problems
from qsearch_api.describing import describe
from qsearch_api.gate import Gate
from qsearch_api.pages import STATIC, install_pages, problem_page
from qsearch_api.parts import Parts
from qsearch_api.routes import install_routes
from qsearch_api.tasks import Tasks

__all__ = ["MAX_UPLOAD", "create_app"]

MAX_UPLOAD = 64 * 1024 * 1024
"""The most bytes one request may bring."""

_DESCRIPTION = """搜尋、標示與標竿比較各機關的提升服務品質執行計畫。

回應與命令列 `--json` 相同；錯誤一律為 `application/problem+json`，`code` 亦與命令列相同。
年度為民國年，可寫 102、101-103，西元亦可。篩選條件可重複給值，同一條件的各值為「或」。"""


def create_app(settings: Settings) -> FastAPI:
    """Return the app; the home is opened when it starts and closed when it stops.

    Endpoints are plain functions that the server runs in threads; what they share is
    made at the start (`Parts`).
    """
    answer = problems.Problems(page=problem_page)
    app = FastAPI(
        title="qsearch",
        version=qsearch.__version__,
        description=_DESCRIPTION,
        lifespan=_lifespan(settings),
        # The stock pages load their scripts from elsewhere; /docs is a page of our own.
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Gate, refuse=answer.refusal, max_body=MAX_UPLOAD)],
    )
    answer.install(app)
    install_routes(app)
    app.mount("/static", STATIC, name="static")
    install_pages(app)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # FastAPI's own way to change it
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_workspace(settings) as workspace:
            app.state.parts = Parts.of(workspace)
            # Where another program holds the index, requests find out for themselves.
            with suppress(EngineUnavailable):
                app.state.parts.indexing.catch_up_if_free()
            with Tasks() as app.state.tasks:
                yield

    return lifespan
