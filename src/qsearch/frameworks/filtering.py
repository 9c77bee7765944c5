"""Say what a filter means, once for search, listings, export and comparison.

Both sides are brought to keys: `filter_keys` gives those an item answers to, `resolve`
those a filter asks for. An item passes where, for every field that is filtered, one of
its keys is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qsearch.frameworks.agencies import Agencies
from qsearch.frameworks.collection import Frameworks
from qsearch.frameworks.folding import fold_label, fold_words
from qsearch.plan import Filters, StoredItem, YearRange

__all__ = ["ItemKeys", "ResolvedFilters", "filter_keys", "resolve"]


@dataclass(frozen=True, slots=True)
class ItemKeys:
    """Hold the keys one item answers to, by field.

    `agency` holds the lineage, so any name an institution had finds it, and `unit` all
    names a unit had; labels stand in
    canonical and printed wording, dimensions with the group headings above them; all are
    folded. `year` is None where the plan has none.
    """

    agency: tuple[str, ...] = ()
    year: int | None = None
    dimension: tuple[str, ...] = ()
    execution_item: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedFilters:
    """Hold the keys that are asked for, by field; an empty field asks for nothing."""

    agency: frozenset[str] = frozenset()
    year: tuple[YearRange, ...] = ()
    dimension: frozenset[str] = frozenset()
    execution_item: frozenset[str] = frozenset()
    unit: frozenset[str] = frozenset()
    framework: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any((self.agency, self.year, self.dimension, self.execution_item, self.unit, self.framework))

    def accepts(self, keys: ItemKeys) -> bool:
        """Whether an item with these keys passes every field that is filtered."""
        return (
            _meets(self.agency, keys.agency)
            and (not self.year or (keys.year is not None and any(keys.year in years for years in self.year)))
            and _meets(self.dimension, keys.dimension)
            and _meets(self.execution_item, keys.execution_item)
            and _meets(self.unit, keys.unit)
            and _meets(self.framework, keys.framework)
        )


def filter_keys(stored: StoredItem, frameworks: Frameworks, agencies: Agencies) -> ItemKeys:
    """Return the keys that a stored item answers to."""
    item, label = stored.item, stored.item.label
    groups = () if label.dimension is None else frameworks.groups_above(label.framework, label.dimension)
    return ItemKeys(
        agency=(agencies.lineage(stored.plan.agency),),
        year=stored.plan.year,
        dimension=_keys(fold_label, (label.dimension, item.dimension, *groups)),
        execution_item=_keys(fold_label, (label.execution_item, item.execution_item)),
        unit=_keys(fold_words, (name for unit in item.units for name in agencies.unit_names(stored.plan.agency, unit))),
        framework=(label.framework,),
    )


def resolve(filters: Filters, frameworks: Frameworks, agencies: Agencies) -> ResolvedFilters:
    """Return the keys that filters ask for.

    A wording known to a framework asks for its canonical label, whichever way each plan
    prints it; one that is not known asks for plans that print it so. Raises QueryError,
    which lists the known ones, for an unknown framework.
    """
    for framework_id in filters.framework:
        frameworks.asked(framework_id)
    ids = filters.framework or tuple(framework.id for framework in frameworks)
    dimensions = [frameworks.canonical(id_, text).dimension for text in filters.dimension for id_ in ids]
    items = [frameworks.find_execution_item(id_, text).execution_item for text in filters.execution_item for id_ in ids]
    return ResolvedFilters(
        agency=frozenset(agencies.lineage(name) for name in filters.agency),
        year=filters.year,
        dimension=_asked(fold_label, filters.dimension, dimensions),
        execution_item=_asked(fold_label, filters.execution_item, items),
        unit=_asked(fold_words, filters.unit),
        framework=frozenset(filters.framework),
    )


def _asked(fold: Callable[[str], str], typed: Iterable[str], known: Iterable[str | None] = ()) -> frozenset[str]:
    """Return the keys that typed values ask for; one without words, such as *, asks for what no item answers to."""
    values = [value for value in typed if value.strip()]
    return frozenset(_keys(fold, (*values, *known))) or frozenset(values)


def _keys(fold: Callable[[str], str], texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the different folded texts in order; a text without words answers to nothing."""
    return tuple(dict.fromkeys(key for text in texts if text is not None and (key := fold(text))))


def _meets(asked: frozenset[str], held: tuple[str, ...]) -> bool:
    return not asked or not asked.isdisjoint(held)
