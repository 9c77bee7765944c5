import pytest

from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter


@pytest.fixture(scope="module")
def analyser():
    return Analyser(RjiebaSegmenter(("国际标准书号",)))


def test_a_word_brings_the_known_words_inside_it(analyser):
    assert set(analyser.analyse("國際標準書號").words.texts) >= {"国际标准书号", "国际", "标准"}


def test_words_of_one_character_are_no_words(analyser):
    assert analyser.analyse("的").words.texts == []
    assert [run.texts for run in analyser.analyse("的").runs] == [["的"]]


def test_a_bigram_over_the_border_of_two_words_is_a_join(analyser):
    analysed = analyser.analyse("志工服務")
    assert analysed.bigrams.texts == ["志工", "服务"]
    assert analysed.joins.texts == ["工服"]


def test_a_bigram_that_touches_a_lone_character_is_no_join(analyser):
    # Which of 餵奶 is a word is a matter of the dictionary; the bigram does not care.
    assert "喂奶" in analyser.analyse("餵奶").bigrams.texts


def test_punctuation_parts_bigrams_and_runs(analyser):
    analysed = analyser.analyse("借書、還書")
    assert "书还" not in (*analysed.bigrams.texts, *analysed.joins.texts)
    assert [run.texts for run in analysed.runs] == [["借", "书"], ["还", "书"]]


@pytest.mark.parametrize("text", ["ISO50001", "iso 50001", "ＩＳＯ－５０００１"])
def test_letters_and_digits_meet_however_they_are_joined(analyser, text):
    assert set(analyser.analyse(text).words.texts) == {"iso", "50001", "iso50001"}


@pytest.mark.parametrize("text", ["Wi-Fi", "wi fi"])
def test_two_latin_words_are_also_looked_for_as_one(analyser, text):
    assert "wifi" in analyser.analyse(text).words.texts
    assert "wifi" in analyser.analyse("WiFi").words.texts


def test_a_number_is_the_same_with_and_without_commas(analyser):
    assert "2000" in analyser.analyse("達2,000人次").words.texts
    assert "2000" in analyser.analyse("達2000人次").words.texts


def test_terms_know_where_they_are_printed(analyser):
    printed = "設 書 號 中 心，Ｗｉｆｉ"
    words = {term.text: printed[term.start : term.end] for term in analyser.analyse(printed).words}
    assert words["中心"] == "中 心"
    assert words["wifi"] == "Ｗｉｆｉ"


def test_dropped_words_part_what_stands_beside_them(analyser):
    analysed = analyser.analyse("如何預約", without=frozenset({"如何"}))
    assert analysed.words.texts == ["预约"]
    assert analysed.joins.texts == []


def test_pictographs_are_characters_of_their_own(analyser):
    assert [run.texts for run in analyser.analyse("服務😀好").runs] == [["服", "务"], ["😀"], ["好"]]
