"""Find items for a query, and items that are like a text."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from qsearch.errors import QueryError
from qsearch.frameworks.filtering import ResolvedFilters
from qsearch.results import Facets
from qsearch.search.engine import (
    FACETS,
    Engine,
    EngineAnswer,
    EngineQuery,
    Field,
    FieldFilter,
    ItemTexts,
    Scored,
    Sort,
    WeightedTerm,
)
from qsearch.search.index import status_filter
from qsearch.search.query import GroupWeights, engine_query, parse_query, unquoted
from qsearch.search.ranking import DEPTH, Evidence, Ranking, Weights
from qsearch.search.spelling import Speller
from qsearch.text.analyse import Analyser

__all__ = ["Finder", "Ranked"]

# Similar items are picked by the bigrams that tell most, then compared bigram by bigram.
_TELLING_BIGRAMS = 64
_LEAST_CANDIDATES = 30

_FLOOD = 0.05
"""The share of all items from which on a term floods: nothing is known of an item that matches by it alone."""

_FEW = 20
"""So many items are looked through in any case."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hold a page of hits and what is known of the whole match set.

    `marks` is what `highlight` marks in each hit, and `evidence` what it has for each
    thing asked for, hit by hit. `repaired` says that what was looked for is `did_you_mean`.
    """

    hits: tuple[Scored, ...]
    total: int
    facets: Facets
    interpreted: str
    marks: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    did_you_mean: str | None = None
    repaired: bool = False


class Finder:
    """Join an engine with the analysis its index was built by.

    `weights` are those of ranking again, of which the engine's first `depth` hits are
    taken (0: the engine's order stands); `groups` those of the engine's fields. Without
    a `speller` nothing that was typed is mended.
    """

    def __init__(
        self,
        engine: Engine,
        analyser: Analyser,
        weights: Weights | None = None,
        speller: Speller | None = None,
        *,
        groups: GroupWeights | None = None,
        depth: int = DEPTH,
    ) -> None:
        self._engine = engine
        self._analyser = analyser
        self._weights = weights
        self._speller = speller
        self._groups = groups
        self._depth = depth

    def search(
        self,
        text: str,
        filters: ResolvedFilters | None = None,
        *,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        drafts: bool = False,
    ) -> Ranked:
        """Find what a typed query asks for; a blank one asks for everything that passes.

        Raises QueryError for a page that cannot be, EngineUnavailable where the engine
        cannot look.
        """
        if limit < 0 or offset < 0:
            raise QueryError(f"limit（{limit}）與 offset（{offset}）不能是負數。")
        parsed = parse_query(text, self._analyser)
        better = self._speller.repaired(text) if self._speller is not None else None
        # A word that stands nowhere finds nothing: what it most likely was is looked for instead.
        # Who puts it in quotes means it as it is typed.
        repaired = better is not None and not parsed.required
        if better is not None and repaired:
            parsed = parse_query(better, self._analyser)
        if parsed.empty:
            return Ranked((), 0, Facets(), parsed.interpreted, did_you_mean=better, repaired=repaired)
        end = offset + limit
        first = self._depth if sort == "relevance" and offset < self._depth else 0
        asked = engine_query(parsed, self._groups)
        query = replace(
            asked,
            terms=self._telling(asked.terms),
            filters=(*_field_filters(filters or ResolvedFilters()), status_filter(drafts=drafts)),
            years=filters.year if filters else (),
            sort=sort,
            limit=max(end, first) if first else limit,
            offset=0 if first else offset,
            enough=end,
            facets=FACETS,
            texts=True,
        )
        answer = self._engine.search(query)
        ranking = Ranking(parsed.units, self._frequency, self._engine.count(), self._weights)
        hits = answer.hits
        # What matches by a word that nearly all items hold comes last, and whether it was looked at hangs on the page.
        first = first if answer.leading is None else min(first, answer.leading)
        if query.ranked and first:
            hits = (*ranking.rank(hits[:first]), *hits[first:])
        if not answer.total and parsed.required and better is None:
            # The words of a phrase that nobody prints may stand apart.
            better = unquoted(text)
        page = hits[offset:end] if not query.offset else hits
        evidence = tuple(ranking.evidence(hit.texts or ItemTexts()) for hit in page)
        return Ranked(
            page,
            answer.total,
            _facets(answer),
            parsed.interpreted,
            tuple(self._marks(parsed.marks, found) for found in evidence),
            evidence,
            better,
            repaired,
        )

    def _marks(self, plain: tuple[str, ...], evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
        """Return what to mark in a hit: what was typed, and the wordings of the concepts it has instead."""
        wordings = (
            wording
            for found in evidence
            if found.how == "concept"
            for wording in self._analyser.thesaurus.wordings_of(found.matched)
        )
        return tuple(dict.fromkeys((*plain, *("".join(wording.split()) for wording in wordings))))

    def _telling(self, terms: tuple[WeightedTerm, ...]) -> tuple[WeightedTerm, ...]:
        """Mark the terms that so many items hold that to match by nothing else says little, unless all are such."""
        matching = [term for term in terms if term.matches]
        most = max(self._engine.count() * _FLOOD, _FEW)
        fields = dict.fromkeys(term.field for term in matching)
        texts = {field: tuple(term.text for term in matching if term.field == field) for field in fields}
        held = {
            (field, text): n
            for field in fields
            for text, n in zip(texts[field], self._engine.frequencies(field, texts[field]), strict=True)
        }
        flooding = {term for term, n in held.items() if n > most}
        if not any(n for term, n in held.items() if term not in flooding):
            return terms
        return tuple(
            replace(term, floods=True) if term.matches and (term.field, term.text) in flooding else term
            for term in terms
        )

    def _frequency(self, field: Field, term: str) -> int:
        return self._engine.frequencies(field, (term,))[0]

    def similar(
        self, text: str, *, limit: int = 10, exclude: frozenset[str] = frozenset(), drafts: bool = False
    ) -> tuple[Scored, ...]:
        """Return the items whose text is most like a text, best first.

        The score is the cosine of their sets of bigrams, weighted by idf: 1 for the same
        bigrams, 0 for none in common. A text of one character is like nothing.
        """
        analysed = self._analyser.analyse(text)
        ours = tuple(dict.fromkeys((*analysed.bigrams.texts, *analysed.joins.texts)))
        weights = self._idf(ours)
        telling = sorted(ours, key=lambda bigram: (-weights[bigram], bigram))[:_TELLING_BIGRAMS]
        if not telling or limit < 1:
            return ()
        candidates = self._engine.search(
            EngineQuery(
                terms=tuple(WeightedTerm(Field.TEXT_BIGRAMS, bigram) for bigram in telling),
                filters=(status_filter(drafts=drafts),),
                limit=max(3 * limit, _LEAST_CANDIDATES) + len(exclude),
                texts=True,
            )
        )
        near = [hit for hit in candidates.hits if hit.id not in exclude]
        ids = [hit.id for hit in near]
        theirs = [self._bigrams(hit.texts.text if hit.texts else "") for hit in near]
        weights |= self._idf(tuple({bigram for bigrams in theirs for bigram in bigrams} - weights.keys()))
        scored = [
            Scored(id_, _cosine(frozenset(ours), frozenset(held), weights))
            for id_, held in zip(ids, theirs, strict=True)
        ]
        return tuple(sorted(scored, key=lambda hit: (-hit.score, hit.id))[:limit])

    def _bigrams(self, text: str) -> tuple[str, ...]:
        return tuple(self._analyser.index_terms(text).bigrams.split())

    def _idf(self, bigrams: tuple[str, ...]) -> dict[str, float]:
        held = self._engine.count()
        frequencies = self._engine.frequencies(Field.TEXT_BIGRAMS, bigrams)
        return {
            bigram: math.log(1 + (max(held - n, 0) + 0.5) / (n + 0.5))
            for bigram, n in zip(bigrams, frequencies, strict=True)
        }


def _cosine(ours: frozenset[str], theirs: frozenset[str], weights: dict[str, float]) -> float:
    shared, length, other = (
        # Sorted, for sums of floats depend on their order and sets on the process.
        math.fsum(weights[bigram] ** 2 for bigram in bigrams)
        for bigrams in (ours & theirs, ours, theirs)
    )
    return min(shared / math.sqrt(length * other), 1.0) if shared else 0.0


def _field_filters(filters: ResolvedFilters) -> tuple[FieldFilter, ...]:
    named = (
        ("agency", filters.agency),
        ("dimension", filters.dimension),
        ("execution_item", filters.execution_item),
        ("unit", filters.unit),
        ("framework", filters.framework),
    )
    return tuple(FieldFilter(name, keys) for name, keys in named if keys)


def _facets(answer: EngineAnswer) -> Facets:
    counted = dict(answer.facets)
    counted["year"] = tuple(sorted(counted.get("year", ()), key=lambda one: int(one.value)))
    return Facets(**counted)
