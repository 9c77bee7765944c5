import pytest

from qsearch.benchmark import PlanItems, compare
from qsearch.errors import NotFound
from qsearch.frameworks import Framework, load_frameworks
from qsearch.plan import Label, PlanItem, PlanRef, StoredItem
from qsearch.shipped import corpus_dir

FRAMEWORKS = load_frameworks(corpus_dir() / "frameworks")
AWARD = FRAMEWORKS.get("service-award")


def item(agency: str, execution_item: str | None, text: str = "辦理一件事", **fields) -> StoredItem:
    label = fields.pop("label", None) or FRAMEWORKS.find_execution_item("service-award", execution_item or "")
    ref = PlanRef(agency, "計畫", agency, 107, "published", "service-award")
    return StoredItem(ref, PlanItem(fields.pop("position", 1), text, label=label, **fields))


def plan(agency: str, *execution_items: str) -> PlanItems:
    return PlanItems(agency, tuple(item(agency, e, position=n) for n, e in enumerate(execution_items, 1)))


def row(comparison, execution_item: str | None):
    return next(dict(r.counts) for r in comparison.matrix if r.execution_item == execution_item)


def test_there_is_a_row_for_every_execution_item_in_the_frameworks_order():
    comparison = compare([plan("甲局")], AWARD, subject="甲局")
    assert [r.execution_item for r in comparison.matrix] == [label.execution_item for label in AWARD.labels()]
    assert all(r.counts == (("甲局", 0),) for r in comparison.matrix)


def test_the_subject_stands_first_and_the_others_keep_their_order():
    comparison = compare([plan("丙局"), plan("甲局"), plan("乙局")], AWARD, subject="甲局")
    assert comparison.agencies == ("甲局", "丙局", "乙局")
    assert comparison.framework == "service-award"


def test_actions_are_counted_where_their_canonical_label_puts_them():
    plans = [plan("甲局", "服務友善", "服務友善", "服務便捷"), plan("乙局", "服務友善")]
    comparison = compare(plans, AWARD, subject="甲局")
    assert row(comparison, "服務友善") == {"甲局": 2, "乙局": 1}
    assert row(comparison, "服務便捷") == {"甲局": 1, "乙局": 0}


def test_several_plans_of_one_agency_add_up():
    comparison = compare([plan("甲局", "服務友善"), plan("甲局", "服務友善")], AWARD, subject="甲局")
    assert row(comparison, "服務友善") == {"甲局": 2}


def test_what_only_others_do_is_missing_most_widespread_first():
    plans = [
        plan("甲局", "服務友善"),
        plan("乙局", "服務友善", "服務便捷", "意見回應處理情形"),
        plan("丙局", "意見回應處理情形", "內部作業簡化"),
    ]
    missing = compare(plans, AWARD, subject="甲局").missing
    assert [(m.execution_item, m.agencies) for m in missing] == [
        ("意見回應處理情形", 2),
        ("服務便捷", 1),
        ("內部作業簡化", 1),
    ]


def test_examples_come_from_different_agencies_and_tell_what_is_done():
    telling = "兒童室設親子服務臺，代收志工報名、遺失物通報，並提供哺集乳室借用，由專人引導。"
    plans = [
        plan("甲局"),
        PlanItems(
            "乙局", tuple(item("乙局", "服務便捷", text, position=n) for n, text in enumerate(("服務臺", telling), 1))
        ),
        PlanItems("丙局", (item("丙局", "服務便捷", telling, deadline="107年6月", units=("推廣組",)),)),
    ]
    (practice,) = compare(plans, AWARD, subject="甲局").missing
    assert [(e.plan.agency, e.item.text) for e in practice.examples] == [
        ("丙局", telling),
        ("乙局", telling),
        ("乙局", "服務臺"),
    ]


def test_no_more_than_three_examples_are_given():
    others = [plan(name, "服務便捷", "服務便捷") for name in ("乙局", "丙局", "丁局", "戊局")]
    (practice,) = compare([plan("甲局"), *others], AWARD, subject="甲局").missing
    assert practice.agencies == 4
    assert [e.plan.agency for e in practice.examples] == ["乙局", "丙局", "丁局"]


def test_actions_without_an_execution_item_get_a_row_below_their_dimension():
    stray = item("甲局", None, label=Label("service-award", "服務遞送"))
    comparison = compare([PlanItems("甲局", (stray,)), plan("乙局")], AWARD, subject="乙局")
    places = [(r.dimension, r.execution_item) for r in comparison.matrix]
    assert places[places.index(("服務遞送", "服務成長及優化")) + 1] == ("服務遞送", None)
    assert row(comparison, None) == {"乙局": 0, "甲局": 1}
    assert comparison.missing == ()


def test_items_of_another_framework_do_not_count():
    foreign = item("甲局", None, label=Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度"))
    comparison = compare([PlanItems("甲局", (foreign,))], AWARD, subject="甲局")
    assert all(count == 0 for r in comparison.matrix for _, count in r.counts)


def test_a_scorecard_is_compared_by_dimension():
    scorecard = FRAMEWORKS.get("scorecard")
    ours = PlanItems("甲館", (item("甲館", None, label=Label("scorecard", "顧客")),))
    theirs = PlanItems("乙館", (item("乙館", None, label=Label("scorecard", "財務")),))
    comparison = compare([ours, theirs], scorecard, subject="甲館")
    assert [(r.dimension, r.execution_item) for r in comparison.matrix] == [
        ("顧客", None),
        ("內部流程", None),
        ("學習成長", None),
        ("財務", None),
    ]
    assert [(m.dimension, m.execution_item) for m in comparison.missing] == [("財務", None)]


def test_a_framework_without_labels_has_no_rows():
    assert compare([plan("甲局", "服務友善")], Framework("other", "其他"), subject="甲局").matrix == ()


def test_a_subject_without_a_plan_is_an_error():
    with pytest.raises(NotFound, match="甲局"):
        compare([plan("乙局")], AWARD, subject="甲局")
