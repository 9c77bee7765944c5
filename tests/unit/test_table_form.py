"""The table form: rows by cells, in the ways agencies and converters set them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from invented_tables import Entry, Layout, entries, text_of

from qsearch.parsing.table import TableForm
from qsearch.plan import PlanItem
from qsearch.reading.document import Cell, Document, Page, Row, Table
from qsearch.reading.files import read_text

SEEDS = range(6)
ORDERS = (
    ("area", "item", "action", "deadline", "units"),
    ("area", "item", "action", "units", "deadline"),
    ("area", "item", "deadline", "units", "action"),
    ("area", "item", "action", "goal", "deadline", "units"),
)


def bare(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def read(text: str) -> tuple[PlanItem, ...]:
    return TableForm().read(read_text(text, "plan.txt")).items


def rows_of(*rows: str, page_break: int | None = None) -> str:
    """Return a table in text from rows whose cells are parted by ` | `."""
    head = "實施要項\t執行項目\t推動作法\t完成期限\t承辦單位"
    lines = ["\t".join(cell.strip() for cell in row.split("|")) for row in rows]
    if page_break is not None:
        lines[page_break:page_break] = ["", head]
    return "\n".join([head, *lines])


def check(plan: list[Entry], layout: Layout) -> None:
    items = read(text_of(plan, layout))
    assert [item.number for item in items] == [entry.number for entry in plan]
    for item, entry in zip(items, plan, strict=True):
        assert bare(item.text) == bare(entry.text)
        assert (item.dimension, item.subdimension) == (entry.dimension[2:], entry.subdimension[3:])
        assert item.execution_item == entry.item[3:]
        assert item.deadline == entry.deadline
        assert item.units == entry.units


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("two_line_headings", [False, True])
def test_columns_are_told_by_their_headings(seed: int, order: tuple[str, ...], two_line_headings: bool) -> None:
    check(entries(seed), Layout(order=order, two_line_headings=two_line_headings))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("paragraphs", "spaced"), list(itertools.product([False, True], repeat=2)))
def test_several_actions_in_a_cell_are_parted(seed: int, paragraphs: bool, spaced: bool) -> None:
    check(entries(seed), Layout(several=True, paragraphs=paragraphs, spaced_deadlines=spaced))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("headings_again", "title_again"), [(True, True), (True, False), (False, False), (False, True)]
)
def test_pages_between_rows_change_nothing(seed: int, headings_again: bool, title_again: bool) -> None:
    check(entries(seed), Layout(rows_a_page=4, headings_again=headings_again, title_again=title_again))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.75, 0.95])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("headings_again", [False, True])
def test_rows_cut_by_pages_are_put_together(seed: int, share: float, several: bool, headings_again: bool) -> None:
    layout = Layout(several=several, rows_a_page=3, cut=(share,) * 9, headings_again=headings_again)
    check(entries(seed), layout)


def test_an_extra_column_is_kept_under_its_heading() -> None:
    plan = entries(1)
    items = read(text_of(plan, Layout(order=ORDERS[3])))
    assert [[(extra.heading, extra.text) for extra in item.extra] for item in items] == [
        [("預期目標", entry.goal)] for entry in plan
    ]


def test_a_merged_deadline_cut_by_a_page_belongs_to_every_action_it_spans() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流 | 1. 單一窗口服務全功能程度 | 1.1 觀星營報名改為線 | 104 年 2 月、5 | 推廣組",
            "程便捷性 | | 上辦理 1.2 櫃檯合併 | 月、8 月 | ",
            page_break=1,
        )
    )
    assert [item.deadline for item in items] == ["104年2月、5月、8月"] * 2
    assert [item.units for item in items] == [("推廣組",)] * 2
    assert [item.subdimension for item in items] == ["服務流程便捷性"] * 2
    assert items[0].text == "觀星營報名改為線上辦理"


def test_a_deadline_that_runs_on_into_the_next_row_spans_both_and_no_more() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 | 104 年 2 月、5 月、8 | 推廣組 典藏組",
            " | 2. 申辦案件流程簡化程度 | 2.1 免附證件 2.2 線上繳費 | 月、11 月 | ",
            " | 3. 申辦案件書表減量程度 | 3.1 表單合一 | | ",
        )
    )
    assert [item.deadline for item in items] == ["104年2月、5月、8月、11月"] * 3 + [None]
    assert [item.units for item in items] == [("推廣組", "典藏組"), (), (), ()]


def test_a_cell_that_prints_nothing_gives_nothing() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 | 每季 | 推廣組",
            " | | 1.2 延長夜間服務 | | ",
            " | | 1.3 設置意見箱 | － | 秘書室",
        )
    )
    assert [(item.deadline, item.units) for item in items] == [("每季", ("推廣組",)), (None, ()), (None, ("秘書室",))]


def test_steps_with_deadlines_in_rows_of_their_own_stay_one_action() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 推廣活動 (1)星空講座 (2)巡迴展 | 104年4月 | 推廣組",
            " | | | 104年9月、10月 | 典藏組",
            " | | 1.2 望遠鏡借用 | 每月 | 典藏組",
        )
    )
    assert [item.number for item in items] == ["1.1", "1.2"]
    assert [(step.number, step.deadline) for step in items[0].steps] == [("(1)", "104年4月"), ("(2)", "104年9月、10月")]
    assert items[0].deadline == "104年4月;104年9月、10月"
    assert items[0].units == ("推廣組", "典藏組")


def test_steps_printed_in_their_own_rows_keep_their_own_deadlines() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 推廣活動 (1)星空講座 | 104年4月 | 推廣組",
            " | | (2)巡迴展 | 104年9月 | 典藏組",
        )
    )
    assert [(step.number, step.deadline) for step in items[0].steps] == [("(1)", "104年4月"), ("(2)", "104年9月")]
    assert bare(items[0].text) == "推廣活動(1)星空講座(2)巡迴展"


def test_deadlines_stacked_in_one_cell_go_to_the_steps_they_count() -> None:
    document = Document(
        "plan.docx",
        "docx",
        (Page((table_of(["1.1 推廣活動(1)星空講座(2)巡迴展"], ["104年4月\n104年9月"], ["推廣組"]),)),),
    )
    (item,) = TableForm().read(document).items
    assert [(step.number, step.deadline) for step in item.steps] == [("(1)", "104年4月"), ("(2)", "104年9月")]


def table_of(actions: list[str], deadlines: list[str], units: list[str]) -> Table:
    """Return a table with merged label cells, as office documents hold it."""
    head = Row(tuple(Cell(text) for text in ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位")))
    rows = [head]
    for at, (action, deadline, unit) in enumerate(itertools.zip_longest(actions, deadlines, units)):
        labels = (
            (Cell("一、服務流程\n（一）服務流程便捷性", len(actions)), Cell("1.單一窗口服務全功能程度", len(actions)))
            if not at
            else (Cell("", covered=True),) * 2
        )
        merged = tuple(Cell("", covered=True) if text is None else Cell(text) for text in (deadline, unit))
        rows.append(Row((*labels, Cell(action), *merged)))
    spans = [len(actions) if len(column) == 1 else 1 for column in (deadlines, units)]
    first = rows[1].cells
    rows[1] = Row((*first[:3], replace(first[3], rows=spans[0]), replace(first[4], rows=spans[1])))
    return Table(tuple(rows))


def test_a_merged_cell_belongs_to_every_row_it_spans() -> None:
    table = table_of(["1.1 合併櫃檯", "1.2 延長開放", "1.3 意見箱"], ["每季"], ["推廣組\n秘書室"])
    items = TableForm().read(Document("plan.odt", "odt", (Page((table,)),))).items
    assert [(item.deadline, item.units) for item in items] == [("每季", ("推廣組", "秘書室"))] * 3
    assert {item.execution_item for item in items} == {"單一窗口服務全功能程度"}


def test_rows_without_rules_between_them_are_parted_by_the_height_of_their_lines() -> None:
    actions = "1.1 合併櫃檯，觀眾\n不必往返\n1.2 延長開放\n1.3 意見箱"
    table = table_of([actions], ["104年12\n月\n每季\n每月"], ["星象劇場管理\n及維護組\n典藏組\n推廣組"])
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((table,), 1),))).items
    assert [(item.deadline, item.units) for item in items] == [
        ("104年12月", ("星象劇場管理及維護組",)),
        ("每季", ("典藏組",)),
        ("每月", ("推廣組",)),
    ]
    assert items[0].text == "合併櫃檯，觀眾不必往返"


def test_one_deadline_beside_several_actions_stays_whole_at_any_height() -> None:
    table = table_of(["1.1 合併櫃檯\n1.2 延長開放"], ["104年12\n月"], ["典藏\n組"])
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((table,), 1),))).items
    assert [(item.deadline, item.units) for item in items] == [("104年12月", ("典藏組",))] * 2


def test_the_leading_number_names_the_execution_item() -> None:
    items = read(
        rows_of(
            "二、機關形象 （二）服務行為 為友善性與 專業性 | 1. 服務親和程度 2. 服務可勝任程度"
            " | 1.1 電話測試 2.1 教育訓練 2.2 觀摩 | | ",
        )
    )
    assert [item.execution_item for item in items] == ["服務親和程度", "服務可勝任程度", "服務可勝任程度"]
    assert {item.subdimension for item in items} == {"服務行為友善性與專業性"}


def test_actions_that_name_no_execution_item_belong_to_all_that_are_printed() -> None:
    items = read(
        rows_of(
            "六、創新服務情形 （一）有價值的創意服務 | 館方應提出跨域合作 | 1、星空巴士 2、夜宿天文館 | | ",
            "（二）創新服務標竿學習效益 | 1. 鼓勵提出標竿。 2. 說明擴散效果。 | | | ",
            "（三）組織內部創新機制 | 1. 建立提案機制。 2. 說明運作情形。 | 1、辦理提案競賽 2、提案追蹤 | | ",
        )
    )
    assert [item.number for item in items] == ["1", "2", "1", "2"]
    assert [item.execution_item for item in items] == ["館方應提出跨域合作"] * 2 + ["建立提案機制。說明運作情形。"] * 2
    assert [item.subdimension for item in items] == ["有價值的創意服務"] * 2 + ["組織內部創新機制"] * 2


def test_page_marks_are_dropped_wherever_they_fall() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 望遠鏡借用改採線 | 1-1 | 推廣組",
            " | | 上登記 1.2 櫃檯合併 | | ",
            page_break=1,
        )
    )
    assert [(bare(item.text), item.deadline) for item in items] == [
        ("望遠鏡借用改採線上登記", None),
        ("櫃檯合併", None),
    ]


def test_a_label_printed_beside_a_later_row_belongs_to_the_whole_count() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 | 每季 | 推廣組",
            " | | 1.1 進度查詢 | 每季 | 推廣組",
            "（二）服務流程透明度 | 1. 案件處理流程查詢公開程度 | 1.2 簡訊通知 | 每季 | 推廣組",
            " | | 1.3 電話回覆 | 每季 | 推廣組",
        )
    )
    assert [item.subdimension for item in items] == ["服務流程便捷性"] + ["服務流程透明度"] * 3
    assert [item.execution_item for item in items] == ["單一窗口服務全功能程度"] + ["案件處理流程查詢公開程度"] * 3


def test_numbers_inside_an_action_part_nothing() -> None:
    items = read(
        rows_of(
            "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度"
            " | 1.1 新增 2.5 萬筆星表，更新至 3.0 版 1.2 依作業要點第 2. 條辦理 | 每季 | 推廣組",
        )
    )
    assert [item.text for item in items] == ["新增 2.5 萬筆星表，更新至 3.0 版", "依作業要點第 2. 條辦理"]


def test_a_missing_number_is_warned_about() -> None:
    text = rows_of(
        "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 | 每季 | 推廣組",
        " | | 1.3 延長開放 | 每季 | 推廣組",
    )
    reading = TableForm().read(read_text(text, "plan.txt"))
    assert [warning.code for warning in reading.warnings] == ["number-skipped"]
    assert "1.3" in reading.warnings[0].message


def test_a_number_without_its_execution_item_is_warned_about_and_filed_by_its_row() -> None:
    text = rows_of(
        "一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 4.1 延長開放 | 每季 | 推廣組"
    )
    text += "\n\t\t4.1 夜間開放\t每季\t推廣組"
    reading = TableForm().read(read_text(text, "plan.txt"))
    assert reading.items[-1].execution_item == "單一窗口服務全功能程度"
    assert "label-number-mismatch" in {warning.code for warning in reading.warnings}


def test_a_row_that_lost_its_empty_first_cells_is_put_back_in_place_and_warned_about() -> None:
    text = rows_of("一、服務流程 （一）服務流程便捷性 | 1. 單一窗口服務全功能程度 | 1.1 合併櫃檯 | 每季 | 推廣組")
    reading = TableForm().read(read_text(text + "\n1.2 延長開放\t104年6月\t秘書室", "plan.txt"))
    assert [(item.text, item.deadline, item.units) for item in reading.items][1] == (
        "延長開放",
        "104年6月",
        ("秘書室",),
    )
    assert [warning.code for warning in reading.warnings] == ["columns-differ"]


def test_headings_above_each_table_serve_as_labels_where_no_column_does() -> None:
    head = "執行項目\t推動作法\t完成期限\t承辦單位"
    text = "\n".join(
        [
            "伍、計畫內容",
            "一、服務流程",
            "（一）服務流程便捷性",
            head,
            "1. 單一窗口服務全功能程度\t1.1 合併櫃檯\t每季\t推廣組",
            "（二）服務流程透明度",
            head,
            "1. 案件處理流程查詢公開程度\t1.1 進度查詢\t每月\t秘書室",
        ]
    )
    items = read(text)
    assert [(item.dimension, item.subdimension, item.execution_item) for item in items] == [
        ("服務流程", "服務流程便捷性", "單一窗口服務全功能程度"),
        ("服務流程", "服務流程透明度", "案件處理流程查詢公開程度"),
    ]


def test_actions_without_numbers_are_one_a_row() -> None:
    items = read(
        rows_of(
            "服務流程 | 單一窗口服務全功能程度 | 合併服務櫃檯 | 每季 | 推廣組",
            " | 申辦案件流程簡化程度 | 免附身分證影本 | 每月 | 秘書室",
            "機關形象 | 洽公環境適切程度 | 大廳綠美化 | 104年6月 | 秘書室",
        )
    )
    assert [(item.dimension, item.execution_item, item.number) for item in items] == [
        ("服務流程", "單一窗口服務全功能程度", None),
        ("服務流程", "申辦案件流程簡化程度", None),
        ("機關形象", "洽公環境適切程度", None),
    ]


def test_items_name_the_pages_and_lines_they_were_read_from() -> None:
    plan = entries(2)
    items = read(text_of(plan, Layout(rows_a_page=3, cut=(0.5,) * 9)))
    pages = [item.source.page for item in items if item.source is not None]
    assert pages == sorted(page for page in pages if page is not None)
    assert pages[0] == 1
    cut = [item.source for item in items if item.source is not None and len(item.source.pages) == 2]
    assert cut
    assert all(source.pages[1] == source.pages[0] + 1 for source in cut)


@pytest.mark.parametrize(
    "text",
    ["沒有表格的文字", "姓名\t職稱\t電話\n王小明\t組長\t分機一", "構面\t策略目標\n顧客\tAC1 提升人次"],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert TableForm().recognise(read_text(text, "other.txt")) == 0


def test_a_number_alone_in_its_line_still_says_how_high_its_action_stands() -> None:
    actions = "1.1 合併\n櫃檯\n1.2\nPLANETARIUM/SKY 查詢\n1.3 意見箱"
    table = table_of([actions], ["每季\n\n每月\n\n每年"], ["典藏組\n\n天象觀測中\n心\n秘書室"])
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((table,), 1),))).items
    assert [(item.deadline, item.units) for item in items] == [
        ("每季", ("典藏組",)),
        ("每月", ("天象觀測中心",)),
        ("每年", ("秘書室",)),
    ]


def test_units_part_alone_where_one_deadline_stands_beside_all() -> None:
    actions = "1.1 合併服務\n櫃檯，觀眾\n不必往返\n1.2 延長夜間\n開放時間"
    table = table_of([actions], ["每季"], ["典藏組\n推廣組\n\n秘書室"])
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((table,), 1),))).items
    assert [(item.deadline, item.units) for item in items] == [("每季", ("典藏組", "推廣組")), ("每季", ("秘書室",))]


def test_a_list_of_units_without_gaps_belongs_to_every_action_beside_it() -> None:
    table = table_of(["1.1 合併\n櫃檯\n1.2 延長開放"], ["每季"], ["典藏組\n推廣組\n秘書室"])
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((table,), 1),))).items
    assert [item.units for item in items] == [("典藏組", "推廣組", "秘書室")] * 2


def test_a_merged_deadline_goes_on_overleaf_where_its_cell_is_empty() -> None:
    head = Row(tuple(Cell(text) for text in ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位")))
    first = table_of(["1.1 合併櫃檯", "1.2 延長開放"], ["每季"], ["推廣組"])
    rest = Table((head, Row((Cell(""), Cell(""), Cell("1.3 意見箱"), Cell(""), Cell("")))))
    items = TableForm().read(Document("plan.pdf", "pdf", (Page((first,), 1), Page((rest,), 2)))).items
    assert [(item.deadline, item.units) for item in items] == [("每季", ("推廣組",))] * 3


def test_rows_of_a_sheet_above_the_headings_are_no_actions() -> None:
    rows = [["青嵐市立天文館 104 年度提升服務品質執行計畫"], ["壹、計畫依據"], ["依市府函辦理"], ["附表"]]
    rows += [["執行項目", "推動作法", "完成期限"], ["1. 單一窗口服務全功能程度", "1.1 合併櫃檯", "每季"]]
    table = Table(tuple(Row(tuple(Cell(text) for text in row + [""] * (3 - len(row)))) for row in rows))
    items = TableForm().read(Document("plan.xlsx", "sheet", (Page((table,)),))).items
    assert [(item.number, item.text, item.deadline) for item in items] == [("1.1", "合併櫃檯", "每季")]


def test_a_table_that_touches_the_next_keeps_its_last_rows() -> None:
    items = read(
        "執行項目\t推動作法\t完成期限\n1. 單一窗口服務全功能程度\t1.1 合併櫃檯\t每季\n"
        "\f\t1.2 延長開放\t每月\n執行項目\t推動作法\t完成期限\n1. 洽公環境適切程度\t1.1 綠美化\t每年"
    )
    assert [item.text for item in items] == ["合併櫃檯", "延長開放", "綠美化"]


def test_deadlines_stacked_in_a_cell_are_not_run_together() -> None:
    table = table_of(["1.1 合併櫃檯(1)規劃(2)施工"], ["每年\n104年12月"], ["典藏組"])
    (item,) = TableForm().read(Document("plan.odt", "odt", (Page((table,)),))).items
    assert [step.deadline for step in item.steps] == ["每年", "104年12月"]


def test_rows_pasted_from_a_word_processor_are_mended_where_paragraphs_broke_them() -> None:
    items = read(
        "實施要項\t執行項目\t推動作法\t完成期限\t承辦單位\n"
        "一、服務流程\n（一）服務流程便捷性\t1. 單一窗口服務全功能程度\t1.1 合併櫃檯\n1.2 延長開放\t104年6月\t推廣組\n秘書室\n"
        "\t2. 申辦案件流程簡化程度\t2.1 免附證件\n(1)借用(2)參訪\n2.2 線上繳費\t每季\t典藏組\n"
        "（二）服務流程透明度\t1. 案件處理流程查詢公開程度\t1.1 進度查詢\t每月\t秘書室\n\n陸、執行步驟"
    )
    assert [(item.number, item.deadline, item.units) for item in items] == [
        ("1.1", "104年6月", ("推廣組", "秘書室")),
        ("1.2", "104年6月", ("推廣組", "秘書室")),
        ("2.1", "每季", ("典藏組",)),
        ("2.2", "每季", ("典藏組",)),
        ("1.1", "每月", ("秘書室",)),
    ]
    assert bare(items[2].text) == "免附證件(1)借用(2)參訪"
    assert [item.subdimension for item in items] == ["服務流程便捷性"] * 4 + ["服務流程透明度"]
    assert {item.dimension for item in items} == {"服務流程"}


def test_rows_that_lost_their_empty_last_cells_stay_rows_of_their_own() -> None:
    items = read(
        "實施要項\t執行項目\t推動作法\t完成期限\t承辦單位\n"
        "一、服務流程 （一）服務流程便捷性\t1. 單一窗口服務全功能程度\t1.1 合併櫃檯\n"
        "（二）服務流程透明度\t1. 案件處理流程查詢公開程度\t1.1 進度查詢\n\t\t1.2 簡訊通知\n"
    )
    assert [(item.number, item.subdimension, item.deadline) for item in items] == [
        ("1.1", "服務流程便捷性", None),
        ("1.1", "服務流程透明度", None),
        ("1.2", "服務流程透明度", None),
    ]


def test_a_row_that_prints_labels_only_gives_no_action_even_without_its_last_cells() -> None:
    items = read(
        rows_of("六、創新服務情形 （一）有價值的創意服務 | 1. 跨域合作 | 1.1 星空巴士 | 每季 | 推廣組")
        + "\n（二）創新服務標竿學習效益\t1. 鼓勵提出標竿。 2. 說明擴散效果。"
    )
    assert [item.text for item in items] == ["星空巴士"]
