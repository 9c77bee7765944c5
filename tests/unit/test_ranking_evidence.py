"""The score of a hit comes from the same evidence that is shown for it."""

import pytest

from qsearch.search.engine import ItemTexts, Scored
from qsearch.search.ranking import Ranking, Weights
from qsearch.search.units import Unit
from qsearch.text.thesaurus import Lead

BARE = Weights(coverage=0.0, length=0.0, engine=0.0, company=0.0)
NURSING = Unit("哺乳室", (Lead("哺集乳室", 0.9), Lead("親子室", 0.4)))
UNITS = (NURSING, Unit("線上預約"), Unit("志工"))
TEXTS = (
    ItemTexts("設置哺乳室", "洽公環境", "總務組", ("哺集乳室",)),
    ItemTexts("設置親子室並開放預約", "哺乳室", "", ("親子室",), ("哺集乳室",)),
    ItemTexts("提供線上申辦", "線上預約", "志工隊"),
    ItemTexts("預約", "志工", "志工", (), ("親子室",)),
    ItemTexts("乳室線上", "", "線上預約"),
    ItemTexts("無關", "無關", "無關"),
)


@pytest.mark.parametrize(
    "weights", [BARE, Weights(0.0, 0.0, 0.7, 0.7, 0, 0, 0, 0), Weights(0.9, 2.0, 1.0, 1.0, 0, 0, 0, 0)]
)
@pytest.mark.parametrize("texts", TEXTS)
def test_the_score_of_a_hit_is_the_strength_of_its_evidence(texts, weights):
    for unit in UNITS:
        ranking = Ranking([unit], lambda _field, _term: 1, 100, weights)
        (hit,) = ranking.rank([Scored("a", 1.0, texts)])
        assert hit.score == pytest.approx(sum(found.strength for found in ranking.evidence(texts)))


def test_half_of_a_term_that_nearly_every_action_holds_is_no_evidence_for_it():
    ranking = Ranking([Unit("行动服务")], lambda _field, _term: 1, 100)
    assert ranking.evidence(ItemTexts("志工服务", "服务流程")) == ()
    (found,) = ranking.evidence(ItemTexts("行动柜台"))
    assert (found.how, found.matched) == ("part", "行动")
