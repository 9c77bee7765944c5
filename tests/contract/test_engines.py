"""One body of tests for every engine; order is asked for only where the winner is clear."""

from dataclasses import replace

import pytest

from qsearch.plan import YearRange
from qsearch.results import FacetCount
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.engine import (
    RUN_END,
    EngineAnswer,
    EngineItem,
    EngineQuery,
    Field,
    FieldFilter,
    FieldTerms,
    IndexState,
    ItemTexts,
    Phrase,
    WeightedTerm,
)
from qsearch.search.reference import ReferenceEngine

STATE = IndexState("r1", "a1")
TEXT = Field.TEXT_WORDS
CHARACTERS = Field.TEXT_CHARACTERS


@pytest.fixture(params=["reference", "embedded"])
def engine(request, tmp_path):
    return ReferenceEngine() if request.param == "reference" else EmbeddedEngine(tmp_path / "index")


def item(id_, words, *, plan="p", runs=None, agency="甲局", year=103, order=0, units=()):
    """Make an item whose text is words parted by spaces, and whose characters are theirs."""
    words = words.split()
    bigrams = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    return EngineItem(
        id=id_,
        plan=plan,
        fields=(
            FieldTerms(TEXT, " ".join(words)),
            FieldTerms(Field.TEXT_BIGRAMS, " ".join(bigrams)),
            FieldTerms(CHARACTERS, f" {RUN_END} ".join(map(" ".join, runs or words))),
        ),
        keys=(("agency", (agency,)), ("unit", units)),
        facets=(("agency", (agency,)), ("unit", units)),
        year=year,
        order=order,
    )


def terms(*words, **options):
    return tuple(WeightedTerm(TEXT, word, **options) for word in words)


def ids(engine, **query):
    return [hit.id for hit in engine.search(EngineQuery(**query)).hits]


def fill(engine, *items):
    engine.rebuild(items, state=STATE)
    return engine


def test_an_engine_that_was_given_nothing_has_nothing_to_say(engine):
    answer = engine.search(EngineQuery(terms=terms("預約"), facets=("agency", "year")))
    assert (answer.hits, answer.total) == ((), 0)
    assert answer.facets == (("agency", ()), ("year", ()))
    assert engine.count() == 0
    assert engine.state() is None
    assert engine.frequencies(TEXT, ["預約"]) == (0,)


def test_an_engine_filled_with_nothing_has_nothing_to_say_either(engine):
    fill(engine)
    assert engine.search(EngineQuery(terms=terms("預約"))).total == 0
    assert engine.search(EngineQuery()).total == 0
    assert engine.state() == STATE


def test_items_match_that_hold_any_term(engine):
    fill(engine, item("a", "線上 預約"), item("b", "場地 預約"), item("c", "滿意度 調查"))
    assert sorted(ids(engine, terms=terms("線上", "預約"))) == ["a", "b"]


def test_a_term_that_only_scores_does_not_match_but_lifts(engine):
    fill(engine, item("a", "預約 場地"), item("b", "預約 線上"), item("c", "線上 課程"))
    query = (*terms("預約"), *terms("線上", matches=False))
    assert ids(engine, terms=query) == ["b", "a"]


def test_the_rarer_term_weighs_more(engine):
    fill(engine, *(item(f"{i}", "服務 預約") for i in range(8)), item("rare", "服務 哺乳"))
    assert ids(engine, terms=terms("預約", "哺乳"), limit=1) == ["rare"]


def test_the_shorter_text_weighs_more(engine):
    fill(engine, item("long", "預約 " + " ".join("甲乙丙丁戊己庚辛壬癸") * 4), item("short", "預約"))
    assert ids(engine, terms=terms("預約")) == ["short", "long"]


def test_a_weight_moves_the_score(engine):
    fill(engine, item("a", "預約"), item("b", "場地"))
    assert ids(engine, terms=(*terms("預約", weight=3.0), *terms("場地", weight=1.0))) == ["a", "b"]
    assert ids(engine, terms=(*terms("預約", weight=1.0), *terms("場地", weight=3.0))) == ["b", "a"]


def test_scores_are_those_of_lucene(engine):
    # ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) * 2.2 / (1 + 1.2): one of two items holds the term,
    # once, in a text of mean length.
    fill(engine, item("a", "預約 場地"), item("b", "滿意 調查"))
    (hit,) = engine.search(EngineQuery(terms=terms("預約"))).hits
    assert hit.score == pytest.approx(0.6931, abs=1e-4)


def test_ties_break_by_id_whatever_the_order_of_adding(engine):
    fill(engine, *(item(id_, "預約") for id_ in ("c", "a", "e", "b", "d")))
    assert ids(engine, terms=terms("預約")) == ["a", "b", "c", "d", "e"]


def test_pages_neither_overlap_nor_skip(engine):
    items = [item(f"{i:03d}", "預約 " * (1 + i % 3)) for i in range(120)]
    fill(engine, *items[::-1])
    whole = ids(engine, terms=terms("預約"), limit=200)
    pages = [id_ for offset in range(0, 126, 7) for id_ in ids(engine, terms=terms("預約"), limit=7, offset=offset)]
    assert pages == whole
    assert len(set(whole)) == 120


def test_a_page_beyond_the_end_is_empty_and_total_still_counts(engine):
    fill(engine, item("a", "預約"))
    answer = engine.search(EngineQuery(terms=terms("預約"), offset=10))
    assert (answer.hits, answer.total) == ((), 1)
    answer = engine.search(EngineQuery(terms=terms("預約"), limit=0))
    assert (answer.hits, answer.total) == ((), 1)


@pytest.mark.parametrize("number", [10**6, 2**31, 2**40, 2**62])
def test_a_page_that_no_memory_could_hold_is_answered(engine, number):
    # tantivy sets memory aside for every hit asked for, and took the whole process down with it.
    fill(engine, item("a", "預約", order=1), item("b", "預約"))
    for query in (EngineQuery(terms=terms("預約")), EngineQuery()):
        assert engine.search(replace(query, offset=number)) == EngineAnswer(total=2)
        assert len(engine.search(replace(query, limit=number)).hits) == 2
        assert len(engine.search(replace(query, limit=number, offset=1)).hits) == 1


def test_filters_are_any_of_within_a_field_and_all_of_across_fields(engine):
    fill(
        engine,
        item("a", "預約", agency="甲局", units=("企劃科",)),
        item("b", "預約", agency="乙局", units=("企劃科", "資訊室")),
        item("c", "預約", agency="丙局", units=("資訊室",)),
    )
    either = FieldFilter("agency", frozenset({"甲局", "乙局"}))
    unit = FieldFilter("unit", frozenset({"資訊室"}))
    assert ids(engine, terms=terms("預約"), filters=(either,)) == ["a", "b"]
    assert ids(engine, terms=terms("預約"), filters=(either, unit)) == ["b"]
    assert ids(engine, filters=(FieldFilter("unit", frozenset({"沒有這科"})),)) == []


def test_a_filter_does_not_move_the_score(engine):
    fill(engine, item("a", "預約"), item("b", "場地"))
    plain = engine.search(EngineQuery(terms=terms("預約"))).hits[0].score
    filtered = engine.search(
        EngineQuery(
            terms=terms("預約"), filters=(FieldFilter("agency", frozenset({"甲局"})),), years=(YearRange(1, 200),)
        )
    )
    assert filtered.hits[0].score == pytest.approx(plain)


def test_years_are_ranges_with_both_ends_and_no_year_is_in_none(engine):
    fill(
        engine, *(item(f"{year}", "預約", year=year) for year in (101, 102, 103, 107)), item("none", "預約", year=None)
    )
    assert sorted(ids(engine, terms=terms("預約"), years=(YearRange(101, 102), YearRange(107, 107)))) == [
        "101",
        "102",
        "107",
    ]
    assert ids(engine, terms=terms("預約"), years=(YearRange(-5, -1),)) == []


def test_facets_count_the_whole_match_set_and_an_item_once_a_value(engine):
    fill(
        engine,
        *(item(f"a{i}", "預約", agency="甲局", year=102, units=("企劃科", "資訊室")) for i in range(12)),
        item("b", "預約", agency="乙局", year=103, units=("資訊室",)),
        item("c", "調查", agency="丙局", year=104),
        item("d", "預約", agency="乙局", year=None),
    )
    answer = engine.search(EngineQuery(terms=terms("預約"), limit=1, facets=("agency", "unit", "year")))
    assert answer.total == 14
    assert dict(answer.facets) == {
        "agency": (FacetCount("甲局", 12), FacetCount("乙局", 2)),
        "unit": (FacetCount("資訊室", 13), FacetCount("企劃科", 12)),
        "year": (FacetCount(102, 12), FacetCount(103, 1)),
    }


def test_a_phrase_must_stand_in_one_run_in_order(engine):
    fill(
        engine,
        item("together", "志工 服務"),
        item("whole", "志工服務"),
        item("turned", "服務志工"),
        item("parted", "志工服務", runs=("志工", "服務")),
    )
    phrase = Phrase((CHARACTERS,), tuple("志工服務"))
    assert ids(engine, required=(phrase,)) == ["whole"]
    assert sorted(ids(engine, required=(Phrase((CHARACTERS,), ("志",)),))) == ["parted", "together", "turned", "whole"]


def test_every_phrase_must_be_there_and_words_beside_it_only_rank(engine):
    fill(engine, item("a", "志工 預約"), item("b", "志工 調查"), item("c", "預約"))
    phrase = Phrase((CHARACTERS,), ("志", "工"))
    assert ids(engine, terms=terms("預約", matches=False), required=(phrase,)) == ["a", "b"]
    assert ids(engine, required=(phrase, Phrase((CHARACTERS,), ("調", "查")))) == ["b"]


def test_what_is_excluded_is_not_found(engine):
    fill(engine, item("a", "志工 預約"), item("b", "預約"), item("c", "調查"))
    gone = Phrase((CHARACTERS,), ("志", "工"))
    assert ids(engine, terms=terms("預約"), excluded=(gone,)) == ["b"]
    assert sorted(ids(engine, excluded=(gone,))) == ["b", "c"]


def test_without_terms_everything_that_passes_is_listed_in_order(engine):
    fill(engine, item("a", "預約", order=3), item("b", "調查", order=1), item("c", "場地", order=2**63))
    answer = engine.search(EngineQuery())
    assert [hit.id for hit in answer.hits] == ["b", "a", "c"]
    assert answer.total == 3
    assert ids(engine, terms=terms("預約", "調查"), sort="year") == ["b", "a"]


def test_updating_replaces_all_items_of_the_plans_named(engine):
    fill(engine, item("a1", "預約", plan="a"), item("a2", "預約", plan="a"), item("b1", "預約", plan="b"))
    later = IndexState("r2", "a1")
    engine.update([item("a3", "預約", plan="a")], plans=["a"], state=later)
    assert ids(engine, terms=terms("預約")) == ["a3", "b1"]
    assert engine.count() == 2
    assert engine.state() == later
    engine.update([], plans=["b"], state=later)
    assert ids(engine, terms=terms("預約")) == ["a3"]


def test_updating_an_engine_that_holds_nothing_fills_it(engine):
    engine.update([item("a", "預約")], plans=["p"], state=STATE)
    assert ids(engine, terms=terms("預約")) == ["a"]


def test_rebuilding_forgets_what_was_there(engine):
    fill(engine, item("a", "預約"))
    fill(engine, item("b", "預約"))
    assert ids(engine, terms=terms("預約")) == ["b"]


def test_any_writing_system_is_found_again(engine):
    fill(engine, item("han", "𠮷野家 圖書"), item("emoji", "😀 👍"), item("latin", "qr code"), item("kana", "サービス"))
    for word, id_ in (("𠮷野家", "han"), ("😀", "emoji"), ("qr", "latin"), ("サービス", "kana")):
        assert ids(engine, terms=terms(word)) == [id_]


def test_an_engine_says_in_how_many_items_a_term_of_a_field_stands(engine):
    fill(engine, item("a", "預約 場地租借"), item("b", "預約"))
    assert engine.frequencies(Field.TEXT_BIGRAMS, ["預約", "場地", "無此"]) == (2, 1, 0)
    assert engine.frequencies(CHARACTERS, ["預約"]) == (0,)


def test_hits_bring_what_the_ranking_looks_at_where_it_is_asked_for(engine):
    texts = ItemTexts("設置哺乳室", "洽公環境\n機關形象", "總務組", ("哺集乳室", "無障礙"), ())
    fill(engine, replace(item("a", "預約"), texts=texts), item("b", "預約"))
    asked = EngineQuery(terms=terms("預約"), texts=True)
    assert {hit.id: hit.texts for hit in engine.search(asked).hits} == {"a": texts, "b": ItemTexts()}
    assert [hit.texts for hit in engine.search(replace(asked, texts=False)).hits] == [None, None]
    listed = EngineQuery(texts=True)
    assert {hit.id: hit.texts for hit in engine.search(listed).hits} == {"a": texts, "b": ItemTexts()}


def completed(engine, prefix, *, limit=10, filters=(), field=TEXT):
    found = engine.terms_with_prefix(field, prefix, filters=filters, limit=limit)
    return [(one.term, one.count) for one in found]


def test_terms_with_a_prefix_come_most_frequent_first_then_by_term(engine):
    fill(engine, item("a", "預約 預算 預約"), item("b", "預約 預告"), item("c", "場地"))
    assert completed(engine, "預") == [("預約", 2), ("預告", 1), ("預算", 1)]
    assert completed(engine, "預", limit=1) == [("預約", 2)]
    assert completed(engine, "預約") == [("預約", 2)]
    assert completed(engine, "約") == []
    assert completed(engine, "預", field=Field.CONTEXT_WORDS) == []
    assert completed(engine, "預", limit=0) == []


def test_terms_are_counted_among_what_passes_the_filters_alone(engine):
    fill(
        engine,
        item("a", "預約 預算", agency="甲局", units=("資訊室",)),
        item("b", "預約 預告", agency="乙局", units=("資訊室",)),
        item("c", "預防", agency="甲局"),
    )
    agency, unit = FieldFilter("agency", frozenset({"甲局"})), FieldFilter("unit", frozenset({"資訊室"}))
    assert completed(engine, "預", filters=(agency,)) == [("預算", 1), ("預約", 1), ("預防", 1)]
    assert completed(engine, "預", filters=(agency, unit)) == [("預算", 1), ("預約", 1)]
    assert completed(engine, "預", filters=(FieldFilter("unit", frozenset({"無此科"})),)) == []


def test_a_term_is_found_behind_many_that_do_not_pass(engine):
    hidden = [item(f"{n:02d}", f"預{n:02d} 預{n:02d}甲", agency="乙局") for n in range(40)]
    fill(engine, *hidden, *hidden[:1], item("z", "預約"))
    assert completed(engine, "預", limit=2, filters=(FieldFilter("agency", frozenset({"甲局"})),)) == [("預約", 1)]


def test_counts_that_fall_by_a_filter_change_the_order(engine):
    fill(
        engine,
        *(item(f"a{n}", "預約", agency="乙局") for n in range(5)),
        *(item(f"b{n}", "預算") for n in range(3)),
        *(item(f"c{n}", "預告") for n in range(3)),
        item("d", "預約"),
    )
    only = (FieldFilter("agency", frozenset({"甲局"})),)
    assert completed(engine, "預", limit=2, filters=only) == [("預告", 3), ("預算", 3)]
    assert completed(engine, "預", limit=1, filters=only) == [("預告", 3)]
    assert completed(engine, "預", limit=1) == [("預約", 6)]


def test_terms_of_what_was_taken_away_are_not_counted(engine):
    fill(engine, item("a", "預約 預算", plan="old"), item("b", "預約", plan="kept"))
    engine.update([], plans=["old"], state=STATE)
    assert completed(engine, "預") == [("預約", 1)]


def test_an_engine_that_was_given_nothing_completes_nothing(engine):
    assert completed(engine, "預") == []


def test_a_prefix_is_taken_literally(engine):
    fill(engine, item("a", "a.b* ab"))
    assert completed(engine, "a.") == [("a.b*", 1)]
    assert completed(engine, ".*") == []


def flooding(*words):
    """Ask for words, of which the first floods."""
    return (WeightedTerm(TEXT, words[0], floods=True), *terms(*words[1:]))


FLOODED = (
    item("a", "服務 服務 服務"),
    item("b", "服務 預約"),
    item("c", "服務", agency="乙局"),
    item("d", "預約", year=104),
    item("e", "繳費"),
)


def test_what_matches_by_a_flooding_term_alone_comes_last_and_counts_all_the_same(engine):
    engine.rebuild(FLOODED, state=STATE)
    answer = engine.search(EngineQuery(terms=flooding("服務", "預約"), facets=("agency", "year")))
    assert [hit.id for hit in answer.hits] == ["b", "d", "a", "c"]
    assert (answer.total, answer.leading) == (4, 2)
    assert dict(answer.facets) == {
        "agency": (FacetCount("甲局", 3), FacetCount("乙局", 1)),
        "year": (FacetCount(103, 3), FacetCount(104, 1)),
    }


def test_pages_go_on_where_a_flood_begins(engine):
    engine.rebuild(FLOODED, state=STATE)
    pages = [ids(engine, terms=flooding("服務", "預約"), limit=1, offset=offset) for offset in range(5)]
    assert pages == [["b"], ["d"], ["a"], ["c"], []]
    assert ids(engine, terms=flooding("服務", "預約"), limit=3, offset=1) == ["d", "a", "c"]


def test_a_page_may_end_before_the_flood_where_enough_is_on_it(engine):
    engine.rebuild(FLOODED, state=STATE)
    found = ids(engine, terms=flooding("服務", "預約"), limit=4, enough=2)
    assert found[:2] == ["b", "d"]
    assert ids(engine, terms=flooding("服務", "預約"), limit=4, enough=3) == ["b", "d", "a", "c"]


def test_where_all_terms_flood_none_comes_last(engine):
    engine.rebuild(FLOODED, state=STATE)
    answer = engine.search(EngineQuery(terms=flooding("服務")))
    assert [hit.id for hit in answer.hits] == ["a", "c", "b"]
    assert answer.leading is None


def test_a_flood_passes_filters_as_anything_does(engine):
    engine.rebuild(FLOODED, state=STATE)
    only = (FieldFilter("agency", frozenset({"乙局"})),)
    answer = engine.search(EngineQuery(terms=flooding("服務", "預約"), filters=only, facets=("agency",)))
    assert [hit.id for hit in answer.hits] == ["c"]
    assert dict(answer.facets) == {"agency": (FacetCount("乙局", 1),)}
