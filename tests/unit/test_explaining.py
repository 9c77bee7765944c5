"""Why a hit stands where it does, in words."""

from __future__ import annotations

import pytest

from qsearch.results import MatchReason
from qsearch.search.explaining import explained


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (MatchReason("满意度", "verbatim", "text", 1.0, "满意度"), "「滿意度」見於作法內容（100%）"),
        (
            MatchReason("喂奶", "concept", "context", 0.4, "哺集乳室"),
            "標籤、標題或其他欄位提及「哺集乳室」，與「餵奶」同義或相關（40%）",
        ),
        (MatchReason("志工", "concept", "text", 1.0, "志工"), "作法內容提及「志工」（100%）"),
        (
            MatchReason("总务组", "part", "about", 0.1, "总务"),
            "機關、單位或編號只有「總務組」的一部分，如「總務」（10%）",
        ),
    ],
)
def test_a_reason_says_what_was_found_where_and_how_much_it_counts(reason, sentence):
    assert explained(reason) == sentence
