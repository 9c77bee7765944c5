"""The pages for people: made on the server, in Traditional Chinese, working without JavaScript."""

from __future__ import annotations

from fastapi import FastAPI

from qsearch_api.pages import batching, benchmarking, plans, reference, reviewing, searching, suggesting
from qsearch_api.pages.rendering import STATIC, problem_page

__all__ = ["STATIC", "install_pages", "problem_page"]


def install_pages(app: FastAPI) -> None:
    """Add every page to the app."""
    for room in (searching, batching, plans, suggesting, reviewing, benchmarking, reference):
        app.include_router(room.router, include_in_schema=False)
