"""What is being typed is completed by words, concepts and the beginnings of past actions."""

from __future__ import annotations

import pytest

from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import PlanItem, PlanRef, StoredItem
from qsearch.search.beginnings import beginning_term, read_beginning
from qsearch.search.completing import Completer
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.index import Indexer
from qsearch.search.reference import ReferenceEngine
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter
from qsearch.text.thesaurus import Group, Thesaurus

THESAURUS = Thesaurus(
    [
        Group(
            "哺集乳室", "", {"same": (("哺乳室", 0.9),), "colloquial": (("餵奶", 0.8),), "mainland": (("母婴室", 0.8),)}
        ),
        Group("二維條碼", "", {"english": (("QR Code", 0.9),)}),
        Group("志工", "", {"colloquial": (("滿懷熱忱的人", 0.8),)}),
        Group("從未提及之事", "", {}),
    ]
)
ANALYSER = Analyser(RjiebaSegmenter(), THESAURUS)
PUBLIC = PlanRef("p", "甲局服務計畫", "甲局", 102, "published")
DRAFT = PlanRef("d", "乙局服務計畫", "乙局", 103, "draft")
ACTIONS = (
    "辦理民眾滿意度調查，並公布結果",
    "辦理志工訓練，並頒發證書",
    "辦理志工訓練，並頒發証書",
    "哺集乳室備妥溫奶器",
    "設置哺乳室",
    "以 QR Code 提供線上預約",
    "線上預約參觀",
)


def stored(plan, position, text):
    return StoredItem(plan, PlanItem(position, text, id=f"{plan.id}-{position}"))


@pytest.fixture(scope="module", params=["reference", "embedded"])
def completer(request, tmp_path_factory):
    engine = ReferenceEngine() if request.param == "reference" else EmbeddedEngine(tmp_path_factory.mktemp("index"))
    items = [stored(PUBLIC, at, text) for at, text in enumerate(ACTIONS, 1)]
    items += [stored(DRAFT, at, text) for at, text in enumerate(("辦理秘密作業", "線上祕密", "志工餵奶"), 1)]
    Indexer(engine, ANALYSER, lambda _: ItemKeys()).rebuild(items, revision="1")
    return Completer(engine, ANALYSER)


def shown(completer, typed, kind=None, limit=10):
    return [(one.text, one.count) for one in completer.complete(typed, limit=limit) if kind in (None, one.kind)]


def test_words_of_the_items_are_named_in_the_characters_of_taiwan_with_their_counts(completer):
    assert ("線上", 2) in shown(completer, "線", "term")
    assert ("滿意度", 1) in shown(completer, "滿", "term")


@pytest.mark.parametrize("typed", ["線", "线", " 線"])
def test_the_script_of_what_is_typed_makes_no_difference(completer, typed):
    assert shown(completer, typed) == shown(completer, "線")
    assert shown(completer, typed)


@pytest.mark.parametrize("typed", ["辦理民眾滿", "办理民众满", "辦 理民眾滿"])
def test_past_actions_are_named_by_how_they_begin_in_whichever_script(completer, typed):
    assert shown(completer, typed, "item") == [("辦理民眾滿意度調查，並公布結果", 1)]


def test_actions_that_begin_alike_but_for_a_variant_are_one_and_come_first(completer):
    assert shown(completer, "辦理", "item")[0] == ("辦理志工訓練，並頒發証書", 2)
    assert [count for _, count in shown(completer, "辦理", "item")] == [2, 1]


def test_a_concept_is_named_where_one_of_its_wordings_begins_so(completer):
    assert ("餵奶", 2) in shown(completer, "餵", "term")
    assert ("QR Code", 1) in shown(completer, "ｑＲ", "term")
    assert ("母嬰室", 2) in shown(completer, "母婴", "term")


@pytest.mark.parametrize(
    ("typed", "whole"), [("提供線上預", "提供線上預約"), ("请问线上预", "請問線上預約"), ("我想做志", "我想做志工")]
)
def test_the_last_word_of_a_run_of_chinese_is_completed_and_what_stands_before_it_kept(completer, typed, whole):
    assert whole in [text for text, _ in shown(completer, typed, "term")]


def test_past_actions_that_hold_what_is_typed_come_after_those_that_begin_so(completer):
    assert shown(completer, "線上預約", "item") == [("線上預約參觀", 1), ("以 QR Code 提供線上預約", 1)]
    assert shown(completer, "滿意度調", "item") == [("辦理民眾滿意度調查，並公布結果", 1)]


def test_no_more_past_actions_are_named_than_half_of_what_is_asked_for_where_terms_go_on_as_well(completer):
    assert [one.kind for one in completer.complete("線上預", limit=2)] == ["term", "item"]
    assert [text for text, _ in shown(completer, "線上預約", "item", limit=1)] == ["線上預約參觀"]


def test_a_wording_that_items_print_comes_before_one_that_only_finds_them(completer):
    assert shown(completer, "滿", "term") == [("滿意", 1), ("滿意度", 1), ("滿懷熱忱的人", 2)]


def test_another_wording_of_what_is_typed_whole_is_no_way_to_go_on(completer):
    assert "餵奶" not in [text for text, _ in shown(completer, "餵奶")]


def test_a_concept_that_no_item_mentions_is_not_named(completer):
    assert shown(completer, "從未") == []


def test_drafts_give_nothing_away(completer):
    assert shown(completer, "辦理秘") == shown(completer, "線上祕") == shown(completer, "秘密") == []
    assert shown(completer, "理秘密作") == []
    assert ("餵奶", 2) in shown(completer, "餵")


def test_a_term_after_a_space_is_completed_and_what_stands_before_it_kept(completer):
    assert ("志工  滿意度", 1) in shown(completer, "志工  滿", "term")
    assert shown(completer, "志工 ", "term") == []


def test_what_is_typed_whole_is_not_named_again(completer):
    assert "線上" not in [text for text, _ in shown(completer, "線上", "term")]


@pytest.mark.parametrize("typed", ["", "  ", "\x00", "。", "-", "「", "線" * 500, "線" * 100_000, "😀", "((a+)+)+$"])
def test_what_nothing_begins_with_gives_nothing(completer, typed):
    assert shown(completer, typed) == []


def test_both_kinds_find_room_and_no_more_than_asked_for_are_named(completer):
    both = completer.complete("辦理", limit=2)
    assert [one.kind for one in both][-1] == "item"
    assert [len(completer.complete("線上", limit=limit)) for limit in (0, 1)] == [0, 1]


def test_a_beginning_ends_with_a_clause_and_never_in_the_middle_of_a_number():
    long = "全年回收問卷達一定數量並逐項檢討改善情形，回收1,200份以上，並於網站公布檢討結果及改善情形與後續追蹤"
    _, printed = read_beginning(beginning_term(long))
    assert printed == "全年回收問卷達一定數量並逐項檢討改善情形，回收1,200份以上"


@pytest.mark.parametrize("text", ["QR Code 借書", "一\x1f二\x1e三", "\ud800", "", "。", "甲\n乙"])
def test_a_beginning_is_one_term_without_white_space_and_reads_back(text):
    term = beginning_term(text)
    assert term.split() == [term]
    folded, printed = read_beginning(term)
    assert printed == " ".join(text.replace("\x1f", " ").replace("\x1e", " ").replace("\ud800", " ").split()).rstrip(
        "。"
    )
    assert folded == "".join(folded.split())
