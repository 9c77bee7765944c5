"""Keep the index in step with the catalogue, which is the truth."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qsearch.catalogue import Catalogue
from qsearch.errors import EngineUnavailable
from qsearch.search.engine import Engine, EngineItem
from qsearch.search.index import Indexer
from qsearch.services.analysing_beside import AnalysingBeside

__all__ = ["Indexing"]

_REBUILD_SHARE = 2
"""Rebuild rather than update where more than one plan in this many is touched: it is quicker then."""

_ALLOCATIONS_UNCOLLECTED = 200_000


class Indexing:
    """Bring the index to the catalogue's latest revision."""

    def __init__(
        self,
        catalogue: Catalogue,
        engine: Engine,
        indexer: Indexer,
        beside: AnalysingBeside | None = None,
        *,
        beside_from: int = 20_000,
    ) -> None:
        """Take the parts, and what analyses in other processes, where there are processors for that.

        It is asked from `beside_from` items on: below, starting it takes longer than what it spares.
        """
        self._catalogue = catalogue
        self._engine = engine
        self._indexer = indexer
        self._beside = beside
        self._beside_from = beside_from

    def is_current(self) -> bool:
        """Whether the index holds just what the catalogue holds."""
        return self._indexer.is_current(str(self._catalogue.revision))

    def catch_up(self) -> bool:
        """Index what changed since the index was built; return whether there was anything.

        An index of another dictionary, analysis or format, or of another catalogue's
        past, is built anew. Raises EngineUnavailable where another program is writing.
        """
        if self.is_current():
            return False
        state = self._engine.state()
        if state is None or not self._indexer.analysed_alike(state) or not state.revision.isdecimal():
            self.rebuild()
            return True
        changed = self._catalogue.changes_since(int(state.revision))
        plans = len(self._catalogue.plans())
        if changed.full or len(changed.touched) * _REBUILD_SHARE > plans:
            self.rebuild()
            return True
        self._indexer.update(
            self._catalogue.iter_items(status=None, plan_ids=changed.touched),
            plans=(*changed.touched, *changed.removed),
            revision=str(changed.revision),
        )
        return True

    def catch_up_if_free(self) -> bool:
        """Catch up, unless another program is just doing so; return whether the index is current.

        What is stored is stored: an ingest doesn't fail because the index has to wait, and
        the next search tries again.
        """
        try:
            self.catch_up()
        except EngineUnavailable:
            return False
        return True

    def be_ready(self) -> None:
        """Catch up if that is possible, so that there is an index to search.

        While another program writes, the index as it stands answers. Raises
        EngineUnavailable where there is none yet: nothing could be found then.
        """
        try:
            self.catch_up()
        except EngineUnavailable:
            if self._engine.state() is None:
                raise

    def rebuild(self) -> None:
        """Index everything anew."""
        # The revision is read first: what is committed meanwhile is indexed again next time.
        revision = str(self._catalogue.revision)
        plans = [(ref.id, items) for ref, items in self._catalogue.plans()]
        with _collecting_rarely():
            if self._beside is None or sum(items for _, items in plans) < self._beside_from:
                self._indexer.rebuild(self._catalogue.iter_items(status=None), revision=revision)
            else:
                analysed = self._beside.engine_items(plans, self._analysed_here)
                self._indexer.rebuild_analysed(analysed, revision=revision)

    def _analysed_here(self, plan_ids: Sequence[str]) -> Iterator[EngineItem]:
        return self._indexer.engine_items(self._catalogue.iter_items(status=None, plan_ids=plan_ids))


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for cycles once in many items: they hold none, and looking takes a tenth of the time and more."""
    usual = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS_UNCOLLECTED)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
