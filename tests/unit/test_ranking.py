"""Items are ranked by the best evidence they have for each thing that was asked for."""

import pytest

from qsearch.search.engine import ItemTexts, Scored
from qsearch.search.ranking import Ranking
from qsearch.search.units import Unit
from qsearch.text.thesaurus import Lead

FREQUENCIES = {"窗口": 5, "预约": 5, "服务": 90, "哺集乳室": 2}


def frequency(_, term):
    return FREQUENCIES.get(term, 0)


def ranking(*units):
    return Ranking(units, frequency, 100)


def scored(name, text="", context="", concepts=(), score=1.0):
    return Scored(name, score, ItemTexts(text=text, context=context, text_concepts=concepts))


def order(ranked):
    return [hit.id for hit in ranked]


def test_an_item_with_all_things_comes_before_one_with_much_of_one():
    both = scored("both", "窗口可预约", score=0.5)
    one = scored("one", "窗口窗口窗口", score=1.0)
    assert order(ranking(Unit("窗口"), Unit("预约")).rank([one, both])) == ["both", "one"]


def test_a_rare_thing_counts_for_more_than_a_common_one():
    rare = scored("rare", "哺集乳室")
    common = scored("common", "服务")
    assert order(ranking(Unit("哺集乳室"), Unit("服务")).rank([common, rare])) == ["rare", "common"]


def test_the_action_itself_counts_for_more_than_what_it_is_filed_under():
    inside = scored("inside", "窗口")
    beside = scored("beside", "柜台", context="窗口")
    assert order(ranking(Unit("窗口")).rank([beside, inside])) == ["inside", "beside"]


def test_a_concept_stands_for_its_wordings():
    unit = Unit("喂奶的地方", (Lead("哺集乳室", 0.8),))
    named = scored("named", "设置哺集乳室", concepts=("哺集乳室",))
    other = scored("other", "设置爱心铃")
    ranked = ranking(unit).rank([other, named])
    assert order(ranked) == ["named", "other"]
    (evidence,) = ranking(unit).evidence(named.texts)
    assert (evidence.how, evidence.where, evidence.matched) == ("concept", "text", "哺集乳室")
    assert evidence.strength == pytest.approx(0.8)


def test_equals_are_in_order_of_their_ids():
    assert order(ranking(Unit("窗口")).rank([scored("b", "窗口"), scored("a", "窗口")])) == ["a", "b"]


def test_without_things_asked_for_nothing_changes_places():
    hits = [scored("b", score=1.0), scored("a", score=2.0)]
    assert ranking().rank(hits) == hits


def test_of_equals_the_one_filed_where_most_of_the_first_are_comes_first():
    leaders = [scored(f"leader {at}", "窗口预约", context="单一窗口") for at in range(5)]
    same = scored("z", "窗口", context="单一窗口")
    other = scored("a", "窗口", context="机关形象")
    ranked = order(ranking(Unit("窗口"), Unit("预约")).rank([*leaders, other, same]))
    assert ranked[-2:] == ["z", "a"]
