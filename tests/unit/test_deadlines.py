import pytest

from qsearch.parsing.deadline_cells import continues_deadline, is_deadline, is_deadline_part, split_deadlines
from qsearch.parsing.deadlines import is_left_empty, parse_schedule
from qsearch.plan import Schedule, Step


@pytest.mark.parametrize(
    ("printed", "dates"),
    [
        ("102年12月", ("2013-12",)),
        ("102 年 12 月", ("2013-12",)),
        ("民國102年12月31日前", ("2013-12-31",)),
        ("102年3月、6月、9月、12月", ("2013-03", "2013-06", "2013-09", "2013-12")),
        ("102年7月、9月及12月", ("2013-07", "2013-09", "2013-12")),
        ("102年3、6、9及12月", ("2013-03", "2013-06", "2013-09", "2013-12")),
        ("102年11月、103年2月", ("2013-11", "2014-02")),
        ("107.04.13", ("2018-04-13",)),
        ("102/3/31", ("2013-03-31",)),
        ("1020331", ("2013-03-31",)),
        ("102年底", ("2013-12",)),
        ("102年度", ("2013-12",)),
        ("102年上半年", ("2013-06",)),
        ("102年第3季", ("2013-09",)),
        ("102年1月至12月", ("2013-12",)),
        ("102年1-12月", ("2013-12",)),
        ("自102年7月起至103年6月止", ("2014-06",)),
        ("１０２年１２月", ("2013-12",)),
        ("一〇二年十二月", ("2013-12",)),
        ("2013年12月", ("2013-12",)),
        ("102年3月1日、15日", ("2013-03-01", "2013-03-15")),
    ],
)
def test_dates_are_due_dates(printed, dates):
    assert parse_schedule(printed) == Schedule("by", dates)


@pytest.mark.parametrize(
    ("printed", "every"),
    [
        ("每日", "day"),
        ("每週", "week"),
        ("每二週", "fortnight"),
        ("每月", "month"),
        ("每兩個月", "two-months"),
        ("每季", "quarter"),
        ("每三個月", "quarter"),
        ("每半年", "half-year"),
        ("每年", "year"),
        ("每學期", "term"),
        ("每半年檢討一次", "half-year"),
    ],
)
def test_a_rhythm_recurs(printed, every):
    assert parse_schedule(printed) == Schedule("recurring", (), every)


def test_days_of_each_month_are_kept_without_a_month():
    assert parse_schedule("每月1日、15日") == Schedule("recurring", ("--01", "--15"), "month")


def test_a_date_beside_a_rhythm_is_its_end():
    assert parse_schedule("101年12月(每月辦理)") == Schedule("recurring", ("2012-12",), "month")


@pytest.mark.parametrize("printed", ["持續辦理", "經常辦理", "全年", "隨時", "常態辦理"])
def test_words_for_always_are_ongoing(printed):
    assert parse_schedule(printed) == Schedule("ongoing")


def test_an_irregular_deadline_is_no_ongoing_one():
    assert parse_schedule("不定期") == Schedule("irregular")


def test_months_without_a_year_take_the_plans_year_and_none_without_it():
    assert parse_schedule("6月、12月", year=102) == Schedule("by", ("2013-06", "2013-12"))
    assert parse_schedule("6月、12月") == Schedule("by", ())


def test_the_dates_of_steps_are_the_items_dates():
    steps = (Step("(1)", "102年1月"), Step("(2)", "102年4月"))
    assert parse_schedule("102年1月;102年4月", steps) == Schedule("by", ("2013-01", "2013-04"))
    assert parse_schedule(None, steps) == Schedule("by", ("2013-01", "2013-04"))


@pytest.mark.parametrize("printed", [None, "", " ", "－", "無", "依另案規劃"])
def test_what_is_not_printed_or_not_understood_has_no_schedule(printed):
    assert parse_schedule(printed) == Schedule()


def test_a_cell_left_empty_differs_from_one_not_understood():
    assert is_left_empty("－")
    assert not is_left_empty("依另案規劃")


@pytest.mark.parametrize("line", ["102 年 12", "月", "月、9 月", "及 12 月", "每 月 1", "日、15 日", "持續辦"])
def test_pieces_of_wrapped_deadlines_are_told_from_other_lines(line):
    assert is_deadline_part(line)


@pytest.mark.parametrize("line", ["秘書室", "組", "書目管理組", "各單位", "每月約借出 700 冊，逐年增加"])
def test_units_and_sentences_are_no_deadlines(line):
    assert not is_deadline_part(line)
    assert not is_deadline(line)


def test_neighbouring_deadlines_are_parted_where_the_next_one_starts():
    lines = ["102 年 10", "月 ", "每季 ", "102 年 7", "月、9 月", "及 12 月 ", "102 年", "6 月"]
    assert split_deadlines(lines) == ["102年10月", "每季", "102年7月、9月及12月", "102年6月"]


def test_a_blank_line_parts_deadlines_but_not_one_that_is_still_open():
    assert not continues_deadline("6月", "12月", gap=True)
    assert continues_deadline("102年3月、6", "月", gap=True)
