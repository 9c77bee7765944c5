"""Pick the real parts and wire them, nothing more."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from qsearch.frameworks import filter_keys, load_agencies, load_frameworks

if TYPE_CHECKING:
    from qsearch.catalogue import Catalogue
    from qsearch.frameworks import Agencies, Frameworks
    from qsearch.results import FrameworkOutline
    from qsearch.search.engine import Engine
    from qsearch.search.finder import Finder
    from qsearch.search.index import Indexer
    from qsearch.services.batching import Batching
    from qsearch.services.comparing import Comparing
    from qsearch.services.correcting import Correcting
    from qsearch.services.evaluating import Evaluating
    from qsearch.services.exporting_plans import Exporting
    from qsearch.services.finding import Finding
    from qsearch.services.indexing import Indexing
    from qsearch.services.ingesting import Ingesting
    from qsearch.services.reader_pool import ReaderPool
    from qsearch.services.reading_plans import PlanReader
    from qsearch.services.shelving import Shelving
    from qsearch.services.showing import Showing
    from qsearch.services.suggesting import Suggesting
    from qsearch.services.training_models import ModelShelf, Training
    from qsearch.services.upkeep import Upkeep
    from qsearch.settings import Settings
    from qsearch.text.analyse import Analyser

__all__ = ["Workspace", "open_workspace"]

_MOST_ANALYSING = 3
"""Processes that analyse for one index; one index takes in no more."""


def open_workspace(settings: Settings) -> Workspace:
    """Return the workspace of a home; nothing is opened before it is needed."""
    return Workspace(settings)


class Workspace:
    """Hold the parts of one home, each made when it is first asked for.

    Parts are imported late: a command loads only what it uses.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the catalogue and end the processes that read, as far as there are any."""
        if "_files" in self.__dict__:
            self._files.close()
        if "catalogue" in self.__dict__:
            self.catalogue.close()

    # --- parts ------------------------------------------------------------------------

    @cached_property
    def frameworks(self) -> Frameworks:
        """The label frameworks that ship, and those the home brings."""
        return load_frameworks(self._settings.corpus / "frameworks", self._own_frameworks)

    @property
    def _own_frameworks(self) -> Path:
        return self._settings.home / "frameworks"

    @cached_property
    def agencies(self) -> Agencies:
        """The authority list of agencies that ships."""
        return load_agencies(self._settings.corpus / "agencies")

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of the home, made on first use."""
        from qsearch.catalogue import open_catalogue

        return open_catalogue(self._settings.home)

    @cached_property
    def _analyser(self) -> Analyser:
        from qsearch.text.lexicon import load_analyser

        return load_analyser(self._settings.corpus / "lexicon")

    @cached_property
    def _engine(self) -> Engine:
        if self._settings.engine == "reference":
            from qsearch.search.reference import ReferenceEngine

            return ReferenceEngine()
        from qsearch.search.embedded import EmbeddedEngine

        return EmbeddedEngine(self._settings.home / "index")

    @cached_property
    def _indexer(self) -> Indexer:
        from qsearch.search.index import Indexer

        return Indexer(self._engine, self._analyser, lambda stored: filter_keys(stored, self.frameworks, self.agencies))

    @cached_property
    def _finder(self) -> Finder:
        from qsearch.search.finder import Finder
        from qsearch.search.spelling import speller_of

        lookalikes = self._settings.corpus / "lexicon" / "lookalikes.txt"
        return Finder(self._engine, self._analyser, speller=speller_of(self._engine, self._analyser, lookalikes))

    @cached_property
    def _models(self) -> ModelShelf:
        from qsearch.services.training_models import ModelShelf

        return ModelShelf(self.frameworks, self._settings.home / "models", self._settings.models)

    @cached_property
    def _files(self) -> ReaderPool:
        from qsearch.services.reader_pool import ReaderPool

        settings = self._settings
        return ReaderPool(
            settings.corpus / "frameworks",
            settings.limits,
            width=settings.readers,
            own_frameworks=self._own_frameworks,
            debug=settings.debug,
        )

    # --- use cases --------------------------------------------------------------------

    @cached_property
    def reader(self) -> PlanReader:
        """Read files as plans."""
        from qsearch.services.reading_plans import PlanReader

        return PlanReader(self.frameworks, self._files)

    @cached_property
    def showing(self) -> Showing:
        """Show what was read of the files of stored plans."""
        from qsearch.services.showing import Showing

        return Showing(self.catalogue, self.reader, self._settings.home / "shown")

    @cached_property
    def indexing(self) -> Indexing:
        """Keep the index in step."""
        from qsearch.services.analysing_beside import AnalysingBeside
        from qsearch.services.indexing import Indexing

        settings = self._settings
        # One processor is busy with the index itself.
        width = min(settings.processors - 1, _MOST_ANALYSING)
        beside = AnalysingBeside(
            settings.home,
            settings.corpus,
            own_frameworks=self._own_frameworks,
            width=width,
            debug=settings.debug,
        )
        return Indexing(self.catalogue, self._engine, self._indexer, beside if width else None)

    @cached_property
    def ingesting(self) -> Ingesting:
        """Store plans from files."""
        from qsearch.services.ingesting import Ingesting

        return Ingesting(self.reader, self.catalogue, self.agencies, self.indexing.catch_up_if_free)

    @cached_property
    def shelving(self) -> Shelving:
        """List, show and remove what is stored."""
        from qsearch.services.shelving import Shelving

        return Shelving(self.catalogue, self.indexing.catch_up_if_free)

    @cached_property
    def finding(self) -> Finding:
        """Search, and find what is alike."""
        from qsearch.search.completing import Completer
        from qsearch.services.finding import Finding

        completer = Completer(self._engine, self._analyser)
        return Finding(self.catalogue, self._finder, completer, self.frameworks, self.agencies, self.indexing.be_ready)

    @cached_property
    def batching(self) -> Batching:
        """Answer sheets of queries."""
        from qsearch.services.batching import Batching

        return Batching(self.finding)

    @cached_property
    def suggesting(self) -> Suggesting:
        """Suggest labels."""
        from qsearch.services.suggesting import Suggesting

        return Suggesting(self._models, self.reader, self.finding, self.frameworks)

    @cached_property
    def training(self) -> Training:
        """Train and evaluate label models."""
        from qsearch.services.training_models import Training

        return Training(self.catalogue, self.frameworks, self._models, self._settings.corpus / "examples")

    @cached_property
    def correcting(self) -> Correcting:
        """Have labels checked by people."""
        from qsearch.services.correcting import Correcting

        return Correcting(self.catalogue, self.frameworks, self._models)

    @cached_property
    def comparing(self) -> Comparing:
        """Benchmark agencies and years."""
        from qsearch.services.comparing import Comparing

        return Comparing(self.catalogue, self.frameworks, self.agencies, self.reader)

    @cached_property
    def evaluating(self) -> Evaluating:
        """Score search on judged queries."""
        from qsearch.services.evaluating import Evaluating

        return Evaluating(self.catalogue, self.finding.ranked_ids)

    @cached_property
    def exporting(self) -> Exporting:
        """Write plans out."""
        from qsearch.services.exporting_plans import Exporting

        return Exporting(self.catalogue, self.frameworks, self.agencies)

    @cached_property
    def upkeep(self) -> Upkeep:
        """Check and mend the home."""
        from qsearch.services.upkeep import Upkeep

        return Upkeep(lambda: self.catalogue, lambda: self.indexing, self._models)

    def outline(self, framework: str | None = None) -> tuple[FrameworkOutline, ...]:
        """List the label frameworks, or the one of that id; raises NotFound where there is none."""
        from qsearch.services.outlining import outline

        return outline(self.frameworks if framework is None else (self.frameworks.get(framework),))
