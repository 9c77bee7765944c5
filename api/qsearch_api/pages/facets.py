"""The choices beside a list of hits: what may be added to a search, and what taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from qsearch.results import FacetCount, Facets
from qsearch_api.pages.words import FIELDS

__all__ = ["Asked", "Choice", "Chosen", "FacetGroup", "YearSpan", "chosen_filters", "facet_groups", "year_span"]

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what the address of a search page asks for; `filters` are (field, value)."""

    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "relevance"
    page: int = 1

    @property
    def url(self) -> str:
        """The address that asks for this."""
        values = [("q", self.q), *self.filters]
        if self.sort != "relevance":
            values.append(("sort", self.sort))
        if self.page > 1:
            values.append(("page", str(self.page)))
        query = urlencode([(name, value) for name, value in values if value])
        return f"/?{query}" if query else "/"

    @property
    def export_query(self) -> str:
        """The filters alone, for the address of an export."""
        return urlencode(self.filters)

    def values(self, field: str) -> tuple[str, ...]:
        """Return the values asked for in a field."""
        return tuple(value for name, value in self.filters if name == field)

    def toggled(self, field: str, value: str) -> Self:
        """Return the same with a filter more, or less where it is there; from the first page."""
        pair = (field, value)
        kept = tuple(one for one in self.filters if one != pair)
        return replace(self, filters=kept if pair in self.filters else (*kept, pair), page=1)

    def without(self, field: str) -> Self:
        """Return the same without any filter of a field."""
        return replace(self, filters=tuple(one for one in self.filters if one[0] != field), page=1)

    def without_filters(self) -> Self:
        """Return the query alone."""
        return replace(self, filters=(), page=1)

    def asking(self, q: str) -> Self:
        """Return the same filters with another query."""
        return replace(self, q=q, page=1)

    def sorted_by(self, sort: str) -> Self:
        """Return the same in another order."""
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Self:
        """Return another page of the same."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one value of a facet: what it is called, how many match, where its link leads."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """Hold the choices of one field: those shown at once, and those that open."""

    field: str
    label: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Hold what the form for a range of years shows: the range in force, and what else goes along with it."""

    first: str
    last: str
    kept: Asked


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold a filter in force and the address without it."""

    field: str
    value: str
    url: str


def facet_groups(
    asked: Asked, facets: Facets, elsewhere: Callable[[str], Facets], names: Mapping[str, str]
) -> tuple[FacetGroup, ...]:
    """Return the choices of every field that has any.

    Where a field is filtered, its choices are counted without that filter (`elsewhere`),
    so that a second value can be added. `names` gives the names of frameworks.
    """
    groups = []
    for field, label in FIELDS.items():
        values = asked.values(field)
        counted: Sequence[FacetCount] = getattr(elsewhere(field) if values else facets, field)
        choices = [
            Choice(
                _shown(field, str(entry.value), names),
                entry.count,
                asked.toggled(field, str(entry.value)).url,
                chosen=str(entry.value) in values,
            )
            for entry in counted
        ]
        choices.sort(key=lambda choice: not choice.chosen)
        if choices:
            groups.append(FacetGroup(field, label, tuple(choices[:_SHOWN]), tuple(choices[_SHOWN:])))
    return tuple(groups)


def chosen_filters(asked: Asked, names: Mapping[str, str]) -> tuple[Chosen, ...]:
    """Return the filters in force, each with the address that takes it away."""
    return tuple(
        Chosen(FIELDS[field], _shown(field, value, names), asked.toggled(field, value).url)
        for field, value in asked.filters
    )


def year_span(asked: Asked) -> YearSpan:
    """Return the form of a search; a range of years takes the place of whatever years were chosen."""
    ranges = [value for value in asked.values("year") if "-" in value]
    first, _, last = ranges[0].partition("-") if len(ranges) == 1 else ("", "", "")
    return YearSpan(first, last, asked.without("year"))


def _shown(field: str, value: str, names: Mapping[str, str]) -> str:
    if field == "year":
        first, dash, last = value.partition("-")
        if not dash:
            return f"{value}年"
        return f"{first}至{last}年" if first and last else f"{first}年以後" if first else f"{last}年以前"
    return names.get(value, value) if field == "framework" else value
