"""Benchmark agencies (標竿學習): who covers what, what we lack, what changed between two years."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from qsearch.benchmark import PlanItems, changes, compare
from qsearch.catalogue import Catalogue
from qsearch.errors import NotFound
from qsearch.frameworks import Agencies, Frameworks
from qsearch.plan import Plan, PlanRef, StoredItem, YearRange
from qsearch.results import Changes, Comparison
from qsearch.services.reading_plans import PlanReader

__all__ = ["Comparing"]


class Comparing:
    """Set published plans side by side; institutions go by the names they have today."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, agencies: Agencies, reader: PlanReader) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._agencies = agencies
        self._reader = reader

    def compare(self, agency: str, *, year: YearRange | None = None, others: Sequence[str] = ()) -> Comparison:
        """Compare an agency with others, or with every peer that has a plan in the same framework.

        The latest plan of each institution counts, or its latest within `year`. Raises
        NotFound where the agency, or one of `others`, has no such plan.
        """
        plans = [
            ref
            for ref, _ in self._catalogue.plans(status="published")
            if year is None or (ref.year is not None and ref.year in year)
        ]
        subject = self._latest(plans, agency, framework=None, year=year)
        if others:
            peers = [self._latest(plans, name, framework=subject.framework, year=year) for name in others]
        else:
            peers = self._peers(plans, subject)
        chosen = {ref.id: ref for ref in (subject, *peers)}
        return compare(
            [
                PlanItems(self._agencies.today(ref.agency), tuple(self._catalogue.iter_items(plan_ids=[ref.id])))
                for ref in chosen.values()
            ],
            self._frameworks.get(subject.framework),
            subject=self._agencies.today(subject.agency),
        )

    def changes(self, old: str, new: str) -> Changes:
        """Tell what became of each item from one plan to another, each a plan id or a file.

        Raises NotFound for what is neither, InputError for a file that cannot be read.
        """
        return changes(self._plan_items(old), self._plan_items(new))

    def changes_of_plans(self, old: str, new: str) -> Changes:
        """Tell the same of two stored plans by id; no file is opened, whatever the names.

        Raises NotFound.
        """
        return changes(self._stored_items(old), self._stored_items(new))

    def _plan_items(self, name: str) -> tuple[StoredItem, ...]:
        path = Path(name)
        if path.is_file():
            return _unstored(self._reader.read_file(path), path.name)
        try:
            return self._stored_items(name)
        except NotFound as error:
            raise NotFound(
                f"「{name}」既不是已存計畫的編號，也不是檔案。", hint="以 qsearch plans 列出計畫及其編號。"
            ) from error

    def _stored_items(self, plan_id: str) -> tuple[StoredItem, ...]:
        ref = self._catalogue.plan_ref(plan_id)
        return tuple(self._catalogue.iter_items(status=ref.status, plan_ids=[ref.id]))

    def _latest(
        self, plans: Sequence[PlanRef], agency: str, *, framework: str | None, year: YearRange | None
    ) -> PlanRef:
        lineage = self._agencies.lineage(agency)
        held = [ref for ref in plans if self._agencies.lineage(ref.agency) == lineage]
        fitting = [ref for ref in held if framework is None or ref.framework == framework]
        if fitting:
            return max(fitting, key=_recency)
        when = (
            "" if year is None else f" {year.first}年" if year.first == year.last else f" {year.first}至{year.last}年"
        )
        if held:
            raise NotFound(
                f"「{agency}」{when}沒有採用 {framework} 架構的公開計畫。",
                hint=f"該機關計畫採用的架構：{'、'.join(sorted({ref.framework for ref in held}))}",
            )
        raise NotFound(f"尚未匯入「{agency}」{when}的公開計畫。", hint=_nearest(agency, plans))

    def _peers(self, plans: Sequence[PlanRef], subject: PlanRef) -> list[PlanRef]:
        own = self._agencies.lineage(subject.agency)
        latest: dict[str, PlanRef] = {}
        for ref in sorted(plans, key=_recency):
            lineage = self._agencies.lineage(ref.agency)
            if lineage != own and ref.framework == subject.framework:
                latest[lineage] = ref
        return sorted(latest.values(), key=lambda ref: self._agencies.today(ref.agency))


def _recency(ref: PlanRef) -> tuple[int, str]:
    return (ref.year or 0, ref.id)


def _nearest(agency: str, plans: Sequence[PlanRef]) -> str:
    names = sorted({ref.agency for ref in plans})
    if not names:
        return "請先以 qsearch ingest 匯入計畫。"
    close = difflib.get_close_matches(agency, names, n=3, cutoff=0.3)
    return f"已匯入的機關：{'、'.join(close or names[:5])}"


def _unstored(plan: Plan, file: str) -> tuple[StoredItem, ...]:
    ref = PlanRef(
        id="",
        title=plan.title or file,
        agency=plan.agency or file,
        year=plan.year,
        status="draft",
        framework=plan.framework,
        document_number=plan.document_number,
        file=file,
    )
    return tuple(StoredItem(ref, item) for item in plan.items)
