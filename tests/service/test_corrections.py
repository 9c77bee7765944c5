"""People check labels: least certain first; what they decide is kept and learnt from."""

import json

import pytest
from lxml import html

from qsearch.cli import main
from qsearch.shipped import corpus_dir
from tests.service.web import client_of, upload


@pytest.fixture
def home(tmp_path, capsys):
    main(["--home", str(tmp_path), "ingest", str(corpus_dir() / "plans" / "yunleng-health-108.docx")])
    capsys.readouterr()
    return tmp_path


@pytest.fixture
def web(home):
    with client_of(home) as client:
        yield client


def shown(answer, status=200):
    assert answer.status_code == status
    return html.document_fromstring(answer.text)


def choices(page):
    return [select.get("name") for select in page.xpath("//select[starts-with(@name, 'label-')]")]


def run(home, capsys, *arguments):
    status = main(["--home", str(home), *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_work_list_begins_with_the_least_certain(home, capsys):
    status, found = run(home, capsys, "review", "--framework", "service-award", "--limit", "10")
    assert status == 0
    assert found["total"] == 40
    assert len(found["items"]) == 10
    certainties = [entry["certainty"] for entry in found["items"]]
    assert certainties == sorted(certainties)
    assert all(len(entry["guesses"]) == 3 for entry in found["items"])


def test_a_correction_is_kept_with_who_when_and_what_was_suggested_and_the_item_is_done(home, capsys):
    _, before = run(home, capsys, "review", "--limit", "1")
    item = before["items"][0]["item"]
    status, kept = run(home, capsys, "correct", item["id"], "服務便捷", "--by", "王小明")
    assert status == 0
    assert (kept["given"], kept["by"]) == ("服務便捷", "王小明")
    assert kept["suggested"] == before["items"][0]["guesses"][0]["label"]
    assert kept["at"].startswith("20")
    _, after = run(home, capsys, "review", "--limit", "50")
    assert after["total"] == before["total"] - 1
    assert item["id"] not in [entry["item"]["id"] for entry in after["items"]]


def test_a_label_that_the_framework_lacks_is_answered_with_those_it_has(home, capsys):
    _, found = run(home, capsys, "review", "--limit", "1")
    status, told = run(home, capsys, "correct", found["items"][0]["item"]["id"], "沒有這一項")
    assert status == 2
    assert told["error"]["code"] == "bad-query"
    assert "服務便捷" in told["error"]["hint"]


def test_an_unknown_item_is_not_corrected(home, capsys):
    status, told = run(home, capsys, "correct", "i0", "服務便捷")
    assert status == 1
    assert told["error"]["code"] == "not-found"


def test_nobody_corrects_without_a_name(home, capsys):
    _, found = run(home, capsys, "review", "--limit", "1")
    status, told = run(home, capsys, "correct", found["items"][0]["item"]["id"], "服務便捷", "--by", "　")
    assert status == 2
    assert "確認者" in told["error"]["message"]


def test_the_page_lists_what_the_command_lists_with_every_label_to_choose(web, home, capsys):
    page = shown(web.get("/review"))
    _, found = run(home, capsys, "review", "--limit", "20")
    assert choices(page) == [f"label-{entry['item']['id']}" for entry in found["items"]]
    # None yet, the model's three, and all.
    offered = page.xpath("(//select[starts-with(@name, 'label-')])[1]//option/text()")
    assert len(offered) == 1 + 3 + 9
    assert "服務便捷" in offered
    assert shown(web.get("/review?page=2")).xpath("//a[@rel='prev']")


def test_labels_chosen_on_the_page_are_kept_and_their_items_leave_the_list(web, home, capsys):
    page = shown(web.get("/review"))
    first, second, third = choices(page)[:3]
    sent = {first: "服務便捷", second: "", third: page.xpath("//select//option/text()")[-1], "by": " 王 小明 "}
    answer = web.post("/review?framework=service-award&page=1", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    after = shown(web.get(answer.headers["location"]))
    assert "已保存 2 項確認" in after.text_content()
    assert after.xpath("//input[@id='by']/@value") == ["王 小明"]
    left = choices(after)
    assert first not in left
    assert third not in left
    assert left[0] == second
    _, listed = run(home, capsys, "review", "--limit", "1")
    assert listed["total"] == 38


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"by": " "}, 400, "確認者"),
        ({"label": "沒有這一項"}, 400, "沒有這一項"),
        ({"item": "label-i0"}, 404, "i0"),
        ({"label": ""}, 400, "沒有選擇標籤"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_of_it_is_kept(web, home, capsys, changed, status, told):
    good, other = choices(shown(web.get("/review")))[:2]
    sent = {changed.get("item", other): changed.get("label", "服務便捷"), "by": changed.get("by", "王小明")}
    if sent.get(other) != "":
        sent = {good: "服務便捷", **sent}
    page = shown(web.post("/review", data=sent), status)
    assert told in page.xpath("//*[@role='alert']")[0].text_content()
    _, listed = run(home, capsys, "review", "--limit", "1")
    assert listed["total"] == 40


def test_one_item_is_corrected_from_its_own_page(web, home, capsys):
    _, found = run(home, capsys, "review", "--limit", "1")
    item = found["items"][0]["item"]["id"]
    [link] = shown(web.get(f"/items/{item}")).xpath("//a[text()='更正標籤']/@href")
    assert choices(shown(web.get(link))) == [f"label-{item}"]
    answer = web.post(link, data={f"label-{item}": "服務便捷", "by": "王小明"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/items/{item}")
    assert "王小明於" in shown(web.get(f"/items/{item}")).text_content()
    _, after = run(home, capsys, "review", "--limit", "1")
    assert after["total"] == found["total"] - 1


def test_without_plans_of_the_newest_award_the_framework_with_most_to_check_is_shown(tmp_path):
    with client_of(tmp_path / "home") as web:
        upload(web, ("plan.txt", (corpus_dir() / "plans" / "qinglan-library-101.txt").read_bytes()))
        assert web.get("/v1/review").json()["framework"] == "quality-award"
        assert choices(shown(web.get("/review")))


def test_another_site_corrects_nothing(web):
    [first, *_] = choices(shown(web.get("/review")))
    headers = {"Sec-Fetch-Site": "cross-site"}
    shown(web.post("/review", data={first: "服務便捷", "by": "某人"}, headers=headers), 403)


def test_programs_list_and_correct_over_http(web):
    found = web.get("/v1/review?limit=2&offset=1").json()
    assert (found["framework"], found["total"], len(found["items"])) == ("service-award", 40, 2)
    item = found["items"][0]["item"]["id"]
    kept = web.post("/v1/corrections", json={"item": item, "label": "服務便捷", "by": "程式"}).json()
    assert (kept["item"]["id"], kept["given"], kept["by"]) == (item, "服務便捷", "程式")
    refused = web.post("/v1/corrections", json={"item": item, "label": "沒有", "by": "程式"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-query")
    assert web.get("/v1/review?limit=1").json()["total"] == 39


def test_an_empty_home_and_an_unknown_framework_say_so(tmp_path):
    with client_of(tmp_path / "empty") as web:
        assert "沒有待確認的作法" in shown(web.get("/review")).text_content()
        assert web.get("/review?framework=nothing").status_code in {400, 404}
