"""List, show and remove what is stored."""

from __future__ import annotations

from collections.abc import Callable

from qsearch.catalogue import Catalogue
from qsearch.errors import NotFound
from qsearch.plan import Plan, PlanRef, StoredItem
from qsearch.results import Listing

__all__ = ["Shelving"]


class Shelving:
    """Look after the stored plans."""

    def __init__(self, catalogue: Catalogue, catch_up: Callable[[], object]) -> None:
        self._catalogue = catalogue
        self._catch_up = catch_up

    def plans(self) -> Listing:
        """Return every stored plan, drafts too, with its number of items."""
        return Listing(self._catalogue.plans())

    def plan(self, plan_id: str) -> Plan:
        """Return a plan with its items; raises NotFound."""
        return self._catalogue.plan(plan_id)

    def plan_ref(self, plan_id: str) -> PlanRef:
        """Return a plan's name, without its items; raises NotFound."""
        return self._catalogue.plan_ref(plan_id)

    def item(self, item_id: str) -> StoredItem:
        """Return one item with its plan; raises NotFound."""
        return self._catalogue.item(item_id)

    def show(self, some_id: str) -> Plan | StoredItem:
        """Return the plan or the item of that id.

        Raises NotFound where there is neither.
        """
        try:
            return self._catalogue.plan(some_id)
        except NotFound:
            pass
        try:
            return self._catalogue.item(some_id)
        except NotFound as error:
            raise NotFound(
                f"沒有編號為「{some_id}」的計畫或項目。", hint="以 qsearch plans 列出計畫及其編號。"
            ) from error

    def remove(self, plan_id: str) -> str:
        """Remove a plan and return its id; raises NotFound."""
        self._catalogue.remove_plan(plan_id)
        self._catch_up()
        return plan_id
