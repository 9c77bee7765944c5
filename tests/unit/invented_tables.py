"""Invented plans set as tables in text, in the ways that agencies and converters set them.

The truth is a list of `Entry`; `Layout` says how it is printed. Nothing here is taken
from a real plan but labels.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

TITLE = "青嵐市立天文館"
SUBTITLE = "104 年度提升服務品質執行計畫"
HEADINGS = {
    "area": "實施要項",
    "item": "執行項目（參酌原則）",
    "action": "推動作法",
    "deadline": "完成期限",
    "units": "承辦單位",
    "goal": "預期目標",
}
TWO_LINE_HEADINGS = {
    "area": ("實施要項", ""),
    "item": ("執行項目", "（參酌原則）"),
    "action": ("推動", "作法"),
    "deadline": ("完成", "期限"),
    "units": ("承辦", "單位"),
    "goal": ("預期", "目標"),
}
PLACES = {
    ("一、服務流程", "（一）服務流程便捷性"): (
        "單一窗口服務全功能程度",
        "申辦案件流程簡化程度",
        "申辦案件書表減量程度",
    ),
    ("一、服務流程", "（二）服務流程透明度"): ("案件處理流程查詢公開程度", "案件處理流程主動回應程度"),
    ("二、機關形象", "（一）服務場所便利性"): ("洽公環境適切程度",),
    ("二、機關形象", "（二）服務行為友善性與專業性"): ("服務親和程度", "服務可勝任程度"),
}
DEADLINES = ("104年12月", "104年3月、6月、9月", "每季", "持續辦理", "104年7月、9月及12月")
UNITS = ("典藏組", "推廣組", "天象觀測中心", "秘書室", "星象劇場管理及維護組")
_OPENINGS = (
    "每晚開放望遠鏡",
    "星圖借用改採線上登記",
    "志工講解員排班表公布於入口",
    "穹頂劇場增設無障礙座位",
    "製作手語導覽短片",
)
_ENDINGS = ("，雨天改在室內進行", "，並於散場後徵詢觀眾意見", "，觀測紀錄隔日上網。", "，由值班同仁當場說明", "")


@dataclass(frozen=True)
class Entry:
    dimension: str
    subdimension: str
    item: str
    number: str
    text: str
    deadline: str
    units: tuple[str, ...]
    goal: str


@dataclass(frozen=True)
class Layout:
    order: tuple[str, ...] = ("area", "item", "action", "deadline", "units")
    several: bool = False  # all actions of an execution item in one cell
    paragraphs: bool = False  # <p>…</p> around each action of a cell
    two_line_headings: bool = False
    headings_again: bool = True
    title_again: bool = True
    spaced_deadlines: bool = False  # 104 年 12 月
    rows_a_page: int = 100
    cut: tuple[float, ...] = field(default=())  # where, from 0 to 1, each page's last row is cut


def entries(seed: int) -> list[Entry]:
    """Return an invented plan; one seed gives one plan."""
    dice = random.Random(seed)
    found = []
    for (dimension, subdimension), items in PLACES.items():
        for at, item in enumerate(items, start=1):
            deadline, units = dice.choice(DEADLINES), tuple(dice.sample(UNITS, dice.choice((1, 1, 2))))
            for count in range(1, dice.randint(1, 4) + 1):
                text = dice.choice(_OPENINGS) + dice.choice("甲乙丙丁戊") + "區" + dice.choice(_ENDINGS)
                goal = f"參觀人次成長{dice.randint(2, 9)}成"
                found.append(
                    Entry(dimension, subdimension, f"{at}. {item}", f"{at}.{count}", text, deadline, units, goal)
                )
    return found


def text_of(plan: Sequence[Entry], layout: Layout) -> str:
    """Print a plan as tab-separated text."""
    rows = _rows(plan, layout)
    lines = [TITLE, SUBTITLE, "", "壹、計畫依據：", "- 一、依本市服務躍升方案辦理。", "", *_headings(layout)]
    cuts = list(layout.cut)
    for at, row in enumerate(rows):
        if at and at % layout.rows_a_page == 0:
            lines += _page_break(layout)
        cut = cuts.pop(0) if cuts and (at + 1) % layout.rows_a_page == 0 else None
        if cut is None:
            lines.append("\t".join(row))
            continue
        first, rest = _cut(row, cut, layout)
        lines += ["\t".join(first), *_page_break(layout), "\t".join(rest)]
    return "\n".join([*lines, "", "陸、執行步驟", "- 一、每月檢討一次。", ""])


def _headings(layout: Layout) -> list[str]:
    if layout.two_line_headings:
        return ["\t".join(TWO_LINE_HEADINGS[part][line] for part in layout.order) for line in (0, 1)]
    return ["\t".join(HEADINGS[part] for part in layout.order)]


def _page_break(layout: Layout) -> list[str]:
    title = ["", TITLE, SUBTITLE, ""] if layout.title_again else [""]
    return [*title, *(_headings(layout) if layout.headings_again else [])]


def _rows(plan: Sequence[Entry], layout: Layout) -> list[list[str]]:
    groups: list[list[Entry]] = []
    for entry in plan:
        same = groups and layout.several and _place(groups[-1][-1]) == _place(entry)
        if same:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    rows = []
    above: Entry | None = None
    for group in groups:
        first = group[0]
        actions = [f"{entry.number} {entry.text}" for entry in group]
        joined = " ".join(f"<p>{action}</p>" for action in actions) if layout.paragraphs else " ".join(actions)
        cells = {
            "area": _area(first, above),
            "item": "" if above is not None and _place(above) == _place(first) else first.item,
            "action": joined,
            "deadline": first.deadline.replace("年", " 年 ").replace("月", " 月")
            if layout.spaced_deadlines
            else first.deadline,
            "units": " ".join(first.units),
            "goal": first.goal,
        }
        rows.append([cells[part] for part in layout.order])
        above = group[-1]
    return rows


def _area(entry: Entry, above: Entry | None) -> str:
    if above is None or above.dimension != entry.dimension:
        return f"{entry.dimension} {entry.subdimension}"
    return "" if above.subdimension == entry.subdimension else entry.subdimension


def _place(entry: Entry) -> tuple[str, str, str]:
    return entry.dimension, entry.subdimension, entry.item


def _cut(row: Sequence[str], share: float, layout: Layout) -> tuple[list[str], list[str]]:
    """Cut a row as a page break does: the action and the label somewhere inside, the deadline too where it is long."""
    first, rest = [], []
    for part, cell in zip(layout.order, row, strict=True):
        at = {"action": _inside(cell, share), "area": max(len(cell) - 4, 0), "item": max(len(cell) - 3, 0)}.get(
            part, len(cell)
        )
        if part == "deadline" and "、" in cell:
            at = cell.index("月") + 3  # behind the number of the second month
        first.append(cell[:at].rstrip())
        rest.append(cell[at:].lstrip())
    return first, rest


def _inside(cell: str, share: float) -> int:
    """Return a place to cut inside the words of an action, never inside a number or a tag."""
    place = max(6, min(int(len(cell) * share), len(cell) - 4))
    while place < len(cell) - 1 and not (
        "\u4e00" <= cell[place - 1] <= "\u9fff" and "\u4e00" <= cell[place] <= "\u9fff"
    ):
        place += 1
    return place
