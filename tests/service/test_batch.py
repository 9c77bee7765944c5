"""A CSV of queries goes in, a sheet of hits comes out: by the command, the API and the page."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.service import invented
from tests.service.web import client_of, plans_file, upload

QUERIES = "查詢,年度\n滿意度,\n滿意度,103\n窗口,明年\n查無此事此物,\n滿義度,102\n"


@pytest.fixture
def web(tmp_path):
    with client_of(tmp_path / "home") as client:
        upload(client, plans_file(tmp_path, invented.NORTH, invented.SOUTH))
        yield client


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_each_hit_is_a_row_with_citation_score_and_why(filled, tmp_path):
    queries, output = tmp_path / "查詢.csv", tmp_path / "結果.csv"
    queries.write_text(QUERIES, encoding="utf-8")
    ran = filled("search", "--batch", queries, "-o", output, "--limit", "5", "--json")
    # One row is wrong, so the whole is no success; the others have their answers.
    assert ran.status == 1
    assert ran.json == {"path": str(output), "format": "csv", "queries": 5, "hits": 4, "failed": 1}
    rows = rows_of(output.read_bytes())
    assert [row["查詢序"] for row in rows] == ["1", "1", "2", "3", "4", "5"]
    first = filled("search", "滿意度", "--json").json["hits"][0]
    assert rows[0]["推動作法"] == first["item"]["text"]
    assert rows[0]["出處"] == first["citation"]
    assert float(rows[0]["分數"]) == pytest.approx(first["score"], abs=1e-4)
    assert rows[0]["為何列在此處"] == "「滿意度」見於作法內容（100%）"
    assert (rows[0]["名次"], rows[0]["共計"], rows[1]["名次"]) == ("1", "2", "2")
    assert (rows[2]["條件"], rows[2]["年度"], rows[2]["共計"]) == ("103", "103", "1")
    assert "明年" in rows[3]["說明"]
    assert not rows[3]["推動作法"]
    assert (rows[4]["共計"], rows[4]["說明"]) == ("0", "查無相符的作法")
    assert rows[5]["說明"] == "改以「滿意度」搜尋"


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "csv"])
def test_every_sheet_format_is_written_and_big5_is_read(filled, tmp_path, suffix):
    queries, output = tmp_path / "q.csv", tmp_path / f"r.{suffix}"
    queries.write_bytes("查詢\r\n滿意度\r\n".encode("cp950"))
    assert filled("search", "--batch", queries, "-o", output).status == 0
    assert output.stat().st_size > 200
    if suffix == "xlsx":
        sheet = load_workbook(output).active
        assert sheet.title == "查詢結果"
        assert [cell.value for cell in sheet[2]][:3] == [1, "滿意度", None]
        assert isinstance(sheet["G2"].value, float)


def test_filters_of_the_command_hold_where_a_row_has_none(filled, tmp_path):
    queries, output = tmp_path / "q.csv", tmp_path / "r.csv"
    queries.write_text("查詢,年度\n滿意度,\n滿意度,103\n", encoding="utf-8")
    filled("search", "--batch", queries, "-o", output, "--year", "102")
    assert [(row["查詢序"], row["年度"]) for row in rows_of(output.read_bytes())] == [("1", "102"), ("2", "103")]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--batch", "{q}"], 2),
        (["-o", "{o}.csv"], 2),
        (["窗口", "--batch", "{q}", "-o", "{o}.csv"], 2),
        (["--batch", "{q}", "-o", "{o}.csv", "--offset", "3"], 2),
        (["--batch", "{q}", "-o", "{o}.docx"], 2),
        (["--batch", "{q}", "-o", "{o}.csv", "--limit", "101"], 2),
        (["--batch", "{q}", "-o", "{o}.csv", "--limit", "0"], 2),
        (["--batch", "{q}missing", "-o", "{o}.csv"], 1),
        (["--batch", "{q}", "-o", "{o}/no/such/folder.csv"], 1),
    ],
)
def test_a_wrong_batch_ends_in_one_line_and_a_hint_and_leaves_no_file(filled, tmp_path, arguments, status):
    queries = tmp_path / "q.csv"
    queries.write_text("窗口\n", encoding="utf-8")
    ran = filled("search", *(part.format(q=queries, o=tmp_path / "r") for part in arguments))
    assert ran.status == status
    assert ran.err.startswith("qsearch: ")
    assert "Traceback" not in ran.err
    assert list(tmp_path.glob("*r.*")) == []


def test_the_api_and_the_page_hand_out_the_same_sheet(web):
    def sent(path, **query):
        return web.post(path, files={"file": ("我的查詢.csv", QUERIES.encode())}, **query)

    answer = sent("/v1/search/batch", params={"format": "csv", "limit": "2"})
    assert answer.status_code == 200
    assert [row["查詢序"] for row in rows_of(answer.content)] == ["1", "1", "2", "3", "4", "5"]
    paged = sent("/batch", data={"output": "csv", "limit": "2"})
    assert paged.content == answer.content
    assert "%E6%88%91%E7%9A%84%E6%9F%A5%E8%A9%A2" in paged.headers["content-disposition"]
    assert load_workbook(io.BytesIO(sent("/v1/search/batch").content)).active.max_row == 7


def test_what_is_wrong_with_a_sheet_is_said_beside_the_form_and_as_a_problem(web):
    sent = {"file": ("q.csv", "查詢,心情\n窗口,好\n".encode())}
    page = web.post("/batch", files=sent, data={"limit": "7", "output": "ods"})
    assert page.status_code == 400
    assert "第 2 欄「心情」不是篩選條件" in page.text
    assert 'value="7"' in page.text
    problem = web.post("/v1/search/batch", files=sent)
    assert (problem.status_code, problem.json()["code"]) == (400, "bad-query")
    assert web.post("/batch", data={"limit": "7"}).status_code == 400
    assert web.post("/batch", files={"file": ("q.csv", b"\x00\x01\x02")}).status_code == 422
    assert web.post("/batch", files=sent, data={"output": "exe"}).status_code == 400
