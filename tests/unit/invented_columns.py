"""Invent plans and print them as PDF text whose columns came out one after the other on each page."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field

UNITS = [
    "閱覽組",
    "秘書室",
    "推廣教育組",
    "數位資訊系統組",
    "採訪編目組",
    "館藏徵集及整理組",
    "特展規劃中心",
    "人事室",
    "國際交流事務中心",
    "遊客服務科",
]
DEADLINES = [
    "103 年 12 月",
    "103 年 6 月、12 月",
    "每季",
    "每月",
    "持續辦理",
    "103 年 3 月、6 月、9 月及 12 月",
    "每月 1 日、15 日",
    "不定期",
    "103 年 5 月",
]
DIMENSIONS = [
    ("服務流程", ["服務流程便捷性", "服務流程透明度"]),
    ("機關形象", ["服務場所便利性", "服務行為友善性與專業性", "服務行銷有效性"]),
    ("顧客關係", ["民眾滿意度", "民眾意見處理有效性"]),
    ("資訊提供及檢索服務", ["資訊公開適切性與內容有效性"]),
]
EXECUTION_ITEMS = ["窗口整合程度", "案件流程簡化程度", "書表減量程度", "環境舒適程度", "人員親和程度", "意見回應程度"]
_VERBS = ["設置", "建置", "辦理", "更新", "檢討", "推廣", "整合", "訓練", "公布", "編印"]
_THINGS = [
    "借書櫃檯",
    "導覽系統",
    "志工培訓課程",
    "網路預約功能",
    "ISBN 查詢頁面",
    "親子活動場次",
    "無障礙坡道",
    "電話禮貌測試",
    "Facebook 粉絲專頁",
    "讀者意見信箱",
    "3D 列印工坊",
]
_AIMS = [
    "縮短等候時間",
    "方便民眾使用",
    "提高滿意度達 85%以上",
    "每場約 120 人參加",
    "預計全年 1,500 人次",
    "讓遠地民眾也能參與",
]


@dataclass
class InventedAction:
    number: str
    text: str
    execution_item: str
    deadline: str | None
    units: list[str]
    steps: list[tuple[str, str, str]] = field(default_factory=list)  # number, text, deadline

    def whole_text(self) -> str:
        return self.text + "".join(number + text for number, text, _ in self.steps)


@dataclass
class InventedRow:
    dimension: str
    subdimension: str
    opens_dimension: bool
    ordinal: int
    dimension_ordinal: int
    executions: list[str]
    actions: list[InventedAction]


@dataclass(frozen=True)
class Setting:
    """Say how the plan is printed."""

    label_width: int = 12
    execution_width: int = 20
    action_width: int = 30
    deadline_width: int = 8
    unit_width: int = 8
    page_length: int = 50
    headings: tuple[str, ...] = ("實施要項", "執行項目（參酌原則）", "推動作法", "完成期限", "承辦單位")
    units_first: bool = False
    labels_per_page: bool = False  # all labels of a page, then all execution items, and so on
    footers: bool = False
    spaces_kept: bool = True
    jitter: bool = False
    missing: float = 0.0  # share of actions without deadline
    steps: float = 0.1
    two_units: float = 0.1  # share of actions with two units, one below the other


def invent(seed: int, setting: Setting) -> list[InventedRow]:
    dice = random.Random(seed)
    rows = []
    for dimension_ordinal, (dimension, subdimensions) in enumerate(DIMENSIONS, start=1):
        for ordinal, subdimension in enumerate(subdimensions, start=1):
            executions = dice.sample(EXECUTION_ITEMS, dice.randint(1, 3))
            actions = []
            for major, execution in enumerate(executions, start=1):
                count = dice.randint(1, 12 if dice.random() < 0.2 else 5)
                actions += [_action(dice, f"{major}.{minor}", execution, setting) for minor in range(1, count + 1)]
            rows.append(
                InventedRow(dimension, subdimension, ordinal == 1, ordinal, dimension_ordinal, executions, actions)
            )
    return rows


def _sentence(dice: random.Random) -> str:
    return f"{dice.choice(_VERBS)}{dice.choice(_THINGS)}"


def _action(dice: random.Random, number: str, execution: str, setting: Setting) -> InventedAction:
    text = "，".join(_sentence(dice) for _ in range(dice.randint(1, 5))) + f"，{dice.choice(_AIMS)}。"
    steps = []
    if dice.random() < setting.steps:
        months = sorted(dice.sample(range(1, 13), dice.randint(2, 4)))
        steps = [
            (f"({at})", f"{_sentence(dice)}{_sentence(dice)}。", f"103 年 {month} 月")
            for at, month in enumerate(months, 1)
        ]
    deadline = None if steps or dice.random() < setting.missing else dice.choice(DEADLINES)
    units = dice.sample(UNITS, 2 if dice.random() < setting.two_units else 1)
    return InventedAction(number, text, execution, deadline, units, steps)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def wrap(text: str, width: int) -> list[str]:
    """Wrap as word processors do: not inside Latin words and figures, no closing mark at the start of a line."""
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|.", text):
        if line and _width(line + piece) > width and piece not in "，。、；":
            lines.append(line)
            line = "" if piece == " " else piece
        else:
            line += piece
    return [*lines, line + " "]


def _place(column: dict[int, str], y: int, lines: list[str]) -> int:
    while any(y + at in column for at in range(len(lines))):
        y += 1
    for at, line in enumerate(lines):
        column[y + at] = line
    return y + len(lines)


def _grid(row: InventedRow, setting: Setting, dice: random.Random) -> tuple[list[dict[int, str]], set[int], int]:
    """Return the columns of a row by line, the lines after which the converter leaves an empty one, the height."""
    numerals = "一二三四五六七八九十"
    labels: dict[int, str] = {}
    y = 0
    if row.opens_dimension:
        y = _place(labels, y, wrap(f"{numerals[row.dimension_ordinal - 1]}、{row.dimension}", setting.label_width))
    _place(labels, y, wrap(f"（{numerals[row.ordinal - 1]}）{row.subdimension}", setting.label_width))
    executions: dict[int, str] = {}
    actions: dict[int, str] = {}
    deadlines: dict[int, str] = {}
    units: dict[int, str] = {}
    indented: set[int] = set()
    y = y if row.opens_dimension else 0
    seen: list[str] = []
    for action in row.actions:
        start = y
        if action.execution_item not in seen:
            seen.append(action.execution_item)
            _place(executions, start, wrap(f"{len(seen)}.{action.execution_item}", setting.execution_width))
        lines = wrap(f"{action.number} {action.text}", setting.action_width)
        if len(lines) > 1:
            indented.add(start)
        y = _place(actions, start, lines)
        end = y
        shift = dice.choice([0, 0, 0, 1]) if setting.jitter else 0
        if action.deadline:
            end = max(end, _place(deadlines, start + shift, wrap(action.deadline, setting.deadline_width)))
        for number, text, deadline in action.steps:
            step = max(y, max(deadlines, default=-1) + 1)
            y = _place(actions, step, wrap(f"{number}{text}", setting.action_width))
            end = max(end, y, _place(deadlines, step, wrap(deadline, setting.deadline_width)))
        at = start
        for unit in action.units:
            at = _place(units, at, wrap(unit, setting.unit_width))
        y = max(y, end, at) + 1
    executions_end = max(executions, default=0) + 1
    return [labels, executions, actions, deadlines, units], indented, max(y, max(labels) + 1, executions_end)


def render(rows: list[InventedRow], setting: Setting, seed: int = 0) -> str:
    dice = random.Random(seed)
    headings = list(setting.headings)
    order = [0, 1, 2, 3, 4]
    if setting.units_first:
        order = [0, 1, 2, 4, 3]
        headings = [headings[at] for at in order]
    out = [
        "  幸福市立圖書館 103 年度提升服務品質執行計畫 ",
        "",
        "壹、計畫依據 ",
        "依市府 103 年 1 月 5 日函辦理。 ",
        "",
        "貳、計畫內容 ",
        "",
    ]
    pages: list[list[tuple[list[dict[int, str]], set[int], int, int]]] = [[]]
    room = setting.page_length // 2
    for row in rows:
        columns, indented, height = _grid(row, setting, dice)
        at = 0
        while at < height:
            if room < 3:
                pages.append([])
                room = setting.page_length
            end = min(height, at + room)
            pages[-1].append((columns, indented, at, end))
            room -= end - at
            at = end
    for number, page in enumerate(pages, start=1):
        out += [" " + " ".join(headings) + " ", ""]
        if setting.labels_per_page:
            page = [_stacked(page)]
        for columns, indented, start, end in page:
            for column in order:
                printed = [y for y in range(start, end) if y in columns[column]]
                if not printed:
                    if dice.random() < 0.3:
                        out += [" "] * dice.randint(1, 5) + [""]
                    continue
                last = printed[-1] + 1 if dice.random() < 0.7 else end
                for y in range(start, last):
                    out.append(columns[column].get(y, " "))
                    if column == 2 and y in indented and y + 1 in columns[2]:
                        out.append("")
                out.append("")
        if setting.footers:
            out += [f"第 {number} 頁", ""]
    out += ["", "參、管考獎懲 ", "一、每季檢討。 ", "二、列入考績。 "]
    if not setting.spaces_kept:
        out = [line.rstrip() for line in out]
    return "\n".join(out) + "\n"


def _stacked(
    parts: list[tuple[list[dict[int, str]], set[int], int, int]],
) -> tuple[list[dict[int, str]], set[int], int, int]:
    """Set the rows of a page below each other as one, so that each column runs down the whole page."""
    columns: list[dict[int, str]] = [{}, {}, {}, {}, {}]
    indented: set[int] = set()
    top = 0
    for grid, marks, start, end in parts:
        for column, lines in zip(columns, grid, strict=True):
            column.update({y - start + top: line for y, line in lines.items() if start <= y < end})
        indented |= {y - start + top for y in marks if start <= y < end}
        top += end - start
    return columns, indented, 0, top
