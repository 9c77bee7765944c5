"""Turn a document into a plan: front matter, the form that fits, canonical labels, schedules."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from qsearch.errors import UnknownLayout
from qsearch.frameworks import OTHER, Frameworks
from qsearch.parsing.deadlines import is_left_empty, parse_schedule
from qsearch.parsing.forms import Form, FormReading
from qsearch.parsing.front_matter import FrontMatter, read_front_matter
from qsearch.plan import ParseWarning, Plan, PlanItem
from qsearch.reading.document import Document

__all__ = ["FORMS", "label_items", "parse_document"]

FORMS: tuple[tuple[str, str], ...] = (
    ("table", "qsearch.parsing.table:TableForm"),
    ("columns", "qsearch.parsing.columns:ColumnsForm"),
    ("stream", "qsearch.parsing.stream:StreamForm"),
    ("outline", "qsearch.parsing.outline:OutlineForm"),
    ("scorecard", "qsearch.parsing.scorecard:ScorecardForm"),
)
"""Every form with the module and class that read it; where two fit alike, the first is taken."""

_LABELS = ("dimension", "subdimension", "execution_item")
_LEAST_SECTIONS = 2  # of the usual sections, for a text without title and table to count as a plan


def parse_document(document: Document, frameworks: Frameworks) -> Plan:
    """Read a plan from a document.

    A document with front matter but no table gives a plan without items and the warning
    `no-table`. Raises UnknownLayout for a text that shows nothing of a plan.
    """
    front = read_front_matter(document)
    form = _best_form(document)
    reading = form.read(document) if form is not None else FormReading(())
    warnings = [*_pictures(document), *front.warnings, *reading.warnings]
    if not reading.items:
        if not _is_plan(front):
            raise UnknownLayout(
                f"「{document.name}」看不出是提升服務品質計畫：找不到計畫標題、章節或推動作法表格。",
                hint="請確認檔案內容；掃描的影像檔須先做文字辨識（OCR）。",
            )
        way_out = "若文字取自 PDF，欄位可能已經打散，請直接讀取 PDF 檔。" if document.kind == "text" else ""
        message = f"讀到計畫的前言，但找不到推動作法的表格，沒有項目可收錄。{way_out}"
        warnings.append(ParseWarning("no-table", message))
    plan = Plan(
        title=front.title,
        agency=front.agency,
        year=front.year,
        framework=OTHER,
        document_number=front.document_number,
        issued=front.issued,
        basis=front.basis,
        goals=front.goals,
        targets=front.targets,
        period=front.period,
        steps=front.steps,
        control=front.control,
        items=tuple(_traced(reading, document)),
        form=form.name if form is not None and reading.items else "none",
        warnings=tuple(warnings),
    )
    return label_items(plan, frameworks)


def label_items(plan: Plan, frameworks: Frameworks) -> Plan:
    """Return a plan with its framework, each item's canonical label and schedule, found from the print.

    Adds a warning for each printed heading that fits no label of the framework, and for
    each deadline that is not understood.
    """
    framework = frameworks.detect((item.dimension, item.subdimension, item.execution_item) for item in plan.items)
    items = tuple(
        replace(
            item,
            label=frameworks.canonical(framework, item.dimension, item.subdimension, item.execution_item),
            schedule=parse_schedule(item.deadline, item.steps, year=plan.year),
        )
        for item in plan.items
    )
    known = frameworks.get(framework).labels() if framework != OTHER else ()
    strange = _strange_labels(items, any(label.execution_item is not None for label in known))
    warnings = (*plan.warnings, *strange, *_strange_deadlines(items))
    return replace(plan, framework=framework, items=items, warnings=tuple(dict.fromkeys(warnings)))


def _traced(reading: FormReading, document: Document) -> Iterator[PlanItem]:
    """Yield items with what their form left open of their source: labels carried down, how sure recognition was.

    Where a form doesn't tell, a label is printed with the first item of those that stand below it.
    """
    confidences = {page.number: page.confidence for page in document.pages if page.confidence is not None}
    before: tuple[str | None, ...] = ()
    for item in reading.items:
        path = (item.dimension, item.subdimension, item.execution_item)
        if item.source is None:
            yield item
            continue
        carried = item.source.carried
        if not reading.tells_carried:
            same = [at for at in range(len(path)) if before and path[: at + 1] == before[: at + 1]]
            carried = tuple(_LABELS[at] for at in same if path[at] is not None)
        known = [confidences[page] for page in item.source.pages if page in confidences]
        confidence = min(known) if known else None
        yield replace(item, source=replace(item.source, carried=carried, confidence=confidence))
        before = path


def _best_form(document: Document) -> Form | None:
    """Return the form that fits the document best, None where none fits at all."""
    fits = [(form.recognise(document), form) for form in _forms()]
    score, form = max(fits, key=lambda fit: fit[0])
    return form if score > 0 else None


def _forms() -> Iterator[Form]:
    for _, place in FORMS:
        module, name = place.split(":")
        yield cast(Form, getattr(importlib.import_module(module), name)())


def _is_plan(front: FrontMatter) -> bool:
    titled = front.title is not None and ("計畫" in front.title or "計分卡" in front.title)
    return titled or front.sections >= _LEAST_SECTIONS


def _pictures(document: Document) -> Iterator[ParseWarning]:
    """Yield a warning for each page that is a picture: that it was not read, or how surely."""
    for page in document.pages:
        if page.confidence is not None:
            message = f"本頁為影像，內容由文字辨識讀取，辨識信心 {page.confidence:.0%}，請對照原件。"
            yield ParseWarning("page-recognised", message, page.number)
        elif page.scanned:
            message = "本頁為影像，沒有文字可讀；其中的項目未收錄。請加上 --ocr 以文字辨識讀取。"
            yield ParseWarning("page-scanned", message, page.number)


def _strange_labels(items: Iterable[PlanItem], names_execution_items: bool) -> Iterator[ParseWarning]:
    """Yield a warning for each printed path that the framework doesn't know, whole or its execution item.

    Where no framework fits at all, one warning says so.
    """
    warned: set[tuple[str | None, str | None, str | None]] = set()
    for item in items:
        path = (item.dimension, item.subdimension, item.execution_item)
        printed = "／".join(part for part in path if part) or "（未印標題）"
        lacking = names_execution_items and item.execution_item is not None and item.label.execution_item is None
        if item.label.framework == OTHER:
            if warned or not any(path):
                continue
            message = f"印出的標題（如「{printed}」）不屬於任何已知的評核架構，項目沒有標準標籤。"
        elif path in warned or not (item.label.dimension is None or lacking):
            continue
        elif item.label.dimension is None:
            message = f"「{printed}」不在 {item.label.framework} 的標籤之中，其下項目沒有標準標籤。"
        else:
            message = (
                f"「{printed}」的執行項目不在 {item.label.framework} 的標籤之中，只歸入「{item.label.dimension}」。"
            )
        warned.add(path)
        yield ParseWarning("label-without-framework", message, item.source.page if item.source else None)


def _strange_deadlines(items: Iterable[PlanItem]) -> Iterator[ParseWarning]:
    """Yield a warning for each deadline that prints something and means nothing here."""
    for item in items:
        if item.schedule.kind == "none" and not is_left_empty(item.deadline):
            message = f"看不懂第 {item.position} 項的完成期限「{item.deadline}」，照原文保留。"
            yield ParseWarning("deadline-not-understood", message, item.source.page if item.source else None)
