"""Files are read in processes of their own, which may hang, crash or run out of memory without harm."""

import io
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from qsearch.errors import (
    ReadingCrashed,
    ReadingOutOfMemory,
    ReadingTimedOut,
    UnknownLayout,
    UnreadableDocument,
    UnsupportedFormat,
)
from qsearch.reading.limits import Limits
from qsearch.services.reader_pool import ReaderPool
from qsearch.shipped import corpus_dir

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PLAN = (corpus_dir() / "plans" / "qinglan-library-101.txt").read_bytes()

HANGING = "import sys,time; sys.stdin.buffer.read(16); time.sleep(600)"
DYING = "import os,sys; sys.stdin.buffer.read(16); os._exit(3)"
BABBLING = "import sys; sys.stdout.buffer.write(b'\\xff' * 4096); sys.stdout.flush(); sys.stdin.buffer.read()"


def pool(limits=None, **options):
    return ReaderPool(corpus_dir() / "frameworks", limits or Limits(), width=options.pop("width", 1), **options)


def package(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def document(body):
    return package({"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def test_a_plan_comes_back_as_it_is_read_here():
    with pool() as readers:
        plan = readers.plan_of(PLAN, "plan.txt")
    assert (plan.agency, plan.year, len(plan.items)) == ("青嵐縣立圖書館", 101, 50)


def test_a_process_is_kept_for_the_next_file():
    with pool() as readers:
        readers.lines_of(PLAN, "plan.txt")
        begun = time.monotonic()
        for _ in range(20):
            readers.lines_of(b"\xe7\x94\xb2", "line.txt")
        assert time.monotonic() - begun < 20  # a new process takes a good part of a second


@pytest.mark.parametrize(
    ("program", "error"), [(HANGING, ReadingTimedOut), (DYING, ReadingCrashed), (BABBLING, ReadingCrashed)]
)
def test_a_process_that_fails_is_told_of_and_another_takes_its_place(program, error, monkeypatch):
    monkeypatch.setattr("qsearch.services.reader_pool._SECONDS_TO_START", 1.0)
    with pool(Limits(seconds=1), command=(sys.executable, "-c", program)) as readers:
        for _ in range(2):
            with pytest.raises(error) as caught:
                readers.plan_of(PLAN, "計畫.txt")
            assert "計畫.txt" in caught.value.message
            assert caught.value.hint


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read():
    endless = document("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 600_000)
    with pool(Limits(seconds=1)) as readers:
        with pytest.raises(ReadingTimedOut) as caught:
            readers.plan_of(endless, "長.docx")
        assert "1 秒" in caught.value.message
        assert "QSEARCH_READ_SECONDS" in caught.value.hint
        assert len(readers.plan_of(PLAN, "plan.txt").items) == 50


@pytest.mark.skipif(sys.platform != "linux", reason="the address space of a process can be limited on Linux alone")
def test_a_file_that_fills_the_memory_is_given_up_and_the_next_is_read():
    large = document("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 600_000)
    with pool(Limits(memory_mb=256)) as readers:
        with pytest.raises((ReadingOutOfMemory, ReadingCrashed)) as caught:
            readers.plan_of(large, "大.docx")
        assert "大.docx" in caught.value.message
        assert len(readers.plan_of(PLAN, "plan.txt").items) == 50


def test_a_file_of_too_many_pages_is_refused():
    text = "\f".join(f"第{page}頁" for page in range(30)).encode()
    with pool(Limits(pages=20)) as readers, pytest.raises(UnreadableDocument) as caught:
        readers.plan_of(text, "厚.txt")
    assert "30 頁" in caught.value.message
    assert "QSEARCH_READ_PAGES" in caught.value.hint


def test_files_are_read_side_by_side():
    with pool(width=2) as readers:
        plans = []
        threads = [threading.Thread(target=lambda: plans.append(readers.plan_of(PLAN, "plan.txt"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(plan.items) for plan in plans] == [50] * 6


def test_closing_the_pool_ends_who_waits():
    readers = pool(Limits(seconds=60), command=(sys.executable, "-c", HANGING))
    outcomes = []

    def wait():
        try:
            readers.plan_of(PLAN, "plan.txt")
        except ReadingCrashed as error:
            outcomes.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    readers.close()
    waiting.join(timeout=20)
    assert len(outcomes) == 1


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]><w:document {WORD}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)

HOSTILE = {
    "empty.pdf": (b"", UnreadableDocument),
    "cut.pdf": ((corpus_dir() / "plans" / "nanchun-household-103.pdf").read_bytes()[:3000], UnreadableDocument),
    "cut.odt": ((corpus_dir() / "plans" / "binbai-land-104.odt").read_bytes()[:3000], UnreadableDocument),
    "cut.docx": ((corpus_dir() / "plans" / "yunleng-health-108.docx").read_bytes()[:3000], UnreadableDocument),
    "bomb.docx": (package({"word/document.xml": b"0" * 300_000_000}), UnreadableDocument),
    "laughs.docx": (package({"word/document.xml": BILLION}), UnreadableDocument),
    "deep.docx": (document("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), UnreadableDocument),
    "traversing.docx": (package({"../../evil": "x", "word/document.xml": "<x/>"}), (UnreadableDocument, UnknownLayout)),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), UnsupportedFormat),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(2000), UnsupportedFormat),
    "program.txt": (b"\x7fELF" + bytes(2000), (UnsupportedFormat, UnreadableDocument)),
    "archive.odt": (package({"readme.txt": "nothing of an office"}), (UnsupportedFormat, UnreadableDocument)),
}


@pytest.fixture(scope="module")
def readers():
    with pool(Limits(seconds=60)) as held:
        yield held


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_clear_error(name, readers, tmp_path):
    data, error = HOSTILE[name]
    with pytest.raises(error) as caught:
        readers.plan_of(data, name)
    assert not isinstance(caught.value, ReadingCrashed | ReadingTimedOut)
    assert name in caught.value.message
    assert "Traceback" not in caught.value.message


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".odt", ".txt", ""])
def test_the_kind_is_told_by_content_and_not_by_name(suffix, readers):
    for path in sorted((corpus_dir() / "plans").glob("*-10[34].*")):
        whole = readers.plan_of(path.read_bytes(), path.name)
        renamed = readers.plan_of(path.read_bytes(), Path(path.stem).with_suffix(suffix).name)
        assert [item.text for item in renamed.items] == [item.text for item in whole.items]
