"""Ingest files and folders: read, parse, store, and go on past a bad file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from qsearch.catalogue import Catalogue
from qsearch.errors import InputError, QsearchError
from qsearch.frameworks import Agencies
from qsearch.plan import ParseWarning, Plan
from qsearch.results import IngestedPlan, IngestReport
from qsearch.services.reading_plans import (
    PLAN_SUFFIXES,
    Failed,
    PlanReader,
    PlanSource,
    Upload,
    sources_in,
    sources_in_bytes,
)
from qsearch.wire import failure_of

__all__ = ["Ingesting"]

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the next, empty at the end)."""

_File = tuple[str, Callable[[], Iterator[PlanSource]]]
"""How a file is shown, and what yields the sources in it."""


class Ingesting:
    """Store plans from files; one transaction a plan, so a failure never harms what is stored."""

    def __init__(
        self, reader: PlanReader, catalogue: Catalogue, agencies: Agencies, catch_up: Callable[[], object]
    ) -> None:
        self._reader = reader
        self._catalogue = catalogue
        self._agencies = agencies
        self._catch_up = catch_up

    def ingest(
        self, paths: Iterable[Path], *, draft: bool = False, ocr: bool = False, progress: Progress | None = None
    ) -> IngestReport:
        """Store the plans of files and of all files below folders; report on each, in their order.

        A file, or a line of exported plans, that cannot be read is reported as failed
        and the rest go on. With `ocr`, pages that are pictures are recognised.
        """
        report: list[IngestedPlan] = []
        files: list[Path] = []
        for path in paths:
            try:
                files.extend(_files(path))
            except QsearchError as error:
                report.append(IngestedPlan(str(path), "failed", error=failure_of(error)))
        stored = self._store([(str(path), partial(sources_in, path)) for path in files], draft, ocr, progress)
        return self._finished([*report, *stored])

    def ingest_uploads(
        self, uploads: Sequence[Upload], *, draft: bool = False, ocr: bool = False, progress: Progress | None = None
    ) -> IngestReport:
        """Store the plans of files that were sent rather than named; reports as `ingest` does."""
        files = [(upload.name, partial(sources_in_bytes, upload.data, upload.name)) for upload in uploads]
        return self._finished(self._store(files, draft, ocr, progress))

    def _finished(self, report: Iterable[IngestedPlan]) -> IngestReport:
        entries = tuple(report)
        if any(entry.status in ("added", "replaced") for entry in entries):
            self._catch_up()
        return IngestReport(entries)

    def _store(
        self, files: Sequence[_File], draft: bool, ocr: bool, progress: Progress | None
    ) -> Iterator[IngestedPlan]:
        """Store what files hold, given by their names and how to open them, and yield what became of it."""
        told = -1
        # Closed by hand: after Ctrl-C nothing more is to be read.
        with closing(self._reader.read_each(_opened(files), ocr=ocr)) as outcomes:
            for outcome in outcomes:
                shown = files[outcome.file][0]
                if progress is not None and outcome.file > told:
                    told = outcome.file
                    progress(told, len(files), shown)
                if isinstance(outcome, Failed):
                    yield IngestedPlan(shown, "failed", error=failure_of(outcome.error))
                else:
                    yield self._put(outcome.plan, outcome.source, shown, draft=draft)
        if progress is not None:
            progress(len(files), len(files), "")

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


def _opened(files: Sequence[_File]) -> Iterator[tuple[int, PlanSource | QsearchError]]:
    """Yield the sources of each file beside its place among the files; what stops a file stands in its place."""
    for at, (_, sources) in enumerate(files):
        try:
            for source in sources():
                yield at, source
        except QsearchError as error:
            yield at, error


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
