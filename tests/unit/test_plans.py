import pytest

from qsearch.errors import UnknownLayout
from qsearch.frameworks import load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Label, Schedule
from qsearch.reading.files import read_text
from qsearch.shipped import corpus_dir

FRONT = "快樂市立圖書館 103 年度提升服務品質執行計畫\n壹、計畫目標\n一、便民。\n貳、計畫內容\n"
TABLE = (
    "實施要項 執行項目 推動作法 完成期限 承辦單位\n\n一、服務流程 \n（一）服務流程便捷性 \n\n1.單一窗口服務全功能程度 \n\n"
    "1.1 設置專櫃。 \n \n1.2 公布進度。 \n\n103 年 6 月 \n \n{deadline} \n\n閱覽組 \n \n秘書室 \n"
)


@pytest.fixture(scope="module")
def frameworks():
    return load_frameworks(corpus_dir() / "frameworks")


def parse(text, frameworks):
    return parse_document(read_text(text, "plan.txt"), frameworks)


def test_items_have_canonical_labels_and_schedules(frameworks):
    plan = parse(FRONT + TABLE.format(deadline="每季"), frameworks)
    assert (plan.framework, plan.form, plan.year) == ("quality-award", "columns", 103)
    label = Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度")
    assert [item.label for item in plan.items] == [label, label]
    assert [item.schedule for item in plan.items] == [
        Schedule("by", ("2014-06",)),
        Schedule("recurring", (), "quarter"),
    ]
    assert plan.warnings == ()


def test_a_deadline_that_means_nothing_is_kept_and_reported(frameworks):
    plan = parse(FRONT + TABLE.format(deadline="定期辦理"), frameworks)
    assert plan.items[1].deadline == "定期辦理"
    assert plan.items[1].schedule == Schedule()
    assert [warning.code for warning in plan.warnings] == ["deadline-not-understood"]


def test_front_matter_without_a_table_is_a_plan_with_a_warning(frameworks):
    plan = parse(FRONT, frameworks)
    assert (plan.title, plan.goals, plan.items) == ("快樂市立圖書館 103 年度提升服務品質執行計畫", ("便民。",), ())
    assert [warning.code for warning in plan.warnings] == ["no-table"]


def test_a_text_that_is_no_plan_is_refused_with_a_hint(frameworks):
    with pytest.raises(UnknownLayout) as caught:
        parse("親愛的讀者：\n\n閱覽室明日休館。\n", frameworks)
    assert caught.value.hint
    assert "plan.txt" in caught.value.message
