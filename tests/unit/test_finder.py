from dataclasses import replace

import pytest

from qsearch.errors import QueryError
from qsearch.frameworks.filtering import ItemKeys, ResolvedFilters
from qsearch.plan import Extra, Kpi, Label, PlanItem, PlanRef, StoredItem
from qsearch.results import FacetCount
from qsearch.search.finder import Finder
from qsearch.search.index import Indexer, status_filter
from qsearch.search.query import GroupWeights, engine_query, parse_query
from qsearch.search.reference import ReferenceEngine
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter

ANALYSER = Analyser(RjiebaSegmenter())
OLD = PlanRef("old", "甲局服務計畫", "甲局", 102, "published")
NEW = PlanRef("new", "乙館服務計畫", "乙館", 107, "published")
DRAFT = PlanRef("draft", "丙所服務計畫", "丙所", 108, "draft")


def keys(stored):
    return ItemKeys(
        agency=(stored.plan.agency,),
        year=stored.plan.year,
        unit=stored.item.units,
        framework=(stored.item.label.framework,),
    )


def stored(plan, position, text, **fields):
    return StoredItem(plan, PlanItem(position, text, id=f"{plan.id}-{position}", **fields))


ITEMS = (
    stored(OLD, 1, "建置線上預約場地系統", units=("資訊室",), label=Label("quality-award", "服務流程")),
    stored(OLD, 2, "定期宣導資訊安全", label=Label("quality-award", "服務流程", None, "施政宣導有效程度")),
    stored(OLD, 3, "辦理滿意度調查並改善", extra=(Extra("預期目標", "問卷回收三百份"),)),
    stored(NEW, 1, "提供線上預約導覽服務", units=("教育組",), kpi=Kpi("AC1.1", "導覽場次")),
    stored(NEW, 2, "加強資料備援", criterion="系統安定"),
    stored(DRAFT, 1, "研擬線上預約"),
)


@pytest.fixture(scope="module")
def engine():
    engine = ReferenceEngine()
    Indexer(engine, ANALYSER, keys).rebuild(ITEMS, revision="7")
    return engine


@pytest.fixture(scope="module")
def finder(engine):
    return Finder(engine, ANALYSER)


def ids(ranked):
    return [hit.id for hit in ranked.hits]


def test_items_with_a_word_of_the_query_are_found_and_drafts_are_not(finder):
    ranked = finder.search("線上預約")
    assert sorted(ids(ranked)) == ["new-1", "old-1"]
    assert ranked.total == 2
    assert ranked.interpreted == "線上 預約"


def test_drafts_are_found_where_they_are_asked_for(finder):
    assert "draft-1" in ids(finder.search("線上預約", drafts=True))


def test_items_that_only_hold_its_characters_are_not_found(finder):
    # 資料 holds 資, 安定 holds 安; only 資訊安全 would hold 資安, and it does not either.
    assert finder.search("資安").total == 0
    assert "new-2" not in ids(finder.search("資訊安全"))


def test_a_query_of_one_character_finds_what_holds_it(finder):
    assert sorted(ids(finder.search("資"))) == ["new-2", "old-1", "old-2"]


@pytest.mark.parametrize("query", ["线上预约", "線 上 預 約", "線上預約 ", "「線上預約」"])
def test_script_and_spacing_make_no_difference(finder, query):
    assert sorted(ids(finder.search(query))) == ["new-1", "old-1"]


@pytest.mark.parametrize("query", ["問卷", "系統安定", "施政宣導", "導覽場次", "教育組", "AC1.1"])
def test_every_field_is_searched(finder, query):
    assert finder.search(query).total >= 1


def test_the_title_of_a_plan_makes_nothing_match(finder):
    assert finder.search("計畫").total == 0


def test_the_action_itself_weighs_more_than_what_stands_beside_it(finder):
    assert ids(finder.search("導覽 預約"))[0] == "new-1"


def test_a_group_of_fields_without_weight_is_not_looked_at(engine):
    without_context = Finder(engine, ANALYSER, groups=GroupWeights(context=0.0))
    assert without_context.search("系統安定").total < Finder(engine, ANALYSER).search("系統安定").total
    assert without_context.search("「系統安定」").total == 0
    assert without_context.search("教育組").total == 1
    assert Finder(engine, ANALYSER, groups=GroupWeights(about=0.0)).search("教育組").total == 0


def test_without_ranking_again_scores_and_order_are_the_engine_s(engine):
    plain = Finder(engine, ANALYSER, depth=0)
    asked = engine_query(parse_query("線上預約導覽", ANALYSER))
    expected = engine.search(replace(asked, filters=(status_filter(drafts=False),))).hits
    assert [(hit.id, hit.score) for hit in plain.search("線上預約導覽").hits] == [
        (hit.id, hit.score) for hit in expected
    ]
    assert [hit.score for hit in Finder(engine, ANALYSER).search("線上預約導覽").hits] != [
        hit.score for hit in expected
    ]


def test_filters_and_years_narrow(finder):
    assert ids(finder.search("預約", ResolvedFilters(agency=frozenset({"甲局"})))) == ["old-1"]
    assert ids(finder.search("預約", ResolvedFilters(unit=frozenset({"教育組"})))) == ["new-1"]


def test_a_blank_query_lists_everything_that_passes_newest_first(finder):
    ranked = finder.search("  ")
    assert ids(ranked) == ["new-1", "new-2", "old-1", "old-2", "old-3"]
    assert ids(finder.search("", ResolvedFilters(agency=frozenset({"甲局"})))) == ["old-1", "old-2", "old-3"]


def test_bare_punctuation_finds_nothing(finder):
    ranked = finder.search("？！")
    assert (ranked.hits, ranked.total) == ((), 0)


def test_facets_count_by_value_and_years_ascend(finder):
    facets = finder.search("").facets
    assert facets.agency == (FacetCount("甲局", 3), FacetCount("乙館", 2))
    assert facets.year == (FacetCount(102, 3), FacetCount(107, 2))
    assert facets.execution_item == (FacetCount("施政宣導有效程度", 1),)


def test_sorting_by_year_puts_the_newest_first(finder):
    assert ids(finder.search("預約", sort="year")) == ["new-1", "old-1"]


def test_an_impossible_page_is_refused(finder):
    with pytest.raises(QueryError):
        finder.search("預約", limit=-1)
    with pytest.raises(QueryError):
        finder.search("預約", offset=-1)


def test_the_same_text_is_wholly_similar_and_another_less(finder):
    hits = finder.similar("建置線上預約場地系統")
    assert (hits[0].id, hits[0].score) == ("old-1", pytest.approx(1.0))
    assert hits[1].id == "new-1"
    assert 0 < hits[1].score < 1


def test_similar_leaves_out_what_it_is_told_to_and_drafts(finder):
    ids = [hit.id for hit in finder.similar("建置線上預約場地系統", exclude=frozenset({"old-1"}))]
    assert ids == ["new-1"]


def test_a_text_without_a_bigram_is_like_nothing(finder):
    assert finder.similar("書") == ()
    assert finder.similar("") == ()


def test_an_index_is_current_only_for_its_revision_and_analysis(engine):
    assert Indexer(engine, ANALYSER, keys).is_current("7")
    assert not Indexer(engine, ANALYSER, keys).is_current("8")
    other = Analyser(RjiebaSegmenter(("哺集乳室",)))
    assert not Indexer(engine, other, keys).is_current("7")


def test_updating_a_plan_replaces_its_items():
    engine = ReferenceEngine()
    indexer = Indexer(engine, ANALYSER, keys)
    indexer.rebuild(ITEMS, revision="7")
    indexer.update([stored(OLD, 1, "廢止")], plans=["old"], revision="8")
    assert indexer.is_current("8")
    assert ids(Finder(engine, ANALYSER).search("")) == ["new-1", "new-2", "old-1"]


def test_an_item_that_holds_what_nearly_all_do_and_nothing_else_comes_last_and_is_found():
    common = [stored(OLD, place, "提供服務" + "，服務" * (place % 3)) for place in range(59)]
    wanted = [stored(NEW, place, "延長夜間開放時段" * 4) for place in range(3)]
    engine = ReferenceEngine()
    Indexer(engine, ANALYSER, keys).rebuild([*common, *wanted], revision="8")
    finder = Finder(engine, ANALYSER)
    found = finder.search("夜間服務", limit=100)
    assert [hit.id for hit in found.hits[:3]] == ["new-0", "new-1", "new-2"]
    assert found.total == len(found.hits) == 62
    pages = [finder.search("夜間服務", limit=5, offset=offset).hits for offset in range(0, 65, 5)]
    assert [hit.id for page in pages for hit in page] == [hit.id for hit in found.hits]
