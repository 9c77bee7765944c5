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
from qsearch.labels.calibrating import ENOUGH_AT_HOME, HeldOut, calibrate, calibrate_by_guidance
from qsearch.labels.examples import EXAMPLES_GROUP, LabelledText, leaf, of_framework
from qsearch.labels.features import Vectoriser, gram_texts
from qsearch.labels.guides import guide_texts
from qsearch.labels.model import Calibration, FloatArray, LabelModel, Training
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

FOLDS, GUIDE_FOLDS = 5, 10
"""Into how many parts the groups are dealt for calibration, and where there are none, the guidance."""

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Hold what one fit gives: a vocabulary, weights (n_features, n_labels) and bias (n_labels,)."""

    vectoriser: Vectoriser
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def train(examples: Sequence[LabelledText], framework: Framework) -> LabelModel:
    """Train a model of a framework on what its file says of its labels, and on the examples labelled in it.

    Every label is learnt, were it from its name alone. Without enough examples of two
    groups nothing can be measured, and the model is confident of nothing. The same examples
    in the same order give the same arrays. Raises NotReady where the framework has fewer than two labels.
    """
    own = _once(of_framework(examples, framework))
    labels = tuple(framework.labels())
    if len(labels) < 2:
        raise NotReady(
            f"「{framework.name}」沒有可供區分的標籤，無法訓練標籤模型。",
            hint="標籤架構的檔案須列出兩個以上的執行項目或構面。",
        )
    features = [gram_texts(example.text) for example in own]
    truth = np.array([labels.index(example.label) for example in own], dtype=np.int64)
    guides = _Guides.of(framework, labels)
    with threadpool_limits(limits=1):  # sums in one order, so that retraining gives the same arrays
        least = LEAST_TEXTS if len(own) >= FEW else 1
        texts = _Texts(features, truth, np.array([_weight(example) for example in own], dtype=np.float64))
        calibration = _measure(own, texts, len(labels), least, guides)
        fitted = _fit(texts, len(labels), least, guides)
    return LabelModel(
        framework.id,
        labels,
        fitted.vectoriser,
        fitted.weights,
        fitted.bias,
        calibration,
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

    def without(self, left_out: IntArray) -> _Guides:
        """Return the guidance without some of its texts."""
        kept = np.setdiff1d(np.arange(len(self.truth)), left_out)
        return _Guides(tuple(self.features[at] for at in kept), self.truth[kept])


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
    rows = matrix(vectoriser, every)[0]
    # The guides show every label, so that no fold lacks one.
    answers = np.concatenate((texts.truth, guides.truth))
    counts = np.concatenate((texts.weights, np.full(len(guides.truth), GUIDE_WEIGHT)))
    # The shares of labels among examples say nothing of a plan: every label is as likely beforehand.
    bayes = MultinomialNB(alpha=SMOOTHING, fit_prior=False).fit(rows, answers, sample_weight=counts)
    machine = LinearSVC(C=MARGIN_PENALTY, random_state=0).fit(rows, answers, sample_weight=counts)
    planes, offsets = machine.coef_, machine.intercept_
    if n_labels == 2:  # scikit-learn keeps one row for two classes
        planes, offsets = np.vstack([-planes, planes]), np.hstack([-offsets, offsets])
    weights = np.ascontiguousarray((bayes.feature_log_prob_ + MARGIN_SHARE * planes).T, dtype=np.float32)
    return _Fitted(vectoriser, weights, (MARGIN_SHARE * offsets).astype(np.float32))


def matrix(vectoriser: Vectoriser, features: Sequence[Sequence[str]]) -> tuple[Any, FloatArray]:
    """Return texts as a sparse matrix (n_texts, n_features), and the known share of each."""
    from scipy.sparse import csr_matrix

    vectors = [vectoriser.vector(text) for text in features]
    ends = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    values = np.concatenate([vector.values for vector in vectors])
    indices = np.concatenate([vector.indices for vector in vectors])
    rows = csr_matrix((values, indices, ends), shape=(len(vectors), len(vectoriser)))
    return rows, np.array([vector.known for vector in vectors])


def _measure(
    examples: Sequence[LabelledText], texts: _Texts, n_labels: int, least: int, guides: _Guides
) -> Calibration:
    """Return how far to believe a model of these texts: by those of each group, labelled without that group.

    Where there are too few, or of one group only, by the guidance, labelled without a part of it.
    """
    longest = max((len(example.text) for example in examples), default=0)
    groups = [example.group for example in examples]
    if len(examples) < ENOUGH_AT_HOME or len(set(groups)) < 2:
        return calibrate_by_guidance(_hold_out_guidance(texts, n_labels, least, guides), longest)
    scores = np.zeros((len(examples), n_labels))
    known = np.zeros(len(examples))
    for inside, outside in deal(groups, FOLDS):
        fitted = _fit(texts.only(inside), n_labels, least, guides)
        scores[outside], known[outside] = _scores(fitted, texts.only(outside).features)
    at_home = np.array([example.origin == "home" for example in examples])
    return calibrate(HeldOut(scores, known, texts.truth, at_home), longest)


def _hold_out_guidance(texts: _Texts, n_labels: int, least: int, guides: _Guides) -> HeldOut:
    """Return what models say of a tenth of the guidance that they have not seen, in turn; names are never left out."""
    _, names = np.unique(guides.truth, return_index=True)  # the first text of each label is its name
    others = np.setdiff1d(np.arange(len(guides.truth)), names)
    scores = np.zeros((len(others), n_labels))
    known = np.zeros(len(others))
    for part in range(min(GUIDE_FOLDS, len(others))):
        chosen = np.arange(part, len(others), GUIDE_FOLDS)
        fitted = _fit(texts, n_labels, least, guides.without(others[chosen]))
        scores[chosen], known[chosen] = _scores(fitted, [guides.features[at] for at in others[chosen]])
    return HeldOut(scores, known, guides.truth[others], np.zeros(len(others), dtype=np.bool_))


def _scores(fitted: _Fitted, features: Sequence[list[str]]) -> tuple[FloatArray, FloatArray]:
    """Return the scores of texts, (n_texts, n_labels), and the known share of each."""
    rows, known = matrix(fitted.vectoriser, features)
    return rows @ fitted.weights + fitted.bias, known


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
