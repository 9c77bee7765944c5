"""What the catalogue answers beside the records of `qsearch.plan`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qsearch.plan import Label

__all__ = ["ChangedPlans", "Correction", "Outcome", "Stored"]

Outcome = Literal["added", "unchanged", "replaced"]


@dataclass(frozen=True, slots=True)
class Stored:
    """Tell what putting a plan did, and the ids of its items in order of position."""

    plan_id: str
    outcome: Outcome
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedPlans:
    """Tell what a follower of the catalogue has to do to catch up with `revision`.

    `touched` are plans to index (again), `removed` plans that are gone. With `full` the
    follower's revision is none of this catalogue's past (a restored or another home):
    it has to start from nothing, and `touched` names every plan.
    """

    revision: int
    touched: tuple[str, ...]
    removed: tuple[str, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """Record the label a person gave an item, and what the program had suggested.

    `text` is the item's text at that moment: after a replacement the item of that id may
    read otherwise, and a correction teaches only about the words it was made on.
    `suggested` is None where nothing was suggested.
    """

    item_id: str
    text: str
    given: Label
    suggested: Label | None
    by: str
    at: datetime
