"""A sheet of queries: its columns, its filters, and what is wrong with it."""

from __future__ import annotations

import pytest

from qsearch.errors import QueryError
from qsearch.plan import Filters, YearRange
from qsearch.search.query_sheet import MAX_QUERIES, read_query_sheet


def test_one_column_needs_no_heading_and_may_have_one():
    assert [query.text for query in read_query_sheet("單一窗口\n滿意度\n")] == ["單一窗口", "滿意度"]
    assert [query.text for query in read_query_sheet("\ufeff查詢\r\n單一窗口\r\n\r\n")] == ["單一窗口"]


def test_further_columns_are_filters_in_chinese_or_as_options_are_called():
    sheet = "查詢,機關,年度,構面,execution-item,承辦單位,framework\n窗口,甲局、乙局,101-103；107,服務流程,,資訊室,other\n,甲局,,,,,\n"
    first, second = read_query_sheet(sheet)
    assert first.filters == Filters(
        agency=("甲局", "乙局"),
        year=(YearRange(101, 103), YearRange(107, 107)),
        dimension=("服務流程",),
        unit=("資訊室",),
        framework=("other",),
    )
    assert first.conditions == "甲局、乙局；101-103；107；服務流程；資訊室；other"
    assert (second.text, second.filters) == ("", Filters(agency=("甲局",)))


def test_a_query_with_commas_quotes_and_line_feeds_is_one_query():
    (query,) = read_query_sheet('"「線上預約」, -志工\n""場地"""\n')
    assert query.text == '「線上預約」, -志工\n"場地"'


def test_a_year_that_is_none_is_told_of_its_row_alone():
    wrong, right = read_query_sheet("查詢,年度\n窗口,明年\n窗口,102\n")
    assert "明年" in (wrong.error or "")
    assert right.error is None


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("", "沒有查詢"),
        ("\n , \n", "沒有查詢"),
        ("查詢\n", "沒有查詢"),
        ("查詢,心情\n窗口,好\n", "第 2 欄「心情」"),
        ("窗口,102\n", "第 2 欄「102」"),
        ("窗" * 200_000, "不是可讀取的 CSV"),
        ("窗口\n" * (MAX_QUERIES + 1), "一次至多 1,000 個"),
    ],
    ids=["nothing", "blank rows", "a heading alone", "unknown column", "no headings", "endless cell", "too many"],
)
def test_what_is_no_sheet_of_queries_is_refused_with_a_hint(sheet, told):
    with pytest.raises(QueryError, match=told) as raised:
        read_query_sheet(sheet)
    assert raised.value.hint
