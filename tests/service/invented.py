"""A small home of invented plans, for tests of the whole line."""

from __future__ import annotations

import json
from pathlib import Path

from qsearch import wire
from qsearch.plan import Label, Plan, PlanItem, Schedule

WINDOW = Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度")
PLACE = Label("quality-award", "機關形象", "服務場所便利性", "洽公環境適切程度")
SURVEY = Label("quality-award", "顧客關係", "民眾滿意度", "機關服務滿意度")


def item(
    position: int, number: str, label: Label, text: str, *, deadline: str = "102年12月", unit: str = "服務科"
) -> PlanItem:
    """Return an item that prints its canonical label."""
    return PlanItem(
        position,
        text,
        number=number,
        dimension=label.dimension,
        subdimension=label.subdimension,
        execution_item=label.execution_item,
        deadline=deadline,
        units=(unit,),
        label=label,
        schedule=Schedule("by", ("2013-12",)),
    )


def plan(agency: str, year: int, items: tuple[PlanItem, ...]) -> Plan:
    """Return an invented plan of an agency's year."""
    return Plan(
        title=f"{agency} {year} 年度提升服務品質執行計畫",
        agency=agency,
        year=year,
        framework="quality-award",
        document_number=f"測字第{year}00001號",
        items=items,
    )


NORTH = plan(
    "雲嶺縣戶政事務所",
    102,
    (
        item(1, "1.1", WINDOW, "設置全功能單一窗口，戶籍與門牌案件一櫃辦妥"),
        item(2, "1.2", WINDOW, "與鄰近稅捐機關跨機關合作，遷徙登記時一併更新地址", unit="登記科"),
        item(3, "1.1", PLACE, "哺集乳室備妥溫奶器、尿布檯與冰箱，並每日清潔"),
        item(4, "1.1", SURVEY, "每半年辦理民眾滿意度問卷調查並公布結果"),
    ),
)
SOUTH = plan(
    "澄海縣戶政事務所",
    103,
    (
        item(1, "1.1", WINDOW, "結婚登記同時受理護照與健保異動，減少奔波"),
        item(2, "1.1", SURVEY, "委託學校辦理滿意度電話訪問"),
    ),
)


def write_jsonl(path: Path, *plans: Plan) -> Path:
    """Write plans as `qsearch export --format jsonl` does."""
    lines = (json.dumps(wire.plan_to_json(one), ensure_ascii=False) for one in plans)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
