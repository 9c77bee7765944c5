"""The ways in which tests set a plan before they read it again, and how they count what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from corpus.build_plans import bare
from corpus.layouts.grid import Setting

from qsearch.plan import Extra, Plan

UKAI, UMING, SERIF, SANS = "AR PL UKai TW", "AR PL UMing TW", "Noto Serif CJK TC", "Noto Sans CJK TC"

SETTINGS = (
    Setting("ruled"),
    Setting("no rules between the actions of an item", rules="items"),
    Setting("level rules only", rules="level"),
    Setting("rules round the table only", rules="outer"),
    Setting("no rules", rules="none"),
    Setting("labels on every row", labels="repeated"),
    Setting("labels on every row, level rules", labels="repeated", rules="level"),
    Setting("labels once, unmerged", labels="once"),
    Setting("three label columns", label_columns=3),
    Setting("three label columns, no rules between actions", label_columns=3, rules="items"),
    Setting("three label columns, no rules, landscape", label_columns=3, rules="none", landscape="table", size=11),
    Setting("all actions of an item in one cell", cells="item"),
    Setting("all actions of an item in one cell, as paragraphs", cells="item", line_ends="paragraphs"),
    Setting("equal cells merged", merge_equal=True),
    Setting("landscape, large serif", landscape="always", size=14, font=SERIF),
    Setting("portrait and landscape, small Ming", landscape="table", size=10, font=UMING),
    Setting("small sans on Letter", size=9, font=SANS, page="Letter"),
    Setting("A3, no rules between actions", page="A3", size=13, font=UMING, landscape="always", rules="items"),
    Setting("headings on two lines", two_line_headings=True),
    Setting("headings on the first page only", repeat_headings=False),
    Setting("headings on the first page only, no rules between actions", repeat_headings=False, rules="items"),
    Setting("rows kept whole", rows_split=False),
    Setting("deadline before the action", columns=("labels", "deadline", "action", "units")),
    Setting("units and deadline before the action", columns=("labels", "units", "deadline", "action"), rules="items"),
    Setting("a column of numbers", columns=("labels", "number", "action", "deadline", "units")),
    Setting("running title and dashed numbers", header="提升服務品質執行計畫附表", footer="- # -"),
    Setting("page marks 1-1", footer="1-#"),
    Setting("large serif", size=14, font=SERIF),
    Setting("large sans, no rules between actions", size=14, font=SANS, rules="items"),
    Setting("small Ming on B4, no rules between actions", size=10, font=UMING, rules="items", page="B4"),
    Setting("small serif, no rules, landscape", size=10, font=SERIF, rules="none", landscape="table"),
    Setting("wide action column", widths=(0.1, 0.12, 0.5, 0.12, 0.16), rules="items"),
    Setting("other headings", headings=("評核項目", "評核指標", "具體作法", "預定完成日期", "主辦單位")),
    # In landscape: LibreOffice prints no more of a merged label than its rows are high, and narrow columns need more.
    Setting("a goal beside each action", columns=("labels", "action", "extra", "deadline", "units"), landscape="table"),
    Setting(
        "a goal before the action",
        columns=("labels", "extra", "action", "deadline", "units"),
        rules="items",
        landscape="table",
    ),
    Setting(
        "a goal behind all, level rules",
        columns=("labels", "action", "deadline", "units", "extra"),
        rules="level",
        landscape="table",
    ),
)

_PRINTED = ("number", "dimension", "subdimension", "execution_item", "criterion", "ancestors")
_PRINTED += ("text", "steps", "deadline", "units", "kpi", "extra")


@dataclass(frozen=True)
class Score:
    """Hold how many items came back perfect in every field, of how many, and what went wrong."""

    perfect: int
    items: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.perfect / self.items if self.items else 0.0


def as_set(plan: Plan, setting: Setting) -> Plan:
    """Return what a plan prints in a setting: with a goal for each action where there is a column for it."""
    if "extra" not in setting.columns:
        return replace(plan, items=tuple(replace(item, extra=()) for item in plan.items))
    return replace(
        plan,
        items=tuple(
            replace(item, extra=(Extra("預期目標", f"{item.text[:7]}達{70 + item.position % 30}%以上"),))
            for item in plan.items
        ),
    )


def score(read: Plan, printed: Plan) -> Score:
    """Compare items in order, matched by their texts; items too many count as wrong ones."""
    before = [bare(item.text) for item in printed.items]
    after = [bare(item.text) for item in read.items]
    pairs = [
        (first + at, second + at)
        for tag, first, end, second, _ in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if tag == "equal"
        for at in range(end - first)
    ]
    wrong = [
        f"lost: {printed.items[at].number} {before[at][:16]}" for at in set(range(len(before))) - {a for a, _ in pairs}
    ]
    perfect = 0
    for first, second in pairs:
        found = list(_differences(printed.items[first], read.items[second]))
        perfect += not found
        wrong += found
    return Score(perfect, max(len(before), len(after)), tuple(wrong))


def _differences(printed: Any, read: Any) -> Iterator[str]:
    for name in _PRINTED:
        if bare(getattr(printed, name)) != bare(getattr(read, name)):
            yield f"{printed.number} {name}: {getattr(read, name)!r} instead of {getattr(printed, name)!r}"
