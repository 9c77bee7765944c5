import random
from pathlib import Path

import pytest

from qsearch.benchmark import changes
from qsearch.benchmark.likeness import alike
from qsearch.plan import Label, PlanItem, PlanRef, StoredItem

ENVIRONMENT = Label("quality-award", "機關形象", "服務場所便利性", "洽公環境適切程度")
KINDNESS = Label("quality-award", "機關形象", "服務行為友善性與專業性", "服務親和程度")
REWORDINGS = Path(__file__).parent / "data" / "rewordings.tsv"
OTHERS = REWORDINGS.with_name("other_actions.txt")


def plan(*items: tuple[str, Label] | str) -> list[StoredItem]:
    ref = PlanRef("p", "計畫", "甲局", 101, "published")
    return [
        StoredItem(
            ref, PlanItem(n, i if isinstance(i, str) else i[0], label=ENVIRONMENT if isinstance(i, str) else i[1])
        )
        for n, i in enumerate(items, 1)
    ]


def counts(found) -> tuple[int, int, int, int, int]:
    return (len(found.kept), len(found.reworded), len(found.moved), len(found.dropped), len(found.added))


def test_an_action_with_the_same_words_is_kept_whatever_its_marks_and_widths():
    found = changes(plan("設置無障礙坡道 2 座，並加設扶手。"), plan("設置無障礙坡道２座；並加設扶手"))
    assert counts(found) == (1, 0, 0, 0, 0)


def test_an_action_with_similar_words_under_its_label_is_reworded():
    found = changes(
        plan("不定期抽測電話禮貌，加強同仁接聽禮儀。", "綠美化環境"), plan("綠美化環境", "每季抽測電話禮貌")
    )
    assert counts(found) == (1, 1, 0, 0, 0)
    assert found.reworded[0].after.item.text == "每季抽測電話禮貌"


def test_a_changed_number_makes_a_rewording():
    assert counts(changes(plan("更換燈具四十八盞。"), plan("更換燈具五十盞。"))) == (0, 1, 0, 0, 0)


def test_the_same_or_similar_words_under_another_label_have_moved():
    before = plan("櫃檯人員配戴名牌並主動招呼民眾", "設置哺集乳室一間，備冷藏庫及求助鈴")
    after = plan(("櫃檯人員配戴名牌並主動招呼民眾", KINDNESS), ("設置哺集乳室二間，備冷藏庫及求助鈴", KINDNESS))
    found = changes(before, after)
    assert counts(found) == (0, 0, 2, 0, 0)
    assert [c.before.item.position for c in found.moved] == [1, 2]


def test_a_loose_likeness_under_another_label_is_no_move():
    before, after = plan("辦理「健康講堂」學員滿意度調查。"), plan(("辦理各項講座及研習學員滿意度調查", KINDNESS))
    assert counts(changes(before, after)) == (0, 0, 0, 1, 1)


def test_different_actions_are_dropped_and_added():
    found = changes(plan("設置自助借書機"), plan("更換冷氣主機"))
    assert found.dropped[0].item.text == "設置自助借書機"
    assert found.added[0].item.text == "更換冷氣主機"


def test_a_half_filled_heading_is_not_found_in_every_long_text():
    before = plan("提供研究資料借閱、諮詢及申辦研究小間等整合服務，由專責櫃檯受理。")
    assert counts(changes(before, plan("線上整合服務"))) == (0, 0, 0, 1, 1)


def test_the_words_of_its_own_label_are_preferred_to_equal_words_elsewhere():
    before = plan(("主動招呼民眾並協助填寫書表", KINDNESS))
    after = plan("主動招呼民眾並協助填寫書表", ("主動招呼民眾並協助填寫書表", KINDNESS))
    found = changes(before, after)
    assert counts(found) == (1, 0, 0, 0, 1)
    assert found.kept[0].after.item.label == KINDNESS


def test_the_most_alike_pair_is_made_first():
    before = plan("每月抽測電話禮貌八通", "每月抽測電話禮貌")
    after = plan("每月抽測電話禮貌八通並公布", "每月抽測")
    found = changes(before, after)
    assert (found.reworded[0].before.item.text, found.reworded[0].after.item.text) == (
        "每月抽測電話禮貌八通",
        "每月抽測電話禮貌八通並公布",
    )


def test_an_action_printed_twice_is_kept_twice_and_no_more():
    found = changes(plan("綠美化環境", "綠美化環境"), plan("綠美化環境", "綠美化環境", "綠美化環境"))
    assert counts(found) == (2, 0, 0, 0, 1)


def test_where_no_label_fits_the_printed_headings_tell_whether_an_action_moved():
    ref = PlanRef("p", "計畫", "甲局", 101, "published")
    before = [
        StoredItem(ref, PlanItem(1, "簡化公文流程並公開辦理進度", dimension="一、行政革新", label=Label("other")))
    ]
    same = [StoredItem(ref, PlanItem(1, "簡化公文流程並公開辦理進度", dimension="行政革新", label=Label("other")))]
    other = [StoredItem(ref, PlanItem(1, "簡化公文流程並公開辦理進度", dimension="便民措施", label=Label("other")))]
    assert counts(changes(before, same)) == (1, 0, 0, 0, 0)
    assert counts(changes(before, other)) == (0, 0, 1, 0, 0)


def test_empty_plans_have_no_changes():
    assert counts(changes([], [])) == (0, 0, 0, 0, 0)
    assert counts(changes([], plan("綠美化環境"))) == (0, 0, 0, 0, 1)


def test_nine_of_ten_invented_rewordings_are_recognised_among_a_plans_other_actions():
    pairs = [line.split("\t") for line in REWORDINGS.read_text(encoding="utf-8").splitlines()]
    others = OTHERS.read_text(encoding="utf-8").splitlines()  # 238 different actions, half of them in each plan
    found = changes(plan(*(old for old, _ in pairs), *others[::2]), plan(*(new for _, new in pairs), *others[1::2]))
    expected = dict(pairs)
    assert all(expected.get(c.before.item.text) == c.after.item.text for c in found.reworded)
    assert len(found.reworded) >= 0.9 * len(pairs)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # the same words: 1; nothing in common: no pair
        ("設置哺集乳室", "設置 哺集乳室。", 1.0),
        ("設置哺集乳室", "更換冷氣主機", None),
        # the shorter (5 bigrams) stands whole in the longer: 0.85
        ("設置哺集乳室", "設置哺集乳室並取得優良認證", 0.85),
        # two texts, all bigrams shared or not: 設置 is in both (ln 2), the others in one (ln 3)
        ("設置坡道", "設置扶手", 2 * 0.6931 / (2 * (0.6931 + 2 * 1.0986))),
    ],
)
def test_likeness_follows_its_formula(one: str, other: str, expected: float | None):
    found = list(alike([one], [other], least=0.01))
    if expected is None:
        assert found == []
    else:
        assert found[0][0] == pytest.approx(expected, abs=1e-3)


def test_a_thousand_items_against_a_thousand_each_stand_in_one_list():
    words = [f"{a}{b}{c}" for a in "辦理設置提供增設" for b in "線上多元友善無障" for c in "查詢服務環境"]
    rng = random.Random(5)
    texts = ["".join(rng.choices(words, k=8)) for _ in range(2000)]
    found = changes(plan(*texts[:1000]), plan(*texts[1000:]))
    paired = len(found.kept) + len(found.reworded) + len(found.moved)
    assert paired + len(found.dropped) == paired + len(found.added) == 1000
