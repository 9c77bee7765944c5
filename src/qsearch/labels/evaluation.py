"""Score label suggestions on institutions the model has not seen, beside simple baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qsearch.errors import NotReady
from qsearch.frameworks import Framework
from qsearch.labels.baselines import definitions, majority, nearest_by_bm25, plain_regression
from qsearch.labels.examples import LabelledText, leaf, of_framework
from qsearch.labels.model import FloatArray, LabelModel, Prediction
from qsearch.labels.training import deal, train
from qsearch.plan import Label
from qsearch.results import Confusion, FrameworkEvaluation, LabelScores, LevelScores

__all__ = ["BINS", "calibration_error", "evaluate", "macro_f1", "parts_left_out"]

BINS = 15
"""How many bins of equal mass the calibration error is averaged over."""

_EXAMPLE_FOLDS = 5  # in how many parts the kinds of agencies are left out where there are no plans

_MOST_CONFUSIONS = 12

BASELINES: tuple[tuple[str, Callable[[Sequence[LabelledText], Sequence[str], Framework], list[Label]]], ...] = (
    ("majority", majority),
    ("definitions", definitions),
    ("bm25-nearest", nearest_by_bm25),
    ("tfidf-logistic-regression", plain_regression),
)
"""What a model has to beat: the commonest label, the likest definition, the likest text's label, a plain pipeline."""


def evaluate(labelled: Sequence[LabelledText], framework: Framework) -> FrameworkEvaluation | None:
    """Leave out one institution at a time, label its items from all the rest, and score what came out.

    All texts of its group are left out, shipped ones too. Where the home has no labelled
    items of this framework, the kinds of agencies of the examples are left out instead, a
    fifth of them at a time. Where only one institution has items, what the framework says of
    its labels is all there is to label them from. None where there are no labelled items.
    """
    own = of_framework(labelled, framework)
    try:
        return _evaluate(own, framework) if own else None
    except NotReady:  # fewer than two labels: there is nothing to tell apart
        return None


def _evaluate(own: Sequence[LabelledText], framework: Framework) -> FrameworkEvaluation:
    labels = tuple(framework.labels())
    dimensions = tuple(dict.fromkeys(label.dimension for label in labels))
    member = np.array(
        [[label.dimension == dimension for dimension in dimensions] for label in labels], dtype=np.float64
    )
    asked: list[LabelledText] = []
    alone = _Guesses(labels)
    in_order = _Guesses(labels)
    parts = list(parts_left_out(own))
    # A baseline that learns from items can say nothing where there are no others.
    baselines = [each for each in BASELINES if each[1] is definitions or all(inside for inside, _ in parts)]
    right = dict.fromkeys((name for name, _ in baselines), 0)
    for inside, outside in parts:
        texts = [text.text for text in outside]
        model = train(inside, framework)
        predictions = model.predict(texts)
        alone.add(model, predictions)
        in_order.add(model, model.in_order(predictions))
        asked += outside
        for name, baseline in baselines:
            guesses = baseline(inside, texts, framework)
            right[name] += sum(guess == text.label for guess, text in zip(guesses, outside, strict=True))
    leaves = np.array([labels.index(text.label) for text in asked])
    tops = np.array([dimensions.index(text.label.dimension) for text in asked])
    has_items = any(label.execution_item is not None for label in labels)
    at_home = any(text.origin == "home" for text in asked)
    return FrameworkEvaluation(
        framework.id,
        len(asked),
        alone.scores(leaves) if has_items else None,
        alone.scores(tops, member),
        tuple((name, count / len(asked)) for name, count in right.items()),
        # Single examples stand in no order that an agency chose.
        in_order.scores(leaves) if has_items and at_home else None,
        in_order.scores(tops, member) if at_home else None,
        _by_label(labels, leaves, alone.first()),
        _confusions(labels, asked, leaves, alone.first()),
    )


class _Guesses:
    """Collect predictions of models that may know only some of the labels."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = tuple(labels)
        self._rows: list[FloatArray] = []
        self._confident: list[bool] = []

    def add(self, model: LabelModel, predictions: Sequence[Prediction]) -> None:
        columns = [self._labels.index(label) for label in model.labels]
        for prediction in predictions:
            row = np.zeros(len(self._labels))
            row[columns] = prediction.probabilities
            self._rows.append(row)
            self._confident.append(prediction.confident)

    def first(self) -> NDArray[np.int64]:
        """Return the first guess of each."""
        return np.asarray(np.stack(self._rows).argmax(axis=1))

    def scores(self, truth: NDArray[np.int64], member: FloatArray | None = None) -> LevelScores:
        """Score them against the truth; `member` (n_labels, n_dimensions) adds labels up to dimensions."""
        rows = np.stack(self._rows)
        return _scores(rows if member is None else rows @ member, truth, np.array(self._confident))


def _by_label(labels: Sequence[Label], truth: NDArray[np.int64], guess: NDArray[np.int64]) -> tuple[LabelScores, ...]:
    found = []
    for at, label in enumerate(labels):
        filed, guessed = truth == at, guess == at
        if filed.any() or guessed.any():
            both = int((filed & guessed).sum())
            recall = both / int(filed.sum()) if filed.any() else 0.0
            precision = both / int(guessed.sum()) if guessed.any() else None
            found.append(LabelScores(leaf(label) or "", int(filed.sum()), recall, precision))
    return tuple(found)


def _confusions(
    labels: Sequence[Label], asked: Sequence[LabelledText], truth: NDArray[np.int64], guess: NDArray[np.int64]
) -> tuple[Confusion, ...]:
    pairs: dict[tuple[int, int], list[str]] = {}
    for text, filed, guessed in zip(asked, truth.tolist(), guess.tolist(), strict=True):
        if filed != guessed:
            pairs.setdefault((filed, guessed), []).append(text.text)
    ranked = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_MOST_CONFUSIONS]
    return tuple(
        Confusion(leaf(labels[filed]) or "", leaf(labels[guessed]) or "", len(texts), tuple(texts[:2]))
        for (filed, guessed), texts in ranked
    )


def macro_f1(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """Return the mean F1 over the labels that stand in the truth or were guessed."""
    scores = []
    for label in np.union1d(truth, guess):
        hits = np.sum((truth == label) & (guess == label))
        scores.append(2 * hits / (np.sum(truth == label) + np.sum(guess == label)))
    return float(np.mean(scores))


def calibration_error(probability: FloatArray, right: NDArray[np.bool_], bins: int = BINS) -> float:
    """Return the expected calibration error over bins of equal mass.

    The mean over the bins, by their size, of how far the mean probability of the first
    guess lies from the share of first guesses that were right (Naeini et al., AAAI 2015;
    equal mass: Nguyen and O'Connor, EMNLP 2015).
    """
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(probability[part].mean() - right[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(probability))


def parts_left_out(own: Sequence[LabelledText]) -> Iterator[tuple[list[LabelledText], list[LabelledText]]]:
    """Yield (training texts, texts to label) for each group of the home, else for parts of the examples."""
    at_home = list(dict.fromkeys(text.group for text in own if text.origin == "home"))
    if not at_home:
        for inside, outside in deal([text.kind or text.group for text in own], _EXAMPLE_FOLDS):
            yield [own[i] for i in inside], [own[i] for i in outside]
        return
    for group in at_home:
        yield (
            [text for text in own if text.group != group],
            [text for text in own if text.group == group and text.origin == "home"],
        )


def _scores(probabilities: FloatArray, truth: NDArray[np.int64], confident: NDArray[np.bool_]) -> LevelScores:
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    right = ranked[:, 0] == truth
    return LevelScores(
        top1=float(right.mean()),
        top3=float((ranked[:, :3] == truth[:, None]).any(axis=1).mean()),
        macro_f1=macro_f1(truth, ranked[:, 0]),
        ece=calibration_error(probabilities.max(axis=1), right),
        coverage=float(confident.mean()),
        precision=float(right[confident].mean()) if confident.any() else None,
    )
