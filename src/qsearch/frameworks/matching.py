"""Match printed labels to the canonical ones of one framework.

The most specific label that is surely known decides, and what stands above it follows:
an execution item printed under the wrong heading still belongs where the framework has
it. Loose matches are bounded by the headings that are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from qsearch.frameworks.folding import fold_label
from qsearch.frameworks.model import Dimension, ExecutionItem, Framework, Subdimension
from qsearch.plan import Label

__all__ = ["LabelMatcher"]

SAME = 1.0
"""The score of two labels with the same words."""

SURE = 0.9
"""The least score at which a label counts without its headings: one holds the other whole."""

LIKELY = 0.75
"""The least score at which a label counts below its own heading.

At 0.75 the wordings of one label that differ by year pass (公開法令、政策及服務資訊 beside the
longer ones), while siblings that share only 服務 and 程度 stay well below it.
"""

MARGIN = 0.1
"""By how much the best label must beat the next; below it the print is ambiguous."""

_LEAST_HELD = 4  # characters a label needs before its presence in a longer one means anything
_LEAST_SHARE = 0.6  # of the canonical label that a shortened print must keep
_MOST_LONGER = 4  # times as long as the label: a print beyond that is prose, not a wording of it

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Named:
    """Join an execution item with its place and the folded wordings it is known by."""

    dimension: Dimension
    subdimension: Subdimension
    item: ExecutionItem
    names: tuple[str, ...]
    criteria: tuple[str, ...]


class LabelMatcher:
    """Find the canonical label of one framework for a printed one."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._dimensions = tuple((dimension, _folded(dimension.names())) for dimension in framework.dimensions)
        self._groups = frozenset(fold_label(name) for dimension in framework.dimensions for name in dimension.group)
        self._subdimensions = tuple(
            (dimension, subdimension, _folded(subdimension.names()))
            for dimension in framework.dimensions
            for subdimension in dimension.subdimensions
            if subdimension.label is not None
        )
        self._items = tuple(
            _Named(dimension, subdimension, item, _folded(_wordings(subdimension, item)), _folded(item.criteria))
            for dimension in framework.dimensions
            for subdimension in dimension.subdimensions
            for item in subdimension.execution_items
        )

    def match(self, dimension: str | None, subdimension: str | None, execution_item: str | None) -> Label:
        """Return the canonical label of a print; each level is None where the print fits none."""
        item_print = _fold_or_none(execution_item)
        sub_print = _fold_or_none(subdimension)
        dimension_print = _fold_or_none(dimension)
        if dimension_print in self._groups and any(sub_print in names for _, names in self._dimensions):
            # The heading above the dimensions is printed as well, and pushes all levels down by one.
            return self.match(subdimension, execution_item, None)
        found_dimension = self._find_dimension(dimension_print)
        place = self._find_subdimension(sub_print, found_dimension)
        if place is not None:
            found_dimension = place[0]
            free = next((named for named in self._within(place) if named.item.any_text), None)
            if free is not None:
                return self._label(free)
        named = self._find_item(item_print, found_dimension, place)
        if named is None and item_print is not None and place is None:
            named = self._by_criterion(item_print, sub_print, found_dimension)
        if named is not None:
            return self._label(named)
        if place is not None:
            return Label(self.framework.id, place[0].label, place[1].label)
        return Label(self.framework.id, None if found_dimension is None else found_dimension.label)

    def evidence(self, dimension: str | None, subdimension: str | None, execution_item: str | None) -> int:
        """Return how strongly a print speaks for this framework, 0 where nothing in it is known.

        Only sure matches count: 2 for the execution item, 1 for each heading above it.
        """
        item_print, sub_print = _fold_or_none(execution_item), _fold_or_none(subdimension)
        dimension_print = _fold_or_none(dimension)
        known_dimension = dimension_print is not None and (
            dimension_print in self._groups or any(dimension_print in names for _, names in self._dimensions)
        )
        known_sub = sub_print is not None and (
            any(sub_print in names for _, _, names in self._subdimensions)
            or any(sub_print in names for _, names in self._dimensions)
            or any(sub_print in named.names for named in self._items)
        )
        known_item = item_print is not None and any(
            _mostly(item_print, named.names) or item_print in named.criteria for named in self._items
        )
        return known_dimension + known_sub + 2 * known_item

    def find(self, execution_item: str) -> Label:
        """Return the label of an execution item named without its headings; levels None where none fits."""
        return self.match(None, None, execution_item)

    def _label(self, named: _Named) -> Label:
        return Label(self.framework.id, named.dimension.label, named.subdimension.label, named.item.label)

    def _find_dimension(self, print_: str | None) -> Dimension | None:
        return None if print_ is None else _choose(((_best(print_, n), d) for d, n in self._dimensions), LIKELY)

    def _find_subdimension(
        self, print_: str | None, dimension: Dimension | None
    ) -> tuple[Dimension, Subdimension] | None:
        if print_ is None:
            return None
        scored = [(_best(print_, names), (d, s)) for d, s, names in self._subdimensions]
        below = _choose(((score, place) for score, place in scored if place[0] is dimension), LIKELY)
        anywhere = _choose(scored, SURE)
        # A heading printed word for word is believed even under the wrong dimension.
        return below if below is not None else anywhere

    def _find_item(
        self, print_: str | None, dimension: Dimension | None, place: tuple[Dimension, Subdimension] | None
    ) -> _Named | None:
        if print_ is None:
            return None
        for named in self._items:
            if print_ in named.names:
                return named
        if place is not None:
            return _choose(((_best(print_, named.names), named) for named in self._within(place)), LIKELY)
        scope = [named for named in self._items if dimension is None or named.dimension is dimension]
        # Where a framework has no subdimensions, the dimension is the heading just above.
        bounded = dimension is not None and all(named.subdimension.label is None for named in scope)
        return _choose(((_best(print_, named.names), named) for named in scope), LIKELY if bounded else SURE)

    def _by_criterion(self, print_: str, sub_print: str | None, dimension: Dimension | None) -> _Named | None:
        """Find the item in a plan that prints one level more, so that items stand where subdimensions do."""
        scope = [named for named in self._items if dimension is None or named.dimension is dimension]
        if sub_print is not None:
            above = _choose(((_best(sub_print, named.names), named) for named in scope), LIKELY)
            if above is not None:
                return above
        return next((named for named in scope if print_ in named.criteria), None)

    def _within(self, place: tuple[Dimension, Subdimension]) -> Iterator[_Named]:
        return (named for named in self._items if named.subdimension is place[1])


def _wordings(subdimension: Subdimension, item: ExecutionItem) -> tuple[str, ...]:
    # Where any text goes, agencies that print no text name the subdimension itself.
    return item.names() + subdimension.names() if item.any_text else item.names()


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold_label(name) for name in names)


def _fold_or_none(text: str | None) -> str | None:
    return (fold_label(text) or None) if text is not None else None


def _choose(scored: Iterable[tuple[float, T]], least: float) -> T | None:
    """Return the best candidate that is good enough and clear of the next, else None."""
    ranked = sorted(scored, key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < least:
        return None
    if len(ranked) > 1 and ranked[0][0] < SAME and ranked[0][0] - ranked[1][0] < MARGIN:
        return None
    return ranked[0][1]


def _best(print_: str, names: tuple[str, ...]) -> float:
    return max((_likeness(print_, name) for name in names), default=0.0)


def _mostly(print_: str, names: tuple[str, ...]) -> bool:
    return any(print_ == name or (name in print_ and 2 * len(name) >= len(print_)) for name in names)


def _likeness(print_: str, name: str) -> float:
    """Return how surely `print_` is a wording of `name`, 0 to 1; both folded.

    1 for the same words; at least SURE where the longer holds the shorter whole, by how
    much of it; else the share of the name that stands in the print in runs of two
    characters or more, which forgives additions but not losses.
    """
    if print_ == name:
        return SAME
    if min(len(print_), len(name)) < _LEAST_HELD:
        return 0.0
    if name in print_:
        return SURE + 0.09 * len(name) / len(print_)
    if print_ in name and len(print_) >= _LEAST_SHARE * len(name):
        return SURE + 0.09 * len(print_) / len(name)
    if len(print_) > _MOST_LONGER * len(name):
        return 0.0
    blocks = SequenceMatcher(None, print_, name, autojunk=False).get_matching_blocks()
    return min(sum(block.size for block in blocks if block.size > 1) / len(name), SURE - 0.01)
