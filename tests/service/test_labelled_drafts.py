"""`suggest -o`: every action of the draft comes back, in its order, with what was suggested beside what it printed."""

from __future__ import annotations

import csv

import pytest

from qsearch.plan import Plan, PlanItem
from tests.service import invented

ACTIONS = (
    "設置全功能櫃檯，一次辦妥多項申請",
    "推動綠美化",
    "——",
    "縮短換發證照時間，由三日改為一日",
    "申請案件免附戶籍謄本，由承辦人員連線查驗",
    "辦理民眾滿意度問卷調查並公布結果",
)
SURE = (0, 3, 4, 5)
LABELLED = {
    "設置全功能櫃檯，一次辦妥多項申請": "單一窗口服務全功能程度",
    "縮短換發證照時間，由三日改為一日": "申辦案件流程簡化程度",
    "申請案件免附戶籍謄本，由承辦人員連線查驗": "申辦案件書表減量程度",
    "辦理民眾滿意度問卷調查並公布結果": "機關服務滿意度",
}


@pytest.fixture
def lines(tmp_path):
    """Return a text with an action a line; two of them are no actions that anyone could file."""
    path = tmp_path / "draft.txt"
    path.write_text("\n".join(ACTIONS), encoding="utf-8")
    return path


def written(run, draft, output, *options):
    answer = run("suggest", "--file", draft, "--framework", "quality-award", "-o", output, *options, "--json")
    assert answer.status == 0, answer.err
    return answer.json["items"]


def cells(item, heading):
    return [cell["text"] for cell in item["extra"] if cell["heading"] == heading]


@pytest.mark.parametrize("suffix", ["odt", "docx", "jsonl"])
def test_a_text_comes_back_as_a_plan_with_the_labels_that_are_sure(run, tmp_path, lines, suffix):
    output = tmp_path / f"labelled.{suffix}"
    entries = written(run, lines, output)
    items = run("parse", output, "--json").json["items"]
    assert [item["text"] for item in items] == list(ACTIONS)
    for at, (item, entry) in enumerate(zip(items, entries, strict=True)):
        assert entry["confident"] == (at in SURE)
        assert item["execution_item"] == LABELLED.get(item["text"], "待定")
        assert item["label"]["execution_item"] == LABELLED.get(item["text"])


def test_an_action_without_a_label_does_not_take_the_one_above_it_when_read_again(run, tmp_path, lines):
    """Its cells were left empty, and below a label an empty cell means that label once more."""
    output = tmp_path / "labelled.odt"
    written(run, lines, output)
    again = written(run, output, tmp_path / "again.odt")
    assert [entry["printed"] for entry in again] == [LABELLED.get(text) for text in ACTIONS]
    assert run("ingest", output).status == 0
    assert run("search", "", "--execution-item", "單一窗口服務全功能程度", "--json").json["total"] == 1


def test_labelling_a_labelled_draft_once_more_replaces_the_suggestions(run, tmp_path, lines):
    once, twice = tmp_path / "once.odt", tmp_path / "twice.odt"
    written(run, lines, once)
    written(run, once, twice)
    first, second = (run("parse", path, "--json").json["items"] for path in (once, twice))
    assert [cells(item, "建議執行項目") for item in second] == [cells(item, "建議執行項目") for item in first]
    assert [item["dimension"] for item in second] == [item["dimension"] for item in first]
    assert cells(second[0], "判斷") == ["相符"]


def test_a_document_tells_what_it_printed_what_is_suggested_and_whether_they_agree(run, tmp_path):
    wrong = invented.item(1, "1.1", invented.SURVEY, "設置全功能單一窗口，一處收件全程服務")
    right = invented.item(2, "1.2", invented.SURVEY, "辦理民眾滿意度問卷調查")
    draft = invented.write_jsonl(tmp_path / "draft.jsonl", invented.plan("新設機關", 104, (wrong, right)))
    for suffix in ("odt", "docx"):
        output = tmp_path / f"labelled.{suffix}"
        entries = written(run, draft, output)
        items = run("parse", output, "--json").json["items"]
        assert [item["text"] for item in items] == [wrong.text, right.text]
        assert [item["execution_item"] for item in items] == ["機關服務滿意度"] * 2
        assert [entry["agrees"] for entry in entries] == [False, True]
        assert [cells(item, "判斷") for item in items] == [["不符"], ["相符"]]
        for item, entry in zip(items, entries, strict=True):
            (suggested,) = cells(item, "建議執行項目")
            guess = entry["execution_item"][0]
            assert suggested.startswith(f"{guess['label']} {guess['probability']:.0%}")
            assert " 0%" not in suggested


def test_a_sheet_names_the_framework_and_the_labels_that_were_filled_in(run, tmp_path, lines):
    output = tmp_path / "labelled.csv"
    written(run, lines, output)
    with output.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["推動作法"] for row in rows] == list(ACTIONS)
    assert {row["評核架構"] for row in rows} == {"quality-award"}
    assert [row["標準執行項目"] for row in rows] == [LABELLED.get(text, "") for text in ACTIONS]
    assert rows[1]["判斷"] == "無法判斷"
    assert (rows[2]["建議執行項目"], rows[2]["判斷"]) == ("", "無法判斷：沒有可判斷的文字")


def test_a_draft_that_prints_execution_items_alone_keeps_them_and_is_checked(run, tmp_path):
    """Such a column was taken for another framework's dimension, and replaced by what was suggested."""
    draft = tmp_path / "draft.csv"
    draft.write_text(
        "執行項目,推動作法,完成期限,承辦單位\n"
        "機關服務滿意度,設置全功能櫃檯一次辦妥多項申請,102年6月,服務科\n"
        "單一窗口服務全功能程度,設置綜合服務臺一處收件,102年7月,服務科\n",
        encoding="utf-8",
    )
    output = tmp_path / "labelled.jsonl"
    entries = written(run, draft, output)
    assert [(entry["printed"], entry["agrees"]) for entry in entries] == [
        ("機關服務滿意度", False),
        ("單一窗口服務全功能程度", True),
    ]
    items = run("parse", output, "--json").json["items"]
    assert ["機關服務滿意度" in (item["dimension"], item["execution_item"]) for item in items] == [True, False]


def test_labels_of_another_framework_are_not_taken_for_those_asked_for(run, tmp_path):
    draft = invented.write_jsonl(tmp_path / "draft.jsonl", invented.NORTH)
    entries = run("suggest", "--file", draft, "--framework", "service-award", "--json").json["items"]
    assert [entry["printed"] for entry in entries] == [None] * len(entries)


def test_a_scorecard_is_labelled_by_dimension(run, tmp_path):
    plan = Plan("計畫", "甲局", 101, "other", items=(PlanItem(1, "提高年度預算執行率，爭取補助"), PlanItem(2, "，")))
    draft = invented.write_jsonl(tmp_path / "draft.jsonl", plan)
    output = tmp_path / "labelled.docx"
    assert run("suggest", "--file", draft, "--framework", "scorecard", "-o", output).status == 0
    items = run("parse", output, "--json").json["items"]
    assert [cells(item, "判斷") for item in items][1] == ["無法判斷：沒有可判斷的文字"]
    assert [item["text"] for item in items] == ["提高年度預算執行率，爭取補助", "，"]
