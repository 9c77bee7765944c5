"""The JSON of the contract: what is written reads back to the same plan."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qsearch import wire
from qsearch.errors import InputError, NotFound
from qsearch.plan import (
    Extra,
    Heading,
    Kpi,
    Label,
    ParseWarning,
    Plan,
    PlanItem,
    PlanRef,
    Schedule,
    Source,
    Step,
    StoredItem,
)
from qsearch.results import FacetCount, Facets, Highlight, Hit, SearchResult

ITEM = PlanItem(
    position=1,
    text="於一樓設置全功能櫃檯：(1)收件 (2)發件",
    number="1.1",
    dimension="服務流程",
    subdimension="服務流程便捷性",
    execution_item="單一窗口全功能程度",
    criterion="整合服務",
    ancestors=(Heading("A", "櫃檯服務"), Heading(None, "無編號標題")),
    steps=(Step("(1)", "103年6月"), Step("(2)", "103年12月")),
    deadline="103年6月;103年12月",
    units=("服務科", "資訊室"),
    kpi=Kpi("AC1.1", "辦理件數"),
    extra=(Extra("預期目標", "縮短等候十分鐘"),),
    label=Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度"),
    schedule=Schedule("by", ("2014-06", "2014-12")),
    source=Source("plan.txt", 2, (2, 3), (10, 14)),
    id="item-1",
)
PLAN = Plan(
    title="青嵐縣戶政所 103 年度提升服務品質執行計畫",
    agency="青嵐縣戶政所",
    year=103,
    framework="quality-award",
    document_number="青戶字第 1030000001 號",
    issued="103 年 2 月 1 日",
    basis=("依縣府函辦理。",),
    goals=("便民",),
    targets="各課室",
    period="103 年 1 月至 12 月",
    steps=("擬訂計畫",),
    control=("每季列管",),
    items=(ITEM, PlanItem(2, "只有文字的一項")),
    form="table",
    warnings=(ParseWarning("number-skipped", "編號不連續", 2),),
    id="plan-1",
)
REF = PlanRef("plan-1", PLAN.title or "", PLAN.agency or "", 103, "published", "quality-award")


def _again(shape: object) -> object:
    return json.loads(json.dumps(shape, ensure_ascii=False))


def test_a_plan_reads_back_to_the_same_plan():
    read = wire.plan_from_json(_again(wire.plan_to_json(PLAN)), where="x.jsonl 第 1 行")
    assert read == PLAN
    assert read.items[0].source == ITEM.source
    assert read.warnings == PLAN.warnings
    assert read.form == "table"


def test_a_partial_export_says_so_and_a_whole_one_does_not():
    assert "partial" not in wire.plan_to_json(PLAN)
    shape = wire.plan_to_json(replace(PLAN, partial=True))
    assert shape["partial"] is True
    assert wire.plan_from_json(_again(shape), where="x").partial


def test_an_item_has_every_field_of_the_contract():
    shape = wire.stored_item_to_json(StoredItem(REF, ITEM))
    assert set(shape) >= {
        "id", "plan", "position", "number", "dimension", "subdimension", "execution_item", "criterion", "ancestors",
        "text", "steps", "deadline", "units", "kpi", "extra", "label", "schedule", "source",
    }  # fmt: skip
    assert set(shape["plan"]) >= {"id", "title", "agency", "year", "status"}
    assert shape["schedule"] == {"kind": "by", "dates": ["2014-06", "2014-12"], "every": None}
    assert shape["source"] == {
        "file": "plan.txt",
        "page": 2,
        "pages": [2, 3],
        "lines": [10, 14],
        "boxes": [],
        "carried": [],
        "confidence": None,
    }


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {"plan": {}},
        {"plan": {}, "items": [{}]},
        {"plan": {}, "items": [{"text": ""}]},
        {"plan": {"year": "103"}, "items": []},
        {"plan": {"year": 2014}, "items": []},
        {"plan": {"year": True}, "items": []},
        {"plan": {"goals": "便民"}, "items": []},
        {"plan": {}, "items": [{"text": "x", "schedule": {"kind": "soon"}}]},
        {"plan": {}, "items": [{"text": "x", "kpi": "y"}]},
    ],
)
def test_a_shape_that_is_no_plan_is_refused_with_its_place(broken):
    with pytest.raises(InputError, match="第 7 行") as refused:
        wire.plan_from_json(broken, where="x.jsonl 第 7 行")
    assert refused.value.hint


def test_a_search_result_has_every_field_of_the_contract():
    hit = Hit(StoredItem(REF, ITEM), 1.23456789, (Highlight("text", ITEM.text, ((0, 2),)),), "出處")
    facets = Facets(agency=(FacetCount("青嵐縣戶政所", 1),), year=(FacetCount(103, 1),))
    shape = wire.search_to_json(SearchResult("櫃檯", "櫃檯", 1, 0.5, (hit,), facets))
    assert set(shape) == {"query", "interpreted", "total", "took_ms", "hits", "facets", "did_you_mean", "repaired"}
    assert set(shape["facets"]) == {"agency", "year", "dimension", "execution_item", "unit", "framework"}
    assert shape["facets"]["year"] == [{"value": 103, "count": 1}]
    assert shape["hits"][0]["highlights"] == [{"field": "text", "text": ITEM.text, "spans": [[0, 2]]}]


def test_an_error_carries_code_message_and_hint():
    assert wire.error_to_json(NotFound("沒有這個計畫。", hint="以 qsearch plans 列出。")) == {
        "error": {"code": "not-found", "message": "沒有這個計畫。", "hint": "以 qsearch plans 列出。"}
    }
