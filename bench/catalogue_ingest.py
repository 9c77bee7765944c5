"""Measure how fast the catalogue takes plans in and gives items back.

The peer is the least that could be done: plain sqlite3 puts the same item rows, already
made, into the same table, with the same durability and one transaction a plan. The
catalogue on top of that makes the rows, ids and digests, compares with what is stored,
and notes file and change. Every measured number stands beside the count it was made on.

    python bench/catalogue_ingest.py --items 100000 --plans 1000
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qsearch.catalogue import Catalogue, open_catalogue
from qsearch.catalogue.migrations import MIGRATIONS
from qsearch.catalogue.preparing import prepare
from qsearch.plan import Kpi, Label, Plan, PlanItem, Schedule, Source

WHERE = ("服務臺", "兒童室", "自習室", "展覽廳", "網站", "行動服務車", "電話專線", "分館")
WHAT = ("增設雙語標示", "試辦延長開放", "簡化借用表單", "回覆讀者留言", "更新常見問答", "培訓志工導覽", "公布處理進度")
WHY = ("減少等候", "方便長者與兒童", "讓外籍訪客看得懂", "使流程透明", "降低重複填寫")
UNITS = ("閱覽組", "推廣組", "資訊室", "秘書室", "典藏組")
LABELS = (
    Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度"),
    Label("quality-award", "服務流程", "服務流程便捷性", "申辦案件流程簡化程度"),
    Label("quality-award", "機關形象", "服務行為友善性與專業性", "服務親和程度"),
)


def invented_plans(items: int, plans: int) -> Iterator[Plan]:
    """Yield plans of about equal length that hold so many items together; always the same."""
    chance = random.Random(102)
    for number in range(plans):
        count = items // plans + (number < items % plans)
        yield Plan(
            title=f"甲{number}館年度提升服務品質執行計畫",
            agency=f"甲{number}館",
            year=101 + number % 8,
            framework="quality-award",
            goals=("縮短等候", "提高滿意"),
            items=tuple(_item(chance, position) for position in range(1, count + 1)),
        )


def _item(chance: random.Random, position: int) -> PlanItem:
    label = chance.choice(LABELS)
    return PlanItem(
        position=position,
        number=f"{position // 5 + 1}.{position % 5 + 1}",
        text="，".join(f"於{chance.choice(WHERE)}{chance.choice(WHAT)}以{chance.choice(WHY)}" for _ in range(3)),
        dimension=label.dimension,
        subdimension=label.subdimension,
        execution_item=label.execution_item,
        deadline="102年12月",
        units=tuple(chance.sample(UNITS, 2)),
        kpi=Kpi(None, "滿意度") if position % 4 == 0 else None,
        label=label,
        schedule=Schedule("by", ("2013-12",)),
        source=Source("plan.pdf", position // 8 + 1, (position // 8 + 1,)),
    )


@dataclass(frozen=True, slots=True)
class Took:
    """Hold the seconds that something took: on the clock, and of this program's CPU."""

    clock: float
    cpu: float


class Watch:
    """Take both times from its making on."""

    def __init__(self) -> None:
        self._clock, self._cpu = time.perf_counter(), time.process_time()

    def took(self) -> Took:
        """Return the seconds since the start."""
        return Took(time.perf_counter() - self._clock, time.process_time() - self._cpu)


def ingest(catalogue: Catalogue, plans: Sequence[Plan]) -> Took:
    """Put the plans."""
    watch = Watch()
    for plan in plans:
        catalogue.put_plan(
            plan, institution=plan.agency or "", status="published", original=None, file_name=f"{plan.title}.pdf"
        )
    return watch.took()


def ingest_plainly(path: Path, plans: Sequence[Plan]) -> tuple[Took, int]:
    """Put the item rows with sqlite3 alone; return also how many it then holds."""
    ready = [
        prepare(plan, institution=plan.agency or "", status="published", file_name="plan.pdf").items for plan in plans
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        for statement in MIGRATIONS[0].statements:
            connection.execute(statement)
        places = ", ".join("?" * len(ready[0][0]))
        watch = Watch()
        for rows in ready:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO items VALUES ({places})", rows)
            connection.execute("COMMIT")
        took = watch.took()
        (count,) = connection.execute("SELECT count(*) FROM items").fetchone()
    return took, count


def lookup_ms(catalogue: Catalogue, ids: Sequence[str], times: int = 500) -> tuple[float, float]:
    """Return median and 95th percentile of the milliseconds that ten items by id take."""
    chance, taken = random.Random(7), []
    for _ in range(times):
        asked = chance.sample(ids, min(10, len(ids)))
        start = time.perf_counter()
        found = catalogue.items(asked)
        taken.append((time.perf_counter() - start) * 1000)
        if len(found) != len(asked):
            sys.exit(f"asked for {len(asked)} items, got {len(found)}")
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    """Run every measure once and print one JSON value."""
    arguments = argparse.ArgumentParser(description="Measure the catalogue beside plain sqlite3.")
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--plans", type=int, default=1_000)
    options = arguments.parse_args()
    plans = list(invented_plans(options.items, options.plans))
    with TemporaryDirectory() as folder, open_catalogue(Path(folder) / "home") as catalogue:
        plain, plain_count = ingest_plainly(Path(folder) / "plain.sqlite", plans)
        added = ingest(catalogue, plans)
        unchanged = ingest(catalogue, plans)
        watch = Watch()
        ids = [stored.item.id or "" for stored in catalogue.iter_items()]
        streamed = watch.took()
        median, late = lookup_ms(catalogue, ids)
        replaced = ingest(catalogue, [replace(plan, goals=("縮短等候",)) for plan in plans])
        took = {"sqlite3": plain, "added": added, "unchanged": unchanged, "replaced": replaced, "streamed": streamed}
        result = {
            "machine": f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()},"
            f" SQLite {sqlite3.sqlite_version}",
            "command": f"python bench/catalogue_ingest.py --items {options.items} --plans {options.plans}",
            "items": {"catalogue": len(ids), "sqlite3": plain_count},
            "plans": len(catalogue.plans()),
            "seconds": {name: round(each.clock, 2) for name, each in took.items()},
            "cpu_seconds": {name: round(each.cpu, 2) for name, each in took.items()},
            "items_per_second": {"sqlite3": round(plain_count / plain.clock), "added": round(len(ids) / added.clock)},
            "added_over_sqlite3": {
                "seconds": round(added.clock / plain.clock, 2),
                "cpu_seconds": round(added.cpu / plain.cpu, 2),
            },
            "ten_items_by_id_ms": {"median": round(median, 3), "p95": round(late, 3)},
        }
    print(json.dumps(result, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
