"""The scorecard form: themes, perspectives, goals, indicators and actions, told by codes."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

import pytest

from qsearch.parsing.scorecard import ScorecardForm
from qsearch.parsing.table import TableForm
from qsearch.plan import Kpi, PlanItem
from qsearch.reading.document import Cell, Document, Page, Row, Table
from qsearch.reading.files import read_text

PERSPECTIVES = {"C": "顧客", "P": "內部流程", "L": "學習成長", "F": "財務"}
THEMES = {"A": "點亮城市星空", "B": "深耕天文教育"}
GOALS = ("擴大觀星人口", "充實星象館藏", "強化解說專業", "善用場館預算")
WORDS = ("夜間望遠鏡開放", "星圖數位典藏", "解說員培訓", "場館節能", "校園觀星巡迴")


@dataclass(frozen=True)
class Action:
    theme: str
    letter: str
    goal: str
    goal_text: str
    kpi: str
    kpi_text: str
    code: str
    text: str


def scorecard(seed: int) -> list[Action]:
    """Return an invented scorecard; one seed gives one."""
    dice = random.Random(seed)
    actions = []
    for theme, (letter, at) in itertools.product(THEMES, zip(PERSPECTIVES, range(4), strict=True)):
        for goal in range(1, dice.randint(1, 3) + 1):
            code = f"{theme}{letter}{goal}"
            goal_text = f"{GOALS[at]}{dice.choice('甲乙丙')}類"
            kpi_text = f"{dice.choice(WORDS)}場次(含夜間)"
            for count in range(1, dice.randint(1, 3) + 1):
                text = f"{dice.choice(WORDS)}第{dice.choice('一二三')}期計畫"
                actions.append(Action(theme, letter, code, goal_text, f"{code}.1", kpi_text, f"{code}.1.{count}", text))
    return actions


def text_of(actions: list[Action], *, late: bool, headings_again: bool, theme_column: bool, spaced: bool) -> str:
    """Print a scorecard, one table a theme and half of the perspectives, as slides do.

    `late` prints a perspective beside the last of its rows, as a merged cell's middle comes out.
    """
    lines = ["# 青嵐市立天文館 策略地圖與平衡計分卡", "", "【使命】 探索\t【願景】 星空", ""]
    lines += ["策略主題\t點亮城市星空 A\t深耕天文教育 B", "顧客 C\tAC1擴大觀星人口\tBC1擴大觀星人口", ""]
    head = ["構面", "策略目標", "KPI (關鍵績效指標)", "行動方案"]
    gap = " " if spaced else ""
    first_table = True
    for (theme, _), slide in itertools.groupby(actions, key=lambda one: (one.theme, one.letter in "LF")):
        lines += ["", f"# 策略主題：{THEMES[theme]}({theme})", ""]
        if first_table or headings_again:
            lines.append("\t".join((["策略主題"] if theme_column else []) + head))
        first_table = False
        by_goal = [list(group) for _, group in itertools.groupby(slide, key=lambda one: one.goal)]
        for at, group in enumerate(by_goal):
            one = group[0]
            neighbour = by_goal[at + 1][0] if at + 1 < len(by_goal) else None
            edge = neighbour is None or neighbour.letter != one.letter
            starts = at == 0 or by_goal[at - 1][0].letter != one.letter
            label = PERSPECTIVES[one.letter] if (edge if late else starts) else ""
            cells = [f"{label[:2]} {label[2:]}".strip() if spaced else label]
            cells += [f"{one.goal}{gap}{one.goal_text}", f"{one.kpi}{gap}{one.kpi_text}"]
            cells.append(" ".join(f"{action.code}{gap}{action.text}" for action in group))
            lines.append("\t".join(([f"{THEMES[theme]}({theme})" if at == 0 else ""] if theme_column else []) + cells))
    return "\n".join(lines)


def read(text: str) -> tuple[PlanItem, ...]:
    return ScorecardForm().read(read_text(text, "plan.txt")).items


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("late", "headings_again", "theme_column", "spaced"), list(itertools.product([False, True], repeat=4))
)
def test_codes_say_where_each_action_belongs(
    seed: int, late: bool, headings_again: bool, theme_column: bool, spaced: bool
) -> None:
    actions = scorecard(seed)
    text = text_of(actions, late=late, headings_again=headings_again, theme_column=theme_column, spaced=spaced)
    items = read(text)
    assert [item.number for item in items] == [action.code for action in actions]
    for item, action in zip(items, actions, strict=True):
        assert item.text == action.text
        assert item.dimension == PERSPECTIVES[action.letter]
        assert item.subdimension == THEMES[action.theme]
        assert item.execution_item == action.goal_text
        assert item.kpi == Kpi(action.kpi, action.kpi_text)
        assert (item.deadline, item.units, item.extra) == (None, (), ())


def test_the_scorecard_form_fits_scorecards_better_than_the_table_form() -> None:
    text = text_of(scorecard(1), late=True, headings_again=True, theme_column=False, spaced=False)
    document = read_text(text, "plan.txt")
    assert ScorecardForm().recognise(document) > TableForm().recognise(document)


def test_strategy_maps_give_no_items() -> None:
    text = "策略主題\t點亮星空 A\t深耕教育 B\n顧客 C\tAC1擴大人口\tBC1擴大人口"
    assert ScorecardForm().recognise(read_text(text, "map.txt")) == 0


def test_an_agency_may_word_a_perspective_in_its_own_way() -> None:
    items = read(
        "# 策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\n"
        "市民面\tAC1 擴大人口\tAC1.1 人次\tAC1.1.1 夜間開放\n\tAP1 充實館藏\tAP1.1 件數\tAP1.1.1 星圖典藏"
    )
    assert [item.dimension for item in items] == ["市民面", "內部流程"]


def test_deadlines_units_and_further_columns_are_kept() -> None:
    (item,) = read(
        "策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\t目標值\t完成期限\t主辦單位\n"
        "顧客\tAC1擴大人口\tAC1.1人次\tAC1.1.1夜間開放\t三萬人\t104年12月\t推廣組 秘書室"
    )
    assert (item.deadline, item.units) == ("104年12月", ("推廣組", "秘書室"))
    assert [(extra.heading, extra.text) for extra in item.extra] == [("目標值", "三萬人")]


def test_several_indicators_of_a_goal_keep_their_own_actions() -> None:
    items = read(
        "策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\n"
        "顧客\tAC1擴大人口\tAC1.1人次 AC1.2場次\tAC1.1.1夜間開放 AC1.2.1校園巡迴\n\t\tAC1.3滿意度\tAC1.3.1問卷調查"
    )
    assert [item.kpi and item.kpi.number for item in items] == ["AC1.1", "AC1.2", "AC1.3"]
    assert {item.execution_item for item in items} == {"擴大人口"}


def test_a_code_that_contradicts_its_place_is_warned_about() -> None:
    text = "策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\n顧客\tAC1擴大人口\tAC1.1人次\tAC2.1.1夜間開放"
    reading = ScorecardForm().read(read_text(text, "plan.txt"))
    assert reading.items[0].execution_item == "擴大人口"
    assert {warning.code for warning in reading.warnings} == {"code-mismatch"}
    assert any("AC2.1.1" in warning.message for warning in reading.warnings)


def test_a_gap_in_the_codes_is_warned_about() -> None:
    text = "策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\n顧客\tAC1擴大人口\tAC1.1人次\tAC1.1.1夜間開放 AC1.1.3校園巡迴"
    reading = ScorecardForm().read(read_text(text, "plan.txt"))
    assert [warning.code for warning in reading.warnings] == ["number-skipped"]


def test_a_row_cut_by_a_page_is_put_together() -> None:
    items = read(
        "策略主題：點亮星空(A)\n構面\t策略目標\tKPI\t行動方案\n顧客\tAC1擴大觀星\tAC1.1參觀\tAC1.1.1夜間望遠\n"
        "\f\t人口\t人次\t鏡開放 AC1.1.2校園巡迴"
    )
    assert [(item.text, item.execution_item) for item in items] == [
        ("夜間望遠鏡開放", "擴大觀星人口"),
        ("校園巡迴", "擴大觀星人口"),
    ]
    assert items[0].kpi == Kpi("AC1.1", "參觀人次")


def test_merged_cells_of_office_documents_reach_every_row() -> None:
    covered = Cell("", covered=True)
    rows = (
        Row(tuple(Cell(text) for text in ("構面", "策略目標", "KPI", "行動方案"))),
        Row((Cell("顧客", rows=2), Cell("AC1擴大人口", rows=2), Cell("AC1.1人次", rows=2), Cell("AC1.1.1夜間開放"))),
        Row((covered, covered, covered, Cell("AC1.1.2校園\n巡迴"))),
    )
    items = ScorecardForm().read(Document("plan.odt", "odt", (Page((Table(rows),)),))).items
    assert [(item.number, item.text, item.kpi and item.kpi.number) for item in items] == [
        ("AC1.1.1", "夜間開放", "AC1.1"),
        ("AC1.1.2", "校園巡迴", "AC1.1"),
    ]


def test_a_scorecard_without_codes_is_filed_by_its_rows() -> None:
    items = read(
        "策略主題：點亮星空\n構面\t策略目標\tKPI\t行動方案\n"
        "顧客\t擴大人口\t參觀人次\t1. 夜間開放 2. 校園巡迴\n內部流程\t充實館藏\t件數\t1. 星圖典藏"
    )
    assert [(item.dimension, item.subdimension, item.execution_item, item.number, item.text) for item in items] == [
        ("顧客", "點亮星空", "擴大人口", "1", "夜間開放"),
        ("顧客", "點亮星空", "擴大人口", "2", "校園巡迴"),
        ("內部流程", "點亮星空", "充實館藏", "1", "星圖典藏"),
    ]


def test_themes_may_head_the_rows_of_a_sheet() -> None:
    rows = [["策略主題：點亮星空(A)"], ["構面", "策略目標", "KPI", "行動方案"]]
    rows += [["顧客", "C1擴大人口", "C1.1人次", "C1.1.1夜間開放"], ["策略主題：深耕教育(B)"]]
    rows += [["構面", "策略目標", "KPI", "行動方案"], ["顧客", "C1校園參訪", "C1.1校數", "C1.1.1校園巡迴"]]
    table = Table(tuple(Row(tuple(Cell(text) for text in row + [""] * (4 - len(row)))) for row in rows))
    items = ScorecardForm().read(Document("plan.xlsx", "sheet", (Page((table,)),))).items
    assert [(item.subdimension, item.text) for item in items] == [("點亮星空", "夜間開放"), ("深耕教育", "校園巡迴")]
