"""Get from tantivy what an EngineAnswer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qsearch.results import FacetCount
from qsearch.search.engine import EXACT_COUNTS, EngineQuery, FacetName, Field, Scored, TermCount
from qsearch.search.tantivy_query import last_query, leading_query
from qsearch.search.tantivy_schema import PLACE
from qsearch.search.texts_file import TextsReader

if TYPE_CHECKING:
    import tantivy

__all__ = ["Counted", "count_facets", "frequent_terms", "leading_page", "listed_page", "ranked_page"]

# Above what a home of 100,000 items holds; tantivy stops at 65,000 buckets over all facets.
_MOST_FACET_VALUES = 10_000
_SPARE_TERMS = 16
_ITEMS = "items"  # no facet's name


def ranked_page(
    searcher: tantivy.Searcher, query: tantivy.Query, offset: int, limit: int, held: TextsReader
) -> tuple[tuple[Scored, ...], int]:
    """Return a page by score, ties by id, and the size of the match set.

    tantivy breaks ties by where an item lies, so as many hits are taken as it needs for
    no tie to reach over the end of the page.
    """
    most = searcher.num_docs
    # tantivy makes room for all it is asked for, and ends the process where there is none.
    offset, limit = min(offset, most), min(limit, most)
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


def leading_page(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: EngineQuery, held: TextsReader
) -> tuple[tuple[Scored, ...], int]:
    """Return a page on which what matches by terms that flood alone comes last, and how many come before those.

    Nearly everything may match by one word; what matches by another is scored alone, and
    the others only where the page is not filled `enough`.
    """
    hits, leading = ranked_page(searcher, leading_query(schema, query), query.offset, query.limit, held)
    if leading < (query.offset + query.limit if query.enough is None else query.enough):
        offset, limit = max(query.offset - leading, 0), query.limit - len(hits)
        hits += ranked_page(searcher, last_query(schema, query), offset, limit, held)[0]
    return hits, leading


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

    most = searcher.num_docs
    offset, limit = min(offset, most), min(limit, most)  # as above
    # tantivy takes no limit of 0.
    result = searcher.search(query, max(limit, 1), offset=offset, order_by_field="order", order=tantivy.Order.Asc)
    return tuple(_scored(searcher, [(0.0, address) for _, address in result.hits[:limit]], held)), _total(result)


def _total(result: tantivy.SearchResult) -> int:
    total: int = result.count  # type: ignore[attr-defined]  # left out of tantivy's stubs
    return total


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold how many items match, and how many of them hold each value of some facets."""

    total: int
    values: dict[FacetName, dict[str | int, int]]

    def without(self, others: Counted) -> Counted:
        """Return the counts over the items of these that are not among the others, which all are among these."""
        left = {
            name: {value: n - others.values[name].get(value, 0) for value, n in counts.items()}
            for name, counts in self.values.items()
        }
        return Counted(self.total - others.total, left)

    def facets(self) -> tuple[tuple[FacetName, tuple[FacetCount, ...]], ...]:
        """Return the counts, most frequent first, then by value."""
        return tuple(
            (
                name,
                tuple(
                    FacetCount(value, n) for value, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if n
                ),
            )
            for name, counts in self.values.items()
        )


def count_facets(searcher: tantivy.Searcher, query: tantivy.Query, names: tuple[FacetName, ...]) -> Counted:
    """Count the match set, and the values of some facets over it."""
    asked: dict[str, object] = {
        name: {"terms": {"field": "year" if name == "year" else f"facet_{name}", "size": _MOST_FACET_VALUES}}
        for name in names
    }
    counted = searcher.aggregate(query, {**asked, _ITEMS: {"value_count": {"field": PLACE}}})
    return Counted(
        int(counted[_ITEMS]["value"]),
        {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in names},
    )


def frequent_terms(
    searcher: tantivy.Searcher, schema: tantivy.Schema, field: Field, prefix: str, passing: tantivy.Query, limit: int
) -> tuple[TermCount, ...]:
    """Return the terms with a prefix that stand in most of what passes, then by term.

    The dictionary knows in how many items a term stands, those taken away and those that
    don't pass among them. Counting what passes takes tantivy milliseconds a term for all
    items, so it is asked for the most frequent alone, as long as they may come first.
    """
    asked = limit + _SPARE_TERMS
    likely: list[tuple[str, int]] = searcher.terms_with_prefix(field, prefix, limit=asked)
    found: list[TermCount] = []
    for place, (term, most) in enumerate(likely):
        found.append(TermCount(term, most if most > EXACT_COUNTS else _passing(searcher, schema, field, term, passing)))
        following, count = likely[place + 1] if place + 1 < len(likely) else ("", 0)
        if sum((-one.count, one.term) < (-count, following) for one in found) >= limit:
            break
    found = [one for one in found if one.count]
    if len(found) < limit and len(likely) == asked:
        # Most of what begins so is of no use here: now everything is counted.
        exact: list[tuple[str, int]] = searcher.terms_with_prefix(field, prefix, passing, limit)
        return tuple(TermCount(term, n) for term, n in exact if n)
    return tuple(sorted(found, key=lambda one: (-one.count, one.term))[:limit])


def _passing(
    searcher: tantivy.Searcher, schema: tantivy.Schema, field: Field, term: str, passing: tantivy.Query
) -> int:
    from tantivy import Occur, Query

    holding = Query.const_score_query(Query.term_query(schema, field, term, index_option="basic"), 0.0)
    return _total(searcher.search(Query.boolean_query([(Occur.Must, holding), (Occur.Must, passing)]), 1))
