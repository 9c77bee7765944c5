"""The numbered steps from an empty database to today's tables.

A module a step, `mNNNN_what.py`, holding SQL that any database understands. A step that
has been released is never edited: later tables are reached by a later step.
"""

from __future__ import annotations

from dataclasses import dataclass

from qsearch.catalogue.migrations import m0001_plans, m0002_corrections

__all__ = ["MIGRATIONS", "Migration"]


@dataclass(frozen=True, slots=True)
class Migration:
    """Hold one step: its number, its name and its statements in order."""

    version: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(1, "plans", m0001_plans.STATEMENTS),
    Migration(2, "corrections", m0002_corrections.STATEMENTS),
)
