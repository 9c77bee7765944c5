"""Score label suggestions on institutions the model has not seen, beside simple baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qsearch.errors import NotReady
from qsearch.frameworks import Framework
from qsearch.labels.baselines import majority, nearest_by_bm25, plain_regression
from qsearch.labels.examples import LabelledText, of_framework
from qsearch.labels.model import FloatArray
from qsearch.labels.training import deal, train
from qsearch.plan import Label
from qsearch.results import FrameworkEvaluation, LevelScores

__all__ = ["calibration_error", "evaluate", "macro_f1"]

BINS = 15
"""How many bins of equal mass the calibration error is averaged over."""

_EXAMPLE_FOLDS = 5  # in how many parts the kinds of agencies are left out where there are no plans

BASELINES: tuple[tuple[str, Callable[[Sequence[LabelledText], Sequence[str]], list[Label]]], ...] = (
    ("majority", majority),
    ("bm25-nearest", nearest_by_bm25),
    ("tfidf-logistic-regression", plain_regression),
)
"""What a model has to beat: the commonest label, the label of the most similar text, and a plain pipeline."""


def evaluate(labelled: Sequence[LabelledText], framework: Framework) -> FrameworkEvaluation | None:
    """Leave out one institution at a time, label its items from all the rest, and score what came out.

    All texts of its group are left out, shipped ones too. Where the home has no labelled
    items of this framework, the kinds of agencies of the examples are left out instead, a
    fifth of them at a time. An item whose label nobody else shows counts as wrong. None
    where there is too little to train on once a group is left out.
    """
    own = of_framework(labelled, framework)
    try:
        return _evaluate(own, framework) if own else None
    except NotReady:
        return None


def _evaluate(own: Sequence[LabelledText], framework: Framework) -> FrameworkEvaluation:
    labels = tuple(framework.labels())
    dimensions = tuple(dict.fromkeys(label.dimension for label in labels))
    member = np.array(
        [[label.dimension == dimension for dimension in dimensions] for label in labels], dtype=np.float64
    )
    truth: list[Label] = []
    probabilities: list[FloatArray] = []
    confident: list[bool] = []
    right = dict.fromkeys((name for name, _ in BASELINES), 0)
    for inside, outside in _parts(own):
        texts = [text.text for text in outside]
        answers = [text.label for text in outside]
        model = train(inside, framework)
        columns = [labels.index(label) for label in model.labels]
        for prediction in model.predict(texts):
            row = np.zeros(len(labels))
            row[columns] = prediction.probabilities
            probabilities.append(row)
            confident.append(prediction.confident)
        truth += answers
        for name, baseline in BASELINES:
            right[name] += sum(a == b for a, b in zip(baseline(inside, texts), answers, strict=True))
    rows, sure = np.stack(probabilities), np.array(confident)
    leaves = np.array([labels.index(label) for label in truth])
    tops = np.array([dimensions.index(label.dimension) for label in truth])
    has_items = any(label.execution_item is not None for label in labels)
    return FrameworkEvaluation(
        framework.id,
        len(truth),
        _scores(rows, leaves, sure) if has_items else None,
        _scores(rows @ member, tops, sure),
        tuple((name, count / len(truth)) for name, count in right.items()),
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


def _parts(own: Sequence[LabelledText]) -> Iterator[tuple[list[LabelledText], list[LabelledText]]]:
    """Yield (training texts, texts to label) for each group of the home, else for parts of the examples."""
    at_home = list(dict.fromkeys(text.group for text in own if text.origin == "home"))
    if not at_home:
        for inside, outside in deal([text.group for text in own], _EXAMPLE_FOLDS):
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
    )
