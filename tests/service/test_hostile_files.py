"""Files made to harm, broken or sent by mistake: each ends in a sentence with a way out, and nothing stored is touched."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qsearch.results import IngestedPlan
from qsearch.settings import settings_from
from qsearch.workspace import Workspace, open_workspace
from tests.service import hostile, invented

SECRET = "不可外洩之內容"

EXPECTED = {
    "encrypted.pdf": ("unreadable-document", "密碼"),
    "encrypted.docx": ("unreadable-document", "密碼"),
    "encrypted.xlsx": ("unreadable-document", "密碼"),
    "encrypted.odt": ("unreadable-document", "密碼"),
    "encrypted-whole.odt": ("unreadable-document", "密碼"),
    "encrypted-zip.docx": ("unreadable-document", "密碼"),
    "encrypted-zip.ods": ("unreadable-document", "密碼"),
    "cut.pdf": ("unreadable-document", "損壞"),
    "cut.docx": ("unreadable-document", "損壞"),
    "cut.odt": ("unreadable-document", "損壞"),
    "cut.xlsx": ("unreadable-document", "損壞"),
    "cut.jsonl": ("bad-input", "JSON"),
    "bomb.odt": ("unreadable-document", "解開後"),
    "bomb.docx": ("unreadable-document", "解開後"),
    "bomb.xlsx": ("unreadable-document", "解開後"),
    "forged-bomb.docx": ("unreadable-document", ""),
    "entities.docx": ("unreadable-document", ""),
    "entities.xlsx": ("unreadable-document", ""),
    "thief.docx": ("unknown-layout", ""),
    "thief.xlsx": ("", ""),
    "outside.xlsx": ("", ""),
    "old.doc": ("unsupported-format", ".doc"),
    "old.xls": ("unsupported-format", ".xls"),
    "old-in-disguise.docx": ("unsupported-format", "舊版"),
    "rich.pdf": ("unsupported-format", "RTF"),
    "picture.pdf": ("unsupported-format", "圖片"),
    "archive.docx": ("unsupported-format", "壓縮檔"),
    "empty.pdf": ("unreadable-document", "空白"),
    "empty.txt": ("unreadable-document", "空白"),
    "white.txt": ("unreadable-document", "沒有任何文字"),
    "white.csv": ("", ""),
    "white.html": ("", ""),
    "binary.txt": ("unreadable-document", "二進位"),
    "loop.pdf": ("unreadable-document", ""),
    "scanned.pdf": ("scanned-document", "掃描"),
    "long.pdf": ("unreadable-document", "1001 頁"),
    "deep.html": ("", ""),
    "deep.docx": ("unreadable-document", ""),
    "wide.html": ("", ""),
}
"""The code and a word of the message; where nothing stands, any of both will do."""


@dataclass(frozen=True)
class Outcome:
    """Hold what became of the hostile files, and the stored items before and after."""

    report: dict[str, IngestedPlan]
    before: list[Any]
    after: list[Any]
    sound: bool
    said: str


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """Ingest all of them, one after the other, into a home that holds two plans."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    paths = []
    for name, data in hostile.files(folder / "secret.txt").items():
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    with open_workspace(settings_from({}, home=folder / "home")) as workspace:
        workspace.ingesting.ingest([invented.write_jsonl(folder / "plans.jsonl", invented.NORTH, invented.SOUTH)])
        before = stored(workspace)
        report = workspace.ingesting.ingest(paths)
        yield Outcome(
            {Path(entry.file).name: entry for entry in report.plans},
            before,
            stored(workspace),
            workspace.upkeep.doctor().ok,
            repr(report.plans),
        )


def stored(workspace: Workspace) -> list[Any]:
    return [workspace.catalogue.plan(ref.id) for ref, _ in workspace.catalogue.plans()]


def test_every_hostile_file_has_an_expectation(tmp_path):
    assert set(hostile.files(tmp_path / "secret.txt")) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_ends_in_a_sentence_with_a_way_out(outcome, name):
    entry = outcome.report[name]
    assert entry.status == "failed"
    code, word = EXPECTED[name]
    assert entry.error.code == code or not code
    assert entry.error.code != "reading-crashed"
    assert word in entry.error.message
    assert name in entry.error.message
    assert entry.error.hint


def test_hostile_files_leave_what_is_stored_as_it_was(outcome):
    assert len(outcome.before) == 2
    assert outcome.after == outcome.before
    assert outcome.sound


def test_no_file_beside_a_document_is_read_into_it(outcome):
    assert SECRET not in outcome.said


def items_of(run: Any, path: Path) -> list[dict[str, Any]]:
    ran = run("parse", path, "--json")
    assert ran.status == 0, ran.err
    return ran.json["items"]


@pytest.mark.parametrize("suffix", [".pdf", ".doc", ".txt", ".zip", ""])
@pytest.mark.parametrize("format_name", ["docx", "odt", "xlsx", "ods"])
def test_the_kind_of_a_file_is_told_by_its_content_whatever_its_name(run, tmp_path, format_name, suffix):
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(hostile.written(format_name))
    assert [item["text"] for item in items_of(run, path)] == [item.text for item in invented.NORTH.items]


def test_members_that_point_out_of_the_package_are_written_nowhere(run, tmp_path):
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    path = folder / "plan.docx"
    stream = io.BytesIO(hostile.written("docx"))
    with zipfile.ZipFile(stream, "a") as archive:
        for member in ("../escaped.txt", "../../escaped.txt", str(tmp_path / "escaped.txt")):
            archive.writestr(member, "escaped")
    path.write_bytes(stream.getvalue())
    digest = hashlib.sha256(stream.getvalue()).digest()
    assert len(items_of(run, path)) == len(invented.NORTH.items)
    assert run("ingest", path).status == 0
    assert list(tmp_path.rglob("escaped*")) == []
    assert hashlib.sha256(path.read_bytes()).digest() == digest


def test_a_file_name_is_no_path(run, tmp_path):
    path = tmp_path / "..計畫 ‘$(id)’; rm.docx"
    path.write_bytes(hostile.written("docx"))
    assert len(items_of(run, path)) == len(invented.NORTH.items)
