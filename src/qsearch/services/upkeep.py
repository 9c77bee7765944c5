"""Check the home and mend what can be mended."""

from __future__ import annotations

from collections.abc import Callable

from qsearch.catalogue import Catalogue
from qsearch.errors import CatalogueError, EngineUnavailable, QsearchError
from qsearch.results import Checkup, Finding
from qsearch.services.indexing import Indexing
from qsearch.services.training_models import ModelShelf

__all__ = ["Upkeep"]


class Upkeep:
    """Look after catalogue, index and models."""

    def __init__(
        self, catalogue: Callable[[], Catalogue], indexing: Callable[[], Indexing], models: ModelShelf
    ) -> None:
        """Take what opens the parts: a catalogue too damaged to open is a finding, too."""
        self._catalogue = catalogue
        self._indexing = indexing
        self._models = models

    def doctor(self, *, fix: bool = False) -> Checkup:
        """Report what is wrong; with `fix`, mend it where that loses nothing."""
        findings = (*self._stored(fix=fix), *self._own_models(fix=fix))
        return Checkup(all(finding.fixed for finding in findings), findings)

    def _stored(self, *, fix: bool) -> tuple[Finding, ...]:
        try:
            return (*self._catalogue().check(fix=fix), *self._index(fix=fix))
        except CatalogueError as error:
            return (Finding("catalogue-unusable", error.message),)

    def _index(self, *, fix: bool) -> list[Finding]:
        indexing = self._indexing()
        try:
            if indexing.is_current():
                return []
            found = Finding("index-behind", "搜尋索引落後於計畫目錄")
        except EngineUnavailable as error:
            found = Finding("index-unusable", f"搜尋索引無法使用：{error.message}")
        if fix:
            indexing.rebuild()
        return [Finding(found.code, found.message, fixed=fix)]

    def _own_models(self, *, fix: bool) -> list[Finding]:
        findings = []
        for framework in self._models.trained_at_home():
            try:
                self._models.load(framework)
            except QsearchError as error:
                if fix:
                    self._models.forget(framework)
                findings.append(
                    Finding("model-unusable", f"{framework} 的標籤模型無法使用：{error.message}", fixed=fix)
                )
        return findings
