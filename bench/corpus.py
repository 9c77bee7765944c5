"""Make plans of any number out of what ships: the example actions and the sample plans.

Every plan belongs to an agency that doesn't exist. An action is put together from clauses
of the examples under one label, so that words go together as they do in life and yet
hardly any two actions are alike. The same seed gives the same plans.

    python bench/corpus.py --items 100000 -o plans.jsonl      # to be read by: qsearch ingest
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.plan import Label, Plan, PlanItem, PlanRef, Schedule, StoredItem
from qsearch.shipped import corpus_dir
from qsearch.wire import plan_to_json

__all__ = ["invented_plans", "invented_queries", "stored_items"]

_ITEMS_A_PLAN = 50
_YEARS = range(97, 113)
_CLAUSE_ENDS = re.compile(r"(?<=[，；。])")
_PLACES = (
    "青嵐",
    "汐和",
    "晴川",
    "穗港",
    "嵐江",
    "霧峴",
    "楓濱",
    "雲稜",
    "南椿",
    "濱柏",
    "竹汀",
    "石蕨",
    "鷺洲",
    "松澗",
    "月桃",
    "赤榕",
)
_LEVELS = ("縣", "市")
# How many clauses an action has: 36 characters on average, as in real plans.
_CLAUSES = (1, 2, 2, 3, 4)
_ASKED = ("", "怎麼", "如何", "其他機關怎麼")

Action = tuple[str, str]
"""A framework and the wording of a label."""


@dataclass
class _Pieces:
    """Hold what plans are made of."""

    clauses: dict[Action, list[str]] = field(default_factory=lambda: defaultdict(list))
    kinds: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)


def invented_plans(items: int, *, seed: int = 1) -> Iterator[Plan]:
    """Yield plans that hold `items` actions together."""
    chance = random.Random(seed)
    pieces = _pieces()
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    labels: dict[str, list[Action]] = defaultdict(list)
    for action in pieces.clauses:
        labels[action[0]].append(action)
    agencies = [f"{place}{level}{kind}" for place in _PLACES for level in _LEVELS for kind in pieces.kinds]
    pairs = [(agency, year) for agency in agencies for year in _YEARS]
    chance.shuffle(pairs)
    number = 0
    while items > 0:
        agency, year = pairs[number % len(pairs)]
        again = number // len(pairs)
        framework = "quality-award" if year < 106 else "service-award"
        chosen = [chance.choice(labels[framework]) for _ in range(min(items, _ITEMS_A_PLAN))]
        title = f"{agency}{year}年度提升服務品質執行計畫" + (f"（{again + 1}）" if again else "")
        yield Plan(
            title=title,
            agency=agency,
            year=year,
            framework=framework,
            items=tuple(_item(chance, pieces, frameworks, action, n) for n, action in enumerate(sorted(chosen), 1)),
        )
        items -= len(chosen)
        number += 1


def stored_items(plans: Iterator[Plan]) -> Iterator[StoredItem]:
    """Yield the items of plans as a catalogue would give them back."""
    for n, plan in enumerate(plans):
        ref = PlanRef(f"plan-{n}", plan.title or "", plan.agency or "", plan.year, "published", plan.framework)
        for item in plan.items:
            yield StoredItem(ref, replace(item, id=f"{ref.id}-{item.position}"))


def invented_queries(count: int, *, seed: int = 2) -> list[str]:
    """Return queries as people type them: keywords, two of them, clauses, questions, pasted actions."""
    chance = random.Random(seed)
    clauses = [re.sub(r"\W+", "", clause) for some in _pieces().clauses.values() for clause in some]
    clauses = [clause for clause in clauses if len(clause) >= 4]
    queries = []
    for n in range(count):
        clause = chance.choice(clauses)
        start = chance.randrange(len(clause) - 3)
        keyword = clause[start : start + chance.choice((2, 4))]
        kind = n % 5
        if kind == 0:
            queries.append(keyword)
        elif kind == 1:
            queries.append(f"{keyword} {chance.choice(clauses)[:2]}")
        elif kind == 2:
            queries.append(clause[:8])
        elif kind == 3:
            queries.append(f"{chance.choice(_ASKED)}{clause[:10]}？")
        else:
            queries.append("，".join(chance.choices(clauses, k=2)))
    return queries


def _pieces() -> _Pieces:
    pieces = _Pieces()
    folder = corpus_dir()
    kinds: set[str] = set()
    units: set[str] = set()
    deadlines: set[str] = set()
    for path in sorted((folder / "examples").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            example = json.loads(line)
            clauses = [clause for clause in _CLAUSE_ENDS.split(example["text"]) if clause]
            pieces.clauses[example["framework"], example["label"]] += clauses
            kinds.add(re.split(r"[／與或]", example["agency_kind"])[0])
    for path in sorted((folder / "plans" / "sources").glob("*.json")):
        for action in _actions(json.loads(path.read_text(encoding="utf-8"))):
            units.update(action.get("units") or ())
            deadlines.add(str(action.get("deadline") or "持續辦理"))
    pieces.kinds, pieces.units, pieces.deadlines = sorted(kinds), sorted(units), sorted(deadlines)
    return pieces


def _actions(value: object) -> Iterator[dict[str, list[str]]]:
    """Yield every action of a sample plan's source, however deep it stands."""
    if isinstance(value, dict):
        if "text" in value and "units" in value:
            yield value
        for inner in value.values():
            yield from _actions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _actions(inner)


def _item(chance: random.Random, pieces: _Pieces, frameworks: Frameworks, action: Action, position: int) -> PlanItem:
    framework, wording = action
    label: Label = frameworks.find_execution_item(framework, wording)
    clauses = chance.choices(pieces.clauses[action], k=chance.choice(_CLAUSES))
    text = "，".join(clause.rstrip("，；。") for clause in clauses) + "。"
    return PlanItem(
        position=position,
        number=f"{position}",
        text=text,
        dimension=label.dimension,
        subdimension=label.subdimension,
        execution_item=label.execution_item or wording,
        deadline=chance.choice(pieces.deadlines),
        units=tuple(dict.fromkeys(chance.choices(pieces.units, k=chance.choice((1, 1, 2))))),
        label=label,
        schedule=Schedule("none"),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write invented plans as JSON lines in the shape of an export."""
    parser = argparse.ArgumentParser(description="Write invented plans as JSON lines.")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    with options.output.open("w", encoding="utf-8") as file:
        for plan in invented_plans(options.items, seed=options.seed):
            file.write(json.dumps(plan_to_json(plan), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
