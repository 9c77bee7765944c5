"""Suggest labels for new actions, with reasons: terms that weighed, and past items alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qsearch.errors import QueryError
from qsearch.exporting import export
from qsearch.frameworks import OTHER, Framework, Frameworks
from qsearch.labels.calibrating import ENOUGH_AT_HOME
from qsearch.labels.doubts import doubted
from qsearch.labels.model import MOST_READ
from qsearch.labels.suggestions import ModelSuggestion, suggest
from qsearch.plan import Extra, Label, Plan, PlanItem, StoredItem
from qsearch.reading.files import content_of
from qsearch.results import SimilarHit, Suggestion, SuggestionReport
from qsearch.services.finding import Finding
from qsearch.services.reading_plans import PlanReader, Upload
from qsearch.services.training_models import ModelShelf

__all__ = ["OUTPUT_FORMATS", "Suggesting"]

OUTPUT_FORMATS = ("odt", "docx", "xlsx", "ods", "csv", "jsonl")
MOST_ACTIONS = 10_000
"""The most actions labelled at once: it takes a minute or two, and no draft has a tenth of that."""
NEAREST = 3
"""How many past items stand as reasons."""
LEAST_ALIKE = 0.05
"""A past item less alike than this is no reason."""

PENDING = "待定"
"""What a labelled draft prints where it has no label and none was suggested with confidence."""

_COLUMNS = ("建議執行項目", "建議構面", "判斷")
_LEAST_SHOWN = 0.005  # the least that a document prints as 1 %


class Suggesting:
    """Label drafts in the framework asked for, the draft's own, or the newest award's."""

    def __init__(self, models: ModelShelf, reader: PlanReader, finding: Finding, frameworks: Frameworks) -> None:
        self._models = models
        self._reader = reader
        self._finding = finding
        self._frameworks = frameworks

    def for_texts(
        self,
        texts: Sequence[str],
        *,
        framework: str | None = None,
        top: int = 3,
        output: Path | None = None,
        draft: bool = False,
    ) -> SuggestionReport:
        """Suggest labels for each text, in order; with `output`, also write them as a table.

        The actions of a `draft`, as those of a file always, speak for each other.

        Raises QueryError for an unknown framework, no text, or more than `MOST_ACTIONS`, NotReady
        for a framework without a model.
        """
        plan = Plan(
            title="草案標籤建議",
            agency=None,
            year=None,
            framework=framework or OTHER,
            items=tuple(PlanItem(position, text) for position, text in enumerate(texts, 1)),
        )
        return self._for_plan(plan, framework=framework, top=top, output=output, draft=draft)

    def for_file(
        self, path: Path, *, framework: str | None = None, top: int = 3, output: Path | None = None
    ) -> SuggestionReport:
        """Suggest labels for a draft: a .txt with one action a line, or a document with its items in order.

        Raises as `for_texts` does, and InputError for a file that cannot be read.
        """
        if path.suffix.lower() == ".txt":
            return self.for_upload(Upload(path.name, content_of(path)), framework=framework, top=top, output=output)
        return self._for_plan(self._reader.read_file(path), framework=framework, top=top, output=output)

    def for_upload(
        self, upload: Upload, *, framework: str | None = None, top: int = 3, output: Path | None = None
    ) -> SuggestionReport:
        """Suggest labels for a draft that was sent, as `for_file` does."""
        if upload.name.lower().endswith(".txt"):
            actions = self._reader.lines(upload)
            if not actions:
                raise QueryError(f"「{upload.name}」沒有任何文字。", hint="每行寫一項推動作法。")
            return self.for_texts(actions, framework=framework, top=top, output=output, draft=True)
        return self._for_plan(self._reader.read_upload(upload), framework=framework, top=top, output=output)

    def _for_plan(
        self, plan: Plan, *, framework: str | None, top: int, output: Path | None, draft: bool = True
    ) -> SuggestionReport:
        if not plan.items:
            raise QueryError("沒有任何推動作法可以標示。", hint="請確認檔案的表格或條列中有推動作法。")
        if len(plan.items) > MOST_ACTIONS:
            raise QueryError(
                f"一次至多標示 {MOST_ACTIONS:,} 項作法，不能是 {len(plan.items):,} 項。", hint="請分成數個檔案。"
            )
        chosen = framework or (plan.framework if plan.framework != OTHER else self._frameworks.newest_award().id)
        format_name = None if output is None else _format_of(output)
        model = self._models.load(chosen)
        texts = [item.text for item in plan.items]
        guessed = suggest(model, texts, top, draft=draft)
        # More are looked at than shown: an action that a plan carries on from year to year is one reason.
        # What is far longer than an action is like none, and would cost the most to look for.
        alike = self._finding.similar_to_each(
            ["" if len(text) > MOST_READ else text for text in texts], limit=NEAREST * 3
        )
        report = SuggestionReport(
            chosen,
            tuple(
                _suggestion(item, guess, hits, self._printed(item, chosen))
                for item, guess, hits in zip(plan.items, guessed, alike, strict=True)
            ),
            None if model.is_measured else _unmeasured(self._frameworks.get(chosen), model.training.items),
        )
        if output is not None and format_name is not None:
            export([_labelled(plan, report)], format_name, output)
        return report

    def _printed(self, item: PlanItem, framework: str) -> str | None:
        """Return the finest label of a framework that an item prints, None where it prints one of another or none."""
        label, finest = item.label, item.execution_item or item.subdimension or item.dimension
        if label.framework == OTHER != framework and finest is not None:
            # One column of labels is too little to tell the framework by; whoever asks may know it.
            label = self._frameworks.find_execution_item(framework, finest)
        return (label.execution_item or label.dimension) if label.framework == framework else None


def _unmeasured(framework: Framework, items: int) -> str:
    """Say why a model that nothing was measured of is confident of nothing."""
    learnt = f"只有 {items} 項已標示的項目" if items else "沒有已標示的項目，只依標籤的名稱與說明建議"
    return (
        f"「{framework.name}」{learnt}，無法驗證準確程度：各項皆列為無法判斷，機率僅供參考。"
        f"匯入兩個以上機關、共 {ENOUGH_AT_HOME} 項以上已標示的計畫，再執行 qsearch train，即可判斷。"
    )


def _suggestion(item: PlanItem, guess: ModelSuggestion, alike: Sequence[SimilarHit], printed: str | None) -> Suggestion:
    first = guess.execution_item[0].label if guess.execution_item else None
    if first is None and guess.dimension:
        first = guess.dimension[0].label
    return Suggestion(
        text=item.text,
        dimension=guess.dimension,
        execution_item=guess.execution_item,
        doubt=guess.doubt,
        printed=printed,
        agrees=None if printed is None else printed == first,
        reason_terms=guess.reason_terms,
        reason_items=_nearest(alike),
        from_neighbours=guess.from_neighbours,
    )


def _nearest(alike: Sequence[SimilarHit]) -> tuple[StoredItem, ...]:
    distinct: dict[str, StoredItem] = {}
    for hit in alike:
        if hit.score >= LEAST_ALIKE:
            distinct.setdefault(hit.item.item.text, hit.item)
    return tuple(distinct.values())[:NEAREST]


def _format_of(output: Path) -> str:
    name = output.suffix.lower().removeprefix(".")
    if name not in OUTPUT_FORMATS:
        raise QueryError(
            f"不能寫成「{output.suffix or output.name}」格式。", hint=f"輸出檔的副檔名可為：{'、'.join(OUTPUT_FORMATS)}"
        )
    return name


def _labelled(plan: Plan, report: SuggestionReport) -> Plan:
    """Return the draft with the suggestions in columns of their own and in empty label cells."""
    items = tuple(_filled(item, entry, report.framework) for item, entry in zip(plan.items, report.items, strict=True))
    return replace(plan, framework=report.framework, items=items)


def _filled(item: PlanItem, entry: Suggestion, framework: str) -> PlanItem:
    guesses = () if entry.doubt == "blank" else entry.execution_item or entry.dimension
    # The first stands in any case; what rounds to nothing would only make the table long.
    shown = [f"{guess.label} {guess.probability:.0%}" for guess in guesses[:1]]
    shown += [f"{guess.label} {guess.probability:.0%}" for guess in guesses[1:] if guess.probability >= _LEAST_SHOWN]
    extra = (
        # A draft that was labelled before brings the columns of that time.
        *(cell for cell in item.extra if cell.heading not in _COLUMNS),
        Extra(_COLUMNS[0] if entry.execution_item else _COLUMNS[1], "；\n".join(shown)),
        Extra(_COLUMNS[2], _verdict(entry)),
    )
    if any(printed not in (None, PENDING) for printed in (item.dimension, item.subdimension, item.execution_item)):
        return replace(item, extra=extra)
    if not entry.confident:
        # An empty cell below a label is read as that label once more.
        pending = PENDING if entry.execution_item else None
        return replace(item, dimension=PENDING, execution_item=pending, label=Label(framework), extra=extra)
    first = entry.execution_item[0] if entry.execution_item else None
    label = Label(
        framework,
        first.dimension if first else entry.dimension[0].label,
        first.subdimension if first else None,
        first.label if first else None,
    )
    return replace(
        item,
        dimension=label.dimension,
        subdimension=label.subdimension,
        execution_item=label.execution_item,
        label=label,
        extra=extra,
    )


def _verdict(entry: Suggestion) -> str:
    if entry.doubt in ("close", "unmeasured"):
        return "無法判斷"
    if entry.doubt is not None:
        return f"無法判斷：{doubted(entry.doubt)}"
    return "" if entry.agrees is None else "相符" if entry.agrees else "不符"
