"""Get from tantivy what an EngineAnswer holds."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from qsearch.results import FacetCount
from qsearch.search.engine import FacetName, Scored
from qsearch.search.tantivy_schema import PLACE
from qsearch.search.texts_file import TextsReader

if TYPE_CHECKING:
    import tantivy

__all__ = ["count_facets", "listed_page", "ranked_page"]

# Above what a home of 100,000 items holds; tantivy stops at 65,000 buckets over all facets.
_MOST_FACET_VALUES = 10_000


def ranked_page(
    searcher: tantivy.Searcher, query: tantivy.Query, offset: int, limit: int, held: TextsReader
) -> tuple[tuple[Scored, ...], int]:
    """Return a page by score, ties by id, and the size of the match set.

    tantivy breaks ties by where an item lies, so as many hits are taken as it needs for
    no tie to reach over the end of the page.
    """
    end = offset + limit
    asked = end + 32
    while True:
        result = searcher.search(query, asked)
        hits, total = result.hits, _total(result)
        if limit == 0 or len(hits) < asked or hits[-1][0] < hits[end - 1][0]:
            break
        asked *= 4
    page = hits[offset:end]
    if not page:
        return (), total
    best, worst = page[0][0], page[-1][0]
    before = sum(score > best for score, _ in hits[:offset])
    near = _scored(searcher, [hit for hit in hits[before:] if hit[0] >= worst], held)
    near.sort(key=lambda hit: (-hit.score, hit.id))
    return tuple(near[offset - before : end - before]), total


def _scored(
    searcher: tantivy.Searcher, hits: Sequence[tuple[float, tantivy.DocAddress]], held: TextsReader
) -> list[Scored]:
    places = searcher.fast_field_values(PLACE, [address for _, address in hits])
    # Every item has its place; tantivy's stubs know of no numbers that are always there.
    found = held.read([int(place or 0) for place in places])
    return [Scored(id_, score, texts) for (score, _), (id_, texts) in zip(hits, found, strict=True)]


def listed_page(
    searcher: tantivy.Searcher, query: tantivy.Query, offset: int, limit: int, held: TextsReader
) -> tuple[tuple[Scored, ...], int]:
    """Return a page in the order of listings, and the size of the match set."""
    import tantivy

    # tantivy takes no limit of 0.
    result = searcher.search(query, max(limit, 1), offset=offset, order_by_field="order", order=tantivy.Order.Asc)
    return tuple(_scored(searcher, [(0.0, address) for _, address in result.hits[:limit]], held)), _total(result)


def _total(result: tantivy.SearchResult) -> int:
    total: int = result.count  # type: ignore[attr-defined]  # left out of tantivy's stubs
    return total


def count_facets(
    searcher: tantivy.Searcher, query: tantivy.Query, names: tuple[FacetName, ...]
) -> tuple[tuple[FacetName, tuple[FacetCount, ...]], ...]:
    """Count the values of some facets over the match set, most frequent first."""
    if not names:
        return ()
    asked = {
        name: {
            "terms": {
                "field": "year" if name == "year" else f"facet_{name}",
                "size": _MOST_FACET_VALUES,
                "order": {"_key": "asc"},
            }
        }
        for name in names
    }
    counted = searcher.aggregate(query, asked)
    # Values come in order, and a stable sort keeps them so where counts are equal.
    return tuple(
        (
            name,
            tuple(
                FacetCount(bucket["key"], bucket["doc_count"])
                for bucket in sorted(counted[name]["buckets"], key=itemgetter("doc_count"), reverse=True)
            ),
        )
        for name in names
    )
