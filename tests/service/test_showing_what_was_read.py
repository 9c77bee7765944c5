"""`parse --show` and the page of a plan: pictures of the pages with what was read on them."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from qsearch.cli import main
from qsearch.shipped import corpus_dir

PLANS = corpus_dir() / "plans"
RED = (192, 57, 43)


def shown(path, folder, capsys, tmp_path):
    assert main(["--home", str(tmp_path / "home"), "parse", str(path), "--show", str(folder), "--json"]) == 0
    told = capsys.readouterr()
    assert str(folder / "index.html") in told.err
    return json.loads(told.out)


def test_every_page_of_a_pdf_is_drawn_with_its_items(tmp_path, capsys):
    folder = tmp_path / "shown"
    plan = shown(PLANS / "nanchun-household-103.pdf", folder, capsys, tmp_path)
    sheet = (folder / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == [
        "index.html",
        "page-1.png",
        "page-2.png",
        "page-3.png",
        "page-4.png",
        "reading.css",
    ]
    with_items = {page for item in plan["items"] for page in item["source"]["pages"]}
    for number in range(1, 5):
        picture = np.asarray(Image.open(io.BytesIO((folder / f"page-{number}.png").read_bytes())).convert("RGB"))
        marked = bool((picture == RED).all(axis=2).any())
        assert marked == (number in with_items)
    for item in plan["items"]:
        assert f'value="{item["position"]}"' in sheet
        assert item["text"] in sheet
    assert "承上" in sheet


@pytest.mark.parametrize("name", ["dongpu-land-111.odt", "yunleng-health-108.docx", "qinglan-library-101.txt"])
def test_other_formats_show_their_tables_and_items(name, tmp_path, capsys):
    folder = tmp_path / "shown"
    plan = shown(PLANS / name, folder, capsys, tmp_path)
    sheet = (folder / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "reading.css"]
    assert all(item["text"] in sheet for item in plan["items"])


def test_what_a_file_says_is_shown_and_not_run(tmp_path, capsys):
    path = tmp_path / "計畫.txt"
    path.write_text(
        "雲海館 103 年度提升服務品質執行計畫\n實施要項\t執行項目\t推動作法\t完成期限\t承辦單位\n"
        "一、服務流程\t1.單一窗口服務全功能程度\t1.1 <script>alert(1)</script>設置櫃檯\t103年12月\t推廣組\n",
        encoding="utf-8",
    )
    shown(path, tmp_path / "shown", capsys, tmp_path)
    sheet = (tmp_path / "shown" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in sheet
    assert "&lt;script&gt;" in sheet


def test_exported_plans_have_nothing_to_look_at(tmp_path, capsys):
    path = tmp_path / "plans.jsonl"
    home = ["--home", str(tmp_path / "home")]
    main([*home, "ingest", str(PLANS / "qinglan-library-101.txt")])
    main([*home, "export", "--format", "jsonl", "-o", str(path)])
    capsys.readouterr()
    assert main([*home, "parse", str(path), "--show", str(tmp_path / "shown")]) == 1
    assert "JSON" in capsys.readouterr().err


def test_the_page_of_a_plan_leads_to_what_was_read(tmp_path):
    from fastapi.testclient import TestClient

    from qsearch.settings import settings_from
    from qsearch_api.app import create_app

    main(["--home", str(tmp_path), "ingest", str(PLANS / "nanchun-household-103.pdf"), "--json"])
    with TestClient(create_app(settings_from({"QSEARCH_HOME": str(tmp_path)})), base_url="http://localhost") as web:
        (plan,) = web.get("/v1/plans").json()["plans"]
        page = web.get(f"/plans/{plan['id']}")
        address = f"/plans/{plan['id']}/reading/index.html"
        assert address in page.text
        sheet = web.get(address)
        assert sheet.status_code == 200
        assert "綜合受理櫃檯" in sheet.text
        assert web.get(f"/plans/{plan['id']}/reading/page-2.png").headers["content-type"] == "image/png"
        assert web.get(f"/plans/{plan['id']}/reading/reading.css").status_code == 200
        for name in ("page-9.png", "page-0.png", "..%2Fcatalogue.sqlite", "secrets.txt"):
            assert web.get(f"/plans/{plan['id']}/reading/{name}").status_code == 404
