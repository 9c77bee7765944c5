"""Plans, items and corrections in SQL: the source of truth.

Importing this package is cheap; SQLAlchemy comes in with `open_catalogue` or `Catalogue`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from qsearch.catalogue.records import ChangedPlans, Correction, Stored

if TYPE_CHECKING:
    from qsearch.catalogue.catalogue import Catalogue, open_catalogue

__all__ = ["Catalogue", "ChangedPlans", "Correction", "Stored", "open_catalogue"]


def __getattr__(name: str) -> object:
    if name in {"Catalogue", "open_catalogue"}:
        return getattr(import_module("qsearch.catalogue.catalogue"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
