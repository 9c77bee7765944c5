"""What is copied out of an action finds the action."""

from __future__ import annotations

import random

import pytest

from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.finder import Finder
from qsearch.search.spelling import speller_of
from qsearch.shipped import corpus_dir
from qsearch.text.analyse import Analyser


@pytest.mark.parametrize(("length", "most_missed"), [(8, 1), (16, 0), (400, 0)])
def test_a_query_copied_out_of_an_action_has_it_among_its_first_ten(
    engine: EmbeddedEngine, analyser: Analyser, texts: list[str], length: int, most_missed: int
) -> None:
    finder = Finder(engine, analyser, speller=speller_of(engine, analyser, corpus_dir() / "lexicon" / "lookalikes.txt"))
    chance = random.Random(length)
    missed = []
    for text in chance.sample(texts, 150):
        start = chance.randrange(max(len(text) - length, 0) + 1)
        asked = text[start : start + length]
        # Another action that holds the same words is as good.
        if not any(asked in texts[int(hit.id) - 1] for hit in finder.search(asked, limit=10).hits):
            missed.append(asked)
    assert len(missed) <= most_missed, missed
