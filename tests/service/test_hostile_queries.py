"""Whatever is typed ends in an answer or a clear error, and in time, on every way in."""

from __future__ import annotations

import faulthandler
import json
from collections.abc import Iterator

import pytest

from tests.service import invented
from tests.service.web import client_of, plans_file, upload

HOSTILE = {
    "a quote that never closes": "「單一窗口",
    "a quote that never opens": "單一窗口」",
    "quotes in quotes": "「「單一」窗口」",
    "quotes of other kinds": '『單一窗口" “滿意度',
    "a thousand open quotes": "「" * 1000,
    "only stop words": "請問我們可以怎麼做嗎",
    "one stop word": "的",
    "only operators": '- － -"" 「」 -「」 : ：',
    "only minus signs": "-" * 2000,
    "only colons of fields": "機關: 年度: 構面:",
    "an exclusion alone": "-滿意度",
    "ten thousand characters": "滿意度調查" * 2000,
    "ten thousand different characters": "".join(chr(0x4E00 + at) for at in range(10_000)),
    "ten thousand words of letters": "ab " * 3334,
    "two thousand fields": "年度:102 " * 250,
    "control characters": "單一\x01\x02\x1b[31m窗口\x7f\x85",
    "separators of the index": "單\x1f一\x1e窗\x02口\x03",
    "a byte of nothing": "單一\x00窗口",
    "line ends": "單一\r\n窗口\u2028\u2029\x0b",
    "emoji": "😀👨‍👩‍👧‍👦🇹🇼 滿意度 👍🏽",
    "invisible characters": "\u200b\u200d\ufeff\u202e單一窗口\u00ad",
    "marks upon marks": "e" + "\u0301" * 3000,
    "characters beyond the first plane": "𠮷𠮷𡃁 \U000e0100",
    "private use and nothing": "\ue000\uf8ff\ufffe",
    "an unknown field": "心情:愉快 滿意度",
    "a field of the program": "text_words:滿意度 id:* plan:x",
    "a year that is none": "年度:明年 滿意度",
    "an endless year": "年度:" + "9" * 1000,
    "a nested regular expression": "(a+)+$" + "a" * 1900 + "!",
    "alternatives without end": "(滿|滿滿)*" * 150,
    "a pattern of look-aheads": "(?=.*滿)(?=.*意)" * 50,
    "wild cards": "*" * 1000 + "滿意度" + "?" * 900,
    "the syntax of another engine": '+滿意度 AND NOT (窗口~2 OR [a TO z]) /.*/ {!join} "x"^9',
    "a statement of SQL": "'; DROP TABLE items; --",
    "markup": "<script>alert(1)</script>&amp;",
    "a format": "{0.__class__} %s %n ${x}",
    "a path": "../../../../etc/passwd",
    "nothing but white space": " \t\u3000\u00a0 ",
    "digits without end": "1" * 2000,
    "commas in numbers": "1,2,3,4," * 240,
}

_SECONDS = 120
"""Far beyond what any of these takes: only a search that never ends gets there."""


_ADDRESS = 7_000
"""Characters of a query that the client of these tests can put into an address."""


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """End the whole run where a query hangs in compiled code, which no exception interrupts."""
    faulthandler.dump_traceback_later(_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with client_of(folder / "home") as client:
        assert upload(client, plans_file(folder, invented.NORTH, invented.SOUTH)).status_code == 200
        yield client


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_api_and_the_page_answer_or_say_what_is_wrong(web, query):
    for path in ("/v1/search", "/v1/complete", "/"):
        answer = web.get(path, params={"q": query[:_ADDRESS]})
        if len(query) > 2000 and path != "/v1/complete":
            assert (answer.status_code, "查詢至多 2,000 字" in answer.text) == (400, True), path
        else:
            assert answer.status_code == 200, (path, answer.text[:300])
        if path != "/":
            assert answer.json() is not None
    answer = web.get("/v1/search", params={"q": query[:2000]}).json()
    assert 0 <= len(answer["hits"]) <= min(answer["total"], 10)
    for hit in answer["hits"]:
        for mark in hit["highlights"]:
            assert all(0 <= start < end <= len(mark["text"]) for start, end in mark["spans"])


@pytest.mark.parametrize("query", [text for text in HOSTILE.values() if "\x00" not in text])
def test_the_command_line_answers_whatever_is_typed_or_says_that_it_is_too_long(filled, query):
    # `--`, or a query of minus signs would be options.
    ran = filled("search", "--json", "--", query)
    assert filled("complete", "--", query).status == 0
    if len(query) > 2000:
        assert ran.status == 2
        assert json.loads(ran.out)["error"]["message"].startswith("查詢至多 2,000 字")
        return
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["query"] == query
    assert filled("search", "--explain", "--", query).status == 0


@pytest.mark.parametrize(
    "query", ["滿意度", "「滿意度", "滿意度 」", "滿意度\x00", "😀 滿意度", "心情:愉快 滿意度", "滿意度 AND *"]
)
def test_what_is_hostile_beside_a_word_does_not_hide_what_the_word_finds(web, query):
    texts = [hit["item"]["text"] for hit in web.get("/v1/search", params={"q": query}).json()["hits"]]
    assert invented.NORTH.items[3].text in texts


def test_a_query_that_is_too_long_is_refused_in_the_same_words_wherever_it_is_asked(web, filled):
    text = invented.NORTH.items[2].text
    longest = text + "，此外亦有其他說明" * 300
    for query, most in ((longest[:2000], True), (longest[:2001], False)):
        answer = web.get("/v1/search", params={"q": query})
        ran = filled("search", query, "--json")
        if most:
            assert answer.json()["hits"][0]["item"]["text"] == ran.json["hits"][0]["item"]["text"] == text
            continue
        error = ran.json["error"]
        problem = answer.json()
        assert (ran.status, answer.status_code) == (2, 400)
        assert (error["code"], error["message"], error["hint"]) == (problem["code"], problem["detail"], problem["hint"])
        assert "2,001 字" in error["message"]


@pytest.mark.parametrize("offset", [0, 7, 199, 200, 201, 10**6, 2**31, 2**40, 10**30])
def test_a_page_far_beyond_the_end_is_empty_and_still_counts(web, filled, offset):
    for query in ("滿意度", "", "-滿意度"):
        answer = web.get("/v1/search", params={"q": query, "offset": offset})
        assert answer.status_code == 200
        assert answer.json()["total"] == {"滿意度": 2, "": 6, "-滿意度": 4}[query]
        assert (answer.json()["hits"] == []) == (offset >= answer.json()["total"])
    assert filled("search", "滿意度", "--offset", str(offset), "--json").json["total"] == 2


@pytest.mark.parametrize("number", ["-1", "1e3", "nan", "", "0x10"])
@pytest.mark.parametrize("name", ["limit", "offset"])
def test_numbers_that_are_none_are_refused_with_a_hint(web, run, name, number):
    answer = web.get("/v1/search", params={"q": "滿意度", name: number})
    assert answer.status_code in {400, 422}, answer.text
    ran = run("search", "滿意度", f"--{name}", number)
    assert ran.status == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("page", ["0", "-1", "100001", "x"])
def test_a_page_number_that_is_none_is_a_page_in_chinese(web, page):
    answer = web.get("/", params={"page": page})
    assert answer.status_code == 422
    assert "請求的參數有誤" in answer.text


@pytest.mark.parametrize("value", ["「", "(a+)+$", "\x00", "😀", "機" * 3000, "*", "'; --"])
@pytest.mark.parametrize("field", ["agency", "dimension", "execution_item", "unit"])
def test_filters_that_name_nothing_let_nothing_through(web, field, value):
    answer = web.get("/v1/search", params={"q": "滿意度", field: value})
    assert (answer.status_code, answer.json()["total"]) == (200, 0)
