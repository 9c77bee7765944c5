"""Putting plans into the catalogue and getting them back."""

from dataclasses import replace

import pytest
from catalogue_samples import full_plan, item, plan

from qsearch.catalogue import Catalogue, open_catalogue
from qsearch.errors import InputError, NotFound
from qsearch.plan import Heading, PlanRef


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path) as opened:
        yield opened


def put(catalogue: Catalogue, a_plan, *, institution="cloud-sea", status="published", original=None, file="雲海.pdf"):
    return catalogue.put_plan(a_plan, institution=institution, status=status, original=original, file_name=file)


def test_a_plan_comes_back_with_every_field_it_had(catalogue):
    before = full_plan()
    stored = put(catalogue, before)
    after = catalogue.plan(stored.plan_id)
    assert after == before
    assert after.id == stored.plan_id
    # What is no part of equality is kept all the same.
    assert (after.form, after.warnings, after.partial) == (before.form, before.warnings, before.partial)
    assert [i.source for i in after.items] == [i.source for i in before.items]
    assert tuple(i.id for i in after.items) == stored.item_ids


def test_a_plan_keeps_what_it_had_when_the_home_is_opened_again(tmp_path):
    with open_catalogue(tmp_path) as first:
        stored = put(first, full_plan())
    with open_catalogue(tmp_path) as again:
        assert again.plan(stored.plan_id) == full_plan()
        assert again.institution(stored.plan_id) == "cloud-sea"


def test_the_same_content_again_is_unchanged_whatever_file_it_came_from(catalogue):
    first = put(catalogue, full_plan(), file="雲海.pdf")
    revision = catalogue.revision
    moved = replace(
        full_plan(), form="one-column", warnings=(), items=tuple(replace(i, source=None) for i in full_plan().items)
    )
    again = put(catalogue, moved, file="雲海.odt")
    assert (first.outcome, again.outcome) == ("added", "unchanged")
    assert again.item_ids == first.item_ids
    assert catalogue.revision == revision
    assert catalogue.plan_ref(first.plan_id).file == "雲海.pdf"


@pytest.mark.parametrize(
    "change",
    [
        {"goals": ("另一個目標",)},
        {"issued": None},
        {"items": full_plan().items[:1]},
        {"items": (replace(full_plan().items[0], deadline=None), full_plan().items[1])},
        {"items": (replace(full_plan().items[0], kpi=None), full_plan().items[1])},
        {"agency": "雲海美術館（籌備處）"},
    ],
)
def test_other_content_under_the_same_identity_replaces_the_plan(catalogue, change):
    first = put(catalogue, full_plan())
    other = replace(full_plan(), **change)
    again = put(catalogue, other)
    assert (again.plan_id, again.outcome) == (first.plan_id, "replaced")
    assert catalogue.plan(first.plan_id) == other
    assert catalogue.plans() == ((catalogue.plan_ref(first.plan_id), len(other.items)),)


def test_items_that_a_replacement_drops_are_gone(catalogue):
    first = put(catalogue, plan(3))
    put(catalogue, plan(2))
    assert [i.item.position for i in catalogue.items(first.item_ids)] == [1, 2]
    with pytest.raises(NotFound):
        catalogue.item(first.item_ids[2])


@pytest.mark.parametrize(
    ("institution", "year", "title"),
    [
        ("other", 102, "雲海美術館102年度提升服務品質執行計畫"),
        ("cloud-sea", 103, "雲海美術館102年度提升服務品質執行計畫"),
        ("cloud-sea", None, "雲海美術館102年度提升服務品質執行計畫"),
        ("cloud-sea", 102, "雲海美術館102年度志工計畫"),
    ],
)
def test_institution_year_and_title_tell_plans_apart(catalogue, institution, year, title):
    put(catalogue, plan())
    other = put(catalogue, plan(year=year, title=title), institution=institution)
    assert other.outcome == "added"
    assert len(catalogue.plans()) == 2


def test_white_space_and_width_of_a_title_make_no_other_plan(catalogue):
    first = put(catalogue, plan(title="雲海美術館102年度計畫(修正版)"))
    again = put(catalogue, plan(title="雲海美術館 １０２年度計畫（修正版）"))
    assert (again.plan_id, again.outcome) == (first.plan_id, "replaced")


def test_a_draft_stands_beside_the_published_plan_of_the_same_name(catalogue):
    published = put(catalogue, plan(3))
    draft = put(catalogue, plan(2), status="draft")
    assert draft.outcome == "added"
    assert len(catalogue.plan(published.plan_id).items) == 3
    assert [ref.id for ref, _ in catalogue.plans(status="draft")] == [draft.plan_id]
    assert [ref.id for ref, _ in catalogue.plans(status="published")] == [published.plan_id]
    assert len(catalogue.plans()) == 2
    assert {i.plan.status for i in catalogue.iter_items()} == {"published"}
    assert {i.plan.status for i in catalogue.iter_items(status="draft")} == {"draft"}
    assert not set(published.item_ids) & set(draft.item_ids)


def test_a_partial_export_never_replaces_a_fuller_plan(catalogue):
    stored = put(catalogue, plan(3))
    with pytest.raises(InputError, match="節錄") as caught:
        put(catalogue, plan(2, partial=True))
    assert stored.plan_id in caught.value.hint
    assert len(catalogue.plan(stored.plan_id).items) == 3


def test_a_partial_export_of_equal_content_is_unchanged(catalogue):
    put(catalogue, plan(3))
    assert put(catalogue, plan(3, partial=True)).outcome == "unchanged"


def test_a_partial_plan_gives_way_to_a_whole_one_and_to_a_larger_part(catalogue):
    stored = put(catalogue, plan(1, partial=True))
    assert catalogue.plan(stored.plan_id).partial
    assert put(catalogue, plan(2, partial=True)).outcome == "replaced"
    with pytest.raises(InputError):
        put(catalogue, plan(1, partial=True))
    assert put(catalogue, plan(1)).outcome == "replaced"
    assert not catalogue.plan(stored.plan_id).partial


def test_a_whole_plan_of_equal_content_makes_a_partial_one_whole(catalogue):
    stored = put(catalogue, plan(2, partial=True))
    assert put(catalogue, plan(2)).outcome == "unchanged"
    assert not catalogue.plan(stored.plan_id).partial


@pytest.mark.parametrize(("missing", "told"), [("title", "名稱"), ("agency", "機關")])
def test_a_plan_without_title_or_agency_is_refused(catalogue, missing, told):
    with pytest.raises(InputError, match=told) as caught:
        put(catalogue, plan(**{missing: None}))
    assert caught.value.hint
    assert catalogue.plans() == ()


def test_two_items_at_one_position_are_refused(catalogue):
    with pytest.raises(InputError, match="第 2 項"):
        put(catalogue, plan(items=(item(1), item(2), item(2))))


def test_half_a_character_is_refused_as_input_not_as_a_crash(catalogue):
    with pytest.raises(InputError, match="U\\+D842"):
        put(catalogue, plan(items=(item(1, "缺半個字\ud842"),)))


def test_items_are_kept_in_order_of_position(catalogue):
    stored = put(catalogue, plan(items=(item(3), item(1), item(7))))
    assert [i.position for i in catalogue.plan(stored.plan_id).items] == [1, 3, 7]


def test_items_come_in_the_order_asked_and_unknown_ids_are_left_out(catalogue):
    ids = put(catalogue, plan(3)).item_ids
    asked = [ids[2], "no-such-item", ids[0], ids[2]]
    assert [i.item.id for i in catalogue.items(asked)] == [ids[2], ids[0], ids[2]]


def test_more_items_may_be_asked_for_than_one_statement_binds(catalogue):
    ids = put(catalogue, plan(1201)).item_ids
    assert [i.item.id for i in catalogue.items(ids[::-1])] == list(ids[::-1])


def test_an_item_names_its_plan(catalogue):
    stored = put(catalogue, full_plan(), file="somewhere/雲海.pdf")
    assert catalogue.item(stored.item_ids[0]).plan == PlanRef(
        id=stored.plan_id,
        title=full_plan().title,
        agency="雲海美術館",
        year=102,
        status="published",
        framework="quality-award",
        document_number="雲秘字第1020000001號",
        file="雲海.pdf",
    )


def test_plans_are_listed_by_agency_year_and_title(catalogue):
    for agency, year, title in (
        ("B館", 102, "甲"),
        ("A館", 103, "甲"),
        ("A館", 102, "乙"),
        ("A館", 102, "丙"),
        ("A館", None, "丁"),
    ):
        put(catalogue, plan(1, agency=agency, year=year, title=title), institution=agency)
    listed = [(ref.agency, ref.year, ref.title) for ref, _ in catalogue.plans()]
    assert listed == [
        ("A館", None, "丁"),
        ("A館", 102, "丙"),
        ("A館", 102, "乙"),
        ("A館", 103, "甲"),
        ("B館", 102, "甲"),
    ]


def test_items_stream_plan_by_plan_in_order(catalogue):
    one = put(catalogue, plan(2, year=101))
    two = put(catalogue, plan(2, year=102))
    assert [i.item.id for i in catalogue.iter_items()] == [*one.item_ids, *two.item_ids]
    asked = [two.plan_id, "no-such-plan", one.plan_id]
    assert [i.item.id for i in catalogue.iter_items(plan_ids=asked)] == [*two.item_ids, *one.item_ids]
    assert list(catalogue.iter_items(plan_ids=[])) == []


def test_a_stream_sees_one_state_while_plans_change_beside_it(catalogue):
    put(catalogue, plan(2, year=101))
    second = put(catalogue, plan(2, year=102))
    stream = catalogue.iter_items()
    seen = [next(stream).item.id]
    catalogue.remove_plan(second.plan_id)
    seen += [i.item.id for i in stream]
    assert len(seen) == 4
    assert len(list(catalogue.iter_items())) == 2


@pytest.mark.parametrize("lookup", ["plan", "plan_ref", "institution", "original", "remove_plan"])
def test_an_unknown_plan_is_not_found_and_the_hint_says_how_to_list_them(catalogue, lookup):
    with pytest.raises(NotFound, match="p-none") as caught:
        getattr(catalogue, lookup)("p-none")
    assert "qsearch plans" in caught.value.hint


def test_an_unknown_item_is_not_found(catalogue):
    with pytest.raises(NotFound, match="i-none"):
        catalogue.item("i-none")


def test_a_removed_plan_takes_its_items_along(catalogue):
    stored = put(catalogue, full_plan())
    kept = put(catalogue, plan(year=103))
    catalogue.remove_plan(stored.plan_id)
    assert catalogue.items(stored.item_ids) == []
    assert [ref.id for ref, _ in catalogue.plans()] == [kept.plan_id]
    assert put(catalogue, full_plan()).item_ids == stored.item_ids


def test_ids_are_the_same_in_every_home_and_every_version(catalogue):
    # Taken down when the recipe was first released. They never change: corrections and
    # bookmarks hang on them.
    stored = put(catalogue, full_plan())
    assert stored.plan_id == "p4e4efa7893a891"
    assert stored.item_ids == ("i4e4efa78a75d3f638bcf", "i4e4efa78978759ed0669")


def test_ids_of_one_plan_begin_alike_so_that_they_lie_side_by_side_on_the_disk(catalogue):
    ids = put(catalogue, plan(50)).item_ids
    assert len({item_id[:9] for item_id in ids}) == 1
    assert put(catalogue, plan(1, year=103)).item_ids[0][:9] != ids[0][:9]


def test_an_item_keeps_its_id_when_its_text_and_deadline_change(catalogue):
    first = put(catalogue, full_plan())
    reworded = replace(full_plan().items[0], text="設置導覽與餐點預約單一窗口", deadline="102年12月", units=())
    again = put(catalogue, replace(full_plan(), items=(reworded, full_plan().items[1])))
    assert again.outcome == "replaced"
    assert again.item_ids == first.item_ids


@pytest.mark.parametrize(
    "change",
    [
        {"dimension": "機關形象"},
        {"subdimension": None},
        {"execution_item": "服務親和程度"},
        {"criterion": None},
        {"number": "(2)"},
        {"ancestors": (Heading("一、", "後臺"), Heading(None, "預約"))},
        {"ancestors": (Heading(None, "預約"),)},
    ],
)
def test_another_place_or_number_is_another_item(catalogue, change):
    first = put(catalogue, full_plan())
    again = put(catalogue, replace(full_plan(), items=(replace(full_plan().items[0], **change), full_plan().items[1])))
    assert again.item_ids[0] != first.item_ids[0]
    assert again.item_ids[1] == first.item_ids[1]


def test_items_of_one_place_and_number_are_told_apart_by_which_comes_first(catalogue):
    twins = tuple(item(n, number=None) for n in (1, 2, 3))
    ids = put(catalogue, plan(items=twins)).item_ids
    assert len(set(ids)) == 3
    assert put(catalogue, plan(items=(*twins, item(4, number=None)))).item_ids[:3] == ids


def test_an_empty_number_counts_as_none(catalogue):
    ids = put(catalogue, plan(items=(item(1, number=None), item(2, number="")))).item_ids
    assert len(set(ids)) == 2
