"""What every search engine takes, gives and promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

from qsearch.plan import YearRange
from qsearch.results import FacetCount
from qsearch.text.analyse import RUN_END

__all__ = [
    "EXACT_COUNTS",
    "FACETS",
    "RUN_END",
    "Engine",
    "EngineAnswer",
    "EngineItem",
    "EngineQuery",
    "FacetName",
    "Field",
    "FieldFilter",
    "FieldTerms",
    "IndexState",
    "ItemTexts",
    "Phrase",
    "Scored",
    "Sort",
    "TermCount",
    "WeightedTerm",
]

Sort = Literal["relevance", "year"]
EXACT_COUNTS = 1000
"""Up to here an engine counts exactly in how many items a term stands."""

FacetName = Literal["agency", "year", "dimension", "execution_item", "unit", "framework"]
FACETS: tuple[FacetName, ...] = ("agency", "year", "dimension", "execution_item", "unit", "framework")


class Field(StrEnum):
    """Name the fields that are searched: three groups, each in several kinds of terms.

    `TEXT` is the action itself, `CONTEXT` what it is filed under and printed beside it
    (labels, criterion, headings, KPI, further columns), `ABOUT` who, and the numbers of item and document.
    """

    TEXT_WORDS = "text_words"
    TEXT_BIGRAMS = "text_bigrams"
    TEXT_CHARACTERS = "text_characters"
    TEXT_CONCEPTS = "text_concepts"
    CONTEXT_WORDS = "context_words"
    CONTEXT_BIGRAMS = "context_bigrams"
    CONTEXT_CHARACTERS = "context_characters"
    CONTEXT_CONCEPTS = "context_concepts"
    ABOUT_WORDS = "about_words"
    ABOUT_BIGRAMS = "about_bigrams"
    ABOUT_CHARACTERS = "about_characters"
    BEGINNING = "beginning"
    """The first words of a published action, as `beginnings.beginning_term` packs them; looked through, not scored."""


class FieldTerms(NamedTuple):
    """Hold the terms of one field, joined by spaces: no term holds white space.

    RUN_END, which is no term, may stand between two: no phrase reaches over it.
    """

    field: Field
    terms: str


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """Hold what the ranking looks at in an item: each group's folded text, without white space, and its concepts."""

    text: str = ""
    context: str = ""
    about: str = ""
    text_concepts: tuple[str, ...] = ()
    context_concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineItem:
    """Hold an item as engines see it: terms, keys and numbers, nothing to be understood.

    `keys` are what filters are held against and `facets` what is counted (the year is
    counted from `year`); both without repeats. `order` is the item's place in listings,
    smallest first, from 0 to below 2**64.
    """

    id: str
    plan: str
    fields: tuple[FieldTerms, ...]
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    facets: tuple[tuple[FacetName, tuple[str, ...]], ...] = ()
    year: int | None = None
    order: int = 0
    texts: ItemTexts = ItemTexts()


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """Ask for a term in a field; where it does not match by itself, it only adds to the score.

    `floods` says that so many items hold it that those which match by nothing else come last.
    """

    field: Field
    text: str
    weight: float = 1.0
    matches: bool = True
    floods: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Ask for terms one after the other within one run of any of the fields."""

    fields: tuple[Field, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """Let pass the items that hold any of the keys under one name."""

    name: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """Ask for items.

    An item matches where it holds every phrase of `required`, none of `excluded`, passes
    every filter and one of `years`, and, if any term matches by itself, holds one of
    those. Without such terms and phrases everything that passes matches, and comes in
    `order` whatever the sort.

    By relevance, items that match by terms that flood alone come after all others. Where
    `enough` others are there, an engine need not look at them to fill the page.
    """

    terms: tuple[WeightedTerm, ...] = ()
    required: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    filters: tuple[FieldFilter, ...] = ()
    years: tuple[YearRange, ...] = ()
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    enough: int | None = None
    facets: tuple[FacetName, ...] = ()
    texts: bool = False
    """Whether hits come with what the ranking looks at."""

    @property
    def ranked(self) -> bool:
        """Whether scores decide the order."""
        return self.sort == "relevance" and (bool(self.required) or any(term.matches for term in self.terms))

    @property
    def flooded(self) -> bool:
        """Whether some terms that match flood and others don't, so that there are items that come last."""
        return len({term.floods for term in self.terms if term.matches}) > 1


@dataclass(frozen=True, slots=True)
class Scored:
    """Name an item and its score; listings that are not ranked score 0.

    `texts` is None where the query didn't ask for it.
    """

    id: str
    score: float
    texts: ItemTexts | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """Hold a page of hits, the size of the match set, and the counts over all of it.

    A facet's values come most frequent first, then by value. `leading` counts the items
    that come before those which match by terms that flood alone; None where there are none.
    """

    hits: tuple[Scored, ...] = ()
    total: int = 0
    facets: tuple[tuple[FacetName, tuple[FacetCount, ...]], ...] = ()
    leading: int | None = None


@dataclass(frozen=True, slots=True)
class TermCount:
    """Name a term of a field and the number of items in which it stands."""

    term: str
    count: int


@dataclass(frozen=True, slots=True)
class IndexState:
    """Say what an index was built from: a state of the catalogue and a way of analysing."""

    revision: str
    analysis: str


class Engine(Protocol):
    """Index items and look for them. Terms come ready cut; no engine has its own idea of a word.

    Promises:

    - BM25 in Lucene's form, k1 = 1.2, b = 0.75, field by field, summed by weight. Engines
      round differently, so close scores may change places between them.
    - Ties break by item id, so pages never overlap or skip.
    - An engine that cannot look raises EngineUnavailable; it never answers "nothing found".
      One that has been given nothing yet answers that there is nothing.
    - A write is seen whole or not at all, by every process, and `state` never tells of
      more than what is there: after a kill it may tell of less, and writing again mends it.
    - There is one writer at a time; a second raises EngineUnavailable.
    """

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""
        ...

    def frequencies(self, field: Field, terms: Sequence[str]) -> tuple[int, ...]:
        """Return in how many items each term of a field stands; items replaced lately may count twice."""
        ...

    def terms_with_prefix(
        self, field: Field, prefix: str, *, filters: tuple[FieldFilter, ...] = (), limit: int
    ) -> tuple[TermCount, ...]:
        """Return the terms of a field that begin with a prefix, most frequent first, then by term.

        Counted are the items that pass every filter; a term that stands in none of them is
        left out. Above `EXACT_COUNTS` an engine may count items that don't pass, or that
        were replaced lately, as well.
        """
        ...

    def count(self) -> int:
        """Return how many items are held."""
        ...

    def state(self) -> IndexState | None:
        """Return what the index was built from, None where there is none or another version wrote it."""
        ...

    def update(self, items: Iterable[EngineItem], *, plans: Iterable[str], state: IndexState) -> None:
        """Take away every item of `plans` and add `items`."""
        ...

    def rebuild(self, items: Iterable[EngineItem], *, state: IndexState) -> None:
        """Start again with just these items, whatever state the index is in."""
        ...
