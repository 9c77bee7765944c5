"""Set one agency beside others: how many actions each files under every execution item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qsearch.errors import NotFound
from qsearch.frameworks import Framework
from qsearch.plan import StoredItem
from qsearch.results import Comparison, MatrixRow, MissingPractice

__all__ = ["PlanItems", "compare"]

EXAMPLES = 3
"""How many examples a missing practice shows at most."""

_TELLING = 60  # characters from which a longer text says no more about what is done
_DETAIL = 10  # characters' worth of a printed deadline, unit or indicator: it shows that the action is under way

Place = tuple[str, str | None]
"""A dimension and an execution item, the latter None where the framework or the print names none."""


@dataclass(frozen=True, slots=True)
class PlanItems:
    """Hold the items of one agency's plan, under the name the agency has today."""

    agency: str
    items: tuple[StoredItem, ...]


def compare(plans: Sequence[PlanItems], framework: Framework, *, subject: str) -> Comparison:
    """Return who covers what in a framework, and what others do that the subject doesn't.

    The subject's column comes first, the others in the order given; several plans of one
    agency add up. There is a row for every execution item (for every dimension where the
    framework has no execution items), in the framework's order. Actions that fit a
    dimension but none of its execution items get a row below it, with None, where there
    are any. Items of other frameworks, and items that fit no dimension, don't count.
    Raises NotFound where `plans` hold none of the subject's.
    """
    filed = _filed(plans, framework)
    if subject not in filed:
        raise NotFound(f"所比較的計畫中沒有「{subject}」的計畫。")
    agencies = (subject, *(agency for agency in filed if agency != subject))
    named = [(label.dimension, label.execution_item) for label in framework.labels() if label.dimension is not None]
    matrix = tuple(
        MatrixRow(place[0], place[1], tuple((agency, len(filed[agency].get(place, ()))) for agency in agencies))
        for place in _places(named, {place for places in filed.values() for place in places})
    )
    others = {agency: filed[agency] for agency in agencies[1:]}
    missing = [_missing(place, others) for place in named if not filed[subject].get(place)]
    found = [practice for practice in missing if practice.agencies]
    # The sort is stable: among equally widespread practices the framework's order stays.
    return Comparison(framework.id, agencies, matrix, tuple(sorted(found, key=lambda practice: -practice.agencies)))


def _filed(plans: Sequence[PlanItems], framework: Framework) -> dict[str, dict[Place, list[StoredItem]]]:
    """Return each agency's items of the framework by place, agencies in the order given."""
    filed: dict[str, dict[Place, list[StoredItem]]] = {}
    for plan in plans:
        places = filed.setdefault(plan.agency, {})
        for stored in plan.items:
            label = stored.item.label
            if label.framework == framework.id and label.dimension is not None:
                places.setdefault((label.dimension, label.execution_item), []).append(stored)
    return filed


def _places(named: Sequence[Place], used: set[Place]) -> Iterator[Place]:
    """Yield the framework's places in order, below each dimension the one for actions without an execution item."""
    known = set(named)
    for position, place in enumerate(named):
        yield place
        last_of_dimension = position + 1 == len(named) or named[position + 1][0] != place[0]
        unplaced = (place[0], None)
        if last_of_dimension and unplaced in used and unplaced not in known:
            yield unplaced


def _missing(place: Place, others: Mapping[str, Mapping[Place, Sequence[StoredItem]]]) -> MissingPractice:
    filled = {agency: places[place] for agency, places in others.items() if places.get(place)}
    return MissingPractice(place[0], place[1], len(filled), tuple(_examples(filled)))


def _examples(filled: Mapping[str, Sequence[StoredItem]]) -> Iterator[StoredItem]:
    """Yield the most telling items, one an agency before a second of any."""
    queues = [sorted(items, key=_telling) for items in filled.values()]
    queues.sort(key=lambda queue: _telling(queue[0]))
    depth, left = 0, EXAMPLES
    while left and any(depth < len(queue) for queue in queues):
        for queue in queues:
            if left and depth < len(queue):
                left -= 1
                yield queue[depth]
        depth += 1


def _telling(stored: StoredItem) -> tuple[int, int]:
    """Rank an example, the best lowest: a text that says what is done, with deadline, unit or indicator."""
    item = stored.item
    details = (item.deadline is not None) + bool(item.units) + (item.kpi is not None)
    return (-(min(len(item.text), _TELLING) + _DETAIL * details), item.position)
