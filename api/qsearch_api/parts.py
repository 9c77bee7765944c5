"""The parts of a workspace that requests use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from qsearch.results import FrameworkOutline
from qsearch.services.batching import Batching
from qsearch.services.comparing import Comparing
from qsearch.services.correcting import Correcting
from qsearch.services.exporting_plans import Exporting
from qsearch.services.finding import Finding
from qsearch.services.indexing import Indexing
from qsearch.services.ingesting import Ingesting
from qsearch.services.shelving import Shelving
from qsearch.services.showing import Showing
from qsearch.services.suggesting import Suggesting
from qsearch.workspace import Workspace

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold the use cases that requests share.

    A workspace makes each part when it is first asked for, which two threads must not do
    at once; here all are made, by one.
    """

    finding: Finding
    batching: Batching
    suggesting: Suggesting
    correcting: Correcting
    comparing: Comparing
    shelving: Shelving
    showing: Showing
    ingesting: Ingesting
    exporting: Exporting
    indexing: Indexing
    frameworks: tuple[FrameworkOutline, ...]
    institution: Callable[[str], str]
    """Names the institution of an agency, which stays the same when it is renamed."""

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Return the parts of a workspace, with its catalogue opened."""
        return cls(
            finding=workspace.finding,
            batching=workspace.batching,
            suggesting=workspace.suggesting,
            correcting=workspace.correcting,
            comparing=workspace.comparing,
            shelving=workspace.shelving,
            showing=workspace.showing,
            ingesting=workspace.ingesting,
            exporting=workspace.exporting,
            indexing=workspace.indexing,
            frameworks=workspace.outline(),
            institution=workspace.agencies.lineage,
        )
