"""The contract's JSON, once, for command line and web service: records to plain JSON and back.

Every function that ends in `_to_json` takes a record and returns what `json.dumps` can
write, with the names of the public contract. `plan_from_json` reads an exported plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from qsearch.errors import InputError, QsearchError
from qsearch.plan import (
    Extra,
    Heading,
    Kpi,
    Label,
    ParseWarning,
    Plan,
    PlanItem,
    PlanRef,
    PrintedAt,
    Schedule,
    Source,
    Step,
    StoredItem,
)
from qsearch.results import (
    BatchReport,
    Changes,
    Checkup,
    Comparison,
    CompletionResult,
    Corrected,
    Facets,
    Failure,
    FrameworkOutline,
    IngestReport,
    LabelEvaluation,
    LevelScores,
    Listing,
    QueryScores,
    SearchEvaluation,
    SearchResult,
    SimilarResult,
    SuggestionReport,
    TrainedModel,
    WorkList,
)

__all__ = [
    "Json",
    "batch_to_json",
    "changes_to_json",
    "checkup_to_json",
    "comparison_to_json",
    "completions_to_json",
    "error_from_json",
    "error_to_json",
    "failure_of",
    "failure_to_json",
    "frameworks_to_json",
    "ingest_to_json",
    "item_to_json",
    "label_evaluation_to_json",
    "listing_to_json",
    "plan_from_json",
    "plan_to_json",
    "search_evaluation_to_json",
    "search_to_json",
    "similar_to_json",
    "stored_item_to_json",
    "suggestions_to_json",
    "trained_to_json",
]

Json = dict[str, Any]
"""A JSON object; its shape is the contract's."""


# --- plans and items ------------------------------------------------------------------


def item_to_json(item: PlanItem) -> Json:
    """Return an item in the contract's shape, without its plan."""
    source = item.source
    return {
        "id": item.id,
        "position": item.position,
        "number": item.number,
        "dimension": item.dimension,
        "subdimension": item.subdimension,
        "execution_item": item.execution_item,
        "criterion": item.criterion,
        "ancestors": [{"number": heading.number, "text": heading.text} for heading in item.ancestors],
        "text": item.text,
        "steps": [{"number": step.number, "deadline": step.deadline} for step in item.steps],
        "deadline": item.deadline,
        "units": list(item.units),
        "kpi": None if item.kpi is None else {"number": item.kpi.number, "text": item.kpi.text},
        "extra": [{"heading": extra.heading, "text": extra.text} for extra in item.extra],
        "label": {
            "framework": item.label.framework,
            "dimension": item.label.dimension,
            "subdimension": item.label.subdimension,
            "execution_item": item.label.execution_item,
        },
        "schedule": {"kind": item.schedule.kind, "dates": list(item.schedule.dates), "every": item.schedule.every},
        "source": None
        if source is None
        else {
            "file": source.file,
            "page": source.page,
            "pages": list(source.pages),
            "lines": None if source.lines is None else list(source.lines),
            "boxes": [
                {"page": box.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}
                for box in source.boxes
            ],
            "carried": list(source.carried),
            "confidence": source.confidence,
        },
    }


def stored_item_to_json(stored: StoredItem) -> Json:
    """Return an item of the catalogue in the contract's shape, with its plan."""
    plan = stored.plan
    shape = {
        "id": stored.item.id,
        "plan": {
            "id": plan.id,
            "title": plan.title,
            "agency": plan.agency,
            "year": plan.year,
            "status": plan.status,
            "framework": plan.framework,
            "document_number": plan.document_number,
        },
    }
    return shape | item_to_json(stored.item)


def plan_to_json(plan: Plan) -> Json:
    """Return a plan as `parse`, `show` and the JSON-lines export print it."""
    front: Json = {
        "title": plan.title,
        "agency": plan.agency,
        "year": plan.year,
        "framework": plan.framework,
        "document_number": plan.document_number,
        "issued": plan.issued,
        "basis": list(plan.basis),
        "goals": list(plan.goals),
        "targets": plan.targets,
        "period": plan.period,
        "steps": list(plan.steps),
        "control": list(plan.control),
    }
    if plan.id is not None:
        front = {"id": plan.id} | front
    shape: Json = {
        "plan": front,
        "form": plan.form,
        "items": [item_to_json(item) for item in plan.items],
        "warnings": warnings_to_json(plan.warnings),
    }
    if plan.partial:
        shape["partial"] = True
    return shape


def warnings_to_json(warnings: Iterable[ParseWarning]) -> list[Json]:
    """Return parse warnings, in order."""
    return [{"code": warning.code, "message": warning.message, "page": warning.page} for warning in warnings]


def plan_from_json(shape: object, *, where: str) -> Plan:
    """Return the plan that `plan_to_json` wrote.

    `where` names the file and line for the error. Raises InputError where the shape
    is not that of an exported plan; unknown fields are passed over.
    """
    try:
        return _plan(_mapping(shape))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{where}不是匯出的計畫（{type(error).__name__}：{error}）。",
            hint="每行一個計畫，如 qsearch export --format jsonl 所匯出者。",
        ) from error


def _plan(shape: Json) -> Plan:
    front = _mapping(shape["plan"])
    return Plan(
        title=_text_or_none(front.get("title")),
        agency=_text_or_none(front.get("agency")),
        year=_year_or_none(front.get("year")),
        framework=_text_or_none(front.get("framework")) or "other",
        document_number=_text_or_none(front.get("document_number")),
        issued=_text_or_none(front.get("issued")),
        basis=_texts(front.get("basis")),
        goals=_texts(front.get("goals")),
        targets=_text_or_none(front.get("targets")),
        period=_text_or_none(front.get("period")),
        steps=_texts(front.get("steps")),
        control=_texts(front.get("control")),
        items=tuple(_item(_mapping(item), position) for position, item in enumerate(_list(shape["items"]), 1)),
        form=_text_or_none(shape.get("form")) or "jsonl",
        warnings=tuple(
            ParseWarning(str(warning["code"]), str(warning["message"]), _int_or_none(warning.get("page")))
            for warning in map(_mapping, _list(shape.get("warnings")))
        ),
        partial=shape.get("partial") is True,
    )


def _item(shape: Json, position: int) -> PlanItem:
    text = _text_or_none(shape["text"])
    if not text:
        raise ValueError(f"item {position} has no text")
    kpi, label, source = shape.get("kpi"), shape.get("label"), shape.get("source")
    return PlanItem(
        position=position,
        text=text,
        number=_text_or_none(shape.get("number")),
        dimension=_text_or_none(shape.get("dimension")),
        subdimension=_text_or_none(shape.get("subdimension")),
        execution_item=_text_or_none(shape.get("execution_item")),
        criterion=_text_or_none(shape.get("criterion")),
        ancestors=tuple(
            Heading(_text_or_none(heading.get("number")), str(heading["text"]))
            for heading in map(_mapping, _list(shape.get("ancestors")))
        ),
        steps=tuple(
            Step(str(step["number"]), str(step["deadline"])) for step in map(_mapping, _list(shape.get("steps")))
        ),
        deadline=_text_or_none(shape.get("deadline")),
        units=_texts(shape.get("units")),
        kpi=None if kpi is None else Kpi(_text_or_none(_mapping(kpi).get("number")), str(_mapping(kpi)["text"])),
        extra=tuple(
            Extra(str(extra["heading"]), str(extra["text"])) for extra in map(_mapping, _list(shape.get("extra")))
        ),
        label=Label("other") if label is None else _label(_mapping(label)),
        schedule=_schedule(shape.get("schedule")),
        source=None if source is None else _source(_mapping(source)),
    )


def _label(shape: Json) -> Label:
    return Label(
        framework=_text_or_none(shape.get("framework")) or "other",
        dimension=_text_or_none(shape.get("dimension")),
        subdimension=_text_or_none(shape.get("subdimension")),
        execution_item=_text_or_none(shape.get("execution_item")),
    )


def _schedule(shape: object) -> Schedule:
    if shape is None:
        return Schedule()
    given = _mapping(shape)
    kind, every = given["kind"], given.get("every")
    if kind not in ("by", "recurring", "ongoing", "irregular", "none"):
        raise ValueError(f"unknown kind of schedule {kind!r}")
    if every is not None and every not in (
        "day", "week", "fortnight", "month", "two-months", "quarter", "half-year", "year", "term",
    ):  # fmt: skip
        raise ValueError(f"unknown recurrence {every!r}")
    return Schedule(kind, _texts(given.get("dates")), every)


def _source(shape: Json) -> Source:
    lines, confidence = shape.get("lines"), shape.get("confidence")
    return Source(
        file=str(shape["file"]),
        page=_int_or_none(shape.get("page")),
        pages=tuple(int(page) for page in _list(shape.get("pages"))),
        lines=None if lines is None else (int(lines[0]), int(lines[1])),
        boxes=tuple(_printed_at(_mapping(box)) for box in _list(shape.get("boxes"))),
        carried=_texts(shape.get("carried")),
        confidence=None if confidence is None else float(confidence),
    )


def _printed_at(shape: Json) -> PrintedAt:
    return PrintedAt(
        int(shape["page"]), float(shape["x0"]), float(shape["top"]), float(shape["x1"]), float(shape["bottom"])
    )


def _mapping(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {type(value).__name__}")
    return value


def _list(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {type(value).__name__}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(entry) for entry in _list(value))


def _text_or_none(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"expected text, found {type(value).__name__}")


def _int_or_none(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"expected a whole number, found {type(value).__name__}")


def _year_or_none(value: object) -> int | None:
    year = _int_or_none(value)
    if year is not None and not 1 <= year <= 999:
        raise ValueError(f"{year} is no year of the Republic")
    return year


# --- answers of the verbs -------------------------------------------------------------


def ingest_to_json(report: IngestReport) -> Json:
    """Return what became of each plan of an ingest."""
    return {
        "plans": [
            {
                "id": plan.id,
                "file": plan.file,
                "title": plan.title,
                "agency": plan.agency,
                "year": plan.year,
                "framework": plan.framework,
                "items": plan.items,
                "status": plan.status,
                "warnings": warnings_to_json(plan.warnings),
                "error": None if plan.error is None else asdict(plan.error),
            }
            for plan in report.plans
        ]
    }


def search_to_json(result: SearchResult) -> Json:
    """Return a page of hits with the facets of the whole match set."""
    return {
        "query": result.query,
        "interpreted": result.interpreted,
        "total": result.total,
        "took_ms": round(result.took_ms, 3),
        "hits": [
            {
                "item": stored_item_to_json(hit.item),
                "score": round(hit.score, 6),
                "highlights": [
                    {"field": mark.field, "text": mark.text, "spans": [list(span) for span in mark.spans]}
                    for mark in hit.highlights
                ],
                "citation": hit.citation,
                "explanation": [
                    {
                        "asked": reason.asked,
                        "how": reason.how,
                        "where": reason.where,
                        "strength": round(reason.strength, 3),
                        "matched": reason.matched,
                    }
                    for reason in hit.explanation
                ],
            }
            for hit in result.hits
        ],
        "facets": _facets_to_json(result.facets),
        "did_you_mean": result.did_you_mean,
        "repaired": result.repaired,
    }


def _facets_to_json(facets: Facets) -> Json:
    return {
        name: [{"value": entry.value, "count": entry.count} for entry in getattr(facets, name)]
        for name in ("agency", "year", "dimension", "execution_item", "unit", "framework")
    }


def batch_to_json(report: BatchReport, path: str, format_name: str) -> Json:
    """Return what became of a sheet of queries, and where the hits are."""
    return {
        "path": path,
        "format": format_name,
        "queries": report.queries,
        "hits": report.hits,
        "failed": report.failed,
    }


def completions_to_json(result: CompletionResult) -> Json:
    """Return what a beginning of a query may become."""
    return {
        "prefix": result.prefix,
        "completions": [{"text": one.text, "kind": one.kind, "count": one.count} for one in result.completions],
    }


def similar_to_json(result: SimilarResult) -> Json:
    """Return the items most like an item or a text."""
    return {
        "item": None if result.item is None else stored_item_to_json(result.item),
        "text": result.text,
        "hits": [{"item": stored_item_to_json(hit.item), "score": round(hit.score, 6)} for hit in result.hits],
    }


def suggestions_to_json(report: SuggestionReport) -> Json:
    """Return one entry a text, in the order given."""
    return {
        "framework": report.framework,
        "notice": report.notice,
        "items": [
            {
                "text": suggestion.text,
                "dimension": [
                    {"label": guess.label, "probability": round(guess.probability, 6)} for guess in suggestion.dimension
                ],
                "execution_item": [
                    {
                        "label": guess.label,
                        "dimension": guess.dimension,
                        "subdimension": guess.subdimension,
                        "probability": round(guess.probability, 6),
                    }
                    for guess in suggestion.execution_item
                ],
                "confident": suggestion.confident,
                "doubt": suggestion.doubt,
                "printed": suggestion.printed,
                "agrees": suggestion.agrees,
                "reasons": {
                    "neighbours": suggestion.from_neighbours,
                    "terms": [
                        {"text": term.text, "spans": [list(span) for span in term.spans]}
                        for term in suggestion.reason_terms
                    ],
                    "items": [stored_item_to_json(item) for item in suggestion.reason_items],
                },
            }
            for suggestion in report.items
        ],
    }


def work_list_to_json(found: WorkList) -> Json:
    """Return the items to check, least certain first."""
    return {
        "framework": found.framework,
        "total": found.total,
        "items": [
            {
                "item": stored_item_to_json(entry.item),
                "printed": entry.printed,
                "certainty": round(entry.certainty, 6),
                "guesses": [{"label": label, "probability": round(value, 6)} for label, value in entry.guesses],
            }
            for entry in found.items
        ],
    }


def corrected_to_json(corrected: Corrected) -> Json:
    """Return a correction that was kept."""
    return {
        "item": stored_item_to_json(corrected.item),
        "given": corrected.given,
        "suggested": corrected.suggested,
        "by": corrected.by,
        "at": corrected.at,
    }


def comparison_to_json(comparison: Comparison) -> Json:
    """Return the coverage matrix and what the agency lacks."""
    return {
        "framework": comparison.framework,
        "agencies": list(comparison.agencies),
        "matrix": [
            {"dimension": row.dimension, "execution_item": row.execution_item, "counts": dict(row.counts)}
            for row in comparison.matrix
        ],
        "missing": [
            {
                "dimension": gap.dimension,
                "execution_item": gap.execution_item,
                "agencies": gap.agencies,
                "examples": [stored_item_to_json(item) for item in gap.examples],
            }
            for gap in comparison.missing
        ],
    }


def changes_to_json(changes: Changes) -> Json:
    """Return what became of each item between two plans."""
    pairs = {
        name: [
            {"before": stored_item_to_json(pair.before), "after": stored_item_to_json(pair.after)}
            for pair in getattr(changes, name)
        ]
        for name in ("kept", "reworded", "moved")
    }
    alone = {name: [stored_item_to_json(item) for item in getattr(changes, name)] for name in ("dropped", "added")}
    return pairs | alone


def listing_to_json(listing: Listing) -> Json:
    """Return the stored plans."""
    return {"plans": [plan_ref_to_json(plan) | {"items": items} for plan, items in listing.plans]}


def plan_ref_to_json(plan: PlanRef) -> Json:
    """Return a stored plan's name, without its items."""
    return {
        "id": plan.id,
        "title": plan.title,
        "agency": plan.agency,
        "year": plan.year,
        "framework": plan.framework,
        "status": plan.status,
        "document_number": plan.document_number,
        "file": plan.file,
    }


def frameworks_to_json(frameworks: Iterable[FrameworkOutline]) -> Json:
    """Return the label frameworks with their dimensions and execution items, and what each label is for."""
    return {
        "frameworks": [
            {
                "id": framework.id,
                "name": framework.name,
                "years": framework.years,
                "dimensions": [
                    {
                        "label": dimension.guide.label,
                        "execution_items": [item.label for item in dimension.execution_items],
                        "guide": asdict(dimension.guide),
                        "execution_item_guides": [asdict(item) for item in dimension.execution_items],
                    }
                    for dimension in framework.dimensions
                ],
            }
            for framework in frameworks
        ]
    }


def trained_to_json(models: Iterable[TrainedModel]) -> Json:
    """Return the models a training wrote."""
    return {"models": [asdict(model) for model in models]}


def search_evaluation_to_json(evaluation: SearchEvaluation) -> Json:
    """Return retrieval scores, overall and by kind of query."""
    return _query_scores_to_json(evaluation.overall) | {
        "by_kind": {kind: _query_scores_to_json(scores) for kind, scores in evaluation.by_kind}
    }


def _query_scores_to_json(scores: QueryScores) -> Json:
    return {
        "queries": scores.queries,
        "ndcg@10": round(scores.ndcg_at_10, 4),
        "recall@20": round(scores.recall_at_20, 4),
        "mrr": round(scores.mrr, 4),
    }


def label_evaluation_to_json(evaluation: LabelEvaluation) -> Json:
    """Return the scores of label suggestions by framework."""
    return {
        "frameworks": {
            scores.framework: {
                "items": scores.items,
                "execution_item": _level_to_json(scores.execution_item),
                "dimension": _level_to_json(scores.dimension),
                "baselines": {name: round(value, 4) for name, value in scores.baselines},
                "in_order": {
                    "execution_item": _level_to_json(scores.execution_item_in_order),
                    "dimension": _level_to_json(scores.dimension_in_order),
                },
                "labels": [asdict(label) for label in scores.labels],
                "confusions": [asdict(confusion) for confusion in scores.confusions],
            }
            for scores in evaluation.frameworks
        }
    }


def _level_to_json(scores: LevelScores | None) -> Json | None:
    if scores is None:
        return None
    return {name: None if value is None else round(value, 4) for name, value in asdict(scores).items()}


def checkup_to_json(checkup: Checkup) -> Json:
    """Return what `doctor` found."""
    return {"ok": checkup.ok, "findings": [asdict(finding) for finding in checkup.findings]}


# --- errors ---------------------------------------------------------------------------


def failure_of(error: QsearchError) -> Failure:
    """Return an error as a record for a report."""
    return Failure(error.code, error.message, error.hint)


def failure_to_json(failure: Failure) -> Json:
    """Return an error that is part of a report."""
    return asdict(failure)


def error_to_json(error: QsearchError) -> Json:
    """Return an error in the shape that stands on stdout with `--json`."""
    return {"error": failure_to_json(failure_of(error))}


def error_from_json(shape: object) -> QsearchError:
    """Return the error that `error_to_json` wrote, as the class its code names.

    A code that no class has gives a QsearchError; raises TypeError or KeyError for
    another shape.
    """
    told = _mapping(_mapping(shape)["error"])
    kinds = {kind.code: kind for kind in _kinds_of(QsearchError)}
    kind = kinds.get(str(told["code"]), QsearchError)
    return kind(str(told["message"]), hint=_text_or_none(told.get("hint")))


def _kinds_of(kind: type[QsearchError]) -> Iterator[type[QsearchError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds_of(below)
