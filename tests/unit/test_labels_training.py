from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qsearch.errors import NotReady
from qsearch.frameworks import Dimension, Framework, Frameworks, load_frameworks
from qsearch.labels.building import build_shipped_models
from qsearch.labels.calibrating import ENOUGH_AT_HOME
from qsearch.labels.evaluation import calibration_error, evaluate, macro_f1
from qsearch.labels.examples import LabelledText, load_examples, of_framework
from qsearch.labels.store import load_model
from qsearch.labels.training import deal, train
from qsearch.plan import Label
from qsearch.shipped import corpus_dir, models_dir

CUSTOMER, MONEY = Label("scorecard", "顧客"), Label("scorecard", "財務")


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@pytest.fixture(scope="module")
def own(frameworks: Frameworks) -> tuple[LabelledText, ...]:
    return of_framework(load_examples(corpus_dir() / "examples", frameworks), frameworks.get("scorecard"))


def home(texts: int, group: str = "某館") -> list[LabelledText]:
    """Make labelled items of one institution, half of each label."""
    made = []
    for i in range(texts):
        label, text = (CUSTOMER, "辦理讀者滿意度調查") if i % 2 else (MONEY, "提高預算執行率")
        made.append(LabelledText(f"{text}{'甲乙丙丁戊'[i % 5]}{'子丑寅卯'[i % 4]}", label, group, "home"))
    return made


def test_training_again_gives_the_same_arrays(own: tuple[LabelledText, ...], frameworks: Frameworks) -> None:
    first, second = (train(own, frameworks.get("scorecard")) for _ in range(2))

    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.bias, second.bias)
    assert first.vectoriser.terms == second.vectoriser.terms
    assert first.calibration == second.calibration


def test_the_shipped_scorecard_model_is_what_the_shipped_examples_train(
    own: tuple[LabelledText, ...], frameworks: Frameworks
) -> None:
    shipped = load_model(models_dir() / "scorecard")
    trained = train(own, frameworks.get("scorecard"))

    assert shipped.training == trained.training
    assert shipped.vectoriser.terms == trained.vectoriser.terms
    np.testing.assert_allclose(shipped.weights, trained.weights, atol=1e-3)


def test_shipped_award_models_name_the_examples_they_were_trained_on(frameworks: Frameworks) -> None:
    examples = load_examples(corpus_dir() / "examples", frameworks)

    for name in ("quality-award", "service-award"):
        held = of_framework(examples, frameworks.get(name))
        assert load_model(models_dir() / name).training.items == len(held)


def test_models_are_built_for_frameworks_with_examples_and_for_no_other(tmp_path: Path, frameworks: Frameworks) -> None:
    (tmp_path / "examples").mkdir()
    source = corpus_dir() / "examples" / "scorecard.jsonl"
    (tmp_path / "examples" / source.name).write_bytes(source.read_bytes())

    made = build_shipped_models(tmp_path, frameworks, tmp_path / "out")

    assert [model.framework for model in made] == ["scorecard"]
    assert sorted(path.name for path in (tmp_path / "out" / "scorecard").iterdir()) == ["card.json", "model.npz"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["scorecard"]


@pytest.mark.parametrize("texts", [[], home(1), home(200)], ids=["none", "one", "one group"])
def test_what_nothing_can_be_measured_of_is_learnt_and_never_confident(
    frameworks: Frameworks, texts: list[LabelledText]
) -> None:
    model = train(texts, frameworks.get("scorecard"))
    sure, doubtful = model.predict(["監督預算執行，爭取補助款，增加門票收入", "翡翠鯨魚打鼓"])

    assert not model.is_measured
    assert model.labels[int(sure.probabilities.argmax())] == MONEY
    assert not sure.confident
    assert not doubtful.confident
    assert len(model.labels) == 4  # those without items, too


def test_a_framework_without_labels_cannot_be_trained(frameworks: Frameworks) -> None:
    with pytest.raises(NotReady, match="沒有可供區分的標籤"):
        train([], frameworks.get("other"))


def test_labels_that_are_names_and_nothing_more_can_be_trained() -> None:
    bare = Framework("bare", "只有名稱", dimensions=(Dimension("節約用水"), Dimension("垃圾減量")))

    model = train([], bare)

    guesses = model.probabilities(["全館用水節約", "垃圾減量"])
    assert guesses.argmax(axis=1).tolist() == [0, 1]
    assert model.probabilities(["翡翠鯨魚"]) == pytest.approx(np.array([[0.5, 0.5]]), abs=0.05)


def test_two_labels_and_a_fold_with_only_one_of_them_can_be_trained(frameworks: Frameworks) -> None:
    texts = [
        LabelledText("提高預算執行率", MONEY, "甲", "home"),
        LabelledText("爭取補助款，提高預算", MONEY, "甲", "home"),
        LabelledText("讀者滿意度調查", CUSTOMER, "乙", "home"),
        LabelledText("辦理讀者滿意度座談", CUSTOMER, "乙", "home"),
    ]

    model = train(texts, frameworks.get("scorecard"))

    guesses = model.probabilities(["滿意度", "預算"]).argmax(axis=1)
    assert [model.labels[i] for i in guesses] == [CUSTOMER, MONEY]


def test_enough_plans_at_home_decide_how_far_to_believe_a_score(
    own: tuple[LabelledText, ...], frameworks: Frameworks
) -> None:
    framework = frameworks.get("scorecard")

    assert train(own, framework).calibration.basis == "examples"
    assert train([*own, *home(ENOUGH_AT_HOME - 1)], framework).calibration.basis == "examples"
    at_home = train([*own, *home(ENOUGH_AT_HOME)], framework)
    assert at_home.calibration.basis == "home"
    assert at_home.training.home_items == ENOUGH_AT_HOME


def test_groups_are_dealt_whole_and_each_text_is_outside_once() -> None:
    groups = [f"g{i % 7}" for i in range(40)] + ["large"] * 30

    outside = []
    for inside, out in deal(groups, 4):
        assert not {groups[i] for i in inside} & {groups[i] for i in out}
        assert len(inside) + len(out) == len(groups)
        outside += out.tolist()

    assert sorted(outside) == list(range(len(groups)))


def test_evaluation_leaves_out_an_institution_with_its_shipped_texts(
    own: tuple[LabelledText, ...], frameworks: Frameworks
) -> None:
    """Had its texts, shipped under its name, stayed in training, they would be found again word for word."""
    odd = LabelledText("翡翠鯨魚打鼓", MONEY, "某館", "home")
    leaked = LabelledText("翡翠鯨魚打鼓", MONEY, "某館", "examples")
    plain = [text for text in own if text.label != MONEY]

    alone = evaluate([*plain, odd], frameworks.get("scorecard"))
    with_leak = evaluate([*plain, odd, *[leaked] * 5], frameworks.get("scorecard"))

    assert alone is not None
    assert with_leak is not None
    assert with_leak.items == 1
    assert with_leak.dimension.top1 == alone.dimension.top1 == 0.0


def test_evaluation_without_plans_leaves_out_kinds_of_agencies(
    own: tuple[LabelledText, ...], frameworks: Frameworks
) -> None:
    scores = evaluate(own, frameworks.get("scorecard"))

    assert scores is not None
    assert scores.items == len(own)
    assert scores.execution_item is None
    assert {name for name, _ in scores.baselines} == {
        "majority",
        "definitions",
        "bm25-nearest",
        "tfidf-logistic-regression",
    }


def test_nothing_to_evaluate_gives_nothing(frameworks: Frameworks) -> None:
    assert evaluate([], frameworks.get("scorecard")) is None
    assert evaluate(home(30), frameworks.get("other")) is None


def test_a_single_institution_is_labelled_from_what_the_framework_says(frameworks: Frameworks) -> None:
    scores = evaluate(home(30), frameworks.get("scorecard"))

    assert scores is not None
    assert scores.items == 30
    assert scores.dimension.coverage == 0
    assert [name for name, _ in scores.baselines] == ["definitions"]


def test_calibration_error_of_a_worked_case() -> None:
    probability = np.array([0.9, 0.9, 0.6, 0.6])
    right = np.array([True, False, True, True])

    # Two bins of two: |0.6 - 1.0| and |0.9 - 0.5|, each half of the texts.
    assert calibration_error(probability, right, bins=2) == pytest.approx(0.4)


def test_macro_f1_of_a_worked_case() -> None:
    truth, guess = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0])

    # F1 of 0: 2/(2+2); of 1: 2/(1+2); of 2: 0.
    assert macro_f1(truth, guess) == pytest.approx((0.5 + 2 / 3 + 0) / 3)


def test_an_institution_of_a_sample_plan_is_left_out_with_the_homes_own(frameworks: Frameworks) -> None:
    framework = frameworks.get("scorecard")
    shipped = [
        LabelledText(f"{text}{at}", label, group, "examples")
        for group in ("甲", "乙", "丙")
        for label, text in ((MONEY, "提高預算執行率"), (CUSTOMER, "讀者滿意度調查"))
        for at in range(3)
    ]
    odd = LabelledText("翡翠鯨魚打鼓", MONEY, "丁", "home")
    copy = LabelledText("翡翠鯨魚打鼓", MONEY, "丁", "examples")
    scores = evaluate([*shipped, copy, odd], framework)
    assert scores is not None
    assert scores.items == 1
    known = train([*shipped, copy], framework).predict([odd.text])[0]
    model = train(shipped, framework)
    unknown = model.predict([odd.text])[0]
    assert known.probabilities.max() > unknown.probabilities.max()
    right = model.labels[int(unknown.probabilities.argmax())] == MONEY
    assert scores.dimension.ece == pytest.approx(abs(unknown.probabilities.max() - right))


def test_evaluation_tells_of_every_label_and_of_what_it_is_confused_with(
    own: tuple[LabelledText, ...], frameworks: Frameworks
) -> None:
    scores = evaluate(own, frameworks.get("scorecard"))
    assert scores is not None
    assert sum(label.items for label in scores.labels) == scores.items
    found = sum(label.recall * label.items for label in scores.labels)
    assert found == pytest.approx(scores.dimension.top1 * scores.items)
    mistaken = sum(confusion.items for confusion in scores.confusions)
    assert mistaken == round((1 - scores.dimension.top1) * scores.items)
    assert all(confusion.label != confusion.guessed and confusion.examples for confusion in scores.confusions)
    assert scores.execution_item_in_order is None  # single examples stand in no order
