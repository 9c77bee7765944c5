import pytest

from qsearch.parsing.joining import join_label, join_wrapped
from qsearch.parsing.numbering import chinese_value, read_number, strip_number


@pytest.mark.parametrize(
    ("text", "printed", "kind", "ordinals", "rest"),
    [
        ("壹、計畫依據", "壹", "formal", (1,), "計畫依據"),
        ("- 十一、提供服務", "十一", "chinese", (11,), "提供服務"),
        ("（一）服務流", "（一）", "chinese-bracketed", (1,), "服務流"),
        ("(二) 服務流", "(二)", "chinese-bracketed", (2,), "服務流"),
        ("㈢服務流", "㈢", "chinese-bracketed", (3,), "服務流"),
        ("1.單一窗口", "1", "arabic", (1,), "單一窗口"),
        ("2、設置專櫃", "2", "arabic", (2,), "設置專櫃"),
        ("1.1 設置專櫃", "1.1", "decimal", (1, 1), "設置專櫃"),
        ("1.10「專櫃」", "1.10", "decimal", (1, 10), "「專櫃」"),
        ("１．２設置", "１．２", "decimal", (1, 2), "設置"),
        ("（12）新增", "（12）", "arabic-bracketed", (12,), "新增"),
        ("A 外部服務", "A", "letter", (1,), "外部服務"),
        ("B、外部服務", "B", "letter", (2,), "外部服務"),
        ("(C)ISO 驗證", "(C)", "letter-bracketed", (3,), "ISO 驗證"),
        ("①說明", "①", "circled", (1,), "說明"),
        ("甲、說明", "甲", "stem", (1,), "說明"),
    ],
)
def test_each_kind_of_official_number_is_read_as_printed(text, printed, kind, ordinals, rest):
    found = read_number(text)
    assert found is not None
    assert (found.printed, found.kind, found.ordinals, found.rest) == (printed, kind, ordinals, rest)


@pytest.mark.parametrize(
    "text",
    [
        "107.04.13",
        "102 年 12 月",
        "80%以上",
        "1.5%",
        "1,000 人次",
        "3 日內",
        "APP 服務",
        "2-3 則",
        "一般民眾",
        "",
        "  ",
    ],
)
def test_dates_and_quantities_are_no_numbers(text):
    assert read_number(text) is None


def test_only_the_kinds_asked_for_are_read():
    assert read_number("一、目的", {"arabic"}) is None
    assert strip_number("（一）目的", {"chinese"}) == "（一）目的"


@pytest.mark.parametrize(
    ("numeral", "value"), [("十一", 11), ("廿三", 23), ("一百零五", 105), ("一〇二", 102), ("拾貳", 12), ("甲", None)]
)
def test_chinese_numerals_give_their_value(numeral, value):
    assert chinese_value(numeral) == value


def test_a_wrap_between_chinese_takes_no_space_and_between_latin_words_one():
    assert join_wrapped(["提供線上 ", "", "查詢 ISBN", "service 與"]) == "提供線上查詢 ISBN service 與"


def test_a_justified_line_loses_its_wide_setting():
    assert join_wrapped(["專 人 單 一 櫃 檯 提 供", "ISBN 收件"]) == "專人單一櫃檯提供ISBN 收件"


def test_a_space_that_sets_words_apart_is_kept():
    assert join_wrapped(["市立圖書館 策略地圖"]) == "市立圖書館 策略地圖"


def test_a_label_loses_the_character_that_a_narrow_cell_printed_twice():
    assert join_label(["服務場所", "所便利性"]) == "服務場所便利性"
    assert join_label(["服務場所 所便利性"]) == "服務場所便利性"
