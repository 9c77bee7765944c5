"""Export what is stored, whole or filtered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from qsearch.catalogue import Catalogue
from qsearch.errors import NotFound
from qsearch.exporting import export
from qsearch.frameworks import Agencies, Frameworks, filter_keys, resolve
from qsearch.plan import Filters, Plan, StoredItem

__all__ = ["Exporting"]


class Exporting:
    """Write published plans, or one plan by id, in the formats of `qsearch.exporting`."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, agencies: Agencies) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._agencies = agencies

    def export(self, format_name: str, output: Path | BinaryIO, *, filters: Filters, plan_id: str | None = None) -> int:
        """Write the items that pass and return how many.

        A plan some of whose items were filtered out is marked partial. Raises NotFound
        where nothing passes, so that no empty file looks like an answer.
        """
        plans = list(self.plans(filters=filters, plan_id=plan_id))
        if not plans:
            raise NotFound("沒有可匯出的項目。", hint="請放寬篩選條件；以 qsearch plans 列出已匯入的計畫。")
        export(plans, format_name, output)
        return sum(len(plan.items) for plan in plans)

    def plans(self, *, filters: Filters, plan_id: str | None = None) -> Iterator[Plan]:
        """Yield the plans with the items that pass; a plan without any is left out."""
        accepted = resolve(filters, self._frameworks, self._agencies)
        published = self._catalogue.plans(status="published") if plan_id is None else ()
        for ref in [self._catalogue.plan_ref(plan_id)] if plan_id else [ref for ref, _ in published]:
            plan = self._catalogue.plan(ref.id)
            if filters:
                items = tuple(
                    item
                    for item in plan.items
                    if accepted.accepts(filter_keys(StoredItem(ref, item), self._frameworks, self._agencies))
                )
                plan = replace(plan, items=items, partial=plan.partial or len(items) < len(plan.items))
                if not items:
                    continue
            yield plan
