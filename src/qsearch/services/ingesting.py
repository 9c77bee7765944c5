"""Ingest files and folders: read, parse, store, and go on past a bad file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qsearch.catalogue import Catalogue
from qsearch.errors import InputError, QsearchError
from qsearch.frameworks import Agencies
from qsearch.plan import ParseWarning, Plan
from qsearch.results import IngestedPlan, IngestReport
from qsearch.services.reading_plans import (
    PLAN_SUFFIXES,
    PlanReader,
    PlanSource,
    Upload,
    sources_in,
    sources_in_bytes,
)
from qsearch.wire import failure_of

__all__ = ["Ingesting"]

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the next)."""


class Ingesting:
    """Store plans from files; one transaction a plan, so a failure never harms what is stored."""

    def __init__(
        self, reader: PlanReader, catalogue: Catalogue, agencies: Agencies, catch_up: Callable[[], object]
    ) -> None:
        self._reader = reader
        self._catalogue = catalogue
        self._agencies = agencies
        self._catch_up = catch_up

    def ingest(self, paths: Iterable[Path], *, draft: bool = False, progress: Progress | None = None) -> IngestReport:
        """Store the plans of files and of all files below folders; report on each.

        A file, or a line of exported plans, that cannot be read is reported as failed
        and the rest go on.
        """
        report: list[IngestedPlan] = []
        files: list[Path] = []
        for path in paths:
            try:
                files.extend(_files(path))
            except QsearchError as error:
                report.append(IngestedPlan(str(path), "failed", error=failure_of(error)))
        for done, path in enumerate(files):
            if progress is not None:
                progress(done, len(files), path.name)
            report.extend(self._store(sources_in(path), str(path), draft=draft))
        return self._finished(report)

    def ingest_uploads(
        self, uploads: Sequence[Upload], *, draft: bool = False, progress: Progress | None = None
    ) -> IngestReport:
        """Store the plans of files that were sent rather than named; reports as `ingest` does."""
        report: list[IngestedPlan] = []
        for done, upload in enumerate(uploads):
            if progress is not None:
                progress(done, len(uploads), upload.name)
            report.extend(self._store(sources_in_bytes(upload.data, upload.name), upload.name, draft=draft))
        return self._finished(report)

    def _finished(self, report: Iterable[IngestedPlan]) -> IngestReport:
        entries = tuple(report)
        if any(entry.status in ("added", "replaced") for entry in entries):
            self._catch_up()
        return IngestReport(entries)

    def _store(self, sources: Iterator[PlanSource], shown: str, *, draft: bool) -> Iterator[IngestedPlan]:
        try:
            for source in sources:
                try:
                    plan = self._reader.read(source)
                except QsearchError as error:
                    yield IngestedPlan(shown, "failed", error=failure_of(error))
                else:
                    yield self._put(plan, source, shown, draft=draft)
        except QsearchError as error:
            yield IngestedPlan(shown, "failed", error=failure_of(error))

    def _put(self, plan: Plan, source: PlanSource, shown: str, *, draft: bool) -> IngestedPlan:
        try:
            named = _named(plan, source.name)
            stored = self._catalogue.put_plan(
                named,
                institution=self._agencies.lineage(named.agency or ""),
                status="draft" if draft else "published",
                original=source.data,
                file_name=source.name,
            )
        except QsearchError as error:
            return IngestedPlan(
                shown, "failed", title=plan.title, agency=plan.agency, year=plan.year, error=failure_of(error)
            )
        return IngestedPlan(
            file=shown,
            status=stored.outcome,
            id=stored.plan_id,
            title=named.title,
            agency=named.agency,
            year=named.year,
            framework=named.framework,
            items=len(named.items),
            warnings=named.warnings,
        )


def _named(plan: Plan, name: str) -> Plan:
    """Give a plan that prints no title or agency one from its file's name, and say so."""
    stem = Path(name).stem
    missing = []
    if not plan.title:
        missing.append(ParseWarning("title-missing", f"文件未印計畫名稱，以檔名「{stem}」代替"))
        plan = replace(plan, title=stem)
    if not plan.agency:
        missing.append(ParseWarning("agency-missing", f"文件未印機關名稱，以檔名「{stem}」代替"))
        plan = replace(plan, agency=stem)
    return replace(plan, warnings=(*plan.warnings, *missing)) if missing else plan


def _files(path: Path) -> Iterator[Path]:
    """Yield the file itself, or the plan files below a folder in order of their names."""
    if not path.is_dir():
        yield path
        return
    found = sorted(
        entry
        for entry in path.rglob("*")
        if entry.suffix.lower() in PLAN_SUFFIXES
        and entry.is_file()
        and not any(part.startswith((".", "~$")) for part in entry.relative_to(path).parts)
    )
    if not found:
        raise InputError(
            f"資料夾「{path}」中沒有計畫檔案。", hint=f"計畫檔案的副檔名為 {' '.join(sorted(PLAN_SUFFIXES))}。"
        )
    yield from found
