"""Mark in the printed fields of an item what a query asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from qsearch.plan import StoredItem
from qsearch.results import Highlight
from qsearch.text.analyse import Terms, atom_runs
from qsearch.text.fold import fold
from qsearch.text.spans import Span, merge_spans

__all__ = ["highlight"]


def highlight(stored: StoredItem, marks: tuple[str, ...]) -> tuple[Highlight, ...]:
    """Return the printed fields that hold any of the marks, the action's text first.

    `marks` are folded (`ParsedQuery.marks`); they are found in any width or script and
    across white space, as whole characters, Latin words and numbers. A field that holds
    several texts gives one highlight for each.
    """
    found = []
    for field, text in _printed(stored):
        spans = _spans(text, marks)
        if spans:
            found.append(Highlight(field, text, spans))
    return tuple(found)


def _printed(stored: StoredItem) -> Iterator[tuple[str, str]]:
    plan, item = stored.plan, stored.item
    yield "text", item.text
    single = (
        ("execution_item", item.execution_item),
        ("subdimension", item.subdimension),
        ("dimension", item.dimension),
        ("criterion", item.criterion),
    )
    for name, text in single:
        if text:
            yield name, text
    for heading in item.ancestors:
        yield "ancestors", heading.text
    if item.kpi:
        yield "kpi", item.kpi.text
    for extra in item.extra:
        yield "extra", extra.text
    for unit in item.units:
        yield "units", unit
    yield "agency", plan.agency


def _spans(text: str, marks: tuple[str, ...]) -> tuple[Span, ...]:
    return merge_spans(run.folded.printed(*span) for run in _runs(text) for span in _found_in(run, marks))


@lru_cache(maxsize=4096)
def _runs(text: str) -> tuple[Terms, ...]:
    # The hits of a page share their labels, units and plans.
    return atom_runs(fold(text))


def _found_in(run: Terms, marks: tuple[str, ...]) -> Iterator[Span]:
    """Yield the folded span of every mark that begins and ends between characters of a run."""
    joined = "".join(run.texts)
    held = [mark for mark in marks if mark in joined]
    if not held:
        return
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = 0
    for text, start, stop in zip(run.texts, run.starts, run.stops, strict=True):
        begins[place] = start
        place += len(text)
        ends[place] = stop
    for mark in held:
        at = joined.find(mark)
        while at >= 0:
            if at in begins and at + len(mark) in ends:
                yield (begins[at], ends[at + len(mark)])
            at = joined.find(mark, at + 1)
