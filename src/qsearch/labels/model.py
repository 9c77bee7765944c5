"""Hold a trained label model: arrays and a vocabulary; predicting is a sparse dot product.

Nothing here imports scikit-learn: a suggestion must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qsearch.errors import NotFound
from qsearch.labels.drafts import in_order
from qsearch.labels.examples import leaf
from qsearch.labels.features import Vector, Vectoriser, gram_texts, grams
from qsearch.plan import Label
from qsearch.results import Doubt, Span
from qsearch.text.fold import fold
from qsearch.text.segment import RjiebaSegmenter, Segmenter

__all__ = ["Calibration", "LabelModel", "Prediction", "Training", "WeighedTerm"]

FloatArray = NDArray[np.float64]

MOST_READ = 1000
"""How many characters of a text are looked at: the longest of 5,674 actions has 135. What is longer has no reasons."""

_MOSTLY = 2 / 3
"""Of how many of its texts a draft must look like actions for them to speak for each other.

Of four real plans 0.95 to 1 do, of a story told line by line 0.25 to 0.40; all in one
order, a thousand weak hints for one label would add up to certainty.
"""

_UNLIKE_ACTIONS: tuple[Doubt | None, ...] = ("blank", "short", "long", "unfamiliar")

_HEAVY = 0.3
"""The share of the heaviest word's weight that a word needs to be named."""

_IN_WORDS = frozenset({"han", "letters", "digits"})


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold what was measured on texts of groups the model had not seen.

    `temperature` divides the scores before they become probabilities (Guo et al., ICML
    2017). A suggestion is `confident` where its probability reaches that of `bounds` for
    its label (one each, in the model's order; from 0 to 1),
    the share of its features that are known reaches `least_known`, and the text is no
    longer than twice the `longest` that was measured, in characters. `basis` says on what:
    the plans of the home, or the shipped examples alone. Where it was `nothing`, for want of
    labelled items of two institutions, no suggestion is ever confident.
    """

    temperature: float
    bounds: tuple[float, ...]
    least_known: float
    longest: int
    basis: Literal["home", "examples", "nothing"]


@dataclass(frozen=True, slots=True)
class Training:
    """Tell what a model was trained on; `sha256` names the very texts and labels."""

    items: int
    home_items: int
    groups: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """Hold the probability of each label of the model, in its order, and why the first is not to be believed.

    `doubt` is None where it is.
    """

    probabilities: FloatArray
    doubt: Doubt | None

    @property
    def confident(self) -> bool:
        """Whether to believe the first."""
        return self.doubt is None

    @property
    def is_familiar(self) -> bool:
        """Whether the text looks like what the model learnt from."""
        return self.doubt not in _UNLIKE_ACTIONS


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """Name a phrase of a text as printed, where it stands, and how much it spoke for a label."""

    text: str
    spans: tuple[Span, ...]
    weight: float


class LabelModel:
    """Predict the labels of one framework.

    `labels` are the framework's finest labels: its execution items, or its dimensions
    where it has none. A dimension's probability is the sum of its execution items', so
    the levels never contradict each other.
    """

    def __init__(
        self,
        framework: str,
        labels: Sequence[Label],
        vectoriser: Vectoriser,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        calibration: Calibration,
        training: Training,
    ) -> None:
        """Take the parts; `weights` has shape (n_features, n_labels), `bias` (n_labels,)."""
        self.framework = framework
        self.labels = tuple(labels)
        self.vectoriser = vectoriser
        self.weights = weights
        self.bias = bias
        self.calibration = calibration
        self.training = training
        self.dimensions = tuple(dict.fromkeys(label.dimension or "" for label in self.labels))
        self._segmenter = RjiebaSegmenter()  # for reasons only; it reads its dictionary when first asked
        self._dimension_of = np.array([self.dimensions.index(label.dimension or "") for label in self.labels])

    @property
    def has_execution_items(self) -> bool:
        """Whether the labels reach below the dimension."""
        return any(label.execution_item is not None for label in self.labels)

    @property
    def is_measured(self) -> bool:
        """Whether labelled items said how far to believe the model."""
        return self.calibration.basis != "nothing"

    def predict(self, texts: Iterable[str]) -> list[Prediction]:
        """Return a prediction for each text; one without a known feature gets what all texts have in common."""
        return [self._predict(text) for text in texts]

    def in_order(self, alone: Sequence[Prediction]) -> list[Prediction]:
        """Return the predictions of a draft's actions, each given those around it (see `in_order`).

        What mostly does not look like actions is no draft, and each text stands by itself.
        One that is repeated on the spot speaks once.
        """
        if sum(one.is_familiar for one in alone) < _MOSTLY * len(alone):
            return list(alone)
        runs = [list(run) for _, run in groupby(alone, key=lambda one: one.probabilities.tobytes())]
        if len(runs) < 2:
            return list(alone)
        shared = in_order(np.stack([run[0].probabilities for run in runs]))
        return [
            self._prediction(row, one.doubt if not one.is_familiar else None)
            for row, run in zip(shared, runs, strict=True)
            for one in run
        ]

    def probabilities(self, texts: Iterable[str]) -> FloatArray:
        """Return the probability of each label, shape (n_texts, n_labels); each row sums to 1."""
        rows = [prediction.probabilities for prediction in self.predict(texts)]
        return np.stack(rows) if rows else np.zeros((0, len(self.labels)))

    def dimension_probabilities(self, probabilities: FloatArray) -> FloatArray:
        """Return the probability of each of `dimensions` from those of the labels, (…, n_dimensions)."""
        member = self._dimension_of[:, None] == np.arange(len(self.dimensions))
        return np.asarray(probabilities @ member.astype(np.float64))

    def term_weights(self, text: str, label: Label) -> tuple[WeighedTerm, ...]:
        """Return the phrases of a text that spoke for a label, heaviest first.

        What each feature adds to the label's score beyond the mean of all labels is shared
        out among its characters; neighbouring words that hold much of it make a phrase.
        Spans count code points of the text as given. Raises NotFound for a label the model does not know.
        """
        if label not in self.labels:
            raise NotFound(f"標籤模型沒有標籤「{leaf(label)}」。")
        return _phrases(text, self._character_weights(text, self.labels.index(label)), self._segmenter)

    def _character_weights(self, text: str, column: int) -> dict[int, float]:
        """Return what the characters of a text add to a label's score, by where each is printed."""
        vector = self.vectoriser.vector(gram_texts(text))
        rows = self.weights[vector.indices]
        shares = dict(zip(vector.indices.tolist(), vector.values * (rows[:, column] - rows.mean(axis=1)), strict=True))
        places: dict[int, list[int]] = {}
        for gram in grams(text):
            index = self.vectoriser.index(gram.text)
            if index is not None:
                places.setdefault(index, []).extend(start for start, _ in gram.atoms)
        weights: dict[int, float] = {}
        for index, starts in places.items():
            for start in starts:
                weights[start] = weights.get(start, 0.0) + float(shares[index]) / len(starts)
        return weights

    def _predict(self, text: str) -> Prediction:
        features = gram_texts(text[:MOST_READ])
        vector = self.vectoriser.vector(features)
        probabilities = softmax(self._scores(vector) / self.calibration.temperature)
        return self._prediction(probabilities, self._unlike(text, features, vector))

    def _unlike(self, text: str, features: Sequence[str], vector: Vector) -> Doubt | None:
        """Return in what a text is unlike those that were learnt from, None where it is like them."""
        if not features:
            return "blank"
        if len(text.strip()) < 2:
            return "short"
        if len(text) > MOST_READ:
            return "long"
        if not len(vector.indices) or vector.known < self.calibration.least_known:
            return "unfamiliar"
        return "long" if len(text) > 2 * self.calibration.longest else None

    def _prediction(self, probabilities: FloatArray, unlike: Doubt | None) -> Prediction:
        """Return a prediction with what there is to doubt: the text first, then the model, then the guess."""
        first = int(probabilities.argmax())
        if unlike is None and not self.is_measured:
            unlike = "unmeasured"
        if unlike is None and probabilities[first] < self.calibration.bounds[first]:
            unlike = "close"
        return Prediction(probabilities, unlike)

    def _scores(self, vector: Vector) -> FloatArray:
        return (vector.values @ self.weights[vector.indices] + self.bias).astype(np.float64)


def softmax(scores: FloatArray) -> FloatArray:
    """Return probabilities of scores along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _phrases(text: str, weight_at: dict[int, float], segmenter: Segmenter) -> tuple[WeighedTerm, ...]:
    """Join heavy neighbouring words of a text into phrases; equal phrases are one, with all their spans."""
    folded = fold(text)
    words: list[tuple[Span, float, bool]] = []
    for piece in segmenter.cut(folded.text):
        start, end = folded.printed(piece.start, piece.end)
        weight = sum(weight_at.get(place, 0.0) for place in range(start, end))
        words.append(((start, end), weight, piece.kind in _IN_WORDS))
    heaviest = max((weight for _, weight, inside in words if inside), default=0.0)
    if heaviest <= 0:
        return ()
    found: dict[str, tuple[tuple[Span, ...], float]] = {}
    for heavy, group in groupby(words, key=lambda word: word[2] and word[1] >= _HEAVY * heaviest):
        phrase = list(group) if heavy else []
        # A single character names nothing a reader could recognise.
        if not phrase or phrase[-1][0][1] - phrase[0][0][0] < 2:
            continue
        span = (phrase[0][0][0], phrase[-1][0][1])
        spans, total = found.get(text[slice(*span)], ((), 0.0))
        found[text[slice(*span)]] = ((*spans, span), total + sum(weight for _, weight, _ in phrase))
    terms = [WeighedTerm(printed, spans, weight) for printed, (spans, weight) in found.items()]
    return tuple(sorted(terms, key=lambda term: (-term.weight, term.spans)))
