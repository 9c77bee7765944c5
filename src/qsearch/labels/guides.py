"""Read what a framework says of its labels as texts to learn from."""

from __future__ import annotations

from collections.abc import Iterator

from qsearch.frameworks import Framework
from qsearch.plan import Label

__all__ = ["guide_texts"]


def guide_texts(framework: Framework, label: Label) -> Iterator[str]:
    """Yield the names of a label, its definition, and the kinds of actions that belong there, as far as they are said."""
    for dimension in framework.dimensions:
        if dimension.label != label.dimension:
            continue
        levels = dimension.execution_items() if label.execution_item is not None else (dimension,)
        for level in levels:
            if label.execution_item in (None, level.label):
                yield from level.names()
                yield from filter(None, (level.guidance.definition, *level.guidance.belongs))
