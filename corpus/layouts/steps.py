"""Part an action into the paragraphs that have deadlines of their own."""

from __future__ import annotations

from qsearch.plan import PlanItem

__all__ = ["paragraphs"]


def paragraphs(item: PlanItem) -> tuple[tuple[str, str | None], ...]:
    """Return the paragraphs of an action, its number before the first, each with the deadline beside it.

    Raises:
        ValueError: a step whose number the text does not print.

    """
    text = f"{item.number} {item.text}"
    if not item.steps:
        return ((text, item.deadline),)
    starts = [text.find(step.number) for step in item.steps]
    if min(starts) < 0:
        raise ValueError(f"action {item.number} prints no {item.steps[starts.index(-1)].number}: {item.text}")
    ends = [*starts[1:], len(text)]
    parts = [(text[: starts[0]], None)]
    return (
        *parts,
        *((text[start:end], step.deadline) for start, end, step in zip(starts, ends, item.steps, strict=True)),
    )
