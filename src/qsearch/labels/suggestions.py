"""Turn a model's probabilities into suggestions a person can judge: guesses, doubt and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qsearch.errors import QueryError
from qsearch.labels.model import MOST_READ, FloatArray, LabelModel, Prediction
from qsearch.plan import Label
from qsearch.results import DimensionGuess, Doubt, ExecutionItemGuess, TermReason

__all__ = ["ModelSuggestion", "suggest"]

_MOST_TERMS = 5  # beyond five phrases the reasons are the text again
_LEAST_SHARE = 0.2  # of the heaviest phrase's weight, for a phrase to count as a reason


@dataclass(frozen=True, slots=True)
class ModelSuggestion:
    """Suggest labels for one text, likeliest first; `execution_item` is empty for a framework without.

    `from_neighbours` says that the text by itself would have another first guess than its draft gives it.
    """

    text: str
    dimension: tuple[DimensionGuess, ...]
    execution_item: tuple[ExecutionItemGuess, ...]
    doubt: Doubt | None
    from_neighbours: bool
    reason_terms: tuple[TermReason, ...]

    @property
    def confident(self) -> bool:
        """Whether the first guess is to be relied on."""
        return self.doubt is None


def suggest(
    model: LabelModel, texts: Sequence[str], top: int = 3, *, draft: bool = False
) -> tuple[ModelSuggestion, ...]:
    """Suggest for each text, in order, the `top` likeliest labels of each level.

    The texts of a `draft` speak for each other as far as it is in order. The reasons are
    the phrases that spoke for the first guess. Raises QueryError where `top` is less than 1.
    """
    if top < 1:
        raise QueryError(f"建議數至少為 1，不能是 {top}。")
    alone = model.predict(texts)
    given = model.in_order(alone) if draft else alone
    return tuple(
        _suggestion(model, text, prediction, top, moved=_first(prediction) != _first(by_itself))
        for text, prediction, by_itself in zip(texts, given, alone, strict=True)
    )


def _first(prediction: Prediction) -> int:
    return int(prediction.probabilities.argmax())


def _suggestion(model: LabelModel, text: str, prediction: Prediction, top: int, *, moved: bool) -> ModelSuggestion:
    dimensions = model.dimension_probabilities(prediction.probabilities)
    first = model.labels[_first(prediction)]
    return ModelSuggestion(
        text=text,
        dimension=tuple(
            DimensionGuess(model.dimensions[i], float(dimensions[i])) for i in best_first(dimensions)[:top]
        ),
        execution_item=_execution_items(model, prediction.probabilities, top),
        doubt=prediction.doubt,
        from_neighbours=moved,
        # The words of what is far longer than any action are no reasons, and take the longest to weigh.
        reason_terms=() if len(text) > MOST_READ else _reasons(model, text, first),
    )


def _execution_items(model: LabelModel, probabilities: FloatArray, top: int) -> tuple[ExecutionItemGuess, ...]:
    ranked = [(model.labels[i], float(probabilities[i])) for i in best_first(probabilities)]
    guesses = [
        ExecutionItemGuess(label.execution_item, label.dimension or "", label.subdimension, probability)
        for label, probability in ranked
        if label.execution_item is not None
    ]
    return tuple(guesses[:top])


def best_first(probabilities: FloatArray) -> list[int]:
    """Return indices from the likeliest on; of equals the framework's order decides."""
    return [int(i) for i in np.argsort(-probabilities, kind="stable")]


def _reasons(model: LabelModel, text: str, label: Label) -> tuple[TermReason, ...]:
    terms = model.term_weights(text, label)[:_MOST_TERMS]
    return tuple(TermReason(term.text, term.spans) for term in terms if term.weight >= _LEAST_SHARE * terms[0].weight)
