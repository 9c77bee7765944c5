"""What was read can be looked at: pictures of the pages with cells, items and running marks, or the table as read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from qsearch.reading.files import read_file
from qsearch.shipped import corpus_dir
from tests.service import hostile, invented
from tests.service.web import client_of, plans_file, upload

PDF = corpus_dir() / "plans" / "chaojian-police-102.pdf"
ITEM, CELL, LINE, RUNNING = (192, 57, 43), (74, 144, 217), (46, 125, 50), (138, 138, 138)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from qsearch.cli import main

    folder = tmp_path_factory.mktemp("shown")
    assert main(["--home", str(folder / "home"), "parse", str(PDF), "--show", str(folder / "pages")]) == 0
    return folder / "pages"


def colours(picture: Path) -> set[tuple[int, int, int]]:
    with Image.open(picture) as image:
        return {colour for count, colour in image.getcolors(1 << 24) if count > 100}


def test_a_pdf_file_is_drawn_page_by_page_with_items_cells_lines_and_running_marks(shown: Path) -> None:
    assert len(list(shown.glob("page-*.png"))) == 5
    assert {ITEM, CELL, LINE, RUNNING} <= colours(shown / "page-2.png")
    assert ITEM not in colours(shown / "page-1.png")  # front matter


def test_what_was_read_stands_beside_the_pictures_with_a_legend(shown: Path, run) -> None:
    page = (shown / "index.html").read_text(encoding="utf-8")
    items = run("parse", PDF, "--json").json["items"]
    assert len(re.findall(r"<li value=", page)) == len(items)
    for item in items:
        assert item["text"][:12] in page
    for word in ("項目", "儲存格", "頁首、頁尾與頁碼", "承上"):
        assert word in page
    assert "http" not in page.replace("http-equiv", "")


def test_page_numbers_are_marked_as_running_and_headings_are_not() -> None:
    lines = [line for _, line in read_file(PDF).lines()]
    running = {line.text for line in lines if line.running}
    assert running
    assert all(re.fullmatch(r"第 \d 頁", text) for text in running)


@pytest.mark.parametrize("format_name", ["docx", "odt", "xlsx"])
def test_other_formats_show_the_table_as_it_was_read(run, tmp_path: Path, format_name: str) -> None:
    path = tmp_path / f"plan.{format_name}"
    path.write_bytes(hostile.written(format_name))
    ran = run("parse", path, "--show", tmp_path / "shown")
    assert ran.status == 0, ran.err
    page = (tmp_path / "shown" / "index.html").read_text(encoding="utf-8")
    assert "<td" in page
    assert all(item.text in page for item in invented.NORTH.items)


def test_what_a_file_prints_runs_nothing_in_the_page(run, tmp_path: Path) -> None:
    evil = invented.plan(
        "雲嶺縣戶政事務所", 102, (invented.item(1, "1.1", invented.WINDOW, "<script>alert(1)</script>設置單一窗口"),)
    )
    path = tmp_path / "<b>plan.docx"
    path.write_bytes(hostile.written("docx", evil))
    assert run("parse", path, "--show", tmp_path / "shown").status == 0
    page = (tmp_path / "shown" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_a_folder_that_cannot_be_made_is_told(run, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    ran = run("parse", PDF, "--show", taken)
    assert ran.status == 1
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 2


@pytest.fixture
def web(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(tmp_path / "home") as client:
        yield client


def plan_id(web: TestClient) -> str:
    (plan,) = web.get("/v1/plans").json()["plans"]
    return plan["id"]


def test_the_page_of_a_plan_leads_to_the_pictures_of_its_file(web: TestClient) -> None:
    assert upload(web, (PDF.name, PDF.read_bytes())).status_code in (200, 202)
    address = f"/plans/{plan_id(web)}/reading/index.html"
    page = web.get(f"/plans/{plan_id(web)}").text
    assert address in page
    assert "檢視讀取結果" in page
    assert "頁首、頁尾與頁碼" in web.get(address).text
    picture = web.get(address.replace("index.html", "page-2.png"))
    assert picture.headers["content-type"] == "image/png"
    for other in ("page-99.png", "secret.txt", "..%2F..%2Fcatalogue.sqlite", "%2e%2e/index.html"):
        assert web.get(f"/plans/{plan_id(web)}/reading/{other}").status_code == 404


def test_a_plan_without_a_file_of_its_own_has_no_such_link(web: TestClient, tmp_path: Path) -> None:
    upload(web, plans_file(tmp_path, invented.NORTH))
    assert "檢視讀取結果" not in web.get(f"/plans/{plan_id(web)}").text
    assert web.get("/plans/unknown/reading/index.html").status_code == 404
