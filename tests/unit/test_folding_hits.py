"""What an institution says again year after year takes one place on a page."""

from __future__ import annotations

from qsearch.plan import PlanItem, PlanRef, StoredItem
from qsearch.results import Hit
from qsearch_api.pages.folding import folded_hits

SAME = "每半年辦理民眾滿意度問卷調查，並公布調查結果"
NAMES = {"甲縣圖書館": "甲", "甲市立圖書館": "甲"}


def hit(year, text=SAME, agency="甲縣圖書館"):
    ref = PlanRef(f"{agency}{year}", "計畫", agency, year, "published")
    return Hit(StoredItem(ref, PlanItem(1, text, id=f"{agency}{year}{text}")), 1.0, (), "")


def folded(*hits):
    shown = folded_hits(hits, lambda agency: NAMES.get(agency, agency))
    return [(one.hit.item.plan.year, one.years) for one in shown]


def test_other_years_of_the_same_action_stand_under_the_first_hit_in_their_order():
    assert folded(hit(103), hit(102), hit(101)) == [(103, (101, 102))]


def test_a_renamed_institution_is_one():
    assert folded(hit(103, agency="甲市立圖書館"), hit(102)) == [(103, (102,))]


def test_another_institution_stands_for_itself():
    assert folded(hit(103), hit(102, agency="乙局")) == [(103, ()), (102, ())]


def test_a_changed_figure_is_the_same_action_and_a_further_clause_is_not():
    percent = "每半年辦理民眾滿意度問卷調查，滿意度達{}%"
    assert folded(hit(103, percent.format(85)), hit(102, percent.format(88))) == [(103, (102,))]
    grown = SAME + "，另邀集專家學者召開檢討會議"
    assert folded(hit(103), hit(102, grown)) == [(103, ()), (102, ())]


def test_what_one_plan_says_twice_and_what_has_no_year_stays():
    assert folded(hit(103), hit(103)) == [(103, ()), (103, ())]
    assert folded(hit(None), hit(None)) == [(None, ()), (None, ())]


def test_no_hit_is_lost_and_none_is_shown_twice():
    hits = (hit(103), hit(102), hit(102, "另一件完全不同的事情"), hit(101), hit(100, agency="乙局"))
    shown = folded_hits(hits, lambda agency: agency)
    flat = [one for place in shown for one in (place.hit, *place.others)]
    assert sorted(id(one) for one in flat) == sorted(id(one) for one in hits)
    assert folded_hits((), str) == ()
