"""Train a label model: naive Bayes and a linear support vector machine added up, calibrated on groups not seen.

Both are linear in the features, so their sum is, too: one matrix of weights. Of 290 items
of three real plans left out in turn the sum labels 0.83 among the first three, naive Bayes
alone 0.80 and the machine alone 0.81; of kinds of agencies left out 0.886 first, beside
0.867 and 0.881. Logistic regression costs ten times their time and adds nothing to them;
neither do words, concepts of the thesaurus or nearest neighbours (bench/labels_ablation.py).
What a framework says of its labels (`Guidance`) is trained on as if it were actions.

scikit-learn and scipy are imported where they work: services that can train or evaluate also
suggest, and a suggestion must not wait a second for them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from qsearch.errors import NotReady
from qsearch.frameworks import Framework
from qsearch.labels.examples import EXAMPLES_GROUP, LabelledText, leaf, of_framework
from qsearch.labels.features import Vectoriser, gram_texts
from qsearch.labels.guides import guide_texts
from qsearch.labels.model import Calibration, FloatArray, LabelModel, Training, softmax
from qsearch.plan import Label

__all__ = ["deal", "matrix", "train"]

LEAST_TEXTS = 2
"""In how many texts a feature must stand. 1 gives the same within 0.01 at three times the size."""

FEW = 1000
"""Below so many texts every feature is kept: of a small set there is nothing to spare.

With 225 scorecard actions that gave top-1 0.92 on kinds of agencies left out, beside 0.91.
"""

SMOOTHING = 0.1
"""What naive Bayes adds to every count (Lidstone); 0.05 to 0.3 differ by 0.01."""

MARGIN_PENALTY = 0.3
"""C of the support vector machine; 0.1 to 1 differ by 0.01."""

MARGIN_SHARE = 4.0
"""By how much its decision values are weighed beside the logarithms of naive Bayes."""

HOME_WEIGHT, PLAN_WEIGHT = 3.0, 2.0
"""For how many single examples an action of the home's plans counts, and one of a plan that ships.

Of 290 items of three real plans left out in turn, 0.60 are right at these, 0.58 at 1.
"""

GUIDE_WEIGHT = 2.0
"""For how many actions one sentence of a framework's guidance counts."""

FOLDS = 5
"""Into how many parts the groups are dealt for calibration."""

ENOUGH_AT_HOME = 60
"""How many labelled items of a home it takes to calibrate on them alone.

Real plans are harder than the shipped examples, so once there are enough of them, only
they say how far to believe a score. One number is fitted; 60 items give it to about 10 %.
"""

SHIFT = 2.5
"""By how much more scores are flattened where only shipped examples could be measured.

The examples are plainer than life: a kind of agency left out is labelled right nine times
in ten, a real plan half the time. On three real plans, with models that saw examples only,
the calibration error was least at 2.5 (0.13 to 0.15, beside 0.25 to 0.35 at 1).
"""

TRUSTED = 0.8
"""How often a `confident` suggestion has to be right."""

_MEASURABLE = 30  # first guesses, from which on a label has a bound of its own
_EVEN = 0.5  # a guess that is as likely wrong as right is never trusted
_LEAST_MEASURED = 10  # suggestions above a bound, below which its precision is luck
_RARE = 0.01  # the share of texts of unseen groups that may fall outside what counts as known

_UNSEEN = -100.0

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Hold what one fit gives: a vocabulary, weights (n_features, n_labels) and bias (n_labels,)."""

    vectoriser: Vectoriser
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Hold what models said of texts whose group they had not seen: scores (n_texts, n_labels)."""

    scores: FloatArray
    known: FloatArray
    truth: IntArray
    at_home: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> _HeldOut:
        """Return the part of some of the texts."""
        return _HeldOut(self.scores[chosen], self.known[chosen], self.truth[chosen], self.at_home[chosen])


def train(examples: Sequence[LabelledText], framework: Framework) -> LabelModel:
    """Train a model of a framework on those examples that are labelled in it.

    The same examples in the same order give the same arrays. Raises NotReady where they
    show fewer than two labels or come from fewer than two groups.
    """
    own = _once(of_framework(examples, framework))
    present = {example.label for example in own}
    labels = tuple(label for label in framework.labels() if label in present)
    if len(labels) < 2 or len({example.group for example in own}) < 2:
        raise NotReady(
            f"「{framework.name}」的標籤資料不足，無法訓練標籤模型。",
            hint="至少要有兩個機關（或機關類別）、兩種標籤的項目。",
        )
    features = [gram_texts(example.text) for example in own]
    truth = np.array([labels.index(example.label) for example in own])
    guides = _Guides.of(framework, labels)
    with threadpool_limits(limits=1):  # sums in one order, so that retraining gives the same arrays
        least = LEAST_TEXTS if len(own) >= FEW else 1
        weights = np.array([_weight(example) for example in own])
        held_out = _hold_out(own, _Texts(features, truth, weights), len(labels), least, guides)
        fitted = _fit(_Texts(features, truth, weights), len(labels), least, guides)
    longest = max(len(example.text) for example in own)
    return LabelModel(
        framework.id,
        labels,
        fitted.vectoriser,
        fitted.weights,
        fitted.bias,
        _calibrate(held_out, longest),
        _describe(own),
    )


def _once(examples: Sequence[LabelledText]) -> list[LabelledText]:
    """Return examples without the shipped ones that a home holds as well, as after ingesting the sample plans."""
    at_home = {(example.label, example.text) for example in examples if example.origin == "home"}
    return [example for example in examples if example.origin == "home" or (example.label, example.text) not in at_home]


@dataclass(frozen=True, slots=True)
class _Guides:
    """Hold what a framework says of its labels, as features, and which label each is for."""

    features: tuple[list[str], ...]
    truth: IntArray

    @classmethod
    def of(cls, framework: Framework, labels: Sequence[Label]) -> _Guides:
        """Return the guidance of those labels: their names, definitions and kinds of actions."""
        found = [(gram_texts(text), at) for at, label in enumerate(labels) for text in guide_texts(framework, label)]
        return cls(tuple(features for features, _ in found), np.array([at for _, at in found], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class _Texts:
    """Hold texts as features, the number of each one's label, and for how many texts each counts."""

    features: Sequence[list[str]]
    truth: IntArray
    weights: FloatArray

    def only(self, chosen: IntArray) -> _Texts:
        """Return some of the texts."""
        return _Texts([self.features[at] for at in chosen], self.truth[chosen], self.weights[chosen])


def _weight(example: LabelledText) -> float:
    if example.origin == "home":
        return HOME_WEIGHT
    return 1.0 if example.group.startswith(EXAMPLES_GROUP) else PLAN_WEIGHT


def _fit(texts: _Texts, n_labels: int, least: int, guides: _Guides) -> _Fitted:
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.svm import LinearSVC

    every = [*texts.features, *guides.features]
    vectoriser = Vectoriser.fit(every, least=least)
    weights = np.zeros((len(vectoriser), n_labels), dtype=np.float32)
    # Only a fold can lack a label; it then comes behind all others.
    bias = np.full(n_labels, _UNSEEN, dtype=np.float32)
    answers = np.concatenate((texts.truth, guides.truth))
    seen = np.unique(answers)
    if len(seen) == 1:  # a fold left with one label has nothing to learn
        bias[seen] = 0.0
        return _Fitted(vectoriser, weights, bias)
    rows = matrix(vectoriser, every)[0]
    counts = np.concatenate((texts.weights, np.full(len(guides.truth), GUIDE_WEIGHT)))
    # The shares of labels among examples say nothing of a plan: every label is as likely beforehand.
    bayes = MultinomialNB(alpha=SMOOTHING, fit_prior=False).fit(rows, answers, sample_weight=counts)
    machine = LinearSVC(C=MARGIN_PENALTY, random_state=0).fit(rows, answers, sample_weight=counts)
    planes, offsets = machine.coef_, machine.intercept_
    if len(seen) == 2:  # scikit-learn keeps one row for two classes
        planes, offsets = np.vstack([-planes, planes]), np.hstack([-offsets, offsets])
    weights[:, seen] = (bayes.feature_log_prob_ + MARGIN_SHARE * planes).T
    bias[seen] = MARGIN_SHARE * offsets
    return _Fitted(vectoriser, weights, bias)


def matrix(vectoriser: Vectoriser, features: Sequence[Sequence[str]]) -> tuple[Any, FloatArray]:
    """Return texts as a sparse matrix (n_texts, n_features), and the known share of each."""
    from scipy.sparse import csr_matrix

    vectors = [vectoriser.vector(text) for text in features]
    ends = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    values = np.concatenate([vector.values for vector in vectors])
    indices = np.concatenate([vector.indices for vector in vectors])
    rows = csr_matrix((values, indices, ends), shape=(len(vectors), len(vectoriser)))
    return rows, np.array([vector.known for vector in vectors])


def _hold_out(
    examples: Sequence[LabelledText],
    texts: _Texts,
    n_labels: int,
    least: int,
    guides: _Guides,
) -> _HeldOut:
    scores = np.zeros((len(examples), n_labels))
    known = np.zeros(len(examples))
    for inside, outside in deal([example.group for example in examples], FOLDS):
        fitted = _fit(texts.only(inside), n_labels, least, guides)
        rows, known[outside] = matrix(fitted.vectoriser, texts.only(outside).features)
        scores[outside] = rows @ fitted.weights + fitted.bias
    return _HeldOut(scores, known, texts.truth, np.array([example.origin == "home" for example in examples]))


def deal(groups: Sequence[str], folds: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield (inside, outside) index arrays; whole groups are dealt, largest first, to the smallest part."""
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    parts: list[set[str]] = [set() for _ in range(min(folds, len(sizes)))]
    filled = [0] * len(parts)
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        smallest = filled.index(min(filled))
        parts[smallest].add(group)
        filled[smallest] += sizes[group]
    for part in parts:
        outside = np.array([group in part for group in groups])
        yield np.flatnonzero(~outside), np.flatnonzero(outside)


def _calibrate(held_out: _HeldOut, longest: int) -> Calibration:
    at_home = int(held_out.at_home.sum()) >= ENOUGH_AT_HOME
    if at_home:
        held_out = held_out.only(held_out.at_home)
    temperature = _temperature(held_out) * (1.0 if at_home else SHIFT)
    return Calibration(
        temperature=temperature,
        # What is right often enough among examples says little of real plans.
        bounds=_bounds(held_out, temperature, least=_EVEN if at_home else TRUSTED),
        least_known=float(np.quantile(held_out.known, _RARE)),
        longest=longest,
        basis="home" if at_home else "examples",
    )


def _temperature(held_out: _HeldOut) -> float:
    """Return the temperature at which the truth is likeliest (least negative log-likelihood).

    Texts whose label their fold had never seen are left out: no temperature could help them.
    Where there are no others, 1.
    """
    from scipy.optimize import minimize_scalar

    truth_scores = held_out.scores[np.arange(len(held_out.truth)), held_out.truth]
    knowable = held_out.only(truth_scores > _UNSEEN)
    rows = np.arange(len(knowable.truth))
    if not len(rows):
        return 1.0

    def loss(log_temperature: float) -> float:
        probabilities = softmax(knowable.scores / np.exp(log_temperature))
        return float(-np.log(np.maximum(probabilities[rows, knowable.truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 3.0), method="bounded").x))


def _bounds(held_out: _HeldOut, temperature: float, *, least: float) -> tuple[float, ...]:
    """Return for each label how probable it must be to be trusted: as measured on its first guesses.

    A label that was guessed too seldom to measure gets the bound of all together.
    """
    probabilities = softmax(held_out.scores / temperature)
    first = probabilities.argmax(axis=1)
    of_all = _least_probability(probabilities, held_out.truth)
    bounds = []
    for label in range(probabilities.shape[1]):
        own = np.flatnonzero(first == label)
        measured = _least_probability(probabilities[own], held_out.truth[own]) if len(own) >= _MEASURABLE else of_all
        bounds.append(max(measured, least))
    return tuple(bounds)


def _least_probability(probabilities: FloatArray, truth: IntArray) -> float:
    """Return the lowest bound above which first guesses were right as often as TRUSTED asks.

    Where too few stand above any such bound, TRUSTED itself: calibrated, it says the same.
    """
    best = probabilities.max(axis=1)
    order = np.argsort(-best, kind="stable")
    right = np.cumsum(probabilities.argmax(axis=1)[order] == truth[order]) / np.arange(1, len(truth) + 1)
    good = np.flatnonzero(right >= TRUSTED)
    return float(best[order[good[-1]]]) if len(good) and good[-1] + 1 >= _LEAST_MEASURED else TRUSTED


def _describe(examples: Sequence[LabelledText]) -> Training:
    lines = "\n".join(json.dumps([_place(example.label), example.group, example.text]) for example in examples)
    return Training(
        items=len(examples),
        home_items=sum(example.origin == "home" for example in examples),
        groups=len({example.group for example in examples}),
        sha256=hashlib.sha256(lines.encode()).hexdigest(),
    )


def _place(label: Label) -> str | None:
    return leaf(label)
