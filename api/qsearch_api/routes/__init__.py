"""The endpoints of /v1: the contract's JSON, by the same functions as the command line's."""

from __future__ import annotations

from fastapi import FastAPI

from qsearch_api.routes import benchmarking, exporting, health, searching, shelves, suggesting

__all__ = ["install_routes"]


def install_routes(app: FastAPI) -> None:
    """Add every endpoint to the app."""
    for room in (searching, suggesting, shelves, benchmarking, exporting, health):
        app.include_router(room.router)
