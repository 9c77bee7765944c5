"""Feed damaged documents to the reader: `make fuzz`.

Shipped plans, set as files of every kind, are damaged: bytes flipped, cut out, doubled and
moved, numbers replaced by extreme ones; members of packages and streams are damaged and
packed again, so that the damage gets past the checksums, and half of the documents as
`mutating` does, so that they stay well-formed. Each must end in a plan or in an error for
people with a way out, within a minute. Prints how many of each kind did; exit status 1 where
one crashed, hung or gave anything else.

    python bench/fuzz.py [--count 5000] [--seed 20261126] [--keep DIR]
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from html import escape
from pathlib import Path

import pypdfium2

from mutating import mutated
from qsearch.errors import QsearchError
from qsearch.exporting.writing import export
from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan
from qsearch.reading.files import read_file
from qsearch.reading.limits import Limits
from qsearch.services.reader_pool import ReaderPool
from qsearch.services.reading_plans import PlanReader, sources_in_bytes
from qsearch.shipped import corpus_dir

__all__ = ["damaged_documents", "main", "outcome_of"]

KINDS = ("txt", "pdf", "odt", "docx", "xlsx", "ods", "csv", "html", "jsonl")
SECONDS = 60.0
BAD = frozenset({"ReadingCrashed", "ReadingTimedOut", "not an error of ours", "without a way out"})

_PAGES = 2  # of a PDF seed: damage is in the file, not in its length


def damaged_documents(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of damaged documents, kind after kind in turn."""
    chance = random.Random(seed)
    held = _seeds()
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield f"{number}.{kind}", mutated(chance.choice(held[kind]), kind, chance)


def outcome_of(pool: ReaderPool, name: str, data: bytes) -> str:
    """Read a document and return what became of it: `plan`, or the name of the error."""
    try:
        reader = PlanReader(_frameworks(), pool)
        for source in sources_in_bytes(data, name):
            reader.read(source)
    except QsearchError as error:
        if not error.message or error.code == "error":
            return "not an error of ours"
        return type(error).__name__ if error.hint else "without a way out"
    except Exception:  # noqa: BLE001 - that none gets here is what is measured
        return "not an error of ours"
    return "plan"


def main() -> int:
    """Run and print the table; return the exit status."""
    parser = argparse.ArgumentParser(description="Feed damaged documents to the reader.")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the documents that ended badly there")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    slowest = 0.0
    begun = time.perf_counter()
    limits = Limits(seconds=SECONDS)
    with ReaderPool(corpus_dir() / "frameworks", limits, width=2) as pool, ThreadPoolExecutor(2) as threads:

        def work(document: tuple[str, bytes]) -> tuple[str, bytes, str, float]:
            started = time.perf_counter()
            return *document, outcome_of(pool, *document), time.perf_counter() - started

        for name, data, outcome, seconds in threads.map(work, damaged_documents(options.count, options.seed)):
            counts[name.rsplit(".", 1)[1]][outcome] += 1
            slowest = max(slowest, seconds)
            if outcome in BAD and options.keep is not None:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / name).write_bytes(data)
    outcomes = sorted({outcome for counter in counts.values() for outcome in counter})
    print("kind", "documents", *outcomes, sep="\t")
    for kind, counter in counts.items():
        print(kind, counter.total(), *(counter[outcome] for outcome in outcomes), sep="\t")
    bad = sum(counter[outcome] for counter in counts.values() for outcome in BAD)
    print(
        f"{options.count} documents in {time.perf_counter() - begun:.0f} s, slowest {slowest:.1f} s, {bad} ended badly"
    )
    return 1 if bad else 0


@cache
def _frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@cache
def _seeds() -> dict[str, list[bytes]]:
    """Return the documents that get damaged, by kind."""
    held: dict[str, list[bytes]] = {kind: [] for kind in KINDS}
    plans: list[Plan] = []
    for path in sorted(path for path in (corpus_dir() / "plans").iterdir() if path.is_file() and path.name[0] != "."):
        data = path.read_bytes()
        held[path.suffix[1:]].append(_first_pages(data) if path.suffix == ".pdf" else data)
        if len(plans) < 3:
            plans.append(parse_document(read_file(path), _frameworks()))
    for plan in plans:
        for kind in ("xlsx", "ods", "csv", "jsonl"):
            written = io.BytesIO()
            export([plan], kind, written)
            held[kind].append(written.getvalue())
        held["html"].append(_as_html(plan))
    return held


def _first_pages(data: bytes) -> bytes:
    whole = pypdfium2.PdfDocument(data)
    part = pypdfium2.PdfDocument.new()
    part.import_pages(whole, list(range(len(whole)))[-_PAGES:])
    written = io.BytesIO()
    part.save(written)
    return written.getvalue()


def _as_html(plan: Plan) -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="1">{escape(text or "")}</td>'
            for text in (item.dimension, item.execution_item, f"{item.number} {item.text}", item.deadline)
        )
        + f"<td>{escape('、'.join(item.units))}</td></tr>"
        for item in plan.items
    )
    headings = "".join(f"<th>{text}</th>" for text in ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位"))
    return f"<!doctype html><html><body><h1>{escape(plan.title or '')}</h1><table><tr>{headings}</tr>{rows}</table>".encode()


if __name__ == "__main__":
    sys.exit(main())
