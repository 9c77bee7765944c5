from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from qsearch.benchmark import changes
from qsearch.plan import Label, PlanItem, PlanRef, StoredItem

LABELS = [
    Label("quality-award", "機關形象", "服務場所便利性", "洽公環境適切程度"),
    Label("scorecard", "顧客"),
    Label("other"),
]
# Few characters make equal, similar and different texts all likely.
TEXTS = st.text(alphabet="設置無障礙坡道服務，。1 ", max_size=14)
PLANS = st.lists(st.tuples(TEXTS, st.sampled_from(LABELS)), max_size=12)


def stored(items: list[tuple[str, Label]], plan: str) -> list[StoredItem]:
    ref = PlanRef(plan, plan, "甲局", 101, "published")
    return [StoredItem(ref, PlanItem(n, text, label=label)) for n, (text, label) in enumerate(items, 1)]


@given(PLANS, PLANS)
def test_every_item_stands_in_exactly_one_list(before, after):
    old, new = stored(before, "old"), stored(after, "new")
    found = changes(old, new)
    pairs = [*found.kept, *found.reworded, *found.moved]
    assert Counter([p.before for p in pairs] + list(found.dropped)) == Counter(old)
    assert Counter([p.after for p in pairs] + list(found.added)) == Counter(new)


@given(PLANS)
def test_identical_plans_are_kept_whole(items):
    found = changes(stored(items, "old"), stored(items, "new"))
    assert len(found.kept) == len(items)
    assert not found.reworded
    assert not found.moved
    assert not found.dropped
    assert not found.added


@given(PLANS, PLANS)
def test_the_same_plans_give_the_same_changes(before, after):
    assert changes(stored(before, "a"), stored(after, "b")) == changes(stored(before, "a"), stored(after, "b"))


@given(PLANS, PLANS)
def test_kept_and_reworded_stay_under_their_label_and_moved_does_not(before, after):
    found = changes(stored(before, "old"), stored(after, "new"))
    assert all(p.before.item.label == p.after.item.label for p in (*found.kept, *found.reworded))
    assert all(p.before.item.label != p.after.item.label for p in found.moved)
