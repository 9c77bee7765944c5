from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from qsearch.labels.features import Vectoriser, features_fingerprint, gram_texts, grams


@settings(deadline=None)  # the first text waits for the folding table
@given(st.text(max_size=60))
def test_both_ways_of_taking_features_give_the_same(text: str) -> None:
    assert sorted(gram_texts(text)) == sorted(gram.text for gram in grams(text))


@settings(deadline=None)  # the first text waits for the folding table
@given(st.text(max_size=60))
def test_every_character_of_a_feature_stands_within_the_printed_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for gram in grams(text) for start, end in gram.atoms)


def test_features_do_not_reach_over_punctuation() -> None:
    texts = {gram.text.replace("\x1f", "") for gram in grams("窗口，服台")}

    assert {"窗口", "服台", "口"} <= texts
    assert "口服" not in texts


def test_width_script_and_white_space_change_nothing() -> None:
    assert gram_texts("臺北ＡＢＣ服 務") == gram_texts("台北abc服务")


def test_one_number_is_like_another() -> None:
    assert gram_texts("每年30場") == gram_texts("每年1,200場")


def test_weights_follow_the_formula_of_the_docstring() -> None:
    vectoriser = Vectoriser.fit([["甲", "乙"], ["甲"], ["丙"]], least=1)
    vector = vectoriser.vector(["甲", "甲", "乙", "未"])

    rare = math.log(4 / 2) + 1
    common = (1 + math.log(2)) * (math.log(4 / 3) + 1)
    length = math.hypot(rare, common)
    by_term = dict(zip((vectoriser.terms[i] for i in vector.indices), vector.values, strict=True))
    assert set(by_term) == {"甲", "乙"}
    assert math.isclose(by_term["乙"], rare / length, rel_tol=1e-5)
    assert math.isclose(by_term["甲"], common / length, rel_tol=1e-5)
    assert math.isclose(vector.known, 2 / 3)


def test_a_feature_of_one_text_alone_is_left_out() -> None:
    assert Vectoriser.fit([["甲", "乙"], ["甲"]], least=2).terms == ("甲",)


def test_a_text_without_known_features_is_a_row_of_nothing() -> None:
    vector = Vectoriser.fit([["甲"]], least=1).vector(["乙"])

    assert len(vector.indices) == 0
    assert vector.known == 0.0


def test_the_fingerprint_is_that_of_the_rules_and_stays() -> None:
    assert features_fingerprint() == features_fingerprint()
    assert features_fingerprint().startswith("characters 1-3")
