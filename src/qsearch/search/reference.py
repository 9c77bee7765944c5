"""Search in memory with rank_bm25: slow, plain, and what the real engine is held against."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qsearch.results import FacetCount
from qsearch.search.engine import (
    RUN_END,
    EngineAnswer,
    EngineItem,
    EngineQuery,
    FacetName,
    Field,
    FieldFilter,
    IndexState,
    Phrase,
    Scored,
    TermCount,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ReferenceEngine"]

_K1, _B = 1.2, 0.75


class ReferenceEngine:
    """Hold items in memory and score them with rank_bm25, its idf replaced by Lucene's."""

    def __init__(self) -> None:
        self._items: dict[str, EngineItem] = {}
        self._state: IndexState | None = None
        self._scorers: dict[Field, _FieldScorer] = {}

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query by looking at every item."""
        items = list(self._items.values())
        matching = [(place, item) for place, item in enumerate(items) if _matches(item, query)]
        scores = self._scores(query) if query.ranked else [0.0] * len(items)
        leading = None
        if query.ranked and query.flooded:
            last = {item.id for _, item in matching if not _leads(item, query)}
            leading = len(matching) - len(last)
            matching.sort(key=lambda match: (match[1].id in last, -scores[match[0]], match[1].id))
        elif query.ranked:
            matching.sort(key=lambda match: (-scores[match[0]], match[1].id))
        else:
            matching.sort(key=lambda match: (match[1].order, match[1].id))
        page = matching[query.offset : query.offset + query.limit]
        return EngineAnswer(
            hits=tuple(
                Scored(item.id, float(scores[place]), item.texts if query.texts else None) for place, item in page
            ),
            total=len(matching),
            facets=tuple((name, _count(name, [item for _, item in matching])) for name in query.facets),
            leading=leading,
        )

    def frequencies(self, field: Field, terms: Sequence[str]) -> tuple[int, ...]:
        """Return in how many items each term of a field stands."""
        held = [frozenset(_terms(item, field)) for item in self._items.values()]
        return tuple(sum(term in own for own in held) for term in terms)

    def terms_with_prefix(
        self, field: Field, prefix: str, *, filters: tuple[FieldFilter, ...] = (), limit: int
    ) -> tuple[TermCount, ...]:
        """Return the terms of a field that begin with a prefix, most frequent first."""
        counts: Counter[str] = Counter()
        for item in self._items.values():
            if _passes(item, filters):
                counts.update({term for term in _terms(item, field) if term.startswith(prefix)})
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(TermCount(term, n) for term, n in ordered[:limit])

    def count(self) -> int:
        """Return how many items are held."""
        return len(self._items)

    def state(self) -> IndexState | None:
        """Return what the items were made from."""
        return self._state

    def update(self, items: Iterable[EngineItem], *, plans: Iterable[str], state: IndexState) -> None:
        """Take away every item of `plans` and add `items`."""
        gone = frozenset(plans)
        kept = {id_: item for id_, item in self._items.items() if item.plan not in gone}
        self._items = kept | {item.id: item for item in items}
        self._state = state
        self._scorers = {}

    def rebuild(self, items: Iterable[EngineItem], *, state: IndexState) -> None:
        """Start again with just these items."""
        self._items = {item.id: item for item in items}
        self._state = state
        self._scorers = {}

    def _scores(self, query: EngineQuery) -> NDArray[np.float64]:
        import numpy as np

        total: NDArray[np.float64] = np.zeros(len(self._items))
        for term in query.terms:
            total += term.weight * self._scorer(term.field).scores(term.text)
        for phrase in query.required:
            for field in phrase.fields:
                for text in phrase.terms:
                    total += self._scorer(field).scores(text)
        return total

    def _scorer(self, field: Field) -> _FieldScorer:
        if field not in self._scorers:
            self._scorers[field] = _FieldScorer([_terms(item, field) for item in self._items.values()])
        return self._scorers[field]


class _FieldScorer:
    """Score the terms of one field.

    rank_bm25 takes the idf of Robertson and Sparck Jones, floored where it goes negative;
    Lucene's ln(1 + (N - n + 0.5) / (n + 0.5)) never does (Kamphuis et al. 2020, Which BM25
    do you mean?). rank_bm25 also divides by the number of documents and by their mean
    length, so a field that is empty everywhere must not reach it.
    """

    def __init__(self, documents: list[list[str]]) -> None:
        self._size = len(documents)
        self._bm25: Any = None
        if any(documents):
            from rank_bm25 import BM25Okapi

            self._bm25 = BM25Okapi(documents, k1=_K1, b=_B)
            for term, n in Counter(term for document in documents for term in set(document)).items():
                self._bm25.idf[term] = math.log(1 + (self._size - n + 0.5) / (n + 0.5))

    def scores(self, term: str) -> NDArray[np.float64]:
        """Return a score for each document, shape `(n_items,)`."""
        import numpy as np

        if self._bm25 is None:
            return np.zeros(self._size)
        scores: NDArray[np.float64] = self._bm25.get_scores([term])
        return scores


def _terms(item: EngineItem, field: Field) -> list[str]:
    return [term for run in _runs(item, (field,)) for term in run]


def _runs(item: EngineItem, fields: Sequence[Field]) -> list[list[str]]:
    return [run.split() for terms in item.fields if terms.field in fields for run in terms.terms.split(RUN_END)]


def _matches(item: EngineItem, query: EngineQuery) -> bool:
    if not _passes(item, query.filters):
        return False
    if query.years and not any(item.year is not None and item.year in years for years in query.years):
        return False
    if any(_holds(item, phrase) for phrase in query.excluded):
        return False
    if not all(_holds(item, phrase) for phrase in query.required):
        return False
    asked = [term for term in query.terms if term.matches]
    return not asked or any(term.text in _terms(item, term.field) for term in asked)


def _leads(item: EngineItem, query: EngineQuery) -> bool:
    return any(term.text in _terms(item, term.field) for term in query.terms if term.matches and not term.floods)


def _passes(item: EngineItem, filters: Iterable[FieldFilter]) -> bool:
    keys = dict(item.keys)
    return not any(wanted.keys.isdisjoint(keys.get(wanted.name, ())) for wanted in filters)


def _holds(item: EngineItem, phrase: Phrase) -> bool:
    wanted = list(phrase.terms)
    return any(
        run[i : i + len(wanted)] == wanted
        for run in _runs(item, phrase.fields)
        for i in range(len(run) - len(wanted) + 1)
    )


def _count(name: FacetName, items: list[EngineItem]) -> tuple[FacetCount, ...]:
    counts: Counter[str | int] = Counter()
    for item in items:
        if name != "year":
            counts.update(dict(item.facets).get(name, ()))
        elif item.year is not None:
            counts[item.year] += 1
    return tuple(FacetCount(value, n) for value, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
