"""The outline form: real text where it is at hand, and invented plans in every setting converters give them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from outline_plans import STYLES, Expected, Node, Setting, bare, expected, invent, set_as_text, squeeze

from qsearch.parsing.outline import OutlineForm
from qsearch.plan import PlanItem
from qsearch.reading.document import Cell, Document, Page, Row, Table
from qsearch.reading.files import read_file, read_text

SHARED = Path(__file__).parents[2].parent / "shared"

SETTINGS = {
    "cells one after the other": Setting(),
    "blank lines and spaces at line ends": Setting(blank_lines=True, trailing_spaces=True),
    "deadlines glued to the text": Setting(glue=True),
    "cells side by side from the top": Setting("top"),
    "cells centred": Setting("centre"),
    "pages with headers": Setting(page_lines=17),
    "pages with titles and page numbers, cells centred": Setting("centre", page_lines=23, title_on_pages=True),
    "deadlines cut by their column": Setting("top", deadline_width=5),
    "no header": Setting(column_header=False),
    "wide columns": Setting(action_width=30, units_width=30),
    "labels beside actions": Setting("top", labels_beside=True, label_width=14),
}


def as_expected(item: PlanItem) -> Expected:
    return Expected(
        number=bare(item.number or ""),
        dimension=item.dimension or "",
        execution_item=item.execution_item or "",
        criterion=item.criterion and squeeze(item.criterion),
        ancestors=tuple(f"{bare(above.number or '')} {squeeze(above.text)}" for above in item.ancestors),
        text=squeeze(item.text),
        deadline=item.deadline,
        units=item.units,
    )


def read(text: str) -> tuple[list[Expected], set[str]]:
    document = read_text(text, "invented.txt")
    form = OutlineForm()
    assert form.recognise(document) > 0.7
    reading = form.read(document)
    return [as_expected(item) for item in reading.items], {warning.code for warning in reading.warnings}


def wanted(plan: list[Node], styles: tuple[str, ...]) -> list[Expected]:
    return [replace(item, criterion=item.criterion and squeeze(item.criterion)) for item in expected(plan, styles)]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS.keys())
@pytest.mark.parametrize("style", STYLES)
def test_every_field_of_an_invented_plan_is_read_in_every_setting(style: str, setting: Setting) -> None:
    styles = STYLES[style]
    plan = invent(5, styles)
    assert read(set_as_text(plan, styles, setting, seed=5))[0] == wanted(plan, styles)


@pytest.mark.parametrize("style", STYLES)
def test_a_heading_with_a_deadline_of_its_own_is_an_action_and_a_heading(style: str) -> None:
    styles = STYLES[style]
    plan = invent(3, styles, own_deadlines=True)
    found, codes = read(set_as_text(plan, styles, Setting(), seed=3))
    assert found == wanted(plan, styles)
    assert not codes


HEAD = "構面 執行項目 推動作法 完成期限 承辦單位\n（一）便民遞送\n1.申辦迅速\n（1）簡化窗口作業\n"


def test_a_skipped_number_is_read_and_warned_of() -> None:
    found, codes = read(HEAD + "A 合併表單 每季 總務科\nB 公布流程 每月 秘書處\nD 延長收件 107年12月 總務科\n")
    assert [item.number for item in found] == ["A", "B", "D"]
    assert codes == {"number-skipped"}


def test_a_bracket_that_starts_a_wrapped_line_is_no_number() -> None:
    found, _ = read(
        HEAD + "A 設置哺育空間\n(東側與西側)\n持續辦理 總務科\nB 公布流程 每月 秘書處\nC 增設座椅 每月 秘書處\n"
    )
    assert [item.text for item in found] == ["設置哺育空間(東側與西側)", "公布流程", "增設座椅"]


def test_a_letter_at_the_start_of_a_wrapped_line_is_text_unless_it_goes_on_counting() -> None:
    found, _ = read(
        HEAD + "A 汰換館內\nB 棟與戶外空調(含\nB 棟) 每季 總務科\nB專人導覽 每月 秘書處\nC Podcast 節目 每月 秘書處\n"
    )
    assert [item.number for item in found][-2:] == ["B", "C"]
    assert found[-1].text == "Podcast節目"


def test_units_cut_inside_a_word_are_whole_again() -> None:
    text = HEAD + (
        "A 合併表單 每季\n讀者服務組、推廣\n教育組、秘書\n處\nB 公布流程 每月 讀者服務組\n"
        "C 增設座椅 每月 推廣教育組\nD 換發證件 每月 秘書處\n"
    )
    assert read(text)[0][0].units == ("讀者服務組", "推廣教育組", "秘書處")


def test_units_unknown_to_the_front_matter_are_told_by_how_names_end() -> None:
    text = (
        "貳、執行對象\n讀者服務組、秘書處。\n"
        + HEAD
        + ("A 合併表單 每季 讀者服務組\nB 公布流程 每月\n口述歷史工作\n小組\nC 增設座椅 每月 秘書處\n")
    )
    assert read(text)[0][1].units == ("口述歷史工作小組",)


def test_an_enumeration_inside_an_action_stays_in_its_text() -> None:
    text = HEAD + (
        "A 合併表單，包括：\n①借閱證\n②場地\n每季 總務科\nB 公布流程 每月 秘書處\nC 增設座椅，分置：\n①大廳\n②閱覽室\n"
        "每月 秘書處\n"
    )
    assert [item.text for item in read(text)[0]] == [
        "合併表單，包括：①借閱證②場地",
        "公布流程",
        "增設座椅，分置：①大廳②閱覽室",
    ]


def test_the_text_behind_the_table_is_left_alone() -> None:
    text = (
        "伍、計畫內容\n"
        + HEAD
        + (
            "A 合併表單 每季 總務科\nB 公布流程 每月 秘書處\nC 增設座椅 每月 秘書處\n陸、執行步驟\n一、由秘書處彙整，每季 總務科\n"
        )
    )
    assert len(read(text)[0]) == 3


def test_a_plan_of_plain_sentences_is_not_taken_for_an_outline() -> None:
    document = read_text("壹、計畫依據\n依上級函示辦理。\n貳、計畫目標\n一、提升效率。\n二、簡化流程。\n", "plain.txt")
    assert OutlineForm().recognise(document) == 0


def table(*rows: tuple[Cell, ...]) -> Document:
    heading = Row(tuple(Cell(text) for text in ("構面", "執行項目", "推動作法", "完成期限", "承辦單位")))
    return Document("table.odt", "odt", (Page((Table((heading, *(Row(cells) for cells in rows))),)),))


COVERED = Cell("", covered=True)


def test_merged_label_cells_of_a_table_count_for_every_row_they_span() -> None:
    document = table(
        (Cell("（一）便民遞送", 4), Cell("1.申辦\n迅速", 4), Cell("（1）簡化窗口作業"), Cell(""), Cell("")),
        (COVERED, COVERED, Cell("A 合併表單"), Cell("每季"), Cell("總務科\n秘書處")),
        (COVERED, COVERED, Cell("B 公布流程"), Cell(""), Cell("")),
        (COVERED, COVERED, Cell("(A)張貼\n海報"), Cell("107年\n12月"), Cell("推廣教\n育組")),
    )
    form = OutlineForm()
    first, second = form.read(document).items
    assert (first.dimension, first.execution_item, first.criterion) == ("便民遞送", "申辦迅速", "簡化窗口作業")
    assert first.units == ("總務科", "秘書處")
    assert [(above.number, above.text) for above in second.ancestors] == [("B", "公布流程")]
    assert (second.text, second.deadline, second.units) == ("張貼海報", "107年12月", ("推廣教育組",))


def test_a_deadline_merged_over_several_actions_of_a_table_belongs_to_each() -> None:
    document = table(
        (Cell("（一）便民遞送", 3), Cell("1.申辦迅速", 3), Cell("（1）合併表單"), Cell("每季", 3), Cell("總務科", 2)),
        (COVERED, COVERED, Cell("（2）公布流程"), COVERED, COVERED),
        (COVERED, COVERED, Cell("（3）增設座椅"), COVERED, Cell("秘書處")),
    )
    items = OutlineForm().read(document).items
    assert [item.deadline for item in items] == ["每季"] * 3
    assert [item.units for item in items] == [("總務科",), ("總務科",), ("秘書處",)]


def test_a_row_cut_by_a_page_is_one_action() -> None:
    heading = tuple(Cell(text) for text in ("構面", "執行項目", "推動作法", "完成期限", "承辦單位"))
    first = Table((
        Row(heading),
        Row((Cell("（一）便民遞送"), Cell("1.申辦迅速"), Cell("（1）合併借閱"), Cell("107年"), Cell("推廣教"))),
    ))  # fmt: skip
    second = Table((
        Row(heading),
        Row((Cell(""), Cell(""), Cell("表單"), Cell("12月"), Cell("育組"))),
        Row((Cell(""), Cell(""), Cell("（2）公布流程"), Cell("每季"), Cell("總務科"))),
    ))  # fmt: skip
    document = Document("cut.pdf", "pdf", (Page((first,), 1), Page((second,), 2)))
    cut, whole = OutlineForm().read(document).items
    assert (cut.text, cut.deadline, cut.units) == ("合併借閱表單", "107年12月", ("推廣教育組",))
    assert cut.source is not None
    assert cut.source.pages == (1, 2)
    assert whole.execution_item == "申辦迅速"


@pytest.mark.parametrize(
    "name", ["plans/nstm-107.txt", "documents/nstm-107.odt", "documents/nstm-107.docx", "documents/nstm-107.pdf"]
)
def test_the_transcribed_plan_is_read_without_an_error_from_every_format(name: str) -> None:
    gold = SHARED / "gold" / "nstm-107.items.jsonl"
    if not gold.exists() or not (SHARED / name).exists():
        pytest.skip("the transcribed plans are not at hand")
    want = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    items = OutlineForm().read(read_file(SHARED / name)).items
    assert [squeeze(item.text) for item in items] == [squeeze(item["text"]) for item in want]
    for item, right in zip(items, want, strict=True):
        assert item.dimension == right["dimension"]
        assert item.execution_item == right["execution_item"]
        assert squeeze(item.criterion or "") == squeeze(right["criterion"] or "")
        assert [squeeze(above.text) for above in item.ancestors] == [
            squeeze(above["text"]) for above in right["ancestors"]
        ]
        assert item.deadline == (right["deadline"] and squeeze(right["deadline"]))
        assert list(item.units) == right["units"]
