"""All label frameworks together: which one a plan follows, and what its printed labels mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from qsearch.errors import NotFound, QueryError
from qsearch.frameworks.matching import LabelMatcher
from qsearch.frameworks.model import Correspondence, Framework
from qsearch.plan import Label

__all__ = ["OTHER", "Frameworks"]

OTHER = "other"
"""The framework of plans whose labels belong to no other; it always exists."""

_LEAST_SHARE = 0.25
"""The share of a plan's printed headings that must speak for a framework.

A quarter lets a plan count that hides half its labels behind its own wording, and keeps
a chance hit on a common heading from naming the framework of a plan with twenty of its own.
"""

_CACHED_PRINTS = 8192  # a plan prints some 30 different paths; 8,192 hold a large corpus


class Frameworks:
    """Hold every label framework, in the order of their first years; those bound to none come last."""

    def __init__(self, frameworks: Iterable[Framework], crosswalk: Iterable[Correspondence] = ()) -> None:
        ordered = sorted(frameworks, key=lambda f: (f.first_year is None, f.first_year or 0, f.id == OTHER, f.id))
        self._matchers = {framework.id: LabelMatcher(framework) for framework in ordered}
        if OTHER not in self._matchers:
            self._matchers[OTHER] = LabelMatcher(Framework(OTHER, "其他"))
        self.crosswalk = tuple(crosswalk)
        # Labels repeat from item to item; matching each path once makes ingest independent of it.
        self._canonical = lru_cache(maxsize=_CACHED_PRINTS)(self._match)

    def __iter__(self) -> Iterator[Framework]:
        return (matcher.framework for matcher in self._matchers.values())

    def __len__(self) -> int:
        return len(self._matchers)

    def __contains__(self, framework_id: str) -> bool:
        return framework_id in self._matchers

    def get(self, framework_id: str) -> Framework:
        """Return the framework of that id; raise NotFound, which lists the known ones, where there is none."""
        return self._matcher(framework_id).framework

    def asked(self, framework_id: str) -> Framework:
        """Return the framework a person asks for; raise QueryError, which lists the known ones, where there is none."""
        try:
            return self.get(framework_id)
        except NotFound as error:
            raise QueryError(error.message, hint=error.hint) from error

    def newest_award(self) -> Framework:
        """Return the award framework that began last: the one a new plan follows."""
        dated = [framework for framework in self if framework.first_year is not None]
        if not dated:
            raise NotFound("沒有任何標籤架構註明年度，無從得知最新的獎項架構。")
        return max(dated, key=lambda framework: (framework.first_year or 0, framework.id))

    def detect(self, printed: Iterable[tuple[str | None, str | None, str | None]]) -> str:
        """Return the id of the framework that a plan's printed labels speak for, `other` where none.

        `printed` holds (dimension, subdimension, execution item) of each item. Each
        different path counts once, so that a heading with many actions weighs no more
        than one with few. The plan's year plays no part: plans of one year follow
        different frameworks.
        """
        paths = {path for path in printed if any(path)}
        best, best_key = OTHER, (0, 0)
        for framework_id, matcher in self._matchers.items():
            evidence = [matcher.evidence(*path) for path in paths]
            speaking = sum(1 for weight in evidence if weight)
            key = (sum(evidence), speaking)
            if speaking >= _LEAST_SHARE * len(paths) and speaking and key > best_key:
                best, best_key = framework_id, key
        return best

    def canonical(
        self,
        framework_id: str,
        dimension: str | None,
        subdimension: str | None = None,
        execution_item: str | None = None,
    ) -> Label:
        """Return what printed labels mean in a framework; each level is None where the print fits none.

        Width, white space, marks, numbering and 臺/台 play no part. Raises NotFound for
        an unknown framework.
        """
        return self._canonical(framework_id, dimension, subdimension, execution_item)

    def find_execution_item(self, framework_id: str, label: str) -> Label:
        """Return the place of an execution item given by its name alone, in any known wording.

        Its levels are None where the framework has no such item. Raises NotFound for an
        unknown framework.
        """
        return self._canonical(framework_id, None, None, label)

    def groups_above(self, framework_id: str, dimension: str) -> tuple[str, ...]:
        """Return the headings that may be printed above a canonical dimension; none in an unknown framework."""
        matcher = self._matchers.get(framework_id)
        if matcher is None:
            return ()
        return next((d.group for d in matcher.framework.dimensions if d.label == dimension), ())

    def _matcher(self, framework_id: str) -> LabelMatcher:
        matcher = self._matchers.get(framework_id)
        if matcher is None:
            known = "、".join(self._matchers)
            raise NotFound(f"沒有標籤架構「{framework_id}」。", hint=f"可用的架構：{known}")
        return matcher

    def _match(
        self, framework_id: str, dimension: str | None, subdimension: str | None, execution_item: str | None
    ) -> Label:
        return self._matcher(framework_id).match(dimension, subdimension, execution_item)
