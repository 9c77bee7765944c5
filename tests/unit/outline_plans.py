"""Make invented plans in outline form and set them as text in the ways converters print tables.

Nothing here comes from a real plan: agencies, units, labels and actions are made up.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Style = str

STYLES: dict[str, tuple[Style, ...]] = {
    "five levels of a museum": ("（一）", "1.", "（1）", "A ", "(A)"),
    "numerals down to letters": ("一、", "（一）", "1.", "(1)", "A."),
    "formal numerals on top": ("壹、", "一、", "（一）", "1."),
    "flat": ("一、", "1.", "（1）"),
    "six levels": ("（一）", "1.", "（1）", "A ", "(A)", "(a)"),
    "decimal labels": ("一、", "（一）", "甲、", "1.", "(1)"),
}
DIMENSIONS = ("基礎業務", "便民遞送", "組織能量", "成果評價", "永續經營")
ITEMS = (
    "作業一致及精確",
    "環境親善",
    "申辦迅速",
    "近用與關懷",
    "流程精簡",
    "意見蒐集與回應情形",
    "跨域成長及優化",
    "資料開放",
)
UNITS = (
    "典藏編目組", "推廣教育組", "讀者服務組", "資訊室", "總務科", "人事室", "主計室", "兒童館", "數位小組", "秘書處",
    "諮詢服務中心", "第一課", "綜合規劃科", "參考股",
)  # fmt: skip
DEADLINES = (
    "持續辦理", "持續辦理", "持續辦理", "107年12月", "107 年 6 月", "每季", "每月", "不定期", "107.06.30", "全年",
    "107年6月、12月", "經常辦理",
)  # fmt: skip
_VERBS = ("設置", "辦理", "更新", "檢視", "推動", "規劃", "改善", "編印", "開放", "建立", "汰換", "公布")
_OBJECTS = (
    "借還書箱", "志工培訓課程", "自助繳費機", "多語導覽手冊", "到館人次看板", "新書展示架", "線上預約表單",
    "親子共讀室", "無線上網熱點", "電子表單", "ISO27001 驗證", "Line 官方帳號", "VR 體驗區", "觀眾意見信箱",
)  # fmt: skip
_ENDINGS = (
    "",
    "",
    "",
    "(含假日)",
    "（東、西側大廳）",
    "，縮短等候時間",
    "-巡迴服務",
    "與使用說明",
    "(說明會、工作坊、競賽)",
)


@dataclass
class Node:
    """Hold a heading or action; a heading has no deadline and no units."""

    depth: int
    ordinal: int
    text: str
    deadline: str | None = None
    units: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Expected:
    """Hold what a parser must give for one action."""

    number: str
    dimension: str
    execution_item: str
    criterion: str | None
    ancestors: tuple[str, ...]
    text: str
    deadline: str | None
    units: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """Say how a table is set as text.

    `order` is `cells` (one cell after the other), `top` or `centre` (line by line, cells
    aligned at the top or vertically centred).
    """

    order: str = "cells"
    action_width: int = 14
    units_width: int = 8
    deadline_width: int = 12
    label_width: int = 5
    labels_beside: bool = False
    glue: bool = False
    blank_lines: bool = False
    trailing_spaces: bool = False
    page_lines: int | None = None
    title_on_pages: bool = False
    column_header: bool = True


def invent(seed: int, styles: tuple[Style, ...], *, own_deadlines: bool = False) -> list[Node]:
    """Return the dimensions of an invented plan."""
    rng = random.Random(seed)
    return [
        Node(0, at + 1, dimension, children=_items(rng, styles, own_deadlines))
        for at, dimension in enumerate(rng.sample(DIMENSIONS, 2))
    ]


def _items(rng: random.Random, styles: tuple[Style, ...], own_deadlines: bool) -> list[Node]:
    labels = rng.sample(ITEMS, rng.randint(1, 3))
    return [
        Node(1, at + 1, label, children=_below(rng, 2, len(styles), own_deadlines)) for at, label in enumerate(labels)
    ]


def _below(rng: random.Random, depth: int, depths: int, own_deadlines: bool) -> list[Node]:
    nodes = []
    for at in range(rng.randint(2, 5 if depth > 2 else 3)):
        deeper = depth + 1 < depths and rng.random() < (0.85 if depth == 2 else 0.3)
        text = rng.choice(_VERBS) + rng.choice(_OBJECTS)
        if deeper:
            node = Node(depth, at + 1, text + "機制", children=_below(rng, depth + 1, depths, own_deadlines))
            if own_deadlines and rng.random() < 0.4:
                node.deadline, node.units = rng.choice(DEADLINES), (rng.choice(UNITS),)
        else:
            count = rng.choice((1, 1, 1, 2, 3))
            while rng.random() < 0.35:
                text += "及" + rng.choice(_VERBS) + rng.choice(_OBJECTS)
            text += rng.choice(_ENDINGS)
            node = Node(depth, at + 1, text, rng.choice(DEADLINES), tuple(rng.sample(UNITS, count)))
        nodes.append(node)
    return nodes


def expected(plan: list[Node], styles: tuple[Style, ...]) -> list[Expected]:
    """Return the actions of a plan in order."""
    found: list[Expected] = []

    def walk(node: Node, path: list[Node]) -> None:
        if node.deadline is not None or node.units:
            below = path[2:]
            found.append(
                Expected(
                    number=bare(printed(node, styles)),
                    dimension=path[0].text,
                    execution_item=path[1].text,
                    criterion=below[0].text if below else None,
                    ancestors=tuple(bare(printed(above, styles)) + " " + squeeze(above.text) for above in below[1:]),
                    text=squeeze(node.text),
                    deadline=None if node.deadline is None else squeeze(node.deadline),
                    units=node.units,
                )
            )
        for child in node.children:
            walk(child, [*path, node])

    for dimension in plan:
        walk(dimension, [])
    return found


def printed(node: Node, styles: tuple[Style, ...]) -> str:
    """Return a node's number as printed."""
    style = styles[node.depth]
    value = node.ordinal
    for sign, values in (("一", "一二三四五六七八九十"), ("壹", "壹貳參肆伍陸柒捌玖"), ("甲", "甲乙丙丁戊己庚辛壬癸")):
        if sign in style:
            return style.replace(sign, values[value - 1])
    if "A" in style:
        return style.replace("A", chr(ord("A") + value - 1))
    if "a" in style:
        return style.replace("a", chr(ord("a") + value - 1))
    return style.replace("1", str(value))


def bare(number: str) -> str:
    """Return a number without brackets and marks."""
    return re.sub(r"[\W_]+", "", number)


def squeeze(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def set_as_text(plan: list[Node], styles: tuple[Style, ...], setting: Setting, seed: int = 0) -> str:
    """Return the plan as a converter prints it, front matter and back matter included."""
    rng = random.Random(seed)
    front = [
        "雲嶺圖書文化館 107 年度提升服務品質執行計畫", "壹、計畫依據", "依上級機關 107 年度提升服務品質實施計畫辦理。", "貳、執行對象",
        "、".join(UNITS) + "。", "參、執行期程", "107 年 1 月 1 日至 107 年 12 月 31 日。", "肆、計畫內容（如附表）",
    ]  # fmt: skip
    header = ["構面 執行項目 推動作法 完成期限 承辦單位"]
    title = ["雲嶺圖書文化館 107 年度提升服務品質執行計畫內容"]
    lines = [line for row in _rows(plan, styles, setting, rng) for line in row]
    pages: list[list[str]] = []
    size = setting.page_lines or len(lines)
    for at in range(0, len(lines), size):
        head = (title if setting.title_on_pages or not at else []) + (header if setting.column_header else [])
        pages.append([*head, *lines[at : at + size]])
    body: list[str] = []
    for number, page in enumerate(pages, start=1):
        body += page + ([f"第 {number} 頁"] if setting.title_on_pages else [])
    text = [*front, *body]
    if setting.trailing_spaces:
        text = [line + rng.choice(("", " ", "  ")) for line in text]
    return ("\n\n" if setting.blank_lines else "\n").join(text) + "\n"


def _rows(plan: list[Node], styles: tuple[Style, ...], setting: Setting, rng: random.Random) -> Iterator[list[str]]:
    """Yield the printed lines of each row."""
    waiting: list[list[str]] = []  # wrapped labels that still stand left of what follows
    for node in _walk(plan):
        text = printed(node, styles) + node.text
        if node.depth < 2:
            wrapped = _wrap(text, setting.label_width + (2 if node.depth == 0 else 0))
            if setting.labels_beside:
                waiting.append(wrapped)
            else:
                yield wrapped
            continue
        lines = _row(text, node.deadline or "", "、".join(node.units), setting, rng)
        if waiting:
            lines = _beside(waiting, lines)
            waiting = []
        yield lines


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _row(text: str, deadline: str, units: str, setting: Setting, rng: random.Random) -> list[str]:
    cells = [
        _wrap(text, setting.action_width), _wrap(deadline, setting.deadline_width), _wrap(units, setting.units_width)
    ]  # fmt: skip
    if setting.order == "cells":
        glue = "" if setting.glue and rng.random() < 0.5 and len(cells[0]) == 1 else " "
        *above, last = cells[0]
        if not deadline:
            return cells[0]
        anchor = [last + glue + deadline] if len(cells[0]) == 1 else [*cells[0], deadline]
        if len(cells[2]) == 1:
            return [*(above if len(cells[0]) == 1 else []), *anchor[:-1], anchor[-1] + " " + cells[2][0]]
        return [*(above if len(cells[0]) == 1 else []), *anchor, *cells[2]]
    return _side_by_side(cells, centred=setting.order == "centre")


def _side_by_side(cells: list[list[str]], *, centred: bool) -> list[str]:
    """Return cells line by line; a centred cell's lines may fall between those of others."""
    height = max(len(cell) for cell in cells)
    placed: dict[float, list[str]] = {}
    for cell in cells:
        top = (height - len(cell)) / 2 if centred else 0.0
        for at, line in enumerate(cell):
            placed.setdefault(top + at, []).append(line)
    return [" ".join(placed[at]) for at in sorted(placed)]


def _beside(labels: list[list[str]], lines: list[str]) -> list[str]:
    """Return label cells left of a row's lines."""
    height = max(len(lines), *(len(label) for label in labels))
    columns = [*labels, lines]
    return [" ".join(column[at] for column in columns if at < len(column)) for at in range(height)]


def _wrap(text: str, width: int) -> list[str]:
    """Return a text wrapped as Chinese is, anywhere but within Latin words and figures."""
    pieces = re.findall(r"[A-Za-z0-9.]+|.", text)
    lines, line = [], ""
    for piece in pieces:
        if line and len(line) + len(piece) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return [one for one in [*lines, line.strip()] if one] or [""]
