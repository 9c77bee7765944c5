"""Slips of the input method are repaired; what is typed right is left alone."""

import re

import pytest

from qsearch.errors import ConfigError
from qsearch.search.likeness import Likeness
from qsearch.search.spelling import speller_of
from qsearch.shipped import corpus_dir
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold_text
from qsearch.text.segment import RjiebaSegmenter, read_words
from qsearch.text.thesaurus import load_thesaurus

LEXICON = corpus_dir() / "lexicon"
TEXTS = (
    "辦理民眾滿意度調查並公布結果",
    "設置服務愛心鈴與奉茶服務",
    "叫號機顯示等候人數",
    "服務人員服裝儀容整齊",
    "環境清潔維護每日巡檢",
    "提供定時導覽服務",
    "座談會邀集弱勢族群代表",
    "職務代理人名冊張貼於公布欄",
    "獎勵績優人員",
    "消防演練每半年一次",
)


class Held:
    """Stand in for an engine: tells in how many of the texts a pair of characters stands."""

    def frequencies(self, field, terms):
        texts = [fold_text(text) for text in TEXTS]
        return tuple(sum(term in text for text in texts) for term in terms)

    def count(self):
        return len(TEXTS)


@pytest.fixture(scope="module")
def speller():
    segmenter = RjiebaSegmenter(read_words(LEXICON / "words.tsv"))
    analyser = Analyser(segmenter, load_thesaurus(LEXICON / "thesaurus.jsonl"))
    return speller_of(Held(), analyser, LEXICON / "lookalikes.txt")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("滿義度調查", "滿意度調查"),
        ("服務愛心玲", "服務愛心鈴"),
        ("奉荼服務", "奉茶服務"),
        ("叫號基", "叫號機"),
        ("服裝遺容", "服裝儀容"),
        ("環境清節維護", "環境清潔維護"),
        ("導欖服務", "導覽服務"),
        ("坐談會", "座談會"),
        ("弱勢簇群", "弱勢族群"),
        ("職務代裡人", "職務代理人"),
        ("消防演煉", "消防演練"),
    ],
)
def test_a_slip_is_repaired_in_the_script_it_was_typed_in(speller, typed, meant):
    assert speller.repaired(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "滿意度調查",
        "請問可以怎麼做？",
        "不會講中文的外國人",
        "一下子當機了怎麼辦",
        "自己上網看案子辦到哪裡了",
        "新進同仁很快上手",
        "遇到別的機關",
        "QR Code",
        "電",
        "",
    ],
)
def test_what_is_typed_right_is_left_alone_though_no_plan_prints_it(speller, typed):
    assert speller.repaired(typed) is None


def test_a_pasted_paragraph_is_no_slip(speller):
    assert speller.repaired("滿義度調查" * 20) is None


@pytest.mark.parametrize(
    ("character", "other"),
    [("义", "意"), ("成", "陈"), ("办", "辨"), ("竽", "竿"), ("与", "舆"), ("常", "长")],
    ids=[
        "other tone",
        "ㄥ for ㄣ",
        "same shape",
        "a character no plan prints",
        "Traditional shapes",
        "another reading",
    ],
)
def test_characters_of_one_sound_or_of_one_shape_are_alike(character, other):
    assert other in [one.character for one in Likeness(LEXICON / "lookalikes.txt").of(character)]


def test_one_sound_costs_less_than_another_tone_and_a_near_sound_most():
    costs = {one.character: one.cost for one in Likeness(LEXICON / "lookalikes.txt").of("成")}
    assert costs["程"] < costs["称"] <= costs["陈"]


def test_a_file_of_lookalikes_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "lookalikes.txt"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=re.escape(str(path))):
        Likeness(path).of("成")
