"""The pages to look things up: frameworks, and how programs may ask."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from qsearch_api.inputs import HomeParts
from qsearch_api.pages.rendering import render

__all__ = ["router"]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe one parameter of an endpoint."""

    name: str
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Describe one endpoint of /v1."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]


@router.get("/frameworks")
def frameworks(request: Request, parts: HomeParts) -> HTMLResponse:
    """List the frameworks with their labels."""
    return render(request, "frameworks.html", frameworks=parts.frameworks)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """List the endpoints, out of the OpenAPI description."""
    paths = request.app.openapi()["paths"]
    endpoints = [
        Endpoint(
            method.upper(),
            path,
            operation.get("summary", ""),
            operation.get("description", ""),
            tuple(
                Parameter(
                    parameter["name"],
                    parameter.get("description") or parameter["schema"].get("description") or "",
                    parameter.get("required", False),
                )
                for parameter in operation.get("parameters", ())
            ),
        )
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return render(request, "docs.html", endpoints=endpoints)
