"""The records that the verbs answer with; `wire` turns them into the contract's JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qsearch.plan import Filters, ParseWarning, PlanRef, StoredItem

__all__ = [
    "BatchAnswer",
    "BatchQuery",
    "BatchReport",
    "BoundaryOutline",
    "Change",
    "Changes",
    "Checkup",
    "Comparison",
    "Completion",
    "CompletionResult",
    "Confusion",
    "Corrected",
    "DimensionGuess",
    "DimensionOutline",
    "Doubt",
    "ExecutionItemGuess",
    "FacetCount",
    "Facets",
    "Failure",
    "Finding",
    "FrameworkEvaluation",
    "FrameworkOutline",
    "Highlight",
    "Hit",
    "IngestReport",
    "IngestedPlan",
    "LabelEvaluation",
    "LabelOutline",
    "LabelScores",
    "LevelScores",
    "Listing",
    "MatchReason",
    "MatrixRow",
    "MissingPractice",
    "QueryScores",
    "SearchEvaluation",
    "SearchResult",
    "SimilarHit",
    "SimilarResult",
    "Suggestion",
    "SuggestionReport",
    "TermReason",
    "TrainedModel",
    "WorkItem",
    "WorkList",
]

Span = tuple[int, int]
"""A half-open range of Unicode code points."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Describe an error where it is part of a report rather than raised."""

    code: str
    message: str
    hint: str | None = None


# --- ingest ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IngestedPlan:
    """Tell what became of one plan of one file; the plan's fields are None where it failed."""

    file: str
    status: Literal["added", "unchanged", "replaced", "failed"]
    id: str | None = None
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    framework: str | None = None
    items: int = 0
    warnings: tuple[ParseWarning, ...] = ()
    error: Failure | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Tell what became of every file of an ingest; it is a success only if none failed."""

    plans: tuple[IngestedPlan, ...]

    @property
    def ok(self) -> bool:
        """Whether no file failed."""
        return all(plan.status != "failed" for plan in self.plans)


# --- search ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Highlight:
    """Mark what matched in one printed field; spans count code points of `text`."""

    field: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MatchReason:
    """Tell how a hit speaks of one thing that was asked for.

    `asked` and `matched` are folded. `how` is `verbatim` (printed just so), `concept`
    (`matched` names a concept that the asked word names or leads to) or `part` (some of
    its characters); `where` is the action's `text`, its `context` (labels, headings,
    KPI) or `about` (agency, units, numbers). `strength` is from 0 to 1.
    """

    asked: str
    how: Literal["verbatim", "concept", "part"]
    where: Literal["text", "context", "about"]
    strength: float
    matched: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one found item, its score, what matched, how to cite it, and why it was found."""

    item: StoredItem
    score: float
    highlights: tuple[Highlight, ...]
    citation: str
    explanation: tuple[MatchReason, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """Count the matches that hold one value of a facet."""

    value: str | int
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Count the whole match set by each field, most frequent first (years ascending)."""

    agency: tuple[FacetCount, ...] = ()
    year: tuple[FacetCount, ...] = ()
    dimension: tuple[FacetCount, ...] = ()
    execution_item: tuple[FacetCount, ...] = ()
    unit: tuple[FacetCount, ...] = ()
    framework: tuple[FacetCount, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer a search: a page of hits and counts over the whole match set."""

    query: str
    interpreted: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Facets
    did_you_mean: str | None = None
    repaired: bool = False
    """Whether `did_you_mean` was looked for in place of the query."""


@dataclass(frozen=True, slots=True)
class BatchQuery:
    """Hold one row of a sheet of queries: the query, its filters, and those as written.

    `error` says what is wrong with the row, None where it can be asked.
    """

    text: str
    filters: Filters
    conditions: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """Answer one row of a sheet: a result, or why there is none."""

    query: BatchQuery
    result: SearchResult | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Count what became of a sheet of queries; it is a success only if none failed."""

    queries: int
    hits: int
    failed: int


@dataclass(frozen=True, slots=True)
class Completion:
    """Hold a whole query that begins as typed, and the number of published items it stands for.

    `kind` is `term` for a word or a concept, `item` for the beginning of past actions.
    """

    text: str
    kind: Literal["term", "item"]
    count: int


@dataclass(frozen=True, slots=True)
class CompletionResult:
    """Answer "what may this become": terms first, then actions, each most frequent first."""

    prefix: str
    completions: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """Hold one item like another and how like it is, 0 to 1."""

    item: StoredItem
    score: float


@dataclass(frozen=True, slots=True)
class SimilarResult:
    """Answer "what is like this": `item` is None where a text was given."""

    item: StoredItem | None
    text: str
    hits: tuple[SimilarHit, ...]


# --- suggest --------------------------------------------------------------------------


Doubt = Literal["blank", "short", "long", "unfamiliar", "unmeasured", "close"]
"""Why a suggestion is not confident.

The text holds no word at all (`blank`), or a single character (`short`), is far longer
than any action (`long`) or unlike all of them (`unfamiliar`); too few labelled items said
how far to believe the model (`unmeasured`); or the first label is not probable enough (`close`).
"""


@dataclass(frozen=True, slots=True)
class DimensionGuess:
    """Give one dimension and its probability, 0 to 1."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class ExecutionItemGuess:
    """Give one execution item, where it stands, and its probability, 0 to 1."""

    label: str
    dimension: str
    subdimension: str | None
    probability: float


@dataclass(frozen=True, slots=True)
class TermReason:
    """Name a term that weighed for the first guess, and where it stands in the text."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Suggest labels for one text, with reasons.

    `printed` is the canonical execution item that a draft itself prints, or its
    dimension for the scorecard; `agrees` is None where it prints none. `from_neighbours`
    says that the actions around it in the draft decided, not the text by itself. `doubt`
    says why it is not confident, None where it is.
    """

    text: str
    dimension: tuple[DimensionGuess, ...]
    execution_item: tuple[ExecutionItemGuess, ...]
    doubt: Doubt | None
    printed: str | None = None
    agrees: bool | None = None
    reason_terms: tuple[TermReason, ...] = ()
    reason_items: tuple[StoredItem, ...] = ()
    from_neighbours: bool = False

    @property
    def confident(self) -> bool:
        """Whether the first guess is to be relied on."""
        return self.doubt is None


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """Answer `suggest`: one suggestion a text, in the order given.

    `notice` says why nothing is confident, where that holds for every text.
    """

    framework: str
    items: tuple[Suggestion, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Name a label model that was trained, on how many items, and where it is kept.

    `measured` is False where too few items said how far to believe it, as where it has
    the definitions of its labels only; its suggestions are never confident then.
    """

    framework: str
    items: int
    labels: int
    path: str
    measured: bool = True


# --- benchmark ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Count the items of each agency filed under one execution item."""

    dimension: str
    execution_item: str | None
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MissingPractice:
    """Name an execution item that others fill and we don't, with examples of theirs."""

    dimension: str
    execution_item: str | None
    agencies: int
    examples: tuple[StoredItem, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Set one agency beside others in one framework (標竿學習)."""

    framework: str
    agencies: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    missing: tuple[MissingPractice, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Pair an item of the older plan with what it became in the newer."""

    before: StoredItem
    after: StoredItem


@dataclass(frozen=True, slots=True)
class Changes:
    """Tell what became of each item between two plans; every item stands in one list."""

    kept: tuple[Change, ...]
    reworded: tuple[Change, ...]
    moved: tuple[Change, ...]
    dropped: tuple[StoredItem, ...]
    added: tuple[StoredItem, ...]


# --- evaluation -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryScores:
    """Average the scores of some judged queries; each from 0 to 1."""

    queries: int
    ndcg_at_10: float
    recall_at_20: float
    mrr: float


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """Score a ranked run over judged queries, overall and by kind of query."""

    overall: QueryScores
    by_kind: tuple[tuple[str, QueryScores], ...]


@dataclass(frozen=True, slots=True)
class LevelScores:
    """Score label suggestions at one level.

    `ece` is the expected calibration error over equal-mass bins; `coverage` the share
    of items the model was confident about, and `precision` how many of those were right
    (None where there were none).
    """

    top1: float
    top3: float
    macro_f1: float
    ece: float
    coverage: float
    precision: float | None = None


@dataclass(frozen=True, slots=True)
class LabelScores:
    """Score one label: how many items are filed there, how many of them were found, how many guesses were right.

    `precision` is None where it was never guessed.
    """

    label: str
    items: int
    recall: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Count the items filed under `label` that were guessed to be `guessed`, with texts of some."""

    label: str
    guessed: str
    items: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkEvaluation:
    """Score the suggestions of one framework beside named baselines (top-1 of the finest label).

    `execution_item` and `dimension` score each item by itself, the two of `in_order` the
    items of an institution as one draft. `confusions` come most frequent first.
    """

    framework: str
    items: int
    execution_item: LevelScores | None
    dimension: LevelScores
    baselines: tuple[tuple[str, float], ...] = ()
    execution_item_in_order: LevelScores | None = None
    dimension_in_order: LevelScores | None = None
    labels: tuple[LabelScores, ...] = ()
    confusions: tuple[Confusion, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelEvaluation:
    """Score label suggestions, each institution left out in turn."""

    frameworks: tuple[FrameworkEvaluation, ...]


# --- corrections ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Hold an item whose label a person should check.

    `guesses` are labels with their probabilities, likeliest first; `certainty`, 0 to 1, is
    the probability of the label it is filed under, or of the first guess where it has none.
    """

    item: StoredItem
    printed: str | None
    guesses: tuple[tuple[str, float], ...]
    certainty: float


@dataclass(frozen=True, slots=True)
class WorkList:
    """Hold the least certain items of a framework, those first, out of `total` not yet checked."""

    framework: str
    total: int
    items: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Tell of a correction that was kept: by whom, when (ISO), and what had been suggested."""

    item: StoredItem
    given: str
    suggested: str | None
    by: str
    at: str


# --- frameworks -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoundaryOutline:
    """Tell a label from `against`, one it is confused with, by a `rule` in words."""

    against: str
    rule: str


@dataclass(frozen=True, slots=True)
class LabelOutline:
    """Explain one label: its official wording, other printed wordings, and what is filed there.

    `definition` is None and the rest () where the framework's file says nothing.
    """

    label: str
    variants: tuple[str, ...] = ()
    definition: str | None = None
    belongs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    boundaries: tuple[BoundaryOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionOutline:
    """Explain a dimension and its execution items, in the framework's order."""

    guide: LabelOutline
    execution_items: tuple[LabelOutline, ...]


@dataclass(frozen=True, slots=True)
class FrameworkOutline:
    """Name a framework, its years of use (`97-105`, None where bound to none) and its labels."""

    id: str
    name: str
    years: str | None
    dimensions: tuple[DimensionOutline, ...]


# --- upkeep ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Report one thing that `doctor` found, and whether it mended it."""

    code: str
    message: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Checkup:
    """Answer `doctor`: `ok` is true where nothing is left to mend."""

    ok: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """List stored plans with the number of items of each."""

    plans: tuple[tuple[PlanRef, int], ...] = field(default=())
