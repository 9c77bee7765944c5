import pytest

from qsearch.text.fold import fold, fold_text


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("臺北市立圖書館", "台北市立图书馆"),
        ("ＩＳＯ　５０００１", "iso 50001"),
        ("櫃檯", "櫃臺"),
        ("網路預約", "网路预约"),
        ("書 號 中 心", "書號中心"),
        ("無障\n礙設施", "無障礙設施"),
        ("provide\n a kiosk", "Provide a Kiosk"),
        ("café", "cafe\u0301"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_variants_of_one_text_fold_to_the_same(printed, other):
    assert fold_text(printed) == fold_text(other)


def test_different_words_stay_different():
    assert fold_text("計畫") != fold_text("計算")


def test_an_expanded_character_points_back_to_where_it_is_printed():
    folded = fold("甲㈱乙")
    assert folded.text == "甲(株)乙"
    assert folded.printed(1, 4) == (1, 2)
    assert folded.printed(4, 5) == (2, 3)


def test_a_span_over_removed_white_space_covers_it_but_not_what_follows():
    folded = fold("書 號 中")
    assert folded.text == "书号中"
    assert folded.printed(0, 2) == (0, 3)


def test_white_space_beside_han_characters_goes_and_between_latin_words_stays():
    assert fold_text("申請 ISBN 與 QR code") == "申请isbn与qr code"


def test_control_characters_and_lone_surrogates_part_words_like_spaces():
    assert fold_text("ab\x00cd") == "ab cd"
    assert fold_text("ab\ud800cd") == "ab cd"


def test_an_empty_text_folds_to_an_empty_text():
    assert fold("").text == ""
    assert fold("\n \t").text == ""
    assert fold("").printed(0, 0) == (0, 0)
