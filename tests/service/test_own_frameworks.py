"""A home brings a label framework as a file: it is trained from what it says, and from whatever items there are."""

from __future__ import annotations

import pytest

from qsearch.plan import Label, Plan, PlanItem
from tests.service import invented
from tests.service.web import client_of

GREEN = """
id = "green-office"
name = "綠色機關獎"
first_year = 113

[[dimensions]]
label = "節能減碳"

[[dimensions.subdimensions]]
execution_items = [
  { label = "用電管理", definition = "少用電：照明、空調、設備的節電作法。", belongs = ["汰換老舊燈具", "冷氣分區控制", "電力監測"] },
  { label = "公務車輛", definition = "公務車少跑、少排放。", belongs = ["採購電動車", "共乘調度", "車輛保養與油耗管制"] },
]

[[dimensions]]
label = "資源循環"

[[dimensions.subdimensions]]
execution_items = [
  { label = "垃圾減量", belongs = ["會議不提供瓶裝水與一次性餐具", "資源回收分類", "廚餘堆肥"] },
  { label = "節約用水" },
]
"""
POWER, CARS, WASTE, WATER = (
    Label("green-office", dimension, None, item)
    for dimension, item in (
        ("節能減碳", "用電管理"),
        ("節能減碳", "公務車輛"),
        ("資源循環", "垃圾減量"),
        ("資源循環", "節約用水"),
    )
)
CLEAR = {
    "汰換走廊老舊燈具，改裝省電照明": POWER,
    "公務車改採電動車，並統一調度共乘": CARS,
    "會議不再提供瓶裝水，廚餘送堆肥場": WASTE,
    "全館節約用水，張貼用水提醒": WATER,
}
ABOUT_NOTHING = ("昨晚的球賽真好看", "貓咪趴在沙發上睡覺", "…", "The quick brown fox")
ACTIONS = (
    (POWER, "{}樓辦公室{}燈具汰換為節電照明"),
    (CARS, "{}輛公務車{}改為電動車並管制油耗"),
    (WASTE, "{}場會議{}不提供紙杯與瓶裝水"),
    (WATER, "{}處廁所{}裝設省水龍頭"),
)


def plan(agency: str, items: int) -> Plan:
    """Return an invented plan that prints labels of the home's own framework."""
    made = []
    for at in range(items):
        label, text = ACTIONS[at % len(ACTIONS)]
        action = text.format(at + 1, "甲乙丙丁戊己庚辛"[at % 8])
        made.append(PlanItem(at + 1, action, dimension=label.dimension, execution_item=label.execution_item))
    return Plan(f"{agency} 113 年度綠色機關執行計畫", agency, 113, "green-office", items=tuple(made))


@pytest.fixture
def own(run, tmp_path):
    """Return a command line over a home that brings the framework, and holds nothing else."""
    (tmp_path / "home" / "frameworks").mkdir(parents=True)
    (tmp_path / "home" / "frameworks" / "green.toml").write_text(GREEN, encoding="utf-8")
    return run


@pytest.fixture
def trained(own):
    """Return the same with the framework trained from its definitions alone."""
    assert own("train", "--framework", "green-office").status == 0
    return own


def ingest(run, tmp_path, *plans: Plan) -> None:
    assert run("ingest", invented.write_jsonl(tmp_path / "own.jsonl", *plans)).status == 0


def first_guesses(answer) -> list[str]:
    return [entry["execution_item"][0]["label"] for entry in answer["items"]]


def test_a_framework_of_definitions_alone_puts_the_label_that_a_text_speaks_of_first(trained):
    answer = trained("suggest", *CLEAR, "--json").json  # its year makes it the newest award's
    assert answer["framework"] == "green-office"
    assert first_guesses(answer) == [label.execution_item for label in CLEAR.values()]


def test_without_labelled_items_nothing_is_confident_and_the_answer_says_why(trained):
    answer = trained("suggest", *CLEAR, *ABOUT_NOTHING, "--json").json
    assert [entry["confident"] for entry in answer["items"]] == [False] * len(answer["items"])
    assert "沒有已標示的項目" in answer["notice"]
    assert "qsearch train" in answer["notice"]
    shown = trained("suggest", *CLEAR).out
    assert "沒有已標示的項目" in shown
    assert shown.count("無法判斷（已標示的項目不足以驗證），可能為") == len(CLEAR)


def test_a_text_about_nothing_is_given_to_no_label(trained):
    for entry in trained("suggest", *ABOUT_NOTHING, "--json").json["items"]:
        assert entry["execution_item"][0]["probability"] < 0.6


def test_training_says_that_nothing_could_be_measured(own):
    (model,) = own("train", "--framework", "green-office", "--json").json["models"]
    assert (model["items"], model["labels"], model["measured"]) == (0, 4, False)
    assert "無法判斷" in own("train", "--framework", "green-office").out
    every = own("train", "--json").json["models"]
    assert {entry["framework"]: entry["measured"] for entry in every} == {
        "quality-award": True,
        "service-award": True,
        "scorecard": True,
        "green-office": False,
    }


def test_the_items_of_one_institution_are_learnt_but_measure_nothing(own, tmp_path):
    ingest(own, tmp_path, plan("澄海縣文化局", 80))
    (model,) = own("train", "--framework", "green-office", "--json").json["models"]
    assert (model["items"], model["measured"]) == (80, False)
    answer = own("suggest", "廁所裝設省水龍頭", "昨晚的球賽真好看", "--json").json
    assert first_guesses(answer)[0] == "節約用水"
    assert not any(entry["confident"] for entry in answer["items"])
    assert "80 項" in answer["notice"]


def test_the_items_of_two_institutions_measure_how_far_to_believe_it(own, tmp_path):
    ingest(own, tmp_path, plan("澄海縣文化局", 40), plan("雲嶺縣環境保護局", 40))
    (model,) = own("train", "--framework", "green-office", "--json").json["models"]
    assert (model["items"], model["measured"]) == (80, True)
    answer = own("suggest", "99處廁所丁裝設省水龍頭", "昨晚的球賽真好看", "--json").json
    assert [entry["confident"] for entry in answer["items"]] == [True, False]
    assert answer["notice"] is None


def test_few_items_of_two_institutions_are_too_few_to_measure(own, tmp_path):
    ingest(own, tmp_path, plan("澄海縣文化局", 8), plan("雲嶺縣環境保護局", 8))
    (model,) = own("train", "--framework", "green-office", "--json").json["models"]
    assert (model["items"], model["measured"]) == (16, False)


def test_one_institution_can_be_evaluated_from_the_definitions_alone(own, tmp_path):
    ingest(own, tmp_path, plan("澄海縣文化局", 40))
    scores = own("evaluate", "labels", "--json").json["frameworks"]["green-office"]
    assert scores["items"] == 40
    assert scores["execution_item"]["top1"] >= 0.75
    assert scores["execution_item"]["coverage"] == 0
    assert set(scores["baselines"]) == {"definitions"}


def test_a_framework_not_yet_trained_says_how(own):
    answer = own("suggest", "汰換燈具")
    assert answer.status == 1
    assert "qsearch train --framework green-office" in answer.err


@pytest.mark.parametrize("verb", [("suggest", "汰換燈具"), ("train",), ("review",)], ids=lambda verb: verb[0])
def test_an_unknown_framework_is_answered_with_all_that_are_known(own, verb):
    answer = own(*verb, "--framework", "green")
    assert answer.status == 2
    assert "green" in answer.err
    for known in ("quality-award", "service-award", "scorecard", "green-office"):
        assert known in answer.err


def test_a_framework_without_labels_can_be_neither_trained_nor_suggested(own):
    assert "沒有可供區分的標籤" in own("train", "--framework", "other").err
    refused = own("suggest", "汰換燈具", "--framework", "other")
    assert refused.status == 1
    assert "沒有共通的標籤" in refused.err


def test_documents_that_print_its_labels_are_read_as_its_plans(own, tmp_path):
    """They are read in processes of their own, which have to know the framework as well."""
    ingest(own, tmp_path, plan("澄海縣文化局", 8))
    document = tmp_path / "plan.odt"
    assert own("export", "--format", "odt", "-o", document).status == 0
    parsed = own("parse", document, "--json").json
    assert parsed["plan"]["framework"] == "green-office"
    assert {item["label"]["execution_item"] for item in parsed["items"]} == {
        label.execution_item for label in (POWER, CARS, WASTE, WATER)
    }


def test_a_draft_that_prints_its_labels_is_checked_against_them(trained, tmp_path):
    draft = invented.write_jsonl(tmp_path / "draft.jsonl", plan("澄海縣文化局", 4))
    entries = trained("suggest", "--file", draft, "--json").json["items"]
    assert [entry["printed"] for entry in entries] == ["用電管理", "公務車輛", "垃圾減量", "節約用水"]
    assert all(entry["agrees"] is not None for entry in entries)


def test_the_service_and_its_page_say_why_nothing_is_confident(trained, tmp_path):
    with client_of(tmp_path / "home") as web:
        answer = web.post("/v1/suggest", json={"texts": list(CLEAR), "framework": "green-office"}).json()
        assert answer == trained("suggest", *CLEAR, "--framework", "green-office", "--json").json
        shown = web.post("/suggest", data={"texts": "汰換燈具", "framework": "green-office"}).text
        assert "綠色機關獎" in shown
        assert answer["notice"] in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GREEN.replace('"green-office"', '"quality-award"'), "a second framework"),
        (GREEN.replace('"green-office"', '"../up"'), "'id' must be"),
        (GREEN.replace("first_year", "firstyear"), "unknown field"),
    ],
    ids=["an id that ships", "an id that is a path", "a slip"],
)
def test_a_wrong_file_of_the_home_is_named(run, tmp_path, text, says):
    (tmp_path / "home" / "frameworks").mkdir(parents=True)
    (tmp_path / "home" / "frameworks" / "green.toml").write_text(text, encoding="utf-8")
    answer = run("frameworks")
    assert answer.status == 1
    assert "green.toml" in answer.err
    assert says in answer.err
