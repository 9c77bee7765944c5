"""Find actions, and actions that are alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from qsearch.catalogue import Catalogue
from qsearch.errors import QueryError
from qsearch.frameworks import Agencies, Frameworks, resolve
from qsearch.plan import Filters, StoredItem
from qsearch.results import CompletionResult, Hit, MatchReason, SearchResult, SimilarHit, SimilarResult
from qsearch.search.citations import citation
from qsearch.search.completing import Completer
from qsearch.search.engine import Scored, Sort
from qsearch.search.fields import FieldQuery, read_fields
from qsearch.search.finder import Finder, Ranked
from qsearch.search.highlights import highlight

__all__ = ["MAX_COMPLETIONS", "MAX_LIMIT", "MAX_QUERY", "Finding"]

MAX_LIMIT = 1000
"""The most hits of one page."""

MAX_QUERY = 2000
"""The most characters of a query: room for a pasted paragraph; a pasted book would take seconds."""

MAX_COMPLETIONS = 50
"""The most ways to go on that are named at once."""


class Finding:
    """Answer searches out of the index, with the items as the catalogue holds them."""

    def __init__(
        self,
        catalogue: Catalogue,
        finder: Finder,
        completer: Completer,
        frameworks: Frameworks,
        agencies: Agencies,
        catch_up: Callable[[], object],
    ) -> None:
        self._catalogue = catalogue
        self._finder = finder
        self._completer = completer
        self._frameworks = frameworks
        self._agencies = agencies
        self._catch_up = catch_up

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        *,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResult:
        """Return a page of published items that match, and counts over all that match.

        A blank query lists what the filters let through. `took_ms` counts from the call.
        Raises QueryError for a query that is too long, and for a filter, a limit or an offset
        that makes no sense.
        """
        started = time.perf_counter()
        if limit > MAX_LIMIT:
            raise QueryError(
                f"一次最多列出 {MAX_LIMIT} 項，不能是 {limit} 項。", hint="請以 offset 分頁，或以 export 匯出。"
            )
        self._catch_up()
        asked = _read(query, filters or Filters())
        ranked = self._finder.search(
            asked.text,
            resolve(asked.filters, self._frameworks, self._agencies),
            sort=sort,
            limit=limit,
            offset=offset,
        )
        at = {hit.id: place for place, hit in enumerate(ranked.hits)}
        # An item removed since the index was read is passed over; the next search knows.
        found = self._catalogue.items([hit.id for hit in ranked.hits])
        hits = tuple(_hit(stored, ranked, at[stored.item.id or ""]) for stored in found)
        return SearchResult(
            query=query,
            interpreted=" ".join((*asked.typed, *([ranked.interpreted] if ranked.interpreted else []))),
            total=ranked.total,
            took_ms=(time.perf_counter() - started) * 1000,
            hits=hits,
            facets=ranked.facets,
            did_you_mean=ranked.did_you_mean,
            repaired=ranked.repaired,
        )

    def complete(self, prefix: str, *, limit: int = 10) -> CompletionResult:
        """Return what the beginning of a query may become, out of what is published.

        Raises QueryError for a limit below 0 or above `MAX_COMPLETIONS`.
        """
        if not 0 <= limit <= MAX_COMPLETIONS:
            raise QueryError(f"limit 應為 0 至 {MAX_COMPLETIONS}，不能是 {limit}。")
        self._catch_up()
        return CompletionResult(prefix, self._completer.complete(prefix, limit=limit))

    def ranked_ids(self, query: str, filters: Filters, depth: int) -> Sequence[str]:
        """Return the ids of the first `depth` items, best first, for evaluation."""
        self._catch_up()
        asked = _read(query, filters)
        resolved = resolve(asked.filters, self._frameworks, self._agencies)
        return [hit.id for hit in self._finder.search(asked.text, resolved, limit=depth).hits]

    def similar_to_item(self, item_id: str, *, limit: int = 10) -> SimilarResult:
        """Return the published items most like a stored one; raises NotFound."""
        stored = self._catalogue.item(item_id)
        self._catch_up()
        hits = self._finder.similar(stored.item.text, limit=_checked(limit), exclude=frozenset({item_id}))
        return SimilarResult(stored, stored.item.text, self._with_items(hits))

    def similar_to_text(self, text: str, *, limit: int = 10) -> SimilarResult:
        """Return the published items most like a text; raises QueryError for a blank one."""
        if not text.strip():
            raise QueryError("沒有可比對的文字。", hint="請輸入一段作法文字。")
        self._catch_up()
        return SimilarResult(None, text, self._with_items(self._finder.similar(text, limit=_checked(limit))))

    def similar_to_each(self, texts: Sequence[str], *, limit: int = 10) -> tuple[tuple[SimilarHit, ...], ...]:
        """Return for each text the published items most like it; none for a blank one."""
        self._catch_up()
        return tuple(
            self._with_items(self._finder.similar(text, limit=_checked(limit))) if text.strip() else ()
            for text in texts
        )

    def _with_items(self, hits: Sequence[Scored]) -> tuple[SimilarHit, ...]:
        scores = {hit.id: hit.score for hit in hits}
        found = self._catalogue.items([hit.id for hit in hits])
        return tuple(SimilarHit(stored, scores[stored.item.id or ""]) for stored in found)


def _hit(stored: StoredItem, ranked: Ranked, place: int) -> Hit:
    explanation = tuple(
        MatchReason(found.unit.text, found.how, found.where, found.strength, found.matched)
        for found in ranked.evidence[place]
    )
    marked = highlight(stored, ranked.marks[place])
    return Hit(stored, ranked.hits[place].score, marked, citation(stored), explanation)


def _read(query: str, filters: Filters) -> FieldQuery:
    if len(query) > MAX_QUERY:
        raise QueryError(
            f"查詢至多 {MAX_QUERY:,} 字，不能是 {len(query):,} 字。",
            hint="請貼上其中一段；要找與整段文字相似的作法，請用 similar。",
        )
    return read_fields(query, filters)


def _checked(limit: int) -> int:
    if limit > MAX_LIMIT:
        raise QueryError(f"一次最多列出 {MAX_LIMIT} 項，不能是 {limit} 項。", hint="請減少項數。")
    return limit
