from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import PlanItem, PlanRef, StoredItem
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.finder import Finder
from qsearch.search.highlights import highlight
from qsearch.search.index import Indexer
from qsearch.search.query import parse_query
from qsearch.search.reference import ReferenceEngine
from qsearch.text.analyse import RUN_END, Analyser
from qsearch.text.fold import fold, fold_text
from qsearch.text.segment import RjiebaSegmenter
from qsearch.text.spans import merge_spans

ANALYSER = Analyser(RjiebaSegmenter())
SEGMENTER = RjiebaSegmenter()

# Everything, and more of what plans and queries are made of.
LIKELY = st.sampled_from(
    list('臺台灣湾書号號預約约線上服務的資安QRcodeｑ１2,.-－「」『』"“”（）()、，。？ \n\t　㈱①é\u0301\u200b\x00😀')
)
TEXTS = st.text(st.one_of(LIKELY, st.characters()), max_size=60)
PLAN = PlanRef("p", "甲局服務計畫", "甲局", 103, "published")
ACTIONS = ("建置線上預約系統", "臺灣書號中心 QR code 服務", "資 訊 安 全，２０００人次", "😀")


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_pieces_joined_give_the_text_back(text):
    folded = fold_text(text)
    pieces = SEGMENTER.cut(folded)
    assert "".join(piece.text for piece in pieces) == folded
    assert all(folded[piece.start : piece.end] == piece.text for piece in pieces)


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_every_folded_character_maps_to_a_place_in_the_printed_text(text):
    folded = fold(text)
    assert len(folded.starts) == len(folded.stops) == len(folded.text)
    assert all(0 <= start < stop <= len(text) for start, stop in zip(folded.starts, folded.stops, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_what_is_printed_where_a_character_came_from_folds_to_hold_it(text):
    folded = fold(text)
    for i, character in enumerate(folded.text):
        start, stop = folded.printed(i, i + 1)
        assert character == " " or character in fold_text(text[start:stop])


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_terms_hold_no_white_space_and_lie_within_the_text(text):
    analysed = ANALYSER.analyse(text)
    for terms in (analysed.words, analysed.bigrams, analysed.joins, *analysed.runs):
        for term in terms:
            assert term.text
            assert not any(character.isspace() for character in term.text)
            assert 0 <= term.start < term.end <= len(text)


@settings(deadline=None)  # the first call reads the dictionary
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_merged_spans_cover_the_same_points_and_stand_apart(spans):
    merged = merge_spans(spans)
    assert {i for start, end in merged for i in range(start, end)} == {
        i for start, end in spans for i in range(start, end)
    }
    assert all(before[1] < after[0] for before, after in pairwise(merged))


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS, TEXTS)
def test_highlights_lie_within_the_text_in_order(text, query):
    stored = StoredItem(PLAN, PlanItem(1, text))
    for one in highlight(stored, parse_query(query, ANALYSER).marks):
        assert one.spans
        assert all(0 <= start < end <= len(one.text) for start, end in one.spans)
        assert all(before[1] < after[0] for before, after in pairwise(one.spans))


@pytest.fixture(scope="module")
def finders(tmp_path_factory):
    engines = (ReferenceEngine(), EmbeddedEngine(Path(tmp_path_factory.mktemp("engine"))))
    items = [StoredItem(PLAN, PlanItem(i, text, id=f"{i}")) for i, text in enumerate(ACTIONS)]
    for engine in engines:
        Indexer(engine, ANALYSER, lambda stored: ItemKeys(year=stored.plan.year)).rebuild(items, revision="1")
    return [Finder(engine, ANALYSER) for engine in engines]


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_any_query_is_answered_and_the_engines_agree_what_matches(finders, query):
    reference, embedded = (finder.search(query) for finder in finders)
    assert {hit.id for hit in embedded.hits} == {hit.id for hit in reference.hits}
    assert embedded.total == reference.total == len(reference.hits)
    assert embedded.facets == reference.facets


@settings(deadline=None)  # the first call reads the dictionary
@given(TEXTS)
def test_any_text_has_similar_items_with_scores_from_0_to_1(finders, text):
    for finder in finders:
        assert all(0 <= hit.score <= 1 for hit in finder.similar(text))


@given(TEXTS)
def test_the_short_path_of_the_index_gives_the_terms_of_the_long_one(text):
    long, short = ANALYSER.analyse(text), ANALYSER.index_terms(text)
    assert sorted(long.words.texts) == sorted(short.words.split())
    assert sorted([*long.bigrams.texts, *long.joins.texts]) == sorted(short.bigrams.split())
    assert [list(run.texts) for run in long.runs] == [run.split() for run in short.characters.split(RUN_END) if run]
