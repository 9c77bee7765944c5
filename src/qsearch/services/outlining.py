"""List the label frameworks."""

from __future__ import annotations

from qsearch.frameworks import Frameworks
from qsearch.results import DimensionOutline, FrameworkOutline

__all__ = ["outline"]


def outline(frameworks: Frameworks) -> tuple[FrameworkOutline, ...]:
    """Return every framework with its dimensions and execution items, in its own order."""
    return tuple(
        FrameworkOutline(
            id=framework.id,
            name=framework.name,
            years=framework.years,
            dimensions=tuple(
                DimensionOutline(dimension.label, tuple(item.label for item in dimension.execution_items()))
                for dimension in framework.dimensions
            ),
        )
        for framework in frameworks
    )
