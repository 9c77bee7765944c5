from qsearch.plan import Extra, Heading, PlanItem, PlanRef, StoredItem
from qsearch.search.highlights import highlight
from qsearch.search.query import parse_query
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter

ANALYSER = Analyser(RjiebaSegmenter())


def marked(query, text, **fields):
    stored = StoredItem(PlanRef("p", "甲局計畫", "甲局", 103, "published"), PlanItem(1, text, **fields))
    found = highlight(stored, parse_query(query, ANALYSER).marks)
    return {(one.field, one.text[start:end]) for one in found for start, end in one.spans}


def test_a_word_is_marked_in_the_text():
    assert marked("志工", "招募志工與培訓志工") == {("text", "志工")}


def test_a_match_through_another_script_and_width_marks_the_printed_characters():
    assert marked("台湾iso", "臺灣通過ＩＳＯ驗證") == {("text", "臺灣"), ("text", "ＩＳＯ")}


def test_a_match_over_white_space_marks_it_whole():
    assert marked("書號中心", "設 書 號 中 心 服 務") == {("text", "書 號 中 心")}


def test_overlapping_marks_become_one():
    assert marked("圖書館", "至圖書館借書") == {("text", "圖書館")}


def test_single_characters_are_marked_only_where_the_query_is_one():
    assert marked("資安", "資料與安全") == set()
    assert marked("安", "資料與安全") == {("text", "安")}


def test_a_latin_word_is_not_marked_inside_another():
    assert marked("art", "start art") == {("text", "art")}


def test_letters_are_marked_however_they_are_joined():
    assert marked("wifi", "提供 Wi-Fi 服務") == {("text", "Wi-Fi")}
    assert marked("wi-fi", "提供 WiFi 服務") == {("text", "WiFi")}
    assert marked("2000", "達2,000人") == {("text", "2,000")}


def test_phrases_are_marked_and_exclusions_are_not():
    assert ("text", "志工培訓") in marked("「志工培訓」 -會議", "志工培訓與會議")
    assert ("text", "會議") not in marked("「志工培訓」 -會議", "志工培訓與會議")


def test_every_printed_field_is_marked():
    fields = marked(
        "預約",
        "辦理預約",
        execution_item="線上預約",
        criterion="預約便利",
        ancestors=(Heading("1", "預約系統"),),
        units=("預約科",),
        extra=(Extra("預期目標", "預約率八成"),),
    )
    assert {field for field, _ in fields} == {"text", "execution_item", "criterion", "ancestors", "units", "extra"}


def test_nothing_is_marked_for_a_blank_query():
    assert marked("", "辦理預約") == set()
