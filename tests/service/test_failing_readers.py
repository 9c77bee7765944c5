"""Processes that read: one that hangs, eats memory, dies or talks nonsense harms neither its caller nor the next file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from qsearch.errors import QsearchError, ReadingCrashed, ReadingOutOfMemory, ReadingTimedOut, UnreadableDocument
from qsearch.reading.limits import Limits
from qsearch.services.reader_pool import ReaderPool
from qsearch.shipped import corpus_dir
from tests.service import hostile, invented

# Stands in for the process that reads, as one that a forged file has taken over: what it does is told by the file's bytes.
STAND_IN = """
import os, sys, time
from pathlib import Path
from qsearch.services import reader_process
from qsearch.services.reading_here import ReadingHere

def plan_of(self, data, name, *, ocr=False):
    told = data.decode(errors="replace")
    if told.startswith("hang"):
        while True:
            pass
    if told.startswith("child"):
        if not os.fork():
            time.sleep(600)
        Path(told[5:]).write_text(str(os.getpid()))
        time.sleep(600)
    if told.startswith("eat"):
        held = []
        while True:
            held.append(bytearray(2**24))
    if told.startswith("die"):
        os.kill(os.getpid(), 11)
    if told.startswith("leave"):
        os._exit(3)
    if told.startswith("trip"):
        raise ZeroDivisionError("in a library")
    if told.startswith("deep"):
        return self.plan_of(data, name)
    if told.startswith("print"):
        print("a library says something", flush=True)
        os.write(1, b"and once more")
        return whole(self, b"", name)
    if told.startswith("lie"):
        os.write(int(told[3:]), b"\\xff" * 64)
    return whole(self, data, name)

whole = ReadingHere.plan_of
ReadingHere.plan_of = plan_of
sys.exit(reader_process.main())
"""


def pool(
    *,
    seconds: float = 30,
    memory_mb: int = 1024,
    pages: int = 1000,
    width: int = 1,
    command: Sequence[str] | None = None,
) -> ReaderPool:
    return ReaderPool(
        corpus_dir() / "frameworks",
        Limits(seconds=seconds, memory_mb=memory_mb, pages=pages),
        width=width,
        command=command or (sys.executable, "-c", STAND_IN),
    )


def refused(readers: ReaderPool, told: str) -> QsearchError:
    with pytest.raises(QsearchError) as caught:
        readers.plan_of(told.encode(), "evil.pdf")
    assert "evil.pdf" in caught.value.message
    assert caught.value.hint
    return caught.value


def plan_is_read(readers: ReaderPool) -> None:
    text = (corpus_dir() / "plans" / "qinglan-library-101.txt").read_bytes()
    assert readers.plan_of(text, "plan.txt").items


def test_a_reader_that_hangs_is_stopped_and_another_takes_its_place() -> None:
    with pool(seconds=2) as readers:
        assert isinstance(refused(readers, "hang"), ReadingTimedOut)
        plan_is_read(readers)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_what_a_hanging_reader_started_is_ended_with_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pool(seconds=3) as readers:
        assert isinstance(refused(readers, f"child{told}"), ReadingTimedOut)
    group = int(told.read_text())
    for _ in range(50):  # the system takes a moment to bury them
        if not alive(group):
            break
        time.sleep(0.1)
    assert not alive(group)


def alive(group: int) -> bool:
    """Whether a process of a group is left that is no zombie."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process reliably")
def test_a_reader_that_eats_memory_is_stopped_and_another_takes_its_place() -> None:
    with pool(memory_mb=600) as readers:
        error = refused(readers, "eat")
        assert isinstance(error, ReadingOutOfMemory)
        assert "600 MB" in error.message
        plan_is_read(readers)


@pytest.mark.parametrize(("told", "how"), [("die", "SIGSEGV"), ("leave", "結束碼 3")])
def test_a_reader_that_dies_is_told_with_how_and_another_takes_its_place(told: str, how: str) -> None:
    with pool() as readers:
        error = refused(readers, told)
        assert isinstance(error, ReadingCrashed)
        assert how in error.message
        plan_is_read(readers)


def test_what_a_library_trips_over_is_an_answer_and_no_traceback() -> None:
    with pool() as readers:
        error = refused(readers, "trip")
        assert isinstance(error, ReadingCrashed)
        assert "ZeroDivisionError" in error.message
        assert "Traceback" not in error.message
        assert isinstance(refused(readers, "deep"), UnreadableDocument)
        plan_is_read(readers)


def test_what_a_library_prints_is_no_part_of_an_answer() -> None:
    with pool() as readers:
        assert isinstance(refused(readers, "print"), UnreadableDocument)  # an empty file is refused in its own words
        plan_is_read(readers)


def test_more_pages_than_allowed_are_refused_before_they_are_read() -> None:
    with pool(pages=3) as readers, pytest.raises(UnreadableDocument, match="4 頁，超過 3 頁"):
        readers.plan_of(hostile.pdf_of_pages(4), "long.pdf")


def test_a_crash_in_the_midst_of_a_folder_fails_that_file_alone(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ReaderPool.__init__, "__kwdefaults__", {"debug": False, "command": (sys.executable, "-c", STAND_IN)}
    )
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.docx").write_bytes(hostile.written("docx"))
    (folder / "b.txt").write_bytes(b"die")
    (folder / "c.odt").write_bytes(hostile.written("odt", invented.SOUTH))
    ran = run("ingest", folder, "--json")
    assert ran.status == 1
    assert [(plan["status"], plan["items"]) for plan in ran.json["plans"] if plan["status"] != "failed"] == [
        ("added", 4),
        ("added", 2),
    ]
    (failed,) = [plan for plan in ran.json["plans"] if plan["status"] == "failed"]
    assert failed["error"]["code"] == "reading-crashed"
