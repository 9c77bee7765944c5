"""One function a verb: call the workspace and say what to print."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass

from qsearch import wire
from qsearch.cli import views
from qsearch.cli.progress import ProgressBar
from qsearch.errors import QueryError
from qsearch.frameworks import parse_year
from qsearch.plan import Filters, Plan
from qsearch.settings import Settings
from qsearch.workspace import Workspace, open_workspace

__all__ = ["VERBS", "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a verb prints: JSON, or text for people, and the exit status."""

    json: wire.Json | None
    text: str
    status: int = 0


Verb = Callable[[argparse.Namespace, Settings], Answer]


def _with_workspace(verb: Callable[[argparse.Namespace, Workspace], Answer]) -> Verb:
    def run(arguments: argparse.Namespace, settings: Settings) -> Answer:
        with open_workspace(settings) as workspace:
            return verb(arguments, workspace)

    return run


def _parse(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if arguments.show is None:
        plan = workspace.reader.read_file(arguments.file, ocr=arguments.ocr)
    else:
        plan = workspace.reader.show_file(arguments.file, arguments.show, ocr=arguments.ocr)
        print(f"讀取結果：{arguments.show / 'index.html'}", file=sys.stderr)
    return Answer(wire.plan_to_json(plan), views.plan(plan))


def _ingest(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    with ProgressBar(sys.stderr) as bar:
        report = workspace.ingesting.ingest(
            arguments.paths, draft=arguments.draft, ocr=arguments.ocr, progress=bar.show
        )
    if not arguments.json:
        for failed in report.plans:
            if failed.error is not None:
                print(f"qsearch: {failed.error.message}", file=sys.stderr)
                if failed.error.hint:
                    print(f"hint: {failed.error.hint}", file=sys.stderr)
    return Answer(wire.ingest_to_json(report), views.ingest(report), 0 if report.ok else 1)


def _search(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if arguments.batch is not None or arguments.output is not None:
        return _search_batch(arguments, workspace)
    result = workspace.finding.search(
        arguments.query,
        filters_of(arguments),
        sort=arguments.sort,
        limit=arguments.limit,
        offset=arguments.offset,
    )
    return Answer(wire.search_to_json(result), views.search(result, offset=arguments.offset, explain=arguments.explain))


def _search_batch(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if arguments.batch is None or arguments.output is None:
        raise QueryError("整批查詢須同時指定 --batch 與 -o。", hint="例如 qsearch search --batch 查詢.csv -o 結果.xlsx")
    if arguments.query or arguments.offset:
        raise QueryError("整批查詢的查詢寫在檔案中，不能另給查詢或 --offset。")
    report = workspace.batching.answer_file(
        arguments.batch,
        arguments.output,
        filters=filters_of(arguments),
        sort=arguments.sort,
        limit=arguments.limit,
    )
    format_name = arguments.output.suffix.removeprefix(".").lower()
    told = f"{report.queries} 個查詢，{report.hits} 項結果，已存至 {arguments.output}"
    if report.failed:
        told += f"；{report.failed} 個查詢有誤，見「說明」欄"
    return Answer(wire.batch_to_json(report, str(arguments.output), format_name), told, 1 if report.failed else 0)


def _complete(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    result = workspace.finding.complete(arguments.prefix, limit=arguments.limit)
    return Answer(wire.completions_to_json(result), views.completions(result))


def _suggest(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if bool(arguments.texts) == (arguments.file is not None):
        raise QueryError(
            "請輸入作法文字，或以 --file 指定草案，擇一為之。", hint="例如 qsearch suggest 提供線上預約服務"
        )
    if arguments.file is not None:
        report = workspace.suggesting.for_file(
            arguments.file, framework=arguments.framework, top=arguments.top, output=arguments.output
        )
    else:
        report = workspace.suggesting.for_texts(
            arguments.texts, framework=arguments.framework, top=arguments.top, output=arguments.output
        )
    return Answer(wire.suggestions_to_json(report), views.suggestions(report))


def _similar(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if (arguments.item_id is None) == (arguments.text is None):
        raise QueryError(
            "請輸入項目編號，或以 --text 輸入文字，擇一為之。", hint="例如 qsearch similar --text 提供線上預約服務"
        )
    if arguments.item_id is not None:
        result = workspace.finding.similar_to_item(arguments.item_id, limit=arguments.limit)
    else:
        result = workspace.finding.similar_to_text(arguments.text, limit=arguments.limit)
    return Answer(wire.similar_to_json(result), views.similar(result))


def _compare(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    comparison = workspace.comparing.compare(
        arguments.agency,
        year=None if arguments.year is None else parse_year(arguments.year),
        others=arguments.others,
    )
    return Answer(wire.comparison_to_json(comparison), views.comparison(comparison))


def _changes(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    changes = workspace.comparing.changes(arguments.old, arguments.new)
    return Answer(wire.changes_to_json(changes), views.changes(changes))


def _plans(_: argparse.Namespace, workspace: Workspace) -> Answer:
    listing = workspace.shelving.plans()
    return Answer(wire.listing_to_json(listing), views.listing(listing))


def _show(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    shown = workspace.shelving.show(arguments.id)
    if isinstance(shown, Plan):
        return Answer(wire.plan_to_json(shown), views.plan(shown))
    return Answer(wire.stored_item_to_json(shown), views.stored_item(shown))


def _remove(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    removed = workspace.shelving.remove(arguments.plan)
    return Answer({"removed": removed}, f"已移除計畫 {removed}")


def _frameworks(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    outlines = workspace.outline(arguments.framework)
    return Answer(
        wire.frameworks_to_json(outlines), views.frameworks(outlines, in_full=arguments.framework is not None)
    )


def _review(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    found = workspace.correcting.work_list(framework=arguments.framework, limit=arguments.limit)
    return Answer(wire.work_list_to_json(found), views.work_list(found))


def _correct(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    by = arguments.by or getpass.getuser()
    corrected = workspace.correcting.correct(arguments.item_id, arguments.label, by=by)
    return Answer(wire.corrected_to_json(corrected), views.corrected(corrected))


def _train(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    models = workspace.training.train(framework=arguments.framework)
    return Answer(wire.trained_to_json(models), views.trained(models))


def _evaluate(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    if arguments.subject == "search":
        scores = workspace.evaluating.search(arguments.queries, arguments.qrels)
        return Answer(wire.search_evaluation_to_json(scores), views.search_evaluation(scores))
    labels = workspace.training.evaluate()
    return Answer(wire.label_evaluation_to_json(labels), views.label_evaluation(labels))


def _export(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    items = workspace.exporting.export(
        arguments.format, arguments.output, filters=filters_of(arguments), plan_id=arguments.plan
    )
    return Answer(
        {"path": str(arguments.output), "format": arguments.format, "items": items},
        f"已匯出 {items} 項至 {arguments.output}",
    )


def _serve(arguments: argparse.Namespace, settings: Settings) -> Answer:
    from qsearch_api.serving import serve

    serve(settings, host=arguments.host, port=arguments.port)
    return Answer(None, "")


def _doctor(arguments: argparse.Namespace, workspace: Workspace) -> Answer:
    checkup = workspace.upkeep.doctor(fix=arguments.fix)
    return Answer(wire.checkup_to_json(checkup), views.checkup(checkup), 0 if checkup.ok else 1)


def filters_of(arguments: argparse.Namespace) -> Filters:
    """Return the filters typed; raises QueryError for a year that is none."""
    return Filters(
        agency=tuple(arguments.agency),
        year=tuple(parse_year(year) for year in arguments.year),
        dimension=tuple(arguments.dimension),
        execution_item=tuple(arguments.execution_item),
        unit=tuple(arguments.unit),
        framework=tuple(arguments.framework),
    )


VERBS: dict[str, Verb] = {
    "parse": _with_workspace(_parse),
    "ingest": _with_workspace(_ingest),
    "search": _with_workspace(_search),
    "complete": _with_workspace(_complete),
    "suggest": _with_workspace(_suggest),
    "similar": _with_workspace(_similar),
    "compare": _with_workspace(_compare),
    "changes": _with_workspace(_changes),
    "review": _with_workspace(_review),
    "correct": _with_workspace(_correct),
    "plans": _with_workspace(_plans),
    "show": _with_workspace(_show),
    "remove": _with_workspace(_remove),
    "frameworks": _with_workspace(_frameworks),
    "train": _with_workspace(_train),
    "evaluate": _with_workspace(_evaluate),
    "export": _with_workspace(_export),
    "serve": _serve,
    "doctor": _with_workspace(_doctor),
}
