"""Hold label suggestions to what was measured: held-out kinds of agencies, and real plans where they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qsearch.frameworks import Frameworks, load_agencies, load_frameworks
from qsearch.labels.evaluation import evaluate
from qsearch.labels.examples import LabelledText, load_examples
from qsearch.plan import Label
from qsearch.results import FrameworkEvaluation
from qsearch.shipped import corpus_dir

SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@pytest.fixture(scope="module")
def examples(frameworks: Frameworks) -> tuple[LabelledText, ...]:
    return load_examples(corpus_dir() / "examples", frameworks)


def real_items(frameworks: Frameworks, *slugs: str) -> list[LabelledText]:
    agencies = load_agencies(corpus_dir() / "agencies")
    made = []
    for slug in slugs:
        gold = SHARED / "gold" / f"{slug}.items.jsonl"
        if not gold.is_file():
            pytest.skip("the transcribed plans are not there")
        plan = json.loads((SHARED / "gold" / f"{slug}.plan.json").read_text(encoding="utf-8"))
        for line in gold.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            label: Label = frameworks.canonical(
                plan["framework"], item["dimension"], item["subdimension"], item["execution_item"]
            )
            made.append(LabelledText(item["text"], label, agencies.lineage(plan["agency"]), "home"))
    return made


def scores(labelled: list[LabelledText], frameworks: Frameworks, framework: str) -> FrameworkEvaluation:
    result = evaluate(labelled, frameworks.get(framework))
    assert result is not None
    return result


@pytest.mark.parametrize(("framework", "top1", "top3"), [("quality-award", 0.88, 0.97), ("service-award", 0.88, 0.97)])
def test_kinds_of_agencies_that_were_left_out_are_labelled_well(
    frameworks: Frameworks, examples: tuple[LabelledText, ...], framework: str, top1: float, top3: float
) -> None:
    result = scores(list(examples), frameworks, framework)

    assert result.execution_item is not None
    assert result.execution_item.top1 >= top1  # measured 0.886 and 0.886
    assert result.execution_item.top3 >= top3  # measured 0.978 and 0.981


def test_scorecard_perspectives_of_left_out_kinds_are_told_apart(
    frameworks: Frameworks, examples: tuple[LabelledText, ...]
) -> None:
    result = scores(list(examples), frameworks, "scorecard")

    assert result.dimension.top1 >= 0.85  # measured 0.87 with the actions of the sample plans among them
    assert dict(result.baselines)["majority"] < 0.3


def test_real_award_plans_of_left_out_institutions_are_labelled_better_than_by_the_baselines(
    frameworks: Frameworks, examples: tuple[LabelledText, ...]
) -> None:
    plans = real_items(frameworks, "ncl-102", "ntlb-101")

    result = scores([*examples, *plans], frameworks, "quality-award")

    assert result.items == len(plans)
    assert result.execution_item is not None
    assert result.execution_item.top1 > max(score for _, score in result.baselines)
    assert result.execution_item.top1 >= 0.55
    assert result.execution_item.top3 >= 0.79
    assert result.dimension.top1 >= 0.66
    assert result.execution_item.ece <= 0.15
    # The items of a plan speak for each other: an experienced reader of single items gets 0.69, 0.90 and 0.80.
    assert result.execution_item_in_order is not None
    assert result.dimension_in_order is not None
    assert result.execution_item_in_order.top1 >= 0.72
    assert result.execution_item_in_order.top3 >= 0.90
    assert result.dimension_in_order.top1 >= 0.80


def test_probabilities_from_examples_alone_are_not_overconfident_about_a_real_plan(
    frameworks: Frameworks, examples: tuple[LabelledText, ...]
) -> None:
    result = scores([*examples, *real_items(frameworks, "nstm-107")], frameworks, "service-award")

    assert result.execution_item is not None
    assert result.execution_item.ece <= 0.17  # measured 0.13; 0.35 without the flattening for real plans
    assert 0 < result.execution_item.coverage < 0.3
