"""Say an EngineQuery in tantivy's terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qsearch.search.engine import EngineQuery, FieldFilter, Phrase, WeightedTerm
from qsearch.search.tantivy_schema import key_term

if TYPE_CHECKING:
    from tantivy import Occur, Query, Schema

__all__ = ["last_query", "leading_query", "missing_query", "passing_query", "ranked_query", "unranked_query"]

_FEW_KEYS = 16


def unranked_query(schema: Schema, query: EngineQuery) -> Query:
    """Return the query that gives the match set, and no scores worth having."""
    from tantivy import Query

    return Query.boolean_query(_conditions(schema, query))


def ranked_query(schema: Schema, query: EngineQuery) -> Query:
    """Return the query that gives the match set with its scores.

    Terms that only score are asked for beside the conditions: tantivy then looks them up
    for matches alone.
    """
    from tantivy import Query

    return Query.boolean_query(
        [*_conditions(schema, query), *_any_of(schema, (term for term in query.terms if not term.matches))]
    )


def leading_query(schema: Schema, query: EngineQuery) -> Query:
    """Return the query for what matches by more than terms that flood, with its scores."""
    terms = tuple(replace(term, matches=False) if term.floods else term for term in query.terms)
    return ranked_query(schema, replace(query, terms=terms))


def last_query(schema: Schema, query: EngineQuery) -> Query:
    """Return the query for what matches by terms that flood alone, with its scores."""
    from tantivy import Occur, Query

    leading = _any_of(schema, (term for term in query.terms if term.matches and not term.floods))
    others = tuple(term for term in query.terms if term.floods or not term.matches)
    rest = ranked_query(schema, replace(query, terms=others))
    return Query.boolean_query([(Occur.Must, rest), (Occur.MustNot, Query.boolean_query(leading))])


def missing_query(schema: Schema, query: EngineQuery) -> Query:
    """Return the query for what passes every filter and yet does not match by any term."""
    from tantivy import Occur, Query

    matching = Query.boolean_query(_any_of(schema, (term for term in query.terms if term.matches)))
    return Query.boolean_query([(Occur.Must, passing_query(schema, query.filters)), (Occur.MustNot, matching)])


def passing_query(schema: Schema, filters: tuple[FieldFilter, ...]) -> Query:
    """Return the query for all that passes every filter."""
    from tantivy import Occur, Query

    if not filters:
        return Query.all_query()
    return Query.boolean_query([(Occur.Must, _any_key(schema, wanted)) for wanted in filters])


def _conditions(schema: Schema, query: EngineQuery) -> list[tuple[Occur, Query]]:
    from tantivy import FieldType, Occur, Query

    matching = _any_of(schema, (term for term in query.terms if term.matches))
    conditions = [(Occur.Must, _phrase(schema, phrase)) for phrase in query.required]
    if matching:
        conditions.append((Occur.Must, Query.boolean_query(matching)))
    passing = [_any_key(schema, wanted) for wanted in query.filters]
    if query.years:
        ranges = [
            (Occur.Should, Query.range_query(schema, "year", FieldType.Unsigned, max(years.first, 0), years.last))
            for years in query.years
            if years.last >= max(years.first, 0)
        ]
        passing.append(Query.boolean_query(ranges) if ranges else Query.empty_query())
    # A filter says yes or no; it must not move the score.
    conditions += [(Occur.Must, Query.const_score_query(filtered, 0.0)) for filtered in passing]
    conditions += [(Occur.MustNot, _phrase(schema, phrase)) for phrase in query.excluded]
    if all(occur == Occur.MustNot for occur, _ in conditions):
        conditions.append((Occur.Must, Query.all_query()))
    return conditions


def _any_key(schema: Schema, wanted: FieldFilter) -> Query:
    from tantivy import Occur, Query

    keys = [key_term(wanted.name, key) for key in sorted(wanted.keys)]
    if len(keys) > _FEW_KEYS:
        return Query.term_set_query(schema, "keys", keys)
    # A set of terms is gathered over all items first; single terms are skipped through.
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(schema, "keys", key, index_option="basic")) for key in keys]
    )


def _any_of(schema: Schema, terms: Iterable[WeightedTerm]) -> list[tuple[Occur, Query]]:
    from tantivy import Occur, Query

    return [(Occur.Should, Query.boost_query(_term(schema, term.field, term.text), term.weight)) for term in terms]


def _term(schema: Schema, field: str, text: str) -> Query:
    from tantivy import Query

    return Query.term_query(schema, field, text, index_option="freq")


def _phrase(schema: Schema, phrase: Phrase) -> Query:
    from tantivy import Occur, Query

    if len(phrase.terms) == 1:
        found = [_term(schema, field, phrase.terms[0]) for field in phrase.fields]
    else:
        found = [Query.phrase_query(schema, field, list(phrase.terms)) for field in phrase.fields]
    return Query.boolean_query([(Occur.Should, one) for one in found])
