"""The records of a label framework: what its file says, level by level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qsearch.plan import Label

__all__ = ["Boundary", "Correspondence", "Dimension", "ExecutionItem", "Framework", "Guidance", "Subdimension"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Tell a label from one that people confuse it with: `against` names it, `rule` says how to decide."""

    against: str
    rule: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """Say what a label is for, in our own words; `definition` is None and the rest () where a file says nothing.

    `belongs` lists kinds of actions that are filed here, `excludes` those that look as if they
    were, `boundaries` the labels it is confused with.
    """

    definition: str | None = None
    belongs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    boundaries: tuple[Boundary, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecutionItem:
    """Hold one execution item (執行項目) with its other printed wordings.

    `any_text` says that whatever is printed below its subdimension is filed here;
    `criteria` are finer headings that agencies print below it.
    """

    label: str
    variants: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    any_text: bool = False
    guidance: Guidance = Guidance()
    source: str | None = None

    def names(self) -> tuple[str, ...]:
        """Return the canonical wording and then the others."""
        return (self.label, *self.variants)


@dataclass(frozen=True, slots=True)
class Subdimension:
    """Hold the level between dimension and execution item; `label` is None where a framework has none."""

    label: str | None
    variants: tuple[str, ...] = ()
    execution_items: tuple[ExecutionItem, ...] = ()
    guidance: Guidance = Guidance()
    source: str | None = None

    def names(self) -> tuple[str, ...]:
        """Return the canonical wording and then the others; empty where the level is missing."""
        return () if self.label is None else (self.label, *self.variants)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Hold one dimension (構面, 評核項目); `group` names what may be printed above it."""

    label: str
    variants: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    subdimensions: tuple[Subdimension, ...] = ()
    guidance: Guidance = Guidance()
    source: str | None = None

    def names(self) -> tuple[str, ...]:
        """Return the canonical wording and then the others."""
        return (self.label, *self.variants)

    def execution_items(self) -> Iterator[ExecutionItem]:
        """Yield the execution items of all subdimensions, in the framework's order."""
        for subdimension in self.subdimensions:
            yield from subdimension.execution_items


@dataclass(frozen=True, slots=True)
class Framework:
    """Hold one label framework; years are of the Republic, None where it is bound to none."""

    id: str
    name: str
    first_year: int | None = None
    last_year: int | None = None
    dimensions: tuple[Dimension, ...] = ()

    @property
    def years(self) -> str | None:
        """The years in use, as `97-105` or `106-`; None where it is bound to none."""
        if self.first_year is None:
            return None
        return f"{self.first_year}-{self.last_year or ''}"

    def labels(self) -> Iterator[Label]:
        """Yield the label of every execution item, or of a dimension that has none, in order."""
        for dimension in self.dimensions:
            found = False
            for subdimension in dimension.subdimensions:
                for item in subdimension.execution_items:
                    found = True
                    yield Label(self.id, dimension.label, subdimension.label, item.label)
            if not found:
                yield Label(self.id, dimension.label)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Judge that an execution item of an older framework became one of a newer.

    `new` is None where nothing in the newer framework answers to it. `certainty` is
    `likely`, `possible` or `none`; `origin` says who judged so.
    """

    old: Label
    new: Label | None
    certainty: Literal["likely", "possible", "none"]
    origin: str
    note: str | None = None
