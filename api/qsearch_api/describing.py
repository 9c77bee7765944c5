"""Make the OpenAPI description true where FastAPI cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from qsearch_api.problems import MEDIA_TYPE
from qsearch_api.schemas import Problem

__all__ = ["describe"]

_STOCK_ERRORS = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, with problem+json as every error; made once."""
    if app.openapi_schema is None:
        shape = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = shape.setdefault("components", {}).setdefault("schemas", {})
        for stock in _STOCK_ERRORS:
            schemas.pop(stock, None)
        schemas["Problem"] = Problem.model_json_schema()
        problem = {
            "description": "錯誤",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in shape["paths"].values():
            for operation in path.values():
                # Bad parameters are answered as every other error is.
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = problem
        app.openapi_schema = shape
    return app.openapi_schema
