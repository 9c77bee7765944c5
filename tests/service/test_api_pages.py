"""The pages, as HTML: what they say, what they guard against."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html

from qsearch.plan import Extra, Heading, Kpi, Label, PlanItem
from tests.service import invented
from tests.service.web import client_of, plans_file, upload

NASTY = '<script>alert("x")</script>&\'"'


@pytest.fixture
def web(tmp_path):
    with client_of(tmp_path / "home") as client:
        upload(client, plans_file(tmp_path, invented.NORTH, invented.SOUTH))
        yield client


@pytest.fixture
def empty(tmp_path):
    with client_of(tmp_path / "home") as client:
        yield client


def page(answer, status: int = 200) -> html.HtmlElement:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.text)


def text_of(element) -> str:
    return " ".join(element.text_content().split())


def plan_ids(web) -> dict[int, str]:
    return {plan["year"]: plan["id"] for plan in web.get("/v1/plans").json()["plans"]}


def every_address(web) -> list[str]:
    ids = plan_ids(web)
    item = web.get("/v1/search?q=單一窗口").json()["hits"][0]["item"]["id"]
    return [
        "/",
        "/?q=單一窗口&agency=雲嶺縣戶政事務所&sort=year",
        "/?q=查無此事",
        "/?page=9",
        "/batch",
        "/plans",
        f"/plans/{ids[102]}",
        f"/plans/{ids[102]}/remove",
        f"/items/{item}",
        f"/items/{item}/label",
        "/suggest",
        "/review",
        "/compare",
        "/compare?agency=澄海縣戶政事務所&with=雲嶺縣戶政事務所",
        "/changes",
        f"/changes?old={ids[102]}&new={ids[103]}",
        "/frameworks",
        "/docs",
    ]


def test_every_page_is_whole_accessible_and_guarded(web):
    for address in every_address(web):
        answer = web.get(address)
        shown = page(answer)
        assert shown.get("lang") == "zh-Hant-TW", address
        assert len(shown.findall(".//h1")) == 1, address
        assert text_of(shown.find(".//title")), address
        ids = [element.get("id") for element in shown.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), address
        labelled = {label.get("for") for label in shown.findall(".//label")}
        for control in shown.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            assert control.get("id") in labelled, (address, html.tostring(control))
        for name in ("aria-labelledby", "aria-describedby"):
            assert {element.get(name) for element in shown.xpath(f"//*[@{name}]")} <= set(ids), address
        levels = [int(heading.tag[1]) for heading in shown.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), address
        # The content security policy lets neither run, so neither may be there.
        assert shown.xpath("//style | //*[@style] | //script[not(@src)] | //*[@onclick]") == [], address
        loaded = shown.xpath("//script/@src | //link/@href | //img/@src")
        assert all(source.startswith("/static/") for source in loaded), address
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_link_within_the_site_leads_somewhere(web):
    links = {
        link.partition("#")[0]
        for address in every_address(web)
        for link in page(web.get(address)).xpath("//a/@href")
        if link.startswith("/")
    }
    assert len(links) > 40
    assert [link for link in sorted(links) if link and web.get(link).status_code != 200] == []


def test_links_to_a_place_on_a_page_find_it(web):
    for address in every_address(web):
        shown = page(web.get(address))
        for link in shown.xpath("//a[contains(@href, '#')]/@href"):
            target, _, place = link.partition("#")
            there = page(web.get(target)) if target else shown
            assert there.xpath(f"//*[@id='{place}']"), (address, link)


def test_an_empty_home_says_how_to_begin(empty):
    shown = page(empty.get("/"))
    assert text_of(shown.find(".//h1")) == "開始使用"
    assert shown.xpath("//form[@action='/plans']//input[@type='file'][@name='files']")
    for address in ("/plans", "/suggest", "/compare", "/changes", "/frameworks"):
        page(empty.get(address))


def test_a_search_marks_what_matched_and_cites_it(web):
    shown = page(web.get("/?q=單一窗口"))
    hits = shown.xpath("//ol[@class='hits']/li")
    assert "設置全功能單一窗口" in text_of(hits[0])
    assert "單一窗口" in [text_of(mark) for mark in hits[0].xpath(".//h3//mark")]
    assert "單一窗口" in [text_of(mark) for mark in hits[0].xpath(".//p[@class='place']//mark")]
    assert "雲嶺縣戶政事務所 102 年度" in text_of(hits[0].find(".//cite"))
    assert "102年12月" in text_of(hits[0].find(".//dl"))


def test_facets_combine_and_are_taken_away_again(web):
    def choice(shown, label: str) -> str:
        return shown.xpath(f"//ul[@class='choices']//a[span[@class='name'][starts-with(., '{label}')]]/@href")[0]

    def total(shown) -> str:
        return text_of(shown.xpath("//*[@id='results']")[0])

    one = page(web.get(choice(page(web.get("/")), "雲嶺縣戶政事務所")))
    assert total(one) == "全部作法，共 4 項"
    both = page(web.get(choice(one, "澄海縣戶政事務所")))
    assert total(both) == "全部作法，共 6 項"
    narrowed = page(web.get(choice(both, "顧客關係")))
    assert total(narrowed) == "全部作法，共 2 項"
    assert dict(parse_qsl(urlsplit(choice(narrowed, "顧客關係")).query)).get("dimension") is None
    chips = narrowed.xpath("//a[@class='chip']")
    assert len(chips) == 3
    fewer = page(web.get(chips[0].get("href")))
    assert len(fewer.xpath("//a[@class='chip']")) == 2


def test_a_new_query_keeps_the_filters(web):
    shown = page(web.get("/?q=窗口&agency=雲嶺縣戶政事務所&sort=year"))
    hidden = {
        (field.get("name"), field.get("value"))
        for field in shown.xpath("//form[@role='search']//input[@type='hidden']")
    }
    assert hidden == {("agency", "雲嶺縣戶政事務所"), ("sort", "year")}


def test_pages_lead_through_all_hits(tmp_path, empty):
    items = tuple(invented.item(n, f"1.{n}", invented.WINDOW, f"第{n}號櫃檯受理申請") for n in range(1, 46))
    upload(empty, plans_file(tmp_path, invented.plan("雲嶺縣戶政事務所", 102, items)))
    address, seen = "/?q=櫃檯", []
    while address:
        shown = page(empty.get(address))
        seen += shown.xpath("//ol[@class='hits']//h3/a/@href")
        address = next(iter(shown.xpath("//a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == 45


def test_markup_in_a_plan_or_a_query_stays_text(tmp_path, empty):
    bad = replace(
        invented.plan(
            "雲嶺縣戶政事務所",
            102,
            (replace(invented.item(1, "1.1", invented.WINDOW, NASTY), extra=(Extra("預期目標", NASTY),)),),
        ),
        title=NASTY,
        goals=(NASTY,),
    )
    upload(empty, plans_file(tmp_path, bad))
    item = empty.get("/v1/search?q=").json()["hits"][0]["item"]
    for address in (
        "/",
        f"/?q={NASTY}&agency={NASTY}",
        "/plans",
        f"/plans/{item['plan']['id']}",
        f"/items/{item['id']}",
        f"/compare?agency={NASTY}",
    ):
        answer = empty.get(address)
        assert "<script>alert" not in answer.text, address
        assert "alert" in answer.text, address


def test_an_item_shows_all_that_is_printed_and_what_it_means(tmp_path, empty):
    item = PlanItem(
        1,
        "每季盤點圖書" + "並逐冊登錄" * 400,
        dimension="內部流程",
        criterion="盤點制度",
        ancestors=(Heading("A", "館藏管理"),),
        kpi=Kpi("AC1.1", "盤點完成率"),
        extra=(Extra("預期目標", "達九成"),),
        label=Label("scorecard", "內部流程"),
    )
    upload(
        empty,
        plans_file(
            tmp_path,
            replace(invented.plan("雲嶺縣圖書館", 108, (item, PlanItem(2, "無標籤之作法"))), framework="scorecard"),
        ),
    )
    hits = {hit["item"]["position"]: hit["item"]["id"] for hit in empty.get("/v1/search?q=").json()["hits"]}
    told = text_of(page(empty.get(f"/items/{hits[1]}")))
    for part in ("盤點制度", "館藏管理", "盤點完成率", "預期目標", "達九成", "策略地圖與平衡計分卡"):
        assert part in told
    bare = text_of(page(empty.get(f"/items/{hits[2]}")))
    assert "無相符的標籤" in bare
    assert "未載明" in bare
    plan = empty.get("/v1/plans").json()["plans"][0]["id"]
    shown = page(empty.get(f"/plans/{plan}"))
    assert "KPI（關鍵績效指標）" in [text_of(cell) for cell in shown.xpath("//th")]


def test_a_plan_is_laid_out_with_its_label_cells_merged(web):
    shown = page(web.get(f"/plans/{plan_ids(web)[102]}"))
    merged = {text_of(cell): cell.get("rowspan") for cell in shown.xpath("//td[@rowspan]")}
    assert merged["1.單一窗口服務全功能程度"] == "2"
    rows = shown.xpath("//table/tbody/tr")
    assert len(rows) == 4
    assert len(shown.xpath("//td[contains(@class, 'deed')]/a[starts-with(@href, '/items/')]")) == 4


def test_an_upload_leads_to_its_report_and_a_removal_asks_first(empty, tmp_path):
    answer = upload(empty, plans_file(tmp_path, invented.NORTH), ("壞檔.txt", b""), path="/plans")
    assert answer.url.path.startswith("/tasks/")
    told = text_of(page(answer))
    assert "1 個失敗，其餘 1 個已處理" in told
    assert "壞檔.txt" in told
    plan = plan_ids(empty)[102]
    assert "確定要移除" in text_of(page(empty.get(f"/plans/{plan}/remove")))
    assert plan_ids(empty)
    after = empty.post(f"/plans/{plan}/remove", follow_redirects=True)
    assert "已移除計畫" in text_of(page(after))
    assert plan_ids(empty) == {}


def test_suggestions_show_what_contradicts_the_draft_first(web, tmp_path):
    right = invented.item(1, "1.1", invented.SURVEY, "辦理民眾滿意度問卷調查")
    wrong = invented.item(2, "1.2", invented.SURVEY, "設置全功能單一窗口，一處收件全程服務")
    file = plans_file(tmp_path, invented.plan("新設機關", 104, (right, wrong)))
    shown = page(web.post("/suggest", files={"file": file}, data={"texts": ""}))
    entries = [text_of(entry) for entry in shown.xpath("//ol[contains(@class, 'suggestions')]/li")]
    assert entries[0].startswith("2. 設置全功能單一窗口")
    assert "與草案不符" in entries[0]
    assert "草案列於「機關服務滿意度」" in entries[0]
    assert "與草案相符" in entries[1]
    assert shown.xpath("//ol[contains(@class, 'suggestions')]//h3//mark")
    assert invented.NORTH.items[3].text in entries[1]


def test_a_labelled_draft_can_be_taken_home(web):
    answer = web.post("/suggest", data={"texts": "辦理問卷調查\n\n設置單一窗口", "output": "docx"})
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"texts": " \n "}, 400, "沒有推動作法"),
        ({"texts": "一項作法", "framework": "沒有"}, 400, "沒有標籤架構"),
        ({"texts": "一項作法", "framework": "other"}, 409, "沒有共通的標籤"),
        ({"texts": "作法\n" * 2001}, 400, "一次至多"),
    ],
)
def test_what_cannot_be_suggested_is_said_beside_the_form(web, data, status, words):
    shown = page(web.post("/suggest", data=data), status)
    assert words in text_of(shown.xpath("//*[@role='alert']")[0])
    assert shown.xpath("//textarea")[0].text.strip() == data["texts"].strip()


def test_comparisons_and_changes_show_their_lists(web):
    shown = page(web.get("/compare?agency=澄海縣戶政事務所"))
    assert "洽公環境適切程度" in text_of(shown.xpath("//section[@class='gap']")[0])
    assert invented.NORTH.items[2].text in text_of(shown)
    assert text_of(shown.xpath("//td[contains(@class, 'own') and contains(@class, 'none')]")[0]) == "0"
    ids = plan_ids(web)
    told = text_of(page(web.get(f"/changes?old={ids[102]}&new={ids[103]}")))
    for label in ("改寫", "移列", "刪除", "新增", "沿用"):
        assert label in told


def test_a_changed_wording_shows_what_went_and_what_came(tmp_path, empty):
    old = invented.plan(
        "雲嶺縣戶政事務所", 102, (invented.item(1, "1.1", invented.SURVEY, "每半年辦理民眾滿意度問卷調查並公布結果"),)
    )
    new = invented.plan(
        "雲嶺縣戶政事務所", 103, (invented.item(1, "1.1", invented.SURVEY, "每一季辦理民眾滿意度問卷調查並公布結果"),)
    )
    upload(empty, plans_file(tmp_path, old, new))
    ids = plan_ids(empty)
    shown = page(empty.get(f"/changes?old={ids[102]}&new={ids[103]}"))
    reworded = shown.xpath("//section[@id='reworded']//p[@class='text']")[0]
    assert [text_of(cut) for cut in reworded.xpath(".//del")] == ["半年"]
    assert [text_of(cut) for cut in reworded.xpath(".//ins")] == ["一季"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404),
        ("/plans/nothing", 404),
        ("/items/nothing", 404),
        ("/tasks/nothing", 404),
        ("/plans/nothing/remove", 404),
        ("/compare?agency=沒有這個機關", 404),
        ("/changes?old=a&new=b", 404),
        ("/?year=明年", 400),
        ("/?sort=upwards", 422),
        ("/static/nothing.css", 404),
    ],
)
def test_errors_on_pages_are_pages_in_chinese(web, address, status):
    shown = page(web.get(address), status)
    assert text_of(shown.xpath("//*[@role='alert']")[0])
    assert shown.get("lang") == "zh-Hant-TW"
    assert len(shown.findall(".//h1")) == 1


def test_a_repaired_query_is_named_and_the_original_one_click_away(web):
    shown = page(web.get("/", params={"q": "滿義度", "agency": "雲嶺縣戶政事務所"}))
    (notice,) = shown.xpath("//p[@class='notice']")
    assert "改以「滿意度」搜尋" in text_of(notice)
    assert shown.xpath("//ol[@class='hits']/li")
    literal = page(web.get(notice.xpath("a[contains(., '仍要搜尋')]/@href")[0]))
    assert literal.xpath("//input[@id='q']/@value") == ["「滿義度」"]
    assert "共 0 項" in text_of(literal.xpath("//h2[@id='results']")[0])
    assert "雲嶺縣" in text_of(literal.xpath("//a[@class='chip']")[0])
    # Even so the better wording is offered, not run.
    assert "您是不是要找" in text_of(literal)
    answer = web.get("/v1/search", params={"q": "「滿義度」"}).json()
    assert (answer["total"], answer["repaired"], answer["did_you_mean"]) == (0, False, "「滿意度」")


def test_each_hit_says_why_it_stands_there(web):
    shown = page(web.get("/?q=滿意度 單一窗口"))
    reasons = [text_of(why) for why in shown.xpath("//ol[@class='hits']/li//details[@class='why']")]
    assert len(reasons) == len(shown.xpath("//ol[@class='hits']/li"))
    assert all(reason.startswith("為何列在此處") for reason in reasons)
    assert any("「滿意度」見於作法內容（100%）" in reason for reason in reasons)
    assert shown.xpath("//details[@open]") == []
    assert page(web.get("/")).xpath("//details[@class='why']") == []


def test_successive_years_of_one_action_are_folded_on_the_page_and_never_in_json(tmp_path, empty):
    item = invented.item(1, "1.1", invented.SURVEY, "每半年辦理民眾滿意度問卷調查並公布結果")
    plans = [invented.plan("雲嶺縣戶政事務所", year, (item,)) for year in (101, 102, 103)]
    upload(empty, plans_file(tmp_path, *plans))
    shown = page(empty.get("/?q=滿意度問卷"))
    (hit,) = shown.xpath("//ol[@class='hits']/li")
    first = hit.xpath(".//cite")[0]
    (same,) = hit.xpath(".//details[@class='same']")
    others = sorted({101, 102, 103} - {year for year in (101, 102, 103) if f"{year}" in text_of(first)})
    assert text_of(same.find("summary")) == f"另有 {'、'.join(map(str, others))} 年度相同作法"
    assert len(same.xpath(".//li/a")) == 2
    assert "共 3 項" in text_of(shown.xpath("//h2[@id='results']")[0])
    assert len(empty.get("/v1/search?q=滿意度問卷").json()["hits"]) == 3


def test_a_range_of_years_takes_the_place_of_single_years_and_keeps_the_rest(web):
    shown = page(web.get("/?q=滿意度&year=102&agency=雲嶺縣戶政事務所"))
    (form,) = shown.xpath("//form[@class='span']")
    sent = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
    assert sent == [("q", "滿意度"), ("agency", "雲嶺縣戶政事務所")]
    for first, last, total, chip in (
        ("101", "102", 1, "101至102年"),
        ("103", "", 1, "103年以後"),
        ("", "2013", 1, "2013年以前"),
    ):
        ranged = page(web.get("/", params={"q": "滿意度", "year_from": first, "year_to": last}))
        assert f"共 {total} 項" in text_of(ranged.xpath("//h2[@id='results']")[0])
        assert chip in text_of(ranged.xpath("//a[@class='chip']")[0])
        assert ranged.xpath("//input[@id='year-from']/@value") == [first]
        assert ranged.xpath("//input[@id='year-to']/@value") == [last]
    both = page(web.get("/?q=滿意度&year_from=101&year_to=102&year=103"))
    assert "共 2 項" in text_of(both.xpath("//h2[@id='results']")[0])
    assert "不是年度" in text_of(page(web.get("/?year_from=明年"), 400))
    assert "共 2 項" in text_of(page(web.get("/?q=滿意度&year_from=&year_to=")).xpath("//h2[@id='results']")[0])
