"""What people read on a terminal: Traditional Chinese, years of the Republic."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from qsearch.exporting.marks import printable
from qsearch.labels.doubts import doubted
from qsearch.plan import ParseWarning, Plan, PlanItem, PlanRef, StoredItem
from qsearch.results import (
    Changes,
    Checkup,
    Comparison,
    CompletionResult,
    Corrected,
    FrameworkOutline,
    Highlight,
    IngestReport,
    LabelEvaluation,
    LabelOutline,
    Listing,
    QueryScores,
    SearchEvaluation,
    SearchResult,
    SimilarResult,
    SuggestionReport,
    TrainedModel,
    WorkList,
)
from qsearch.search.explaining import explained

__all__ = [
    "changes",
    "checkup",
    "comparison",
    "completions",
    "corrected",
    "frameworks",
    "ingest",
    "label_evaluation",
    "listing",
    "plan",
    "search",
    "search_evaluation",
    "similar",
    "stored_item",
    "suggestions",
    "trained",
    "work_list",
]

_LONGEST_SHOWN = 500  # characters of a text that was given: what is longer is no action, and fills the terminal
_MOST_COLUMNS = 5  # agencies beside our own that a terminal has room for

OUTCOMES = {"added": "新增", "unchanged": "未變", "replaced": "取代", "failed": "失敗"}
STATUSES = {"published": "公開", "draft": "草稿"}
FACET_NAMES = {"agency": "機關", "year": "年度", "dimension": "構面", "execution_item": "執行項目"}


def ingest(report: IngestReport) -> str:
    """Tell what became of each plan."""
    lines = []
    for entry in report.plans:
        if entry.error is not None:
            lines.append(f"{OUTCOMES[entry.status]}  {entry.file}")
            continue
        lines.append(f"{OUTCOMES[entry.status]}  {entry.title}（{_year(entry.year)}，{entry.items} 項）  {entry.id}")
        lines.extend(_warnings(entry.warnings))
    return "\n".join(lines)


def plan(read: Plan) -> str:
    """Show a plan: its front matter, then its items under their labels."""
    head = [
        read.title or "（未載明計畫名稱）",
        f"機關：{read.agency or '未載明'}　年度：{_year(read.year)}　架構：{read.framework}　版式：{read.form}",
    ]
    for name, value in (
        ("文號", read.document_number),
        ("日期", read.issued),
        ("執行對象", read.targets),
        ("執行期程", read.period),
    ):
        if value:
            head.append(f"{name}：{value}")
    for name, entries in (
        ("計畫依據", read.basis),
        ("計畫目標", read.goals),
        ("執行步驟", read.steps),
        ("管考獎懲", read.control),
    ):
        if entries:
            head.append(f"{name}：")
            head.extend(f"  - {entry}" for entry in entries)
    lines = [*head, "", f"推動作法 {len(read.items)} 項"]
    shown: tuple[str, ...] = ()
    for item in read.items:
        path = _path(item)
        if path != shown:
            lines += ["", " > ".join(path)]
            shown = path
        lines.append(f"  {item.number or '-'} {item.text}{_when_and_who(item)}")
    lines.extend(["", *_warnings(read.warnings)] if read.warnings else [])
    return "\n".join(lines)


def stored_item(stored: StoredItem) -> str:
    """Show one item with its plan."""
    item, ref = stored.item, stored.plan
    lines = [
        item.text,
        f"  {_plan_name(ref)}　第 {item.position} 項",
        f"  {' > '.join(_path(item))}",
    ]
    if item.deadline or item.units:
        lines.append(f" {_when_and_who(item)}")
    lines.extend(f"  {extra.heading}：{extra.text}" for extra in item.extra)
    return "\n".join(lines)


def search(result: SearchResult, *, offset: int = 0, explain: bool = False) -> str:
    """Show a page of hits, what matched in 【】, and the leading facets; on request why each hit stands there."""
    lines = []
    if result.repaired:
        lines.append(f"「{result.query}」查無相符的詞，改以「{result.did_you_mean}」搜尋；要照原文搜尋，請加上引號「」")
    if result.total == 0:
        lines.append(f"查無「{result.query}」相關作法")
        if result.did_you_mean and not result.repaired:
            lines.append(f"您是不是要找：{result.did_you_mean}")
        return "\n".join(lines)
    lines.append(f"共 {result.total} 項（{result.took_ms:.1f} 毫秒）")
    for rank, hit in enumerate(result.hits, offset + 1):
        mark = next((mark for mark in hit.highlights if mark.field == "text"), None)
        lines += ["", f"{rank}. {_marked(mark) if mark else hit.item.item.text}", f"   {hit.citation}"]
        lines.append(f"   編號 {hit.item.item.id}")
        if explain:
            lines.append(f"   得分 {hit.score:.3f}")
            lines.extend(f"   - {explained(reason)}" for reason in hit.explanation)
    lines.append("")
    for name, shown in FACET_NAMES.items():
        counts = getattr(result.facets, name)
        if counts:
            lines.append(f"{shown}：" + "、".join(f"{entry.value}（{entry.count}）" for entry in counts[:6]))
    return "\n".join(lines)


def completions(result: CompletionResult) -> str:
    """List what a beginning may become, with the number of items."""
    if not result.completions:
        return f"沒有以「{result.prefix}」開頭的詞或作法"
    return "\n".join(f"{one.text}（{one.count}）" for one in result.completions)


def similar(result: SimilarResult) -> str:
    """Show the items most alike, with how alike they are."""
    if not result.hits:
        return "查無相似作法"
    lines = [f"與「{_short(result.text)}」相似者"]
    for hit in result.hits:
        lines += [
            "",
            f"{hit.score:.2f}  {hit.item.item.text}",
            f"      {_plan_name(hit.item.plan)}　{hit.item.item.id}",
        ]
    return "\n".join(lines)


def suggestions(report: SuggestionReport) -> str:
    """Show the labels suggested, those that contradict the draft first."""
    lines = [f"架構：{report.framework}", *([report.notice] if report.notice else [])]
    numbered = list(enumerate(report.items, 1))
    disagreeing = [entry for entry in numbered if entry[1].agrees is False]
    others = [entry for entry in numbered if entry[1].agrees is not False]
    for number, entry in (*disagreeing, *others):
        lines += ["", f"{number}. {_short(printable(entry.text), _LONGEST_SHOWN)}"]
        if entry.doubt == "blank":
            lines.append(f"   無法判斷：{doubted(entry.doubt)}")
            continue
        if entry.doubt is not None:
            lines.append(f"   無法判斷（{doubted(entry.doubt)}），可能為：")
        guesses = entry.execution_item or entry.dimension
        for guess in guesses:
            place = f"{guess.dimension} > {guess.label}" if hasattr(guess, "dimension") else guess.label
            lines.append(f"   {guess.probability:4.0%}  {place}")
        if entry.printed is not None:
            verdict = "相符" if entry.agrees else "不符"
            lines.append(f"   草案所列：{entry.printed}（{verdict}）")
        if entry.from_neighbours:
            lines.append("   參考前後項目的歸類判斷；單看本項文字另有可能")
        if entry.reason_terms:
            lines.append("   依據詞語：" + "、".join(printable(term.text) for term in entry.reason_terms))
        for reason in entry.reason_items:
            lines.append(f"   相近作法：{_short(reason.item.text)}（{reason.plan.agency} {_year(reason.plan.year)}）")
    return "\n".join(lines)


def work_list(found: WorkList) -> str:
    """List the items to check, least certain first."""
    lines = [f"架構：{found.framework}，尚未核對 {found.total} 項，最不確定者在前"]
    for entry in found.items:
        item = entry.item
        lines += ["", f"{item.item.id}　{_short(item.item.text)}（{item.plan.agency} {_year(item.plan.year)}）"]
        lines.append(f"   現列：{entry.printed or '（無）'}　確定程度 {entry.certainty:.0%}")
        lines.append("   建議：" + "、".join(f"{label} {value:.0%}" for label, value in entry.guesses))
    return "\n".join([*lines, "", "核對後：qsearch correct 編號 執行項目；再以 qsearch train 納入訓練。"])


def corrected(noted: Corrected) -> str:
    """Tell that a correction was kept."""
    suggested = f"（原建議：{noted.suggested}）" if noted.suggested else ""
    return f"已記錄：{_short(noted.item.item.text)} → {noted.given}{suggested}，{noted.by}，{noted.at}"


def comparison(compared: Comparison) -> str:
    """Show the matrix of counts and what the agency lacks."""
    own, *others = compared.agencies
    wide = len(others) > _MOST_COLUMNS
    shown = [own] if wide else list(compared.agencies)
    header = ["構面", "執行項目", *shown, *(["他機關平均", "有此項的他機關"] if wide else [])]
    rows = []
    for row in compared.matrix:
        counts = dict(row.counts)
        cells = [row.dimension, row.execution_item or "", *(str(counts.get(name, 0)) for name in shown)]
        if wide:
            theirs = [counts.get(name, 0) for name in others]
            cells += [f"{sum(theirs) / len(theirs):.1f}", f"{sum(map(bool, theirs))}/{len(theirs)}"]
        rows.append(cells)
    lines = [f"架構：{compared.framework}", "", *table(header, rows)]
    if wide:
        lines += ["", f"與 {len(others)} 個機關比較：{'、'.join(others)}", "以 --with 機關 指定者，逐一列出。"]
    if compared.missing:
        lines += ["", "他機關有而本機關無："]
        for gap in compared.missing:
            lines.append(f"  {gap.dimension} > {gap.execution_item or ''}（{gap.agencies} 機關）")
            lines.extend(
                f"    - {_short(example.item.text)}（{example.plan.agency} {_year(example.plan.year)}）"
                for example in gap.examples
            )
    return "\n".join(lines)


def changes(changed: Changes) -> str:
    """Show what became of each item between two plans."""
    lists = (("沿用", changed.kept), ("改寫", changed.reworded), ("移列", changed.moved))
    ends = (("刪除", changed.dropped), ("新增", changed.added))
    lines = ["　".join(f"{title} {len(entries)}" for title, entries in (*lists, *ends))]
    for title, pairs in lists[1:]:
        if pairs:
            lines += ["", f"{title}："]
            for pair in pairs:
                before, after = pair.before.item, pair.after.item
                lines += [
                    f"  - 原：{before.text}（{' > '.join(_path(before))}）",
                    f"    新：{after.text}（{' > '.join(_path(after))}）",
                ]
    for title, items in ends:
        if items:
            lines += ["", f"{title}：", *(f"  - {stored.item.text}" for stored in items)]
    return "\n".join(lines)


def listing(stored: Listing) -> str:
    """List the stored plans."""
    if not stored.plans:
        return "尚無計畫；以 qsearch ingest 匯入"
    rows = [
        [ref.id, _year(ref.year), STATUSES[ref.status], str(items), ref.framework, ref.agency, ref.title]
        for ref, items in stored.plans
    ]
    return "\n".join(table(["編號", "年度", "狀態", "項數", "架構", "機關", "計畫"], rows))


def frameworks(outlines: Iterable[FrameworkOutline], *, in_full: bool = False) -> str:
    """List the frameworks with their dimensions and execution items; in full with what each label is for."""
    lines = []
    for framework in outlines:
        lines += ["", f"{framework.id}　{framework.name}（{framework.years or '年度不限'}）"]
        for dimension in framework.dimensions:
            lines.append(f"  {dimension.guide.label}")
            if in_full:
                lines += _guide_lines(dimension.guide)
            for item in dimension.execution_items:
                lines.append(f"    - {item.label}")
                if in_full:
                    lines += [f"    {line}" for line in _guide_lines(item)]
    return "\n".join(lines).lstrip("\n")


def _guide_lines(guide: LabelOutline) -> list[str]:
    lines = [f"    {guide.definition}"] if guide.definition else []
    for heading, values in (("屬於", guide.belongs), ("不屬於", guide.excludes), ("其他寫法", guide.variants)):
        if values:
            lines.append(f"    {heading}：{'；'.join(values)}")
    return lines + [f"    與「{boundary.against}」：{boundary.rule}" for boundary in guide.boundaries]


def trained(models: Iterable[TrainedModel]) -> str:
    """Tell which models were trained, and which of them nothing could be measured of."""
    lines = []
    for model in models:
        lines.append(f"{model.framework}：{model.items} 項、{model.labels} 標籤 → {model.path}")
        if not model.measured:
            lines.append("  已標示的項目不足以驗證，主要依標籤的名稱與說明；建議一律註明「無法判斷」，僅供參考")
    return "\n".join(lines)


def search_evaluation(evaluation: SearchEvaluation) -> str:
    """Show retrieval scores by kind of query."""

    def row(name: str, scores: QueryScores) -> list[str]:
        return [name, str(scores.queries), *(f"{x:.3f}" for x in (scores.ndcg_at_10, scores.recall_at_20, scores.mrr))]

    rows = [row(kind, scores) for kind, scores in evaluation.by_kind]
    return "\n".join(table(["類別", "查詢數", "nDCG@10", "recall@20", "MRR"], [*rows, row("全部", evaluation.overall)]))


def label_evaluation(evaluation: LabelEvaluation) -> str:
    """Show the scores of label suggestions by framework."""
    lines = []
    for scores in evaluation.frameworks:
        lines += ["", f"{scores.framework}：{scores.items} 項"]
        levels = (
            ("執行項目", scores.execution_item),
            ("構面", scores.dimension),
            ("執行項目（整份草案）", scores.execution_item_in_order),
            ("構面（整份草案）", scores.dimension_in_order),
        )
        for name, level in levels:
            if level is not None:
                precision = "" if level.precision is None else f"，其中正確 {level.precision:.0%}"
                lines.append(
                    f"  {name}：top-1 {level.top1:.3f}　top-3 {level.top3:.3f}　macro-F1 {level.macro_f1:.3f}"
                    f"　ECE {level.ece:.3f}　可判斷 {level.coverage:.0%}{precision}"
                )
        if scores.baselines:
            lines.append("  基準：" + "、".join(f"{name} {value:.3f}" for name, value in scores.baselines))
        for label in scores.labels:
            precision = "—" if label.precision is None else f"{label.precision:.2f}"
            lines.append(f"    {label.label}：{label.items} 項　找到 {label.recall:.2f}　猜中 {precision}")
        for confusion in scores.confusions:
            lines.append(f"  {confusion.label} 誤為 {confusion.guessed}：{confusion.items} 項")
            lines += [f"    - {_short(text)}" for text in confusion.examples]
    return "\n".join(lines).lstrip("\n")


def checkup(found: Checkup) -> str:
    """Show what `doctor` found."""
    if not found.findings:
        return "一切正常"
    return "\n".join(
        f"{'已修復' if finding.fixed else '待處理'}  {finding.message}（{finding.code}）" for finding in found.findings
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Set rows under a header in columns; a Chinese character takes two places."""
    everything = [list(header), *(list(row) for row in rows)]
    widths = [max(_width(row[column]) for row in everything) for column in range(len(header))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in everything
    ]
    return [lines[0], "-" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _path(item: PlanItem) -> tuple[str, ...]:
    labels = (item.dimension, item.subdimension, item.execution_item, item.criterion)
    return (*(label for label in labels if label), *(heading.text for heading in item.ancestors))


def _when_and_who(item: PlanItem) -> str:
    parts = [part for part in (item.deadline, "、".join(item.units)) if part]
    return f"　〔{'｜'.join(parts)}〕" if parts else ""


def _plan_name(ref: PlanRef) -> str:
    return f"{ref.agency} {_year(ref.year)} {ref.title}"


def _year(year: int | None) -> str:
    return "年度未載明" if year is None else f"{year}年"


def _warnings(warnings: Iterable[ParseWarning]) -> list[str]:
    return [f"  ⚠ {warning.message}" + (f"（第 {warning.page} 頁）" if warning.page else "") for warning in warnings]


def _short(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _marked(mark: Highlight) -> str:
    pieces, end = [], 0
    for start, stop in mark.spans:
        pieces += [mark.text[end:start], "【", mark.text[start:stop], "】"]
        end = stop
    return "".join([*pieces, mark.text[end:]])
