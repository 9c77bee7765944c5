"""Measure reading PDF files beside bare pdfplumber on the same files in the same run.

    python bench/reading.py [--rounds 5] [--json FILE]

`bare` opens each file and calls `extract_tables` on every page; `read and parse` gives the
plan with labels and schedules. Both run in this process on one core. A folder is then
ingested into an empty home with one reading process and with two.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pdfplumber

from qsearch.frameworks import load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.reading.files import read_file
from qsearch.settings import settings_from
from qsearch.shipped import corpus_dir
from qsearch.workspace import Workspace


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(path: Path) -> int:
    """Extract every table of a file as pdfplumber does by itself; return the number of pages."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()
        return len(pdf.pages)


def ingest(paths: list[Path], readers: int) -> None:
    """Ingest files into an empty home."""
    with tempfile.TemporaryDirectory() as home:
        environment: Mapping[str, str] = {"QSEARCH_HOME": home, "QSEARCH_READERS": str(readers)}
        with Workspace(settings_from(environment)) as workspace:
            report = workspace.ingesting.ingest(paths)
        if not report.ok:
            raise SystemExit("a shipped plan could not be ingested")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure reading beside bare pdfplumber.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    paths = sorted((corpus_dir() / "plans").glob("*.pdf"))
    pages = sum(bare(path) for path in paths)
    items = sum(len(parse_document(read_file(path), frameworks).items) for path in paths)
    ratios, plain, whole = [], [], []
    for _ in range(options.rounds):
        # Turn and turn about, so that a busy moment strikes both.
        peer = sum(seconds(lambda path=path: bare(path)) for path in paths)  # type: ignore[misc]
        ours = sum(seconds(lambda path=path: parse_document(read_file(path), frameworks)) for path in paths)  # type: ignore[misc]
        plain.append(pages / peer)
        whole.append(pages / ours)
        ratios.append(peer / ours)
    every = sorted(path for path in (corpus_dir() / "plans").iterdir() if path.is_file())
    one, two = (
        statistics.median(seconds(lambda readers=readers: ingest(every, readers)) for _ in range(3))  # type: ignore[misc]
        for readers in (1, 2)
    )
    found = {
        "python": platform.python_version(),
        "pdf_files": len(paths),
        "pages": pages,
        "items": items,
        "bare_pages_per_second": statistics.median(plain),
        "read_and_parsed_pages_per_second": statistics.median(whole),
        "ratio": statistics.median(ratios),
        "folder_files": len(every),
        "folder_seconds_one_process": one,
        "folder_seconds_two_processes": two,
    }
    for name, value in found.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
