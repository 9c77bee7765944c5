"""Measure how search grows from a thousand items to a million, beside three others on the same tokens.

    python bench/search_scaling.py                        # a thousand to a hundred thousand
    python bench/search_scaling.py --largest 1000000

For every size a home is made of bench/corpus.py's plans and asked through the service that
commands and pages use: parsing, engine, ranking again, facets, items out of the catalogue,
highlights, citations. Then one plan more is put into the home and looked for. The others
(rank_bm25, bm25s, SQLite FTS5) get the words and bigrams of all fields, made ready, and the
query's words and bigrams; they give the ten best and nothing else. Every size runs in a
process of its own, so that memory is its own. rank_bm25 keeps a dictionary for every item
and takes seconds for a query, so it stops at --rank-bm25-largest.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from corpus import invented_plans, invented_queries
from qsearch.plan import Plan
from qsearch.search.engine import RUN_END, EngineItem, Field, FieldTerms
from qsearch.search.query import engine_query, parse_query
from qsearch.settings import settings_from
from qsearch.text.analyse import Analyser
from qsearch.workspace import Workspace, open_workspace

_NEW = "望月樓二樓增設琉璃展櫃與燈籠彩繪角落"  # what no clause of the corpus says
_APART = frozenset({Field.TEXT_CONCEPTS, Field.CONTEXT_CONCEPTS, Field.BEGINNING})
_PAGE = 10
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Took:
    """Hold the times of one way of asking, in milliseconds, over some queries.

    `wall` is what a user waits on this machine as busy as it is, `cpu` what the processor
    worked; on an idle machine they are the same, as each way runs in one thread.
    """

    queries: int
    matches: int
    wall_p50_ms: float
    wall_p95_ms: float
    cpu_p50_ms: float
    cpu_p95_ms: float
    cpu_worst_ms: float


@dataclass(frozen=True, slots=True)
class Built:
    """Hold what it took to get ready: seconds, and bytes in memory and on disk."""

    items: int
    seconds: float
    cpu_seconds: float
    memory_mb: float
    disk_mb: float


def memory_mb() -> float:
    """Return the resident memory of this process (Linux), 0 where that cannot be read."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(ask: Callable[[str], int], queries: Sequence[str]) -> Took:
    """Ask every query in three rounds and keep its best time, for others work on this machine too."""
    wall, cpu = [float("inf")] * len(queries), [float("inf")] * len(queries)
    for _ in range(_ROUNDS):
        matches = 0
        for n, query in enumerate(queries):
            started, worked = time.perf_counter(), time.process_time()
            matches += ask(query)
            wall[n] = min(wall[n], (time.perf_counter() - started) * 1000)
            cpu[n] = min(cpu[n], (time.process_time() - worked) * 1000)
    measured = (*np.percentile(wall, (50, 95)), *np.percentile(cpu, (50, 95)), max(cpu))
    return Took(len(queries), matches, *(round(float(one), 3) for one in measured))


class Peer:
    """Ask rank_bm25 as it comes, over all terms of an item in one list."""

    def __init__(self, items: Sequence[EngineItem], analyser: Analyser) -> None:
        # A character or word is one object however many items hold it, or memory runs out.
        self._documents = [
            [_flat(terms.field, term) for terms in item.fields for term in _cut(terms)] for item in items
        ]
        self._analyser = analyser
        before = memory_mb()
        started, worked = time.perf_counter(), time.process_time()
        self._bm25 = BM25Okapi(self._documents, k1=1.2, b=0.75)
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
        self.built = Built(len(items), round(seconds, 1), round(cpu, 1), round(memory_mb() - before), 0)

    def ask(self, text: str) -> int:
        """Score everything and take the ten best, as its own get_top_n does but faster."""
        parsed = parse_query(text, self._analyser)
        scores = self._bm25.get_scores([*parsed.words, *parsed.bigrams, *parsed.joins, *parsed.characters])
        best = np.argpartition(scores, -_PAGE)[-_PAGE:]
        return len(best[np.argsort(-scores[best])])

    def matches(self, text: str) -> int:
        """Count the items that hold a term which matches by itself; not timed."""
        asked = {
            _flat(term.field, term.text)
            for term in engine_query(parse_query(text, self._analyser)).terms
            if term.matches
        }
        return sum(not asked.isdisjoint(frequencies) for frequencies in self._bm25.doc_freqs)


def _flat(field: Field, term: str) -> str:
    """Return a term as it stands in one list for all fields: the name of a concept is not the word it is named by."""
    return sys.intern(f"={term}" if field in _APART else term)


def machine() -> dict[str, str]:
    """Describe the machine and the versions."""
    cpu = platform.processor() or "unknown"
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            line.split(":", 1)[1].strip()
            for line in info.read_text(encoding="utf-8").splitlines()
            if "model name" in line
        ]
        cpu = names[0] if names else cpu
    packages = ("tantivy", "rjieba", "rank-bm25", "bm25s", "numpy")
    return {
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: _version(name) for name in packages},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def concluded(bench: str, items: int, report: dict[str, object], claims: dict[str, bool], results: Path) -> int:
    """Print which claims hold, write the report with machine, corpus and command, return the exit status."""
    for claim, holds in claims.items():
        print(f"{'holds' if holds else 'FAILS'}: {claim}")
    head = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": f"python bench/{bench}.py --{'items' if bench == 'whole_line' else 'largest'} {items}",
        "corpus": "bench/corpus.py: clauses of corpus/examples recombined, seed 1",
        "machine": machine(),
    }
    results.mkdir(exist_ok=True)
    path = results / f"{bench.replace('_', '-')}-{items}.json"
    path.write_text(
        json.dumps(head | report | {"claims": claims}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return 0 if all(claims.values()) else 1


def put(workspace: Workspace, plan: Plan, file_name: str) -> None:
    """Store a plan as an ingest does, without a file."""
    institution = workspace.agencies.lineage(plan.agency or "")
    workspace.catalogue.put_plan(plan, institution=institution, status="published", original=None, file_name=file_name)


def tokens(items: Iterator[EngineItem]) -> Iterator[list[str]]:
    """Yield the words and bigrams of every field of every item; a token is one object however many items hold it."""
    for item in items:
        kept = [terms for terms in item.fields if terms.field.endswith(("words", "bigrams"))]
        yield [sys.intern(term) for terms in kept for term in _cut(terms)]


def _cut(terms: FieldTerms) -> list[str]:
    return [term for term in terms.terms.split() if term != RUN_END]


def asked(text: str, analyser: Analyser) -> list[str]:
    """Return the words and bigrams of a query."""
    parsed = parse_query(text, analyser)
    return list(dict.fromkeys((*parsed.words, *parsed.bigrams))) or list(parsed.characters)


def others(workspace: Workspace, queries: Sequence[str], size: int, rank_bm25_largest: int) -> dict[str, object]:
    """Measure what others take to get ready and to answer."""
    analyser = workspace._analyser
    cut = {text: asked(text, analyser) for text in queries}
    held = list(tokens(workspace._indexer.engine_items(workspace.catalogue.iter_items())))
    gc.collect()
    gc.freeze()
    found: dict[str, object] = {}

    def measure(name: str, make: Callable[[], Callable[[str], int]], some: Sequence[str]) -> None:
        before, started, worked = memory_mb(), time.perf_counter(), time.process_time()
        ask = make()
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
        built = Built(size, round(seconds, 1), round(cpu, 1), round(memory_mb() - before), 0)
        found[name] = {"built": asdict(built), "took": asdict(timed(ask, some))}

    def fts5() -> Callable[[str], int]:
        database = sqlite3.connect(":memory:")
        database.execute("create virtual table items using fts5(terms, content='')")
        database.executemany(
            "insert into items (rowid, terms) values (?, ?)", ((n, " ".join(terms)) for n, terms in enumerate(held))
        )

        def ask(text: str) -> int:
            wanted = " OR ".join('"' + term.replace('"', '""') + '"' for term in cut[text])
            best = f"select rowid from items where items match ? order by bm25(items) limit {_PAGE}"
            return len(database.execute(best, (wanted,)).fetchall())

        return ask

    def bm25s() -> Callable[[str], int]:
        import bm25s as library

        index = library.BM25(k1=1.2, b=0.75, method="lucene")
        index.index(held, show_progress=False)
        known = index.vocab_dict

        def ask(text: str) -> int:
            wanted = [term for term in cut[text] if term in known]
            if not wanted:
                return 0
            places, _ = index.retrieve([wanted], k=min(_PAGE, size), show_progress=False)
            return int(places.size)

        return ask

    def rank_bm25() -> Callable[[str], int]:
        index = BM25Okapi(held, k1=1.2, b=0.75)

        def ask(text: str) -> int:
            scores = index.get_scores(cut[text])
            return len(np.argpartition(scores, -_PAGE)[-_PAGE:])

        return ask

    measure("SQLite FTS5", fts5, queries[:40])
    try:
        measure("bm25s", bm25s, queries[:100])
    except ModuleNotFoundError:
        print("bm25s is not installed; left out", file=sys.stderr)
    if size <= rank_bm25_largest:
        measure("rank_bm25", rank_bm25, queries[:10])
    return found


def _cpu() -> float:
    """Return the CPU seconds of this process and of those it started, which have ended."""
    own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


def one_size(size: int, queries: Sequence[str], rank_bm25_largest: int) -> dict[str, object]:
    """Measure one size in this process."""
    *plans, last = invented_plans(size + 50)
    with tempfile.TemporaryDirectory() as folder, open_workspace(settings_from({}, home=Path(folder))) as workspace:
        for n, plan in enumerate(plans):
            put(workspace, plan, f"plan-{n}.jsonl")
        del plans
        gc.collect()
        started, worked = time.perf_counter(), _cpu()
        workspace.indexing.catch_up()
        seconds, cpu = time.perf_counter() - started, _cpu() - worked
        disk = sum(path.stat().st_size for path in (Path(folder) / "index").rglob("*") if path.is_file()) / 1e6
        took = timed(lambda text: workspace.finding.search(text, limit=_PAGE).total, queries)
        serving = memory_mb()
        # Among a million recombined actions dozens may read as any of its own does.
        last = replace(last, items=(replace(last.items[0], text=_NEW), *last.items[1:]))
        started = time.perf_counter()
        put(workspace, last, "last.jsonl")
        workspace.indexing.catch_up()
        hits = workspace.finding.search(_NEW, limit=_PAGE).hits
        added = time.perf_counter() - started
        if last.title not in {hit.item.plan.title for hit in hits}:
            raise SystemExit("the plan that was added is not found")
        report: dict[str, object] = {
            "built": asdict(Built(size, round(seconds, 1), round(cpu, 1), round(serving), round(disk))),
            "took": asdict(took),
            "add_one_plan_s": round(added, 2),
            "load": os.getloadavg()[0],
        }
        report["others"] = others(workspace, queries, size, rank_bm25_largest)
    return report


def main() -> int:
    """Run every size, print a table, write bench/results; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description="Measure how search grows, beside rank_bm25, bm25s and SQLite FTS5.")
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rank-bm25-largest", type=int, default=100_000)
    parser.add_argument("--size", type=int, help="measure this size only and print JSON")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    queries = invented_queries(options.queries)
    if options.size:
        print(json.dumps(one_size(options.size, queries, options.rank_bm25_largest)))
        return 0
    report: dict[str, object] = {}
    print(f"{'':13}{'items':>10}{'built s':>9}{'cpu s':>8}{'MB':>7}{'queries':>9}{'results':>11}{'p50 ms':>9}"
          f"{'p95':>9}{'cpu p50':>9}{'p95':>9}")  # fmt: skip
    size = 1_000
    last: dict[str, Any] = {}
    while size <= options.largest:
        command = [sys.executable, __file__, "--size", str(size), "--queries", str(options.queries),
                   "--rank-bm25-largest", str(options.rank_bm25_largest)]  # fmt: skip
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        last = json.loads(done.stdout)
        report[str(size)] = last
        for name, one in (("qsearch", last), *last["others"].items()):
            built, took = one["built"], one["took"]
            print(f"{name:13}{size:>10,}{built['seconds']:>9}{built['cpu_seconds']:>8}{built['memory_mb']:>7}"
                  f"{took['queries']:>9}{took['matches']:>11,}{took['wall_p50_ms']:>9}{took['wall_p95_ms']:>9}"
                  f"{took['cpu_p50_ms']:>9}{took['cpu_p95_ms']:>9}", flush=True)  # fmt: skip
        print(
            f"{'':13}one plan more, stored and found: {last['add_one_plan_s']} s; load {last['load']:.1f}", flush=True
        )
        size *= 10
    took, built = last["took"], last["built"]
    claims = {
        "whole path: p50 at most 10 ms": took["wall_p50_ms"] <= 10,
        "whole path: p95 at most 40 ms": took["wall_p95_ms"] <= 40,
        "index built in at most 120 s a million items": built["seconds"] <= 120 * built["items"] / 1e6 + 5,
        "serving in at most 1.5 GB": built["memory_mb"] <= 1500,
        "one plan more is found within 2 s": float(str(last["add_one_plan_s"])) <= 2,
    }
    return concluded("search_scaling", options.largest, {"sizes": report}, claims, options.results)


if __name__ == "__main__":
    sys.exit(main())
