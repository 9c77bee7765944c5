"""Measure what it takes to complete a query, at a thousand and ten thousand items, beside a plain scan.

    python bench/completing.py
    python bench/completing.py --largest 100000

For every size a home is made of bench/corpus.py's plans. Prefixes are what somebody types
of words, two words, and beginnings of actions, character by character: those of one
character, of two, of three to five, and of more. Each is asked through the service that
commands and pages use. The other is what one would write without an index: a loop over all
words, wordings of concepts and actions of the items, folded and counted beforehand, that
takes the ten most frequent of each that begin with the folded prefix; it completes no word
inside a run of Chinese and knows no action by its middle. Every size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import heapq
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus import invented_plans, invented_queries
from qsearch.search.engine import Field
from qsearch.settings import settings_from
from qsearch.text.fold import fold_text
from qsearch.workspace import Workspace, open_workspace
from search_scaling import Took, concluded, put, timed

_SHOWN = 10
_LENGTHS = (("1 character", 1, 1), ("2 characters", 2, 2), ("3 to 5", 3, 5), ("6 and more", 6, 20))


def prefixes(count: int, *, seed: int = 5) -> dict[str, list[str]]:
    """Return for each length the first characters of queries as people begin to type them, without repeats."""
    chance = random.Random(seed)
    queries = [query for query in invented_queries(20 * count) if len(query) >= 2]
    found: dict[str, list[str]] = {}
    for name, least, most in _LENGTHS:
        long_enough = [query for query in queries if len(query) > least]
        typed = [query[: min(chance.randint(least, most), len(query) - 1)].rstrip() for query in long_enough]
        found[name] = list(dict.fromkeys(text for text in typed if len(text) >= least))[:count]
    return found


def plain_scan(workspace: Workspace) -> Callable[[str], int]:
    """Return a completer that looks at every term and every action, and says how many it would show."""
    terms: Counter[str] = Counter()
    actions: Counter[str] = Counter()
    for item in workspace._indexer.engine_items(workspace.catalogue.iter_items()):
        for held in item.fields:
            if held.field in (Field.TEXT_WORDS, Field.TEXT_CONCEPTS):
                terms.update(set(held.terms.split()))
        actions[item.texts.text[:40]] += 1
    words, beginnings = list(terms.items()), list(actions.items())

    def ask(typed: str) -> int:
        prefix = "".join(fold_text(typed).split())
        found = [(count, term) for term, count in words if term.startswith(prefix)]
        begun = [(count, text) for text, count in beginnings if text.startswith(prefix)]
        return min(len(heapq.nlargest(_SHOWN, found)) + len(heapq.nlargest(_SHOWN, begun)), _SHOWN)

    return ask


def one_size(size: int, typed: dict[str, list[str]]) -> dict[str, object]:
    """Measure one size in this process: for each length what the service takes, and the plain scan."""
    with tempfile.TemporaryDirectory() as folder, open_workspace(settings_from({}, home=Path(folder))) as workspace:
        for n, plan in enumerate(invented_plans(size)):
            put(workspace, plan, f"plan-{n}.jsonl")
        workspace.indexing.catch_up()

        def complete(text: str) -> int:
            return len(workspace.finding.complete(text, limit=_SHOWN).completions)

        complete("民眾可以線上預")  # reads the dictionary
        scan = plain_scan(workspace)
        gc.collect()
        gc.freeze()
        report: dict[str, object] = {"load": os.getloadavg()[0]}
        for name, some in typed.items():
            report[name] = {"qsearch": asdict(timed(complete, some)), "plain scan": asdict(timed(scan, some))}
    return report


def _row(size: int, name: str, who: str, took: Took) -> str:
    return (
        f"{size:>8,}  {name:14}{who:12}{took.queries:>9}{took.matches:>9,}{took.wall_p50_ms:>9}{took.wall_p95_ms:>9}"
        f"{took.cpu_p50_ms:>9}{took.cpu_p95_ms:>9}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every size, print a table, write bench/results; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description="Measure what it takes to complete a query, beside a plain scan.")
    parser.add_argument("--largest", type=int, default=10_000)
    parser.add_argument("--prefixes", type=int, default=100, help="of each length")
    parser.add_argument("--size", type=int, help="measure this size only and print JSON")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args(arguments)
    if options.size:
        print(json.dumps(one_size(options.size, prefixes(options.prefixes)), ensure_ascii=False))
        return 0
    report: dict[str, object] = {}
    slowest = 0.0
    print(
        f"{'items':>8}  {'typed':14}{'':12}{'prefixes':>9}{'shown':>9}{'p50 ms':>9}{'p95':>9}{'cpu p50':>9}{'p95':>9}"
    )
    size = 1_000
    while size <= options.largest:
        command = [sys.executable, __file__, "--size", str(size), "--prefixes", str(options.prefixes)]
        done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        report[str(size)] = done
        for name, _, _ in _LENGTHS:
            for who, one in done[name].items():
                print(_row(size, name, who, Took(**one)), flush=True)
            slowest = max(slowest, done[name]["qsearch"]["cpu_p95_ms"])
        print(f"{'':10}load {done['load']:.1f}", flush=True)
        size *= 10
    claims = {"completing: p95 of every length at most 20 ms of CPU": slowest <= 20}
    return concluded("completing", options.largest, {"sizes": report}, claims, options.results)


if __name__ == "__main__":
    sys.exit(main())
