"""The requests and answers of /v1 as OpenAPI describes them.

The answers are built by `qsearch.wire`, the one home of the contract's JSON; these
models describe them and check nothing a second time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qsearch.results import Doubt

__all__ = [
    "ChangesAnswer",
    "ComparisonAnswer",
    "CompletionAnswer",
    "CorrectRequest",
    "CorrectedAnswer",
    "FrameworksAnswer",
    "Health",
    "IngestAnswer",
    "Item",
    "PlanAnswer",
    "PlansAnswer",
    "Problem",
    "RemovedAnswer",
    "ReviewAnswer",
    "SearchAnswer",
    "SimilarAnswer",
    "SuggestAnswer",
    "SuggestRequest",
    "TaskAnswer",
    "TaskStarted",
]


class Problem(BaseModel):
    """An error (RFC 9457); `code` is the same as on the command line."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None


class Heading(BaseModel):
    """A heading above an item."""

    number: str | None
    text: str


class Step(BaseModel):
    """An inner step with a deadline of its own."""

    number: str
    deadline: str


class Kpi(BaseModel):
    """The indicator an action serves."""

    number: str | None
    text: str


class Extra(BaseModel):
    """A cell of a further column."""

    heading: str
    text: str


class Label(BaseModel):
    """A place in a framework by its canonical labels."""

    framework: str
    dimension: str | None
    subdimension: str | None
    execution_item: str | None


class Schedule(BaseModel):
    """A deadline as data."""

    kind: Literal["by", "recurring", "ongoing", "irregular", "none"]
    dates: list[str]
    every: str | None


class PrintedAt(BaseModel):
    """Where on a page something is printed, in points from its upper left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class Source(BaseModel):
    """Where an item was read, and which of its labels stand above its row."""

    file: str
    page: int | None
    pages: list[int]
    lines: list[int] | None
    boxes: list[PrintedAt]
    carried: list[str]
    confidence: float | None


class PlanName(BaseModel):
    """The plan an item belongs to."""

    id: str
    title: str
    agency: str
    year: int | None
    status: Literal["published", "draft"]
    framework: str
    document_number: str | None = None


class PlainItem(BaseModel):
    """An action as printed, with what it means."""

    id: str | None
    position: int
    number: str | None
    dimension: str | None
    subdimension: str | None
    execution_item: str | None
    criterion: str | None
    ancestors: list[Heading]
    text: str
    steps: list[Step]
    deadline: str | None
    units: list[str]
    kpi: Kpi | None
    extra: list[Extra]
    label: Label
    schedule: Schedule
    source: Source | None


class Item(PlainItem):
    """An action with its plan."""

    plan: PlanName


class Highlight(BaseModel):
    """What matched in one field; spans are half-open and count code points."""

    field: str
    text: str
    spans: list[tuple[int, int]]


class MatchReason(BaseModel):
    """How a hit speaks of one thing that was asked for; words are folded to one width and script."""

    asked: str
    how: Literal["verbatim", "concept", "part"]
    where: Literal["text", "context", "about"]
    strength: float
    matched: str


class Hit(BaseModel):
    """A found item."""

    item: Item
    score: float
    highlights: list[Highlight]
    citation: str
    explanation: list[MatchReason]


class FacetCount(BaseModel):
    """How many matches hold a value."""

    value: str | int
    count: int


class Facets(BaseModel):
    """Counts over the whole match set."""

    agency: list[FacetCount]
    year: list[FacetCount]
    dimension: list[FacetCount]
    execution_item: list[FacetCount]
    unit: list[FacetCount]
    framework: list[FacetCount]


class SearchAnswer(BaseModel):
    """A page of hits."""

    query: str
    interpreted: str
    total: int
    took_ms: float
    hits: list[Hit]
    facets: Facets
    did_you_mean: str | None
    repaired: bool


class Completion(BaseModel):
    """A whole query that begins as typed, and the number of items it stands for."""

    text: str
    kind: Literal["term", "item"]
    count: int


class CompletionAnswer(BaseModel):
    """Words and concepts first, most often printed first, then past actions that begin so, then those that hold it."""

    prefix: str
    completions: list[Completion]


class SimilarHit(BaseModel):
    """An item like another, 0 to 1."""

    item: Item
    score: float


class SimilarAnswer(BaseModel):
    """Items that are alike."""

    item: Item | None
    text: str
    hits: list[SimilarHit]


class SuggestRequest(BaseModel):
    """New actions to label, each a text."""

    texts: list[Annotated[str, Field(max_length=20_000)]] = Field(
        min_length=1, max_length=2000, description="推動作法，每項一段"
    )
    framework: str | None = Field(default=None, description="評核架構的編號；未給則為最新的評核架構")
    draft: bool = Field(default=False, description="各段是否為一份草案中依序的作法；是則參考前後項目判斷")
    top: int = Field(default=3, ge=1, le=50, description="每層列出幾個標籤")


class DimensionGuess(BaseModel):
    """A dimension with its probability."""

    label: str
    probability: float


class ExecutionItemGuess(DimensionGuess):
    """An execution item with its probability."""

    dimension: str
    subdimension: str | None


class TermReason(BaseModel):
    """A term that weighed for the first guess."""

    text: str
    spans: list[tuple[int, int]]


class Reasons(BaseModel):
    """Why: terms, past items alike, and whether the actions around it in the draft decided."""

    neighbours: bool
    terms: list[TermReason]
    items: list[Item]


class Suggestion(BaseModel):
    """The labels suggested for one text; `doubt` says why it is not confident."""

    text: str
    dimension: list[DimensionGuess]
    execution_item: list[ExecutionItemGuess]
    confident: bool
    doubt: Doubt | None
    printed: str | None
    agrees: bool | None
    reasons: Reasons


class SuggestAnswer(BaseModel):
    """One entry a text, in order; `notice` says why none is confident, where that holds for all."""

    framework: str
    notice: str | None
    items: list[Suggestion]


class ReviewGuess(BaseModel):
    """A label with its probability."""

    label: str
    probability: float


class ReviewItem(BaseModel):
    """An item to check; `certainty` is the probability of the label it is filed under, or of the first guess."""

    item: Item
    printed: str | None
    certainty: float
    guesses: list[ReviewGuess]


class ReviewAnswer(BaseModel):
    """The items that nobody has checked yet, least certain first; `total` counts them all."""

    framework: str
    total: int
    items: list[ReviewItem]


class CorrectRequest(BaseModel):
    """The label a person gives an item, in any wording of its framework."""

    item: str = Field(max_length=200, description="項目編號")
    label: str = Field(max_length=200, description="標籤：執行項目，或沒有執行項目的架構的構面")
    by: str = Field(max_length=100, description="確認者")


class CorrectedAnswer(BaseModel):
    """A correction that was kept, and what the model had suggested."""

    item: Item
    given: str
    suggested: str | None
    by: str
    at: str


class Warned(BaseModel):
    """What the parser could not place."""

    code: str
    message: str
    page: int | None


class Failure(BaseModel):
    """Why a file failed."""

    code: str
    message: str
    hint: str | None


class IngestedPlan(BaseModel):
    """What became of one plan of one file."""

    id: str | None
    file: str
    title: str | None
    agency: str | None
    year: int | None
    framework: str | None
    items: int
    status: Literal["added", "unchanged", "replaced", "failed"]
    warnings: list[Warned]
    error: Failure | None


class IngestAnswer(BaseModel):
    """What became of every file."""

    plans: list[IngestedPlan]


class TaskStarted(BaseModel):
    """A long ingest goes on under this id."""

    task: str


class TaskAnswer(BaseModel):
    """How far a long ingest is; `result` once it is done."""

    task: str
    status: Literal["running", "done", "failed"]
    done: int
    total: int
    result: IngestAnswer | None = None
    error: Failure | None = None


class FrontMatter(BaseModel):
    """What a plan prints before its table."""

    id: str | None = None
    title: str | None
    agency: str | None
    year: int | None
    framework: str
    document_number: str | None
    issued: str | None
    basis: list[str]
    goals: list[str]
    targets: str | None
    period: str | None
    steps: list[str]
    control: list[str]


class PlanAnswer(BaseModel):
    """A whole plan."""

    plan: FrontMatter
    form: str
    items: list[PlainItem]
    warnings: list[Warned]


class StoredPlan(PlanName):
    """A stored plan with its number of items."""

    file: str | None
    items: int


class PlansAnswer(BaseModel):
    """The stored plans."""

    plans: list[StoredPlan]


class RemovedAnswer(BaseModel):
    """The id of the plan removed."""

    removed: str


class MatrixRow(BaseModel):
    """How many items each agency files under one execution item."""

    dimension: str
    execution_item: str | None
    counts: dict[str, int]


class Missing(BaseModel):
    """What others do and the agency doesn't."""

    dimension: str
    execution_item: str | None
    agencies: int
    examples: list[Item]


class ComparisonAnswer(BaseModel):
    """An agency beside others."""

    framework: str
    agencies: list[str]
    matrix: list[MatrixRow]
    missing: list[Missing]


class Change(BaseModel):
    """An item and what it became."""

    before: Item
    after: Item


class ChangesAnswer(BaseModel):
    """What became of each item."""

    kept: list[Change]
    reworded: list[Change]
    moved: list[Change]
    dropped: list[Item]
    added: list[Item]


class BoundaryOutline(BaseModel):
    """How to tell a label from one it is confused with."""

    against: str
    rule: str


class LabelOutline(BaseModel):
    """What is filed under a label, and its other printed wordings."""

    label: str
    variants: list[str]
    definition: str | None
    belongs: list[str]
    excludes: list[str]
    boundaries: list[BoundaryOutline]


class DimensionOutline(BaseModel):
    """A dimension and its execution items."""

    label: str
    execution_items: list[str]
    guide: LabelOutline
    execution_item_guides: list[LabelOutline]


class FrameworkOutline(BaseModel):
    """A label framework."""

    id: str
    name: str
    years: str | None
    dimensions: list[DimensionOutline]


class FrameworksAnswer(BaseModel):
    """The label frameworks."""

    frameworks: list[FrameworkOutline]


class Health(BaseModel):
    """Whether the service can answer."""

    status: Literal["ok"]
    version: str
    plans: int
    index_current: bool
