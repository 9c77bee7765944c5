"""Whatever is given to `suggest` ends in an answer that is not confident, or a clear error, and in time."""

from __future__ import annotations

import faulthandler
import json
import random
from collections.abc import Iterator

import pytest

from tests.service import invented
from tests.service.web import client_of

STORY = (
    "他走進屋子，看見桌上擺著一封信",
    "信封已經泛黃，郵戳是十年前的夏天",
    "窗外的雨一直下，屋簷滴答作響",
    "貓從沙發底下鑽出來，伸了一個懶腰",
    "他想起小時候和祖母一起到河邊撈蝦",
    "晚飯的時候，誰也沒有開口說話",
    "收音機裡播著一首老歌，唱的是離別",
    "第二天清晨，他搭上往南的火車",
    "車窗外的稻田一片接著一片，綠得發亮",
    "海邊的風很大，把他的帽子吹走了",
    "一個小孩追著帽子跑，笑得像鈴鐺",
    "太陽慢慢沉下去，海面染成了紅色",
)
NOVEL = "。".join(random.Random(7).choices(STORY, k=13_000))[:200_000]
TEXTS = {
    "nothing": ("", "blank"),
    "white space": (" \t\u3000\n", "blank"),
    "only punctuation": ("，。！？…—「」", "blank"),
    "invisible characters": ("\u200b\ufeff\u200b", "blank"),
    "control characters alone": ("\x00\x01\x1b\x07", "blank"),
    "one character": ("民", "short"),
    "one letter": ("a", "short"),
    "emoji": ("😀🎉👍🏽👨‍👩‍👧", "unfamiliar"),
    "English": ("The agency will set up a one-stop counter and halve the time citizens wait.", "unfamiliar"),
    "Japanese": ("窓口サービスの改善と待ち時間の短縮に取り組みます。", "unfamiliar"),
    "Vietnamese": ("Thiết lập quầy dịch vụ một cửa để phục vụ người dân nhanh hơn.", "unfamiliar"),
    "a poem": ("床前明月光，疑是地上霜，舉頭望明月，低頭思故鄉", "unfamiliar"),
    "one word ten thousand times": ("服務" * 10_000, "long"),
    "as much as is taken": (NOVEL[:20_000], "long"),
}
FRAMEWORKS = ("quality-award", "service-award", "scorecard")
_SECONDS = 120
"""Far beyond what any of these takes: only what never ends gets there."""


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """End the run, and say where it was, where an answer takes far too long."""
    faulthandler.dump_traceback_later(_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def web(filled, tmp_path):
    with client_of(tmp_path / "home") as client:
        yield client


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_text_that_is_no_action_is_answered_with_what_is_wrong_with_it(filled, web, framework):
    texts = [text for text, _ in TEXTS.values() if "\x00" not in text]  # no argument can hold a NUL
    for text in texts:
        typed = filled("suggest", text, "--framework", framework, "--json").json
        sent = web.post("/v1/suggest", json={"texts": [text], "framework": framework}).json()
        assert typed == sent
    together = web.post("/v1/suggest", json={"texts": [text for text, _ in TEXTS.values()], "framework": framework})
    entries = together.json()["items"]
    assert [entry["confident"] for entry in entries] == [False] * len(TEXTS)
    assert [entry["doubt"] for entry in entries] == [doubt for _, doubt in TEXTS.values()]
    assert [entry["text"] for entry in entries] == [text for text, _ in TEXTS.values()]


def test_the_terminal_says_what_is_wrong_and_lists_no_labels_for_nothing(filled):
    shown = filled("suggest", "", "民", "床前明月光，疑是地上霜，舉頭望明月").out
    assert "無法判斷：沒有可判斷的文字\n" in shown
    assert "無法判斷（文字太短），可能為：" in shown
    assert "無法判斷（用詞與計畫中的作法差異太大），可能為：" in shown
    assert shown.count("%") == 2 * 3


def test_control_characters_and_endless_texts_do_not_reach_the_terminal(filled):
    shown = filled("suggest", "\x1b[31m設置單一窗口\x07", "服務" * 10_000).out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert max(map(len, shown.splitlines())) < 600


def test_the_page_says_what_is_wrong_with_a_text(web):
    shown = web.post("/suggest", data={"texts": "，，，\n床前明月光，疑是地上霜，舉頭望明月"}).text
    assert "沒有可判斷的文字" in shown
    assert "用詞與計畫中的作法差異太大" in shown
    assert shown.count('class="guesses"') == 1


def test_a_novel_is_refused_over_the_wire_and_doubted_as_a_file(filled, web, tmp_path):
    refused = web.post("/v1/suggest", json={"texts": [NOVEL]})
    assert refused.status_code == 422
    assert "20000 字" in refused.json()["detail"]
    file = tmp_path / "novel.txt"
    file.write_text(NOVEL, encoding="utf-8")
    (entry,) = filled("suggest", "--file", file, "--json").json["items"]
    assert (entry["confident"], entry["doubt"]) == (False, "long")
    assert "文字過長" in web.post("/suggest", files={"file": ("novel.txt", NOVEL.encode())}, data={"texts": ""}).text


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_story_line_by_line_is_no_draft_whose_lines_could_vouch_for_each_other(filled, tmp_path, framework):
    """Each line hints weakly at some label; taken for a draft in order, they made each other certain."""
    file = tmp_path / "story.txt"
    file.write_text("\n".join(random.Random(3).choices(STORY, k=400)), encoding="utf-8")
    entries = filled("suggest", "--file", file, "--framework", framework, "--json").json["items"]
    assert len(entries) == 400
    assert not any(entry["confident"] for entry in entries)
    assert not any(entry["reasons"]["neighbours"] for entry in entries)


def test_a_doubtful_line_is_no_surer_for_being_repeated(filled, tmp_path):
    file = tmp_path / "again.txt"
    file.write_text("館方也注意到這件事\n" * 300, encoding="utf-8")
    entries = filled("suggest", "--file", file, "--json").json["items"]
    (alone,) = filled("suggest", "館方也注意到這件事", "--json").json["items"]
    assert len(entries) == 300
    assert {entry["execution_item"][0]["probability"] for entry in entries} == {
        alone["execution_item"][0]["probability"]
    }


FILES = {
    "an empty file": ("draft.txt", b"", "空白檔案"),
    "blank lines": ("draft.txt", " \n\u3000\n".encode(), "沒有任何文字"),
    "bytes that are no text": ("draft.txt", b"\x00\x01\x02\x00" * 9, "不是可讀取的文字"),
    "a page without a table": ("draft.html", "<p>今天天氣很好</p>".encode(), "看不出"),
    "a sheet of headings": ("draft.csv", "構面,執行項目,推動作法\n".encode(), "看不出"),
    "a plan without actions": (
        "draft.jsonl",
        json.dumps({"plan": {"title": "空計畫", "agency": "某局", "year": 102}, "items": []}).encode(),
        "沒有任何推動作法",
    ),
    "more lines than any draft has": ("draft.txt", "一項作法\n".encode() * 10_001, "一次至多"),
}


@pytest.mark.parametrize(("name", "content", "says"), FILES.values(), ids=FILES.keys())
def test_a_file_without_actions_is_answered_with_what_is_wrong(filled, web, tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    answer = filled("suggest", "--file", tmp_path / name, "--json")
    assert answer.status in (1, 2)
    assert says in answer.json["error"]["message"]
    assert answer.json["error"]["hint"]
    page = web.post("/suggest", files={"file": (name, content)}, data={"texts": ""})
    assert page.status_code in (400, 422)
    assert says in page.text


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        (("--framework", "沒有"), 2, "沒有標籤架構"),
        (("--framework", "other"), 1, "沒有共通的標籤"),
        (("-o", "draft.pdf"), 2, "不能寫成"),
        (("-o", "/nowhere/draft.odt"), 1, "無法寫入"),
        (("--top", "0"), 2, "less than 1"),
    ],
)
def test_an_option_that_makes_no_sense_is_answered_with_what_is_wrong(filled, options, status, says):
    answer = filled("suggest", "設置單一窗口", *options)
    assert (answer.status, answer.out) == (status, "")
    assert says in answer.err


def test_a_home_whose_labels_fit_no_framework_suggests_from_what_ships(run, tmp_path):
    item = invented.NORTH.items[0]
    odd = {
        "plan": {"title": "怪計畫", "agency": "雲嶺縣政府", "year": 103, "framework": "other"},
        "items": [{"position": 1, "text": item.text, "dimension": "深化效能", "execution_item": "甲項目"}],
    }
    (tmp_path / "odd.jsonl").write_text(json.dumps(odd), encoding="utf-8")
    assert run("ingest", tmp_path / "odd.jsonl").status == 0
    answer = run("suggest", "--file", tmp_path / "odd.jsonl", "--json").json
    assert answer["framework"] == "service-award"
    assert [(entry["printed"], entry["agrees"]) for entry in answer["items"]] == [(None, None)]
    assert "other" not in {model["framework"] for model in run("train", "--json").json["models"]}
