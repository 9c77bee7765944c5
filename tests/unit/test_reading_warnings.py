"""What could not be read surely is said, with its page and its text, and what was read surely is not doubted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import ParseWarning, Plan
from qsearch.reading.document import Cell, Document, Line, Page, Row, Table
from qsearch.shipped import corpus_dir

HEADINGS = ("實施要項", "執行項目", "推動作法", "完成期限", "承辦單位")
AREA, ITEM = "一、服務流程\n（一）服務流程便捷性", "1.單一窗口服務全功能程度"
SOUND = (
    (AREA, ITEM, "1.1 設置單一窗口。", "102年12月", "服務科"),
    ("", "", "1.2 公布標準作業流程。", "每季", "登記科"),
    ("", "", "1.3 印製多語表單。", "持續辦理", "服務科"),
)


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


def read(frameworks: Frameworks, rows: Sequence[Sequence[str]]) -> Plan:
    """Return the plan of a table on page 2, below a title on page 1."""
    title = Page((Line("雲嶺縣戶政事務所102年度提升服務品質執行計畫", 1),), 1)
    table = Table(tuple(Row(tuple(Cell(text) for text in row)) for row in (HEADINGS, *rows)))
    return parse_document(Document("plan.pdf", "pdf", (title, Page((table,), 2))), frameworks)


def only(plan: Plan, code: str) -> ParseWarning:
    (warning,) = [warning for warning in plan.warnings if warning.code == code]
    return warning


def test_a_sound_table_raises_no_warning(frameworks: Frameworks) -> None:
    plan = read(frameworks, SOUND)
    assert len(plan.items) == 3
    assert plan.warnings == ()


def test_a_row_that_belongs_to_no_action_is_told_with_its_text_and_page(frameworks: Frameworks) -> None:
    plan = read(frameworks, [("", "", "", "102年3月", "會計室"), *SOUND])
    warning = only(plan, "row-unplaced")
    assert warning.page == 2
    assert "102年3月" in warning.message
    assert "會計室" in warning.message


def test_a_row_with_a_label_and_a_deadline_but_no_action_is_told_too(frameworks: Frameworks) -> None:
    plan = read(frameworks, [*SOUND, ("", "2.申辦案件流程簡化程度", "", "102年3月", "會計室")])
    warning = only(plan, "row-unplaced")
    assert warning.page == 2
    assert "會計室" in warning.message
    assert len(plan.items) == 3


def test_a_label_that_no_framework_knows_is_told_once_with_its_text_and_page(frameworks: Frameworks) -> None:
    strange = ("九、星際航行\n（一）登月便捷性", "1.曲速引擎妥善程度")
    more = [(*strange, "1.1 檢修引擎。", "102年12月", "機務科"), ("", "", "1.2 添購燃料。", "每月", "機務科")]
    warning = only(read(frameworks, [*SOUND, *more]), "label-without-framework")
    assert warning.page == 2
    assert "曲速引擎妥善程度" in warning.message


def test_an_execution_item_that_its_dimension_does_not_have_is_told(frameworks: Frameworks) -> None:
    more = [("", "2.曲速引擎妥善程度", "2.1 檢修引擎。", "102年12月", "機務科")]
    plan = read(frameworks, [*SOUND, *more])
    assert plan.items[-1].label.dimension == "服務流程"
    warning = only(plan, "label-without-framework")
    assert warning.page == 2
    assert "曲速引擎妥善程度" in warning.message
    assert "服務流程" in warning.message


def test_labels_of_which_no_framework_knows_any_are_told_once(frameworks: Frameworks) -> None:
    strange = [
        (f"{area}、星際航行{area}", f"1.曲速引擎{area}", f"1.1 檢修引擎{area}。", "102年12月", "機務科")
        for area in "一二三"
    ]
    plan = read(frameworks, strange)
    assert plan.framework == "other"
    assert only(plan, "label-without-framework").page == 2


def test_a_deadline_that_means_nothing_is_told_with_its_text_and_page(frameworks: Frameworks) -> None:
    more = [("", "", "1.4 裝設叫號機。", "俟經費到位", "秘書室")]
    plan = read(frameworks, [*SOUND, *more])
    warning = only(plan, "deadline-not-understood")
    assert warning.page == 2
    assert "俟經費到位" in warning.message
    assert plan.items[-1].deadline == "俟經費到位"


def test_a_gap_in_the_numbers_is_told_with_both_numbers_and_the_page(frameworks: Frameworks) -> None:
    warning = only(read(frameworks, [SOUND[0], SOUND[2]]), "number-skipped")
    assert warning.page == 2
    assert "1.1" in warning.message
    assert "1.3" in warning.message
