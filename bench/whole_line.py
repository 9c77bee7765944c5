"""Measure the whole line at size: JSON lines in, searches out, as a home really runs.

    python bench/whole_line.py --items 100000

Plans made by bench/corpus.py are written as JSON lines, ingested into a new home, and
searched through the same service that commands and pages use: analysis, engine, filters,
facet counts, items out of the catalogue, highlights and citations. rank_bm25 answers the
same queries over the same terms in the same run (scores and the ten best; no filters, no
facets, no items, no marks). Two commands are timed as processes of their own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from corpus import invented_plans, invented_queries
from qsearch.plan import Filters
from qsearch.services.ingesting import Ingesting
from qsearch.settings import settings_from
from qsearch.wire import plan_to_json
from qsearch.workspace import Workspace, open_workspace
from search_scaling import Peer, concluded, memory_mb, timed


def seconds_of(workspace: Workspace, source: Path) -> tuple[float, float]:
    """Return how long storing the plans took, and then indexing them."""
    # The index catches up at the end of an ingest; left out here, to time each alone.
    ingesting = Ingesting(workspace.reader, workspace.catalogue, workspace.agencies, lambda: None)
    started = time.perf_counter()
    report = ingesting.ingest([source])
    stored = time.perf_counter() - started
    if not report.ok:
        raise SystemExit(f"ingest failed: {next(plan.error for plan in report.plans if plan.error)}")
    started = time.perf_counter()
    workspace.indexing.catch_up()
    return stored, time.perf_counter() - started


def command(home: Path, *arguments: str) -> dict[str, float]:
    """Return wall seconds, CPU seconds and resident megabytes of one command, the best of three runs."""
    best: dict[str, float] = {}
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "qsearch", "--home", str(home), *arguments], check=True, stdout=subprocess.DEVNULL
        )
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if not best or wall < best["wall_s"]:
            best = {"wall_s": round(wall, 3), "cpu_s": round(cpu, 3)}
    return best


def main() -> int:
    """Run, print, write bench/results; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description="Measure the whole line at size.")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--peer-queries", type=int, default=20, help="rank_bm25 takes about a second for one")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    queries = invented_queries(options.queries)
    with tempfile.TemporaryDirectory() as folder:
        source, home = Path(folder) / "plans.jsonl", Path(folder) / "home"
        with source.open("w", encoding="utf-8") as stream:
            for plan in invented_plans(options.items):
                stream.write(json.dumps(plan_to_json(plan), ensure_ascii=False) + "\n")
        with open_workspace(settings_from({}, home=home)) as workspace:
            stored, indexed = seconds_of(workspace, source)
            held = workspace.finding.search("").total
            before = memory_mb()

            def ask(text: str, filters: Filters | None = None) -> int:
                return workspace.finding.search(text, filters).total

            took = {
                "search, whole path": timed(ask, queries),
                "search with a filter": timed(lambda text: ask(text, Filters(framework=("quality-award",))), queries),
                "search, the peer's queries": timed(ask, queries[: options.peer_queries]),
            }
            serving = memory_mb()
            peer = Peer(list(workspace._indexer.engine_items(workspace.catalogue.iter_items())), workspace._analyser)
            theirs = timed(peer.ask, queries[: options.peer_queries])
            found = [peer.matches(text) for text in queries[: options.peer_queries]]
            took["rank_bm25, the same queries"] = replace(theirs, matches=sum(found))
        commands = {
            "qsearch --help": command(home, "--help"),
            "qsearch search 單一窗口": command(home, "search", "單一窗口"),
        }
    whole, ours = took["search, whole path"], took["search, the peer's queries"]
    ratio = theirs.wall_p50_ms / ours.wall_p50_ms
    claims = {
        "every item went in": held == options.items,
        "both count the same matches": sum(found) == ours.matches,
        "whole path: p50 under 5 ms": whole.wall_p50_ms < 5,
        "rank_bm25 takes at least 50 times as long": ratio >= 50,
        "qsearch --help: under 0.4 s of CPU": commands["qsearch --help"]["cpu_s"] < 0.4,
        "a search command: under 1 s": commands["qsearch search 單一窗口"]["wall_s"] < 1,
    }
    print(f"{held:,} items stored in {stored:.1f} s, indexed in {indexed:.1f} s; {serving:.0f} MB while serving "
          f"({before:.0f} MB before the queries)")  # fmt: skip
    print(f"{'milliseconds':30}{'queries':>8}{'matches':>12}{'wall p50':>10}{'p95':>9}{'cpu p50':>9}{'p95':>9}")
    for name, one in took.items():
        print(f"{name:30}{one.queries:>8}{one.matches:>12,}{one.wall_p50_ms:>10}{one.wall_p95_ms:>9}"
              f"{one.cpu_p50_ms:>9}{one.cpu_p95_ms:>9}")  # fmt: skip
    print(f"rank_bm25 takes {ratio:.0f} times as long and {peer.built.memory_mb:.0f} MB more memory")
    for name, times in commands.items():
        print(f"{name}: {times['wall_s']} s, {times['cpu_s']} s of CPU")
    report = {
        "items": held,
        "stored_s": round(stored, 1),
        "indexed_s": round(indexed, 1),
        "serving_mb": round(serving),
        "took": {name: asdict(one) for name, one in took.items()},
        "ratio": round(ratio, 1),
        "rank_bm25_mb": peer.built.memory_mb,
        "commands": commands,
    }
    return concluded("whole_line", options.items, report, claims, options.results)


if __name__ == "__main__":
    sys.exit(main())
