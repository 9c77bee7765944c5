"""The pages to look things up: frameworks, and how programs may ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    shape = request.app.openapi()
    endpoints = [
        Endpoint(
            method.upper(),
            path,
            operation.get("summary", ""),
            operation.get("description", ""),
            (*_in_the_address(operation), *_in_the_body(operation, shape["components"]["schemas"])),
        )
        for path, operations in shape["paths"].items()
        for method, operation in operations.items()
    ]
    return render(request, "docs.html", endpoints=endpoints)


def _in_the_address(operation: dict[str, Any]) -> Iterator[Parameter]:
    for parameter in operation.get("parameters", ()):
        said = parameter.get("description") or parameter["schema"].get("description") or ""
        yield Parameter(parameter["name"], said, parameter.get("required", False))


def _in_the_body(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Parameter]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = schemas[content["schema"]["$ref"].rpartition("/")[2]]
        for name, field in schema["properties"].items():
            yield Parameter(name, field.get("description", ""), name in schema.get("required", ()))
