"""Pages that are pictures: refused with the way out, recognised where that is asked for."""

import io
import json
import shutil
from difflib import SequenceMatcher

import pypdfium2
import pytest

from qsearch.cli import main
from qsearch.errors import OcrUnavailable
from qsearch.reading.files import read_bytes
from qsearch.shipped import corpus_dir

PLANS = corpus_dir() / "plans"
SOURCE = PLANS / "sources" / "nanchun-household-103.json"


def has_tesseract():
    from qsearch.reading.pdf.recognised import require_recognition

    try:
        require_recognition()
    except OcrUnavailable:
        return False
    return True


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    """Return a shipped plan's second and third page as pictures, the first of them askew."""
    pages = pypdfium2.PdfDocument(PLANS / "nanchun-household-103.pdf")
    pictures = [pages[at].render(scale=200 / 72).to_pil().convert("L") for at in (1, 2)]
    pictures[0] = pictures[0].rotate(0.8, fillcolor=255, resample=2)
    path = tmp_path_factory.mktemp("scan") / "掃描.pdf"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=200)
    return path


def test_a_scanned_file_is_refused_with_the_way_out(scan, tmp_path, capsys):
    assert main(["--home", str(tmp_path), "parse", str(scan), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["code"] == "scanned-document"
    assert "掃描.pdf" in told["message"]
    assert "--ocr" in told["hint"]


def test_a_scanned_page_among_others_is_told_of(tmp_path):
    whole = pypdfium2.PdfDocument(PLANS / "nanchun-household-103.pdf")
    picture = whole[1].render(scale=100 / 72).to_pil().convert("L")
    drawn = io.BytesIO()
    picture.save(drawn, format="PDF", resolution=100)
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(whole, [0, 2, 3])
    mixed.import_pages(pypdfium2.PdfDocument(drawn.getvalue()))
    written = io.BytesIO()
    mixed.save(written)
    document = read_bytes(written.getvalue(), "混合.pdf")
    assert [page.scanned for page in document.pages] == [False, False, False, True]
    path = tmp_path / "混合.pdf"
    path.write_bytes(written.getvalue())
    from qsearch.frameworks import load_frameworks
    from qsearch.parsing.plans import parse_document

    plan = parse_document(document, load_frameworks(corpus_dir() / "frameworks"))
    assert [(warning.code, warning.page) for warning in plan.warnings if warning.code == "page-scanned"] == [
        ("page-scanned", 4)
    ]


def test_without_tesseract_recognition_says_what_to_install(scan, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--home", str(tmp_path / "home"), "parse", str(scan), "--ocr", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["code"] == "ocr-unavailable"
    assert "tesseract-ocr-chi-tra" in told["hint"]


@pytest.mark.skipif(
    shutil.which("tesseract") is None or not has_tesseract(), reason="tesseract with chi_tra is missing"
)
def test_a_scanned_table_is_recognised_and_its_items_say_how_surely(scan, tmp_path, capsys):
    assert main(["--home", str(tmp_path), "parse", str(scan), "--ocr", "--json"]) == 0
    shape = json.loads(capsys.readouterr().out)
    actions = [
        action
        for section in json.loads(SOURCE.read_text(encoding="utf-8"))["sections"]
        for action in section["actions"]
    ]
    read = {item["number"] + item["text"][:2] for item in shape["items"]}
    assert len(read) > 25
    # The two pages hold the first actions of the plan.
    texts = [bare(item["text"]) for item in shape["items"]]
    known = [bare(action["text"]) for action in actions[: len(texts)]]
    near = [max(SequenceMatcher(None, text, other, autojunk=False).ratio() for other in texts) for text in known]
    assert sum(ratio >= 0.9 for ratio in near) >= 0.75 * len(known)  # measured 0.86
    labelled = [item for item in shape["items"] if item["label"]["execution_item"]]
    assert len(labelled) >= 0.8 * len(shape["items"])
    assert all(0.5 < item["source"]["confidence"] < 1 for item in shape["items"])
    assert {"page-recognised"} <= {warning["code"] for warning in shape["warnings"]}


def bare(text):
    return "".join(character for character in text if character.isalnum())
