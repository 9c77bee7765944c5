"""Render templates: one environment, with what every page may say."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

import qsearch
from qsearch.labels.doubts import doubted
from qsearch.search.explaining import explained
from qsearch_api.pages import words
from qsearch_api.pages.differing import difference
from qsearch_api.pages.marking import excerpt, marked, spans_of
from qsearch_api.schemas import Problem

__all__ = ["STATIC", "problem_page", "render"]

_HERE = Path(__file__).parent

STATIC = StaticFiles(directory=_HERE / "static")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        version=qsearch.__version__,
        words=words,
        marked=marked,
        excerpt=excerpt,
        spans_of=spans_of,
        difference=difference,
        explained=explained,
        doubted=doubted,
        query=lambda **values: urlencode(values, doseq=True),
    )
    environment.filters.update(
        roc=words.year, place=words.place, percent=words.percent, size=words.size, runs_of=_runs_of
    )
    return environment


def _runs_of(entries: Iterable[object], attribute: str) -> list[tuple[object, list[object]]]:
    """Group neighbours that share an attribute; Jinja's own `groupby` would sort them."""
    return [(value, list(group)) for value, group in groupby(entries, attrgetter(attribute))]


_ENVIRONMENT = _environment()


def render(request: Request, template: str, /, *, status: int = 200, **context: object) -> HTMLResponse:
    """Return a page; `context` is what its template names."""
    html = _ENVIRONMENT.get_template(template).render(path=request.url.path, **context)
    return HTMLResponse(html, status_code=status)


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """Return the page that tells of an error."""
    return render(request, "problem.html", status=problem.status, problem=problem)
