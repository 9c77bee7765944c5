"""List the label frameworks, with what each label is for."""

from __future__ import annotations

from collections.abc import Iterable

from qsearch.frameworks import Dimension, ExecutionItem, Framework
from qsearch.results import BoundaryOutline, DimensionOutline, FrameworkOutline, LabelOutline

__all__ = ["outline"]


def outline(frameworks: Iterable[Framework]) -> tuple[FrameworkOutline, ...]:
    """Return each framework with its dimensions and execution items, in its own order."""
    return tuple(
        FrameworkOutline(
            id=framework.id,
            name=framework.name,
            years=framework.years,
            dimensions=tuple(
                DimensionOutline(_explain(dimension), tuple(map(_explain, dimension.execution_items())))
                for dimension in framework.dimensions
            ),
        )
        for framework in frameworks
    )


def _explain(level: Dimension | ExecutionItem) -> LabelOutline:
    guidance = level.guidance
    return LabelOutline(
        label=level.label,
        variants=level.variants,
        definition=guidance.definition,
        belongs=guidance.belongs,
        excludes=guidance.excludes,
        boundaries=tuple(BoundaryOutline(boundary.against, boundary.rule) for boundary in guidance.boundaries),
    )
