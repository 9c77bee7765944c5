import json
from pathlib import Path

import pytest

from qsearch.errors import ConfigError
from qsearch.text.fold import fold_text
from qsearch.text.segment import JiebaSegmenter, RjiebaSegmenter, read_words

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    folder for folder in (ROOT / "corpus/examples", ROOT.parent / "shared/examples") if any(folder.glob("*.jsonl"))
]
WORDS = ("哺集乳室", "国际标准书号")


@pytest.fixture(scope="module", params=[RjiebaSegmenter, JiebaSegmenter])
def segmenter(request):
    return request.param(WORDS)


def words(segmenter, text):
    return [piece.text for piece in segmenter.cut(fold_text(text))]


def test_a_text_is_cut_into_words(segmenter):
    assert words(segmenter, "提供圖書館服務") == ["提供", "图书馆", "服务"]


def test_punctuation_and_hyphens_are_parted_before_the_cutter_looks(segmenter):
    assert words(segmenter, "服務-中心、櫃檯") == ["服务", "-", "中心", "、", "柜台"]


def test_letters_part_from_digits_and_numbers_stay_whole(segmenter):
    assert words(segmenter, "iso50001達2,000人") == ["iso", "50001", "达", "2,000", "人"]


def test_own_words_are_cut_whole(segmenter):
    assert "哺集乳室" in words(segmenter, "增設哺集乳室三間")
    assert "国际标准书号" in words(segmenter, "國際標準書號")
    assert segmenter.knows("哺集乳室")


def test_own_words_change_the_fingerprint():
    assert RjiebaSegmenter(WORDS).fingerprint != RjiebaSegmenter().fingerprint
    assert RjiebaSegmenter(WORDS).fingerprint == RjiebaSegmenter(WORDS).fingerprint
    assert RjiebaSegmenter().fingerprint != JiebaSegmenter().fingerprint


def test_a_word_list_gives_folded_han_words_once(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("臺灣\tn\t1\n台灣\tn\t1\n書\tn\t1\nQR碼\tn\t1\n", encoding="utf-8")
    assert read_words(path) == ("台湾",)


def test_a_word_list_that_is_no_utf8_is_named_in_the_error(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_bytes("臺灣".encode("big5"))
    with pytest.raises(ConfigError, match=r"words\.tsv"):
        read_words(path)


@pytest.mark.skipif(not EXAMPLES, reason="no example texts in corpus/examples or ../shared/examples")
def test_both_cutters_agree_on_nearly_every_example():
    texts = [
        fold_text(json.loads(line)["text"])
        for path in sorted(EXAMPLES[0].glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    rust, original = RjiebaSegmenter(), JiebaSegmenter()
    same = sum(rust.cut(text) == original.cut(text) for text in texts)
    assert same / len(texts) >= 0.98
