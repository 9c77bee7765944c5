from dataclasses import replace

import pytest
from exporting_samples import AWARD, OUTLINE, SCORECARD

from qsearch.exporting.layout import Cell, lay_out
from qsearch.exporting.marks import chinese_numeral, path_text, printable
from qsearch.plan import Plan, PlanItem


def column(table, number: int) -> list[tuple[str, int]]:
    """Return the cells of a column that no merged cell covers, with their rows."""
    return [(row[number].text, row[number].rows) for row in table.rows if row[number].rows]


def test_the_columns_are_those_of_the_official_form_and_extra_columns_follow():
    (table,) = lay_out(AWARD).tables
    assert table.headings == ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位", "預期目標")
    assert lay_out(OUTLINE).tables[0].headings == ("構面", "執行項目", "推動作法", "完成期限", "承辦單位")


def test_label_cells_are_merged_over_their_actions():
    (table,) = lay_out(AWARD).tables
    assert column(table, 0) == [
        ("一、服務流程\n（一）服務流程便捷性", 3),
        ("（二）服務流程透明度", 1),
        ("二、機關形象\n（一）服務場所便利性", 1),
    ]
    assert column(table, 1) == [
        ("2.申辦案件流程簡化程度", 2),
        ("3.申辦案件書表減量程度", 1),
        ("1.案件處理流程主動回應程度", 1),
        ("1.洽公環境適切程度", 1),
    ]


def test_an_action_prints_its_number_deadlines_and_units():
    (table,) = lay_out(AWARD).tables
    assert [cell.text for cell in table.rows[0][2:]] == [
        "2.1 家庭借閱證當場核發，免再送審。",
        "101年6月",
        "典閱組、推廣組",
        "=SUM(A1) 十五分鐘內",
    ]
    assert table.rows[1][3].text == "101年3月\n每月"


def test_execution_items_are_counted_where_their_actions_do_not_number_them():
    items = [
        PlanItem(n, "作法", number=str(n), execution_item=name) for n, name in enumerate(("甲項", "乙項", "乙項"), 1)
    ]
    (table,) = lay_out(Plan("計畫", "甲局", 101, "other", items=tuple(items))).tables
    assert column(table, 1) == [("1.甲項", 1), ("2.乙項", 2)]


def test_headings_above_an_action_get_rows_of_their_own_once():
    (table,) = lay_out(OUTLINE).tables
    assert [(row[2].text, row[3].text) for row in table.rows] == [
        ("（1）服務及時性", ""),
        ("A 團體預約導覽", "持續辦理"),
        ("(A)行前電話通知", "持續辦理"),
        ("B 意見回應", ""),
        ("(A)客服信箱回覆", "持續辦理"),
        ("(B)逾期案件稽催", "持續辦理"),
        ("（1）服務設施合宜程度", ""),
        ("A 增設哺集乳室", "持續辦理"),
    ]
    assert column(table, 1) == [("1.服務一致及正確", 6), ("2.服務友善", 2)]


def test_a_scorecard_has_a_table_for_each_theme_with_codes():
    tables = lay_out(SCORECARD).tables
    assert [table.caption for table in tables] == ["策略主題：深化保育教育(A)", "策略主題：優化遊園環境(B)"]
    assert tables[0].headings == ("構面", "策略目標", "KPI（關鍵績效指標）", "行動方案")
    assert column(tables[0], 0) == [("顧客", 2), ("內部流程", 1)]
    assert column(tables[0], 1) == [("AC1擴大參與", 2), ("AP1精進解說", 1)]
    assert column(tables[0], 2) == [("AC1.1參與人次", 2), ("AP1.1解說場次", 1)]
    assert [row[3].text for row in tables[0].rows] == [
        "AC1.1.1夜宿動物園計畫",
        "AC1.1.2保育志工培訓計畫",
        "AP1.1.1解說牌更新計畫",
    ]


def test_a_scorecard_with_deadlines_keeps_them():
    items = tuple(replace(item, deadline="109年12月", units=("教育組",)) for item in SCORECARD.items)
    table = lay_out(replace(SCORECARD, items=items)).tables[0]
    assert table.headings[4:] == ("完成期限", "承辦單位")
    assert [cell.text for cell in table.rows[0][4:]] == ["109年12月", "教育組"]


def test_the_front_matter_stands_in_its_numbered_sections():
    layout = lay_out(AWARD)
    assert layout.issued == "101 年 2 月 3 日 青圖秘字第 1010000012 號函"
    assert [section.heading for section in layout.sections] == [
        "壹、計畫依據",
        "貳、計畫目標",
        "參、執行對象",
        "肆、執行期程",
        "伍、計畫內容",
        "陸、執行步驟",
        "柒、管考獎懲",
    ]
    assert layout.sections[1].paragraphs == ("一、縮短等候時間。", "二、改善閱覽環境。")


def test_a_plan_without_front_matter_is_its_table_alone():
    bare = Plan(None, "甲局", 101, "other", items=(PlanItem(1, "作法"),))
    layout = lay_out(bare)
    assert (layout.title, layout.sections, layout.tables[0].caption) == ("甲局 101 年度提升服務品質執行計畫", (), None)
    assert layout.tables[0].rows == ((Cell(""), Cell(""), Cell("作法"), Cell(""), Cell("")),)


def test_the_agency_is_put_before_a_title_that_lacks_it():
    assert lay_out(replace(AWARD, title="101 年度執行計畫")).title == "青嵐縣立圖書館 101 年度執行計畫"
    assert lay_out(replace(AWARD, agency="青嵐縣立 圖書館")).title == AWARD.title


def test_a_filtered_plan_says_that_it_is_an_excerpt():
    assert (lay_out(replace(AWARD, partial=True)).tables[0].caption or "").endswith("（節錄）")


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "100"), (0, "0")]
)
def test_headings_are_numbered_in_chinese(number: int, text: str):
    assert chinese_numeral(number) == text


def test_marks_are_printed_as_plans_print_them():
    assert (path_text("A", "甲"), path_text("(A)", "甲"), path_text(None, "甲")) == ("A 甲", "(A)甲", "甲")
    assert printable("甲\x0c乙\r\n丙\ud800") == "甲乙\n丙"
