from pathlib import Path

import pytest

from qsearch.errors import ConfigError
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold_text
from qsearch.text.segment import RjiebaSegmenter
from qsearch.text.thesaurus import Group, Thesaurus, load_thesaurus

NURSING = Group(
    "哺集乳室",
    "facilities",
    {
        "same": (("哺乳室", 0.9), ("親子室", 0.4)),
        "colloquial": (("餵奶", 0.8),),
        "english": (("nursing room", 0.8),),
        "narrower": (("溫奶器", 0.6),),
        "related": (("母乳哺育", 0.3),),
    },
)
DISABLED = Group("身心障礙者", "people", {"same": (("身障者", 0.9),), "narrower": (("視覺障礙者", 0.6),)})
BLIND = Group("視覺障礙者", "people", {"same": (("視障者", 0.9),), "narrower": (("弱視者", 0.6),)})


def folded(*texts: str) -> tuple[str, ...]:
    return tuple(fold_text(text) for text in texts)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(RjiebaSegmenter(), Thesaurus([NURSING, DISABLED, BLIND]))


def weights(thesaurus: Thesaurus, concept: str) -> dict[str, float]:
    return {lead.concept: lead.weight for lead in thesaurus.leads_from(fold_text(concept))}


def test_every_wording_of_a_concept_is_indexed_under_it(analyser: Analyser) -> None:
    for printed in ("設置哺乳室", "提供餵奶空間", "Nursing Room 一間"):
        assert list(analyser.index_terms(printed).concepts) == list(folded("哺集乳室"))


def test_a_loose_wording_is_a_concept_of_its_own_to_which_the_group_leads(analyser: Analyser) -> None:
    assert list(analyser.index_terms("增設親子室").concepts) == list(folded("親子室"))
    assert weights(analyser.thesaurus, "哺集乳室")[fold_text("親子室")] == 0.4


def test_what_people_ask_for_loosely_leads_back_at_its_weight(analyser: Analyser) -> None:
    named = {lead.concept: lead.weight for lead in analyser.thesaurus.concepts_of(fold_text("親子室"))}
    assert named == {fold_text("親子室"): 1.0, fold_text("哺集乳室"): 0.4}


def test_a_concept_leads_to_narrower_ones_and_theirs_but_not_back(analyser: Analyser) -> None:
    down = weights(analyser.thesaurus, "身心障礙者")
    assert down == {fold_text("視覺障礙者"): 0.6, fold_text("弱視者"): pytest.approx(0.36)}
    assert weights(analyser.thesaurus, "視覺障礙者") == {fold_text("弱視者"): 0.6}


def test_a_short_term_over_the_border_of_two_words_is_no_mention() -> None:
    analyser = Analyser(RjiebaSegmenter(), Thesaurus([Group("室內", "facilities")]))
    assert list(analyser.index_terms("會議室內部整修").concepts) == []
    assert list(analyser.index_terms("室內空氣品質").concepts) == list(folded("室內"))


def test_a_latin_term_is_mentioned_only_as_a_whole_word() -> None:
    analyser = Analyser(RjiebaSegmenter(), Thesaurus([Group("條碼", "digital", {"english": (("app", 0.8),)})]))
    assert list(analyser.index_terms("happy 學習").concepts) == []
    assert list(analyser.index_terms("推出APP服務").concepts) == list(folded("條碼"))


def test_mentions_of_a_query_never_lie_within_each_other(analyser: Analyser) -> None:
    thesaurus = Thesaurus([Group("無障礙", "f"), Group("無障礙廁所", "f")])
    found = Analyser(RjiebaSegmenter(), thesaurus).mentions("設置無障礙廁所與無障礙坡道")
    assert [mention.term for mention in found] == list(folded("無障礙廁所", "無障礙"))


def test_another_weight_gives_another_fingerprint() -> None:
    lighter = Group("哺集乳室", "facilities", {"same": (("哺乳室", 0.8),)})
    heavier = Group("哺集乳室", "facilities", {"same": (("哺乳室", 0.9),)})
    assert Thesaurus([lighter]).fingerprint != Thesaurus([heavier]).fingerprint
    assert Thesaurus([lighter]).fingerprint == Thesaurus([lighter]).fingerprint


def test_without_leads_a_concept_keeps_its_wordings_and_leads_nowhere_narrower_or_related() -> None:
    alone = Thesaurus([NURSING, DISABLED, BLIND]).without_leads()
    assert weights(alone, "哺集乳室").keys() == set(folded("親子室"))
    assert weights(alone, "身心障礙者") == {}
    assert set(folded("哺乳室", "餵奶")) <= set(alone.wordings_of(fold_text("哺集乳室")))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[1]", "concept"),
        ('{"concept": ""}', "concept"),
        ('{"concept": "甲", "sames": []}', "sames"),
        ('{"concept": "甲", "same": "乙"}', "list"),
        ('{"concept": "甲", "same": [["乙", 2]]}', "weight"),
        ("{", "JSON"),
    ],
)
def test_a_line_that_is_no_group_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "thesaurus.jsonl"
    path.write_text(f'{{"concept": "甲"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=f"line 2.*{says}"):
        load_thesaurus(path)
