import pytest

from qsearch.search.query import engine_query, parse_query
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter


@pytest.fixture(scope="module")
def parse():
    analyser = Analyser(RjiebaSegmenter())
    return lambda text: parse_query(text, analyser)


def matching(parsed):
    return {term.text for term in engine_query(parsed).terms if term.matches}


def test_words_and_bigrams_match_and_characters_only_score(parse):
    parsed = parse("資安")
    assert matching(parsed) == {"资安"}
    assert {term.text for term in engine_query(parsed).terms} == {"资安", "资", "安"}


@pytest.mark.parametrize("text", ["書", "「書」", "e", "😀"])
def test_a_single_character_matches(parse, text):
    parsed = parse(text)
    assert matching(parsed) or parsed.required


def test_a_query_spaced_character_by_character_is_one_word(parse):
    assert parse("書 號 中 心") == parse("書號中心")


def test_words_typed_apart_are_not_joined(parse):
    assert "工预" not in {term.text for term in engine_query(parse("志工 預約")).terms}


@pytest.mark.parametrize("text", ["「志工 服務」", '"志工服務"', "“志工服務”", "『志工服務』"])
def test_a_quoted_phrase_must_be_there(parse, text):
    parsed = parse(text)
    assert parsed.required == (("志", "工", "服", "务"),)
    assert matching(parsed) == set()


def test_punctuation_within_a_phrase_parts_it_in_two(parse):
    assert parse("「借書、還書」").required == (("借", "书"), ("还", "书"))


def test_quotes_inside_pasted_text_are_just_text(parse):
    parsed = parse("透過「電子書系統」提供服務")
    assert parsed.required == ()
    assert "系统" in parsed.words


def test_a_quote_that_never_closes_is_just_text(parse):
    assert parse("「志工").required == ()
    assert parse("「志工").words == ("志工",)


@pytest.mark.parametrize("text", ["服務 -志工", "服務　－志工", "-志工 服務", "服務 -「志工」"])
def test_a_dash_at_the_start_of_a_term_excludes(parse, text):
    parsed = parse(text)
    assert parsed.excluded == (("志", "工"),)
    assert parsed.words == ("服务",)


@pytest.mark.parametrize("text", ["服務-志工", "wi-fi", "- 志工", "--志工", "101-103"])
def test_any_other_dash_is_just_text(parse, text):
    assert parse(text).excluded == ()


def test_the_frame_of_a_question_is_dropped(parse):
    parsed = parse("其他機關怎麼縮短等候時間？")
    assert "机关" not in parsed.words
    assert "怎么" not in parsed.words
    assert parsed.interpreted == "縮短 等候時間" or parsed.interpreted == "縮短 等候 時間"


def test_a_query_of_stop_words_alone_is_looked_for_as_it_stands(parse):
    assert matching(parse("怎麼")) == {"怎么"}


def test_a_blank_query_asks_for_everything_and_bare_punctuation_for_nothing(parse):
    assert parse(" \n").blank
    assert not parse(" \n").empty
    assert parse("？！、").empty


def test_the_interpretation_keeps_the_writing_of_the_query(parse):
    assert parse("网络预约 「場地」 -會議室").interpreted == "网络 预约 「場地」 -會議室"


def test_a_pasted_book_makes_a_bounded_query(parse):
    # Forty-nine thousand different bigrams would keep an engine busy for seconds.
    book = "".join(chr(0x4E00 + i * 7 % 20000) for i in range(10_000))
    assert len(engine_query(parse(book)).terms) < 2500
