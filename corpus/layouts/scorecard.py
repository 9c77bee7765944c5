"""Set a plan as strategy map and balanced scorecard, two tables for each 策略主題.

The label of a 構面 is merged over its rows and comes out beside the middle one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from qsearch.plan import Plan, PlanItem

__all__ = ["set_plan"]

_HEADINGS = "構面\t策略目標\tKPI (關鍵績效指標)\t行動方案"
_LETTERS = {"顧客": "C", "內部流程": "P", "學習成長": "L", "財務": "F"}
_PRINTED = {"內部流程": "內部 流程", "學習成長": "學習 成長"}
_PAIRS = (("顧客", "內部流程"), ("學習成長", "財務"))


def set_plan(plan: Plan) -> str:
    """Return the text of a scorecard: title, date, strategy map, and the tables of each theme.

    Raises:
        ValueError: an action whose number does not start with the code of its 策略目標.

    """
    themes = [(name or "", list(group)) for name, group in groupby(plan.items, key=lambda item: item.subdimension)]
    lines = ["", "", f"# {plan.agency} {(plan.title or '').removeprefix(plan.agency or '')}", "", " "]
    lines += [f"{plan.issued}", "", "# 策略地圖", "", *_map(themes)]
    for number, (theme, items) in enumerate(themes):
        for pair in _PAIRS:
            rows = list(_rows([item for item in items if item.dimension in pair]))
            lines += ["", f"# 策略主題：{theme}({_letter(number)})", "", _HEADINGS, *rows]
    return "\n".join(lines) + "\n"


def _map(themes: Sequence[tuple[str, list[PlanItem]]]) -> Iterator[str]:
    yield "\t".join(["策略主題", *(f"{theme} {_letter(number)}" for number, (theme, _) in enumerate(themes))])
    for dimension, letter in _LETTERS.items():
        cells = (" ".join(_goals(items, dimension)) for _, items in themes)
        yield "\t".join([f"{dimension} {letter}", *cells])


def _goals(items: Sequence[PlanItem], dimension: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_goal(item) for item in items if item.dimension == dimension))


def _rows(items: Sequence[PlanItem]) -> Iterator[str]:
    for dimension, of_dimension in groupby(items, key=lambda item: item.dimension):
        rows = [list(row) for _, row in groupby(of_dimension, key=lambda item: item.kpi)]
        label = _PRINTED.get(dimension or "", dimension or "")
        goal = ""
        for at, row in enumerate(rows):
            kpi = row[0].kpi
            if kpi is None:
                raise ValueError(f"action {row[0].number} serves no KPI")
            actions = " ".join(f"{item.number}{item.text}" for item in row)
            shown = "" if _goal(row[0]) == goal else _goal(row[0])
            goal = _goal(row[0])
            yield "\t".join([label if at == len(rows) // 2 else "", shown, f"{kpi.number}{kpi.text}", actions])


def _goal(item: PlanItem) -> str:
    code = re.match(r"[A-Z]{2}\d+", item.number or "")
    if code is None:
        raise ValueError(f"action {item.number} does not start with the code of its goal")
    return f"{code[0]}{item.execution_item}"


def _letter(number: int) -> str:
    return chr(ord("A") + number)
