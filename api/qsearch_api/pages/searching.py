"""The search page, and the page of one item."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from qsearch.plan import Filters
from qsearch.results import Facets
from qsearch.search.citations import citation
from qsearch.search.engine import Sort
from qsearch_api.inputs import HomeParts, filters_of
from qsearch_api.pages.facets import Asked, chosen_filters, facet_groups, year_span
from qsearch_api.pages.folding import folded_hits
from qsearch_api.pages.rendering import render
from qsearch_api.pages.words import FIELDS
from qsearch_api.parts import Parts

__all__ = ["router"]

router = APIRouter()

_PAGE = 20
_QUOTES = re.compile('[「」『』“”"]')
_SIMILAR = 8


@router.get("/")
def search(
    request: Request,
    parts: HomeParts,
    q: str = "",
    sort: Sort = "relevance",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Show the hits of a page beside the choices; an empty home says how to begin."""
    asked = Asked(q.strip(), _filters(request), sort, page)
    result = parts.finding.search(asked.q, _resolved(asked), sort=sort, limit=_PAGE, offset=(page - 1) * _PAGE)
    if not result.total and asked == Asked() and not parts.shelving.plans().plans:
        return render(request, "welcome.html")
    names = {framework.id: framework.name for framework in parts.frameworks}
    return render(
        request,
        "search.html",
        asked=asked,
        result=result,
        hits=folded_hits(result.hits, parts.institution),
        literal=asked.asking(f"「{_QUOTES.sub('', asked.q)}」"),
        groups=facet_groups(asked, result.facets, lambda field: _facets(parts, asked.without(field)), names),
        chosen=chosen_filters(asked, names),
        span=year_span(asked),
        pages=-(-result.total // _PAGE),
        first=(page - 1) * _PAGE + 1,
    )


@router.get("/items/{item_id}")
def item(request: Request, parts: HomeParts, item_id: str) -> HTMLResponse:
    """Show everything that is known of an item, and what is like it."""
    stored = parts.shelving.item(item_id)
    return render(
        request,
        "item.html",
        stored=stored,
        citation=citation(stored),
        similar=parts.finding.similar_to_item(item_id, limit=_SIMILAR).hits,
        frameworks={framework.id: framework.name for framework in parts.frameworks},
        corrected=parts.correcting.corrected(item_id),
        correctable=any(
            outline.dimensions for outline in parts.frameworks if outline.id == stored.item.label.framework
        ),
    )


def _filters(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the filters in the address, in its order, none twice; the two ends of the form for years are one."""
    params = request.query_params
    given = [(name, value.strip()) for name, value in params.multi_items() if name in FIELDS]
    first, last = (params.get(name, "").strip() for name in ("year_from", "year_to"))
    if first or last:
        given.append(("year", f"{first}-{last}"))
    return tuple(dict.fromkeys((name, value) for name, value in given if value))


def _facets(parts: Parts, asked: Asked) -> Facets:
    return parts.finding.search(asked.q, _resolved(asked), limit=0).facets


def _resolved(asked: Asked) -> Filters:
    return filters_of(**{field: list(asked.values(field)) for field in FIELDS})
