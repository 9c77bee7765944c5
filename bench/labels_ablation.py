"""Say what each part of the label model earns, and how it learns with more plans and examples.

    python bench/labels_ablation.py [--json FILE] [--curve]

Two tests: kinds of agencies of the shipped examples left out, a fifth at a time; and, where
`../shared` lies beside the project, each real plan of the older award left out in turn,
with all other real plans known. Every figure is top-1 and top-3 of the execution item and
top-1 of the dimension. `shipped` is what `qsearch train` does; each other line changes one thing.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from qsearch.frameworks import Framework, Frameworks, load_agencies, load_frameworks
from qsearch.labels.examples import EXAMPLES_GROUP, LabelledText, load_examples, of_framework
from qsearch.labels.features import gram_texts
from qsearch.labels.guides import guide_texts
from qsearch.labels.training import (
    GUIDE_WEIGHT,
    HOME_WEIGHT,
    MARGIN_PENALTY,
    MARGIN_SHARE,
    PLAN_WEIGHT,
    SMOOTHING,
    deal,
)
from qsearch.plan import Label
from qsearch.shipped import corpus_dir
from qsearch.text.lexicon import load_analyser

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
REAL = ("ncl-102", "ntlb-101")

Scores = NDArray[np.float64]
Test = tuple[list[LabelledText], list[LabelledText]]


@dataclass(frozen=True, slots=True)
class Variant:
    """Describe a way to train: which features (with their weights), which learners, what counts how much."""

    name: str
    families: tuple[tuple[str, float], ...] = (("characters", 1.0),)
    learners: tuple[str, ...] = ("bayes", "machine")
    guides: bool = True
    weights: bool = True


VARIANTS = (
    Variant("shipped"),
    Variant("naive Bayes alone", learners=("bayes",)),
    Variant("support vector machine alone", learners=("machine",)),
    Variant("logistic regression alone", learners=("regression",)),
    Variant("nearest neighbours alone", learners=("neighbours",)),
    Variant("with logistic regression", learners=("bayes", "machine", "regression")),
    Variant("with nearest neighbours", learners=("bayes", "machine", "neighbours")),
    Variant("with words", families=(("characters", 1.0), ("words", 0.6))),
    Variant("with concepts", families=(("characters", 1.0), ("concepts", 0.5))),
    Variant("with words and concepts", families=(("characters", 1.0), ("words", 0.6), ("concepts", 0.5))),
    Variant("words alone", families=(("words", 1.0),)),
    Variant("concepts alone", families=(("concepts", 1.0),)),
    Variant("without definitions", guides=False),
    Variant("plans count as examples do", weights=False),
)


class Features:
    """Give the features of a text by family; each text is analysed once."""

    def __init__(self) -> None:
        self._analyser = load_analyser(corpus_dir() / "lexicon")
        self._held: dict[str, dict[str, list[str]]] = {}

    def of(self, text: str, family: str) -> list[str]:
        """Return the features of one family."""
        if text not in self._held:
            terms = self._analyser.index_terms(text)
            self._held[text] = {
                "characters": gram_texts(text),
                "words": terms.words.split(),
                "concepts": list(terms.concepts),
            }
        return self._held[text][family]


def guess(variant: Variant, known: Sequence[LabelledText], asked: Sequence[str], where: _Setting) -> Scores:
    """Return scores (n_texts, n_labels); only their order within a row means something."""
    labels = where.labels
    texts = [example.text for example in known]
    truth = [labels.index(example.label) for example in known]
    counts = [_count(example) if variant.weights else 1.0 for example in known]
    if variant.guides:
        for at, label in enumerate(labels):
            for text in guide_texts(where.framework, label):
                texts.append(text)
                truth.append(at)
                counts.append(GUIDE_WEIGHT)
    parts, asked_parts = [], []
    for family, weight in variant.families:
        made = TfidfVectorizer(
            analyzer=lambda text, family=family: where.features.of(text, family), sublinear_tf=True, min_df=2
        )
        parts.append(made.fit_transform(texts) * weight)
        asked_parts.append(made.transform(asked) * weight)
    rows, asked_rows = csr_matrix(hstack(parts)), csr_matrix(hstack(asked_parts))
    answers, shares = np.array(truth), np.array(counts)
    return sum(
        _LEARNERS[learner](rows, answers, shares, asked_rows, len(labels)) for learner in variant.learners
    ) + np.zeros((len(asked), len(labels)))


def _count(example: LabelledText) -> float:
    if example.origin == "home":
        return HOME_WEIGHT
    return 1.0 if example.group.startswith(EXAMPLES_GROUP) else PLAN_WEIGHT


def _bayes(rows: csr_matrix, truth: Scores, counts: Scores, asked: csr_matrix, labels: int) -> Scores:
    made = MultinomialNB(alpha=SMOOTHING, fit_prior=False).fit(rows, truth, sample_weight=counts)
    return _spread(made.predict_log_proba(asked), made.classes_, labels)


def _machine(rows: csr_matrix, truth: Scores, counts: Scores, asked: csr_matrix, labels: int) -> Scores:
    made = LinearSVC(C=MARGIN_PENALTY, random_state=0).fit(rows, truth, sample_weight=counts)
    return _spread(MARGIN_SHARE * made.decision_function(asked), made.classes_, labels)


def _regression(rows: csr_matrix, truth: Scores, counts: Scores, asked: csr_matrix, labels: int) -> Scores:
    made = LogisticRegression(C=10, max_iter=100, tol=1e-3).fit(rows, truth, sample_weight=counts)
    return _spread(made.predict_log_proba(asked), made.classes_, labels)


def _neighbours(rows: csr_matrix, truth: Scores, counts: Scores, asked: csr_matrix, labels: int) -> Scores:
    alike = (asked @ rows.T).toarray()
    scores = np.full((asked.shape[0], labels), 1e-3)
    for at, row in enumerate(alike):
        for near in np.argpartition(-row, 25)[:25]:
            scores[at, int(truth[near])] += row[near] ** 2 * counts[near]
    return np.asarray(np.log(scores / scores.sum(axis=1, keepdims=True)))


def _spread(scores: Scores, classes: NDArray[np.int64], labels: int) -> Scores:
    spread = np.full((len(scores), labels), -100.0)
    spread[:, classes] = scores
    return spread


_LEARNERS: dict[str, Callable[..., Scores]] = {
    "bayes": _bayes,
    "machine": _machine,
    "regression": _regression,
    "neighbours": _neighbours,
}


@dataclass(frozen=True, slots=True)
class _Setting:
    framework: Framework
    labels: tuple[Label, ...]
    features: Features


def figures(variant: Variant, tests: Sequence[Test], where: _Setting) -> dict[str, float]:
    """Return top-1, top-3 and the dimension's top-1 over all tests, and the number of items."""
    first = third = dimension = items = 0
    for known, asked in tests:
        scores = guess(variant, known, [text.text for text in asked], where)
        ranked = np.argsort(-scores, axis=1, kind="stable")
        for row, text in zip(ranked, asked, strict=True):
            best = [where.labels[at] for at in row[:3]]
            first += best[0] == text.label
            third += text.label in best
            dimension += best[0].dimension == text.label.dimension
            items += 1
    return {"items": items, "top1": first / items, "top3": third / items, "dimension": dimension / items}


def kinds_left_out(examples: Sequence[LabelledText]) -> list[Test]:
    """Return tests that leave out a fifth of the kinds of agencies at a time."""
    parts = deal([example.kind or example.group for example in examples], 5)
    return [([examples[at] for at in inside], [examples[at] for at in outside]) for inside, outside in parts]


def plans_left_out(examples: Sequence[LabelledText], plans: Sequence[list[LabelledText]]) -> list[Test]:
    """Return tests that leave out one real plan at a time."""
    return [([*examples, *(text for other in plans if other is not plan for text in other)], plan) for plan in plans]


def real_plans(frameworks: Frameworks) -> Iterator[list[LabelledText]]:
    """Yield the items of the transcribed real plans of the older award, where they are there."""
    agencies = load_agencies(corpus_dir() / "agencies")
    for slug in REAL:
        path = SHARED / "gold" / f"{slug}.items.jsonl"
        if not path.is_file():
            continue
        plan = json.loads((SHARED / "gold" / f"{slug}.plan.json").read_text(encoding="utf-8"))
        items = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        yield [
            LabelledText(
                item["text"],
                frameworks.canonical(
                    plan["framework"], item["dimension"], item["subdimension"], item["execution_item"]
                ),
                agencies.lineage(plan["agency"]),
                "home",
            )
            for item in items
        ]


def curve(examples: Sequence[LabelledText], plans: Sequence[list[LabelledText]], where: _Setting) -> None:
    """Print the figures with fewer examples and fewer sample plans."""
    chance = np.random.default_rng(20261126)
    single = [example for example in examples if example.group.startswith(EXAMPLES_GROUP)]
    of_plans = [example for example in examples if not example.group.startswith(EXAMPLES_GROUP)]
    institutions = sorted({example.group for example in of_plans})
    order = [single[at] for at in chance.permutation(len(single))]
    chosen = [institutions[at] for at in chance.permutation(len(institutions))]
    for share in (0.1, 0.25, 0.5, 1.0):
        part = order[: int(share * len(order))]
        print(_line(f"{len(part)} examples, no plan", figures(VARIANTS[0], [(part, plan) for plan in plans], where)))
    for number in (1, 3, 8, len(chosen)):
        part = [example for example in of_plans if example.group in chosen[:number]]
        name = f"all examples, plans of {number} institutions"
        print(_line(name, figures(VARIANTS[0], [([*single, *part], plan) for plan in plans], where)))


def _line(name: str, found: dict[str, float]) -> str:
    return f"{name:44} {found['top1']:.3f} {found['top3']:.3f} {found['dimension']:.3f}  {found['items']} items"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Say what each part of the label model earns.")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--curve", action="store_true", help="print the learning curve, too")
    options = parser.parse_args()
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    framework = frameworks.get("quality-award")
    where = _Setting(framework, tuple(framework.labels()), Features())
    examples = list(of_framework(load_examples(corpus_dir() / "examples", frameworks), framework))
    plans = list(real_plans(frameworks))
    tests = {"kinds left out": kinds_left_out(examples)}
    if plans:
        tests["real plans left out"] = plans_left_out(examples, plans)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, cases in tests.items():
        print(f"\n{name:44} top-1 top-3 dimension")
        found[name] = {}
        for variant in VARIANTS:
            begun = time.perf_counter()
            found[name][variant.name] = figures(variant, cases, where)
            print(f"{_line(variant.name, found[name][variant.name])}  {time.perf_counter() - begun:.0f} s", flush=True)
    if options.curve and plans:
        print("\nreal plans, none of them known")
        curve(examples, plans, where)
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
