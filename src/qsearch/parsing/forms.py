"""What a form module gives: a form is one way agencies lay out the table of actions.

A form module holds one class that implements `Form`. Its `recognise` says how well the
evidence on the page fits (0 to 1); the form that fits best reads the document. Evidence
is numbering, printed labels, column headings, running headers and column counts, never
the name of a file or an agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from qsearch.plan import ParseWarning, PlanItem
from qsearch.reading.document import Document

__all__ = ["Form", "FormReading"]


@dataclass(frozen=True, slots=True)
class FormReading:
    """Hold the items a form read, in document order, with what it could not place.

    The items carry printed labels only; `label` and `schedule` are filled in afterwards.
    `tells_carried` says that each item's source names the labels carried down to it.
    """

    items: tuple[PlanItem, ...]
    warnings: tuple[ParseWarning, ...] = ()
    tells_carried: bool = False


class Form(Protocol):
    """Read one family of layouts."""

    name: str

    def recognise(self, document: Document) -> float:
        """Return how well the document fits this form, 0 (not at all) to 1."""
        ...

    def read(self, document: Document) -> FormReading:
        """Return the items of the document; called only where `recognise` gave more than 0."""
        ...
