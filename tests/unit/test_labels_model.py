from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qsearch.errors import NotFound, QueryError
from qsearch.labels.model import LabelModel
from qsearch.labels.store import load_model
from qsearch.labels.suggestions import suggest
from qsearch.plan import Label
from qsearch.shipped import models_dir

STRANGE = {
    "nothing": "",
    "white space": "  \n\t　",
    "one character": "好",
    "a mark": "。",
    "another language": "The quick brown fox jumps over the lazy dog and runs away.",
    "kana": "ありがとうございました。またのお越しをお待ちしております。",
    "emoji": "🙂🙂🙂",
    "a lone surrogate": "服務\ud800台",
    "numbers": "102 12 30 95 7",
    "a novel": "那天夜裡月色很好，他提著一盞燈走過長長的石板路，想起許多年前的事情。" * 600,
}


@pytest.fixture(scope="module", params=["quality-award", "service-award", "scorecard"])
def model(request: pytest.FixtureRequest) -> LabelModel:
    return load_model(models_dir() / request.param)


@pytest.fixture(scope="module")
def award() -> LabelModel:
    return load_model(models_dir() / "quality-award")


def test_probabilities_of_each_level_sum_to_one(model: LabelModel) -> None:
    texts = ["設置單一窗口，一次辦妥", "員工教育訓練", *STRANGE.values()]

    probabilities = model.probabilities(texts)

    assert probabilities.shape == (len(texts), len(model.labels))
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-9)
    np.testing.assert_allclose(model.dimension_probabilities(probabilities).sum(axis=1), 1.0, atol=1e-9)


def test_a_dimension_is_as_likely_as_its_execution_items_together(award: LabelModel) -> None:
    (guess,) = suggest(award, ["申請書表電子化，減少檢附紙本證件"], top=50)

    for dimension in guess.dimension:
        below = [item.probability for item in guess.execution_item if item.dimension == dimension.label]
        assert dimension.probability == pytest.approx(sum(below))


def test_suggestions_come_likeliest_first_and_no_more_than_asked_for(model: LabelModel) -> None:
    (guess,) = suggest(model, ["辦理服務滿意度問卷調查並檢討改善"], top=2)

    assert len(guess.dimension) == 2
    assert all(a.probability >= b.probability for a, b in pairwise(guess.dimension))
    assert len(guess.execution_item) == (2 if model.has_execution_items else 0)


def test_a_clear_action_is_labelled_with_confidence(award: LabelModel) -> None:
    (guess,) = suggest(award, ["每年辦理兩次顧客滿意度問卷調查，調查結果統計分析"])

    assert guess.execution_item[0].label == "機關服務滿意度"
    assert guess.confident


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_what_is_no_action_is_answered_without_confidence(model: LabelModel, text: str) -> None:
    (guess,) = suggest(model, [text])

    assert guess.text == text
    assert not guess.confident
    assert guess.dimension


def test_a_text_without_a_known_character_gives_no_reasons(model: LabelModel) -> None:
    assert suggest(model, ["", "🙂"])[0].reason_terms == ()


def test_reasons_are_the_printed_words_wherever_they_stand(award: LabelModel) -> None:
    text = "ＰＤＦ檔　上網；讀 者滿意度調查，再做滿意度調查（１０２年）"

    (guess,) = suggest(award, [text])

    assert guess.reason_terms
    for term in guess.reason_terms:
        assert all(text[start:end] == term.text for start, end in term.spans)
    assert any(len(term.spans) == 2 for term in guess.reason_terms if "滿意度" in term.text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="服務台臺滿意度調查，。 \u3000ＡＢ12單一窗口ﬁ\u0301", max_size=40))
def test_spans_of_reasons_lie_on_the_text_whatever_is_folded(text: str) -> None:
    model = load_model(models_dir() / "scorecard")

    for label in model.labels:
        for term in model.term_weights(text, label):
            assert term.weight > 0
            assert all(text[start:end] == term.text for start, end in term.spans)


def test_weights_for_a_label_the_model_lacks_are_refused(award: LabelModel) -> None:
    with pytest.raises(NotFound):
        award.term_weights("服務", Label("quality-award", "沒有"))


def test_no_suggestions_at_all_cannot_be_asked_for(award: LabelModel) -> None:
    with pytest.raises(QueryError):
        suggest(award, ["服務"], top=0)
    assert suggest(award, []) == ()
    assert award.probabilities([]).shape == (0, len(award.labels))


def test_suggesting_imports_neither_scikit_learn_nor_scipy() -> None:
    script = (
        "import sys; from qsearch.labels.store import load_model; from qsearch.labels.suggestions import suggest;"
        "import qsearch.labels.training, qsearch.labels.evaluation; from qsearch.shipped import models_dir;"
        "suggest(load_model(models_dir() / 'scorecard'), ['員工訓練']);"
        "print(sorted({'sklearn', 'scipy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
