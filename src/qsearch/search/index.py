"""Keep an engine in step with the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import StoredItem
from qsearch.search.engine import Engine, EngineItem, FieldFilter, IndexState
from qsearch.search.items import ItemAnalyser
from qsearch.text.analyse import Analyser

__all__ = ["Indexer", "status_filter"]


class Indexer:
    """Bring stored items into an engine.

    `keys` gives the filter keys of an item. `revision` below is whatever string the
    catalogue names its state by.
    """

    def __init__(self, engine: Engine, analyser: Analyser, keys: Callable[[StoredItem], ItemKeys]) -> None:
        self._engine = engine
        self._items = ItemAnalyser(analyser, keys)

    def is_current(self, revision: str) -> bool:
        """Whether the engine holds just this state of the catalogue, analysed as we do."""
        return self._engine.state() == self._state(revision)

    def analysed_alike(self, state: IndexState) -> bool:
        """Whether an index of that state holds the terms we would cut today."""
        return state == self._state(state.revision)

    def rebuild(self, items: Iterable[StoredItem], *, revision: str) -> None:
        """Index everything anew."""
        self.rebuild_analysed(self.engine_items(items), revision=revision)

    def rebuild_analysed(self, items: Iterable[EngineItem], *, revision: str) -> None:
        """Index everything anew, of items analysed as `engine_items` does."""
        self._engine.rebuild(items, state=self._state(revision))

    def update(self, items: Iterable[StoredItem], *, plans: Iterable[str], revision: str) -> None:
        """Replace all that is indexed of some plans by `items`.

        Only for an index that was current before the catalogue changed; rebuild any other.
        """
        self._engine.update(self.engine_items(items), plans=plans, state=self._state(revision))

    def engine_items(self, items: Iterable[StoredItem]) -> Iterator[EngineItem]:
        """Yield items as engines take them. An item without an id is left out: nothing could show it."""
        return self._items.engine_items(items)

    def _state(self, revision: str) -> IndexState:
        return IndexState(revision, self._items.fingerprint)


def status_filter(*, drafts: bool) -> FieldFilter:
    """Return the filter that keeps drafts out unless they are asked for."""
    return FieldFilter("status", frozenset({"published", "draft"} if drafts else {"published"}))
