from dataclasses import replace

from qsearch.plan import PlanItem, PlanRef, Source, StoredItem
from qsearch.search.citations import citation

PLAN = PlanRef("p", "提升服務品質執行計畫", "甲局", 103, "published", document_number="甲服字第1030000001號")
ITEM = PlanItem(
    7,
    "設單一櫃檯",
    "1.2",
    dimension="服務流程",
    execution_item="單一窗口服務全功能程度",
    source=Source("a.pdf", 3, (3,)),
)


def test_a_citation_names_all_that_is_printed():
    assert citation(StoredItem(PLAN, ITEM)) == (
        "甲局103年度《提升服務品質執行計畫》（甲服字第1030000001號），服務流程／單一窗口服務全功能程度，項次1.2，第3頁"
    )


def test_a_title_that_names_agency_and_year_does_not_repeat_them():
    plan = replace(PLAN, title="甲局103年度提升服務品質執行計畫", document_number=None)
    assert citation(StoredItem(plan, replace(ITEM, source=None))) == (
        "《甲局103年度提升服務品質執行計畫》，服務流程／單一窗口服務全功能程度，項次1.2"
    )


def test_what_is_not_printed_is_left_out():
    plan = replace(PLAN, year=None, document_number=None)
    assert citation(StoredItem(plan, PlanItem(7, "設單一櫃檯"))) == "甲局《提升服務品質執行計畫》，第7項"
