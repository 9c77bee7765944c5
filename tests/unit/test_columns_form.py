import re
from dataclasses import replace

import pytest
from invented_columns import Setting, invent, render

from qsearch.parsing.columns import ColumnsForm
from qsearch.plan import Step
from qsearch.reading.files import read_text

PLAIN = Setting(two_units=0.0)  # two names in a cell that leaves no mark between them can't always be told
NARROW = Setting(action_width=22, label_width=8, execution_width=14, unit_width=6)
WIDE = replace(PLAIN, action_width=44, label_width=16, unit_width=12, deadline_width=14, execution_width=30)


def squeeze(text):
    return re.sub(r"\s+", "", text)


def expected(rows):
    return [
        (
            action.number,
            row.dimension,
            row.subdimension,
            action.execution_item,
            squeeze(action.whole_text()),
            ";".join(squeeze(deadline) for *_, deadline in action.steps)
            or (action.deadline and squeeze(action.deadline)),
            tuple(Step(number, squeeze(deadline)) for number, _, deadline in action.steps),
            sorted(action.units),
        )
        for row in rows
        for action in row.actions
    ]


def read(text):
    return ColumnsForm().read(read_text(text, "plan.txt"))


def found(items):
    return [
        (
            item.number,
            item.dimension,
            item.subdimension,
            item.execution_item,
            squeeze(item.text),
            item.deadline,
            item.steps,
            sorted(item.units),
        )
        for item in items
    ]


@pytest.mark.parametrize("seed", [2, 3, 7])
@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param(WIDE, id="wide"),
        pytest.param(replace(PLAIN, page_length=24), id="short pages"),
        pytest.param(replace(PLAIN, page_length=90), id="long pages"),
        pytest.param(replace(PLAIN, steps=0.4), id="many steps"),
        pytest.param(replace(PLAIN, jitter=True), id="deadlines a line too low"),
        pytest.param(replace(PLAIN, missing=0.1), id="deadlines left out"),
        pytest.param(replace(PLAIN, units_first=True), id="units before deadlines"),
        pytest.param(replace(PLAIN, labels_per_page=True), id="columns down the whole page"),
        pytest.param(replace(PLAIN, footers=True), id="page numbers"),
        pytest.param(
            replace(PLAIN, headings=("評核項目", "評核指標", "具體作法", "辦理期限", "主辦單位")), id="other headings"
        ),
        pytest.param(replace(PLAIN, spaces_kept=False), id="white space lost"),
    ],
)
def test_an_invented_plan_is_read_back_as_it_was_invented(setting, seed):
    rows = invent(seed, setting)
    reading = read(render(rows, setting, seed))
    assert found(reading.items) == expected(rows)


def test_nearly_all_is_right_in_every_setting_over_many_plans():
    right, all_items = 0, 0
    for setting in (
        Setting(),
        NARROW,
        WIDE,
        replace(PLAIN, spaces_kept=False, missing=0.1),
        replace(PLAIN, unit_width=6),
    ):
        for seed in range(20, 26):
            rows = invent(seed, setting)
            want, got = expected(rows), found(read(render(rows, setting, seed)).items)
            right += sum(a == b for a, b in zip(want, got, strict=False))
            all_items += max(len(want), len(got))
    assert right / all_items >= 0.98


def test_a_plan_of_this_form_is_recognised_and_a_letter_is_not():
    rows = invent(1, PLAIN)
    assert ColumnsForm().recognise(read_text(render(rows, PLAIN), "plan.txt")) > 0.6
    letter = "1.1 請查照。\n每季 \n秘書室\n"
    assert ColumnsForm().recognise(read_text(letter, "letter.txt")) == 0


def test_rows_that_hold_deadline_and_unit_on_the_line_of_the_action_are_another_form():
    text = "構面 執行項目 推動作法 完成期限 承辦組室\n" + "\n".join(
        f"1.{n} 設置第{n}服務臺 持續辦理 秘書室" for n in range(1, 9)
    )
    assert ColumnsForm().recognise(read_text(text, "plan.txt")) == 0


HEADER = "實施要項 執行項目 推動作法 完成期限 承辦單位\n\n"


def test_one_deadline_beside_several_actions_belongs_to_each():
    text = HEADER + (
        "一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n\n1.1 設置專櫃。 \n \n1.2 公布進度。 \n \n1.3 訓練志工。 \n\n"
        "103 年 6 月 \n\n閱覽組 \n"
    )
    items = read(text).items
    assert [item.deadline for item in items] == ["103年6月"] * 3
    assert [item.units for item in items] == [("閱覽組",)] * 3


def test_the_leading_number_names_the_execution_item():
    text = HEADER + (
        "一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n \n \n2.主動回應程度 \n\n1.1 設置專櫃。 \n \n2.1 公布進度。 \n\n"
        "每季 \n \n每月 \n\n閱覽組 \n \n秘書室 \n"
    )
    assert [item.execution_item for item in read(text).items] == ["案件查詢程度", "主動回應程度"]


def test_actions_that_name_no_execution_item_take_all_that_is_printed():
    text = HEADER + (
        "一、創新服務 \n（一）創意服務 \n\n1.提出創意服務 \n2.說明擴散效果 \n\n1、設置專櫃。 \n \n2、公布進度。 \n\n每季 \n \n每月 \n\n"
        "閱覽組 \n \n秘書室 \n"
    )
    items = read(text).items
    assert [item.number for item in items] == ["1", "2"]
    assert {item.execution_item for item in items} == {"提出創意服務；說明擴散效果"}


def test_a_figure_at_the_start_of_a_wrapped_line_opens_no_action():
    text = HEADER + (
        "一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n\n1.1 全年借出圖書約\n2.5 萬冊。 \n \n"
        "1.2 公布進度。 \n\n每季 \n \n \n每月 \n\n閱覽組 \n \n \n秘書室 \n"
    )
    items = read(text).items
    assert [squeeze(item.text) for item in items] == ["全年借出圖書約2.5萬冊。", "公布進度。"]


def test_cells_of_two_columns_on_one_line_are_parted():
    text = HEADER + (
        "一、服務流程 （一）服務流程透明度 1.案件查詢程度 1.1 設置專櫃並公布\n"
        "辦理進度。 \n \n1.2 訓練志工。 \n\n每季 \n \n \n每月 秘書室 \n"
    )
    items = read(text).items
    assert [(item.subdimension, item.execution_item) for item in items] == [("服務流程透明度", "案件查詢程度")] * 2
    assert items[1].units == ("秘書室",)


def test_a_skipped_number_is_reported():
    text = HEADER + (
        "一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n\n1.1 設置專櫃。 \n \n1.3 公布進度。 \n\n"
        "每季 \n \n每月 \n\n閱覽組 \n \n秘書室 \n"
    )
    warnings = read(text).warnings
    assert [warning.code for warning in warnings] == ["number-skipped"]
    assert "1.3" in warnings[0].message


def test_an_action_without_a_deadline_beside_it_has_none_and_is_reported():
    actions = "".join(f"1.{n} 設置專櫃。 \n \n" for n in range(1, 5))
    text = HEADER + (
        f"一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n\n{actions}\n每季 \n \n \n \n每月 \n \n每日 \n\n"
        "閱覽組 \n \n秘書室 \n \n閱覽組 \n \n秘書室 \n"
    )
    reading = read(text)
    assert [item.deadline for item in reading.items] == ["每季", None, "每月", "每日"]
    assert [warning.code for warning in reading.warnings] == ["columns-disagree"]


def test_the_source_names_the_lines_of_the_action():
    rows = invent(5, PLAIN)
    text = render(rows, PLAIN, 5)
    lines = text.split("\n")
    for item in read(text).items:
        first, last = item.source.lines
        assert item.number in lines[first - 1]
        assert squeeze(lines[last - 1])[-4:] in squeeze(item.text)


def lose_white_space_at_line_ends(text, header):
    return "\n".join(line.rstrip() for line in text.split("\n"))


def end_lines_as_windows_does(text, header):
    return text.replace("\n", "\r\n")


def lose_all_headers_but_the_first(text, header):
    first, *others = text.split(header)
    return first + header + "\f".join(others)


def set_each_heading_on_its_own_line(text, header):
    return text.replace(header, "\n".join(header.split()) + "\n")


@pytest.mark.parametrize(
    "change",
    [
        lose_white_space_at_line_ends,
        end_lines_as_windows_does,
        lose_all_headers_but_the_first,
        set_each_heading_on_its_own_line,
    ],
)
def test_the_same_plan_from_another_converter_gives_the_same_items(change):
    rows = invent(11, PLAIN)
    header = " " + " ".join(PLAIN.headings) + " \n"
    assert found(read(change(render(rows, PLAIN, 11), header)).items) == expected(rows)


def test_an_action_that_ends_like_a_unit_is_not_taken_for_a_deadline_and_its_unit():
    text = HEADER + (
        "一、服務流程 \n（一）服務流程透明度 \n\n1.案件查詢程度 \n\n1.1 週一開放各研究室 \n \n1.2 公布進度。 \n\n每季 \n \n每月 \n\n"
        "閱覽組 \n \n秘書室 \n"
    )
    assert [item.text for item in read(text).items] == ["週一開放各研究室", "公布進度。"]
