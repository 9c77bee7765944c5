"""What holds for any plan the catalogue may be given."""

from contextlib import contextmanager
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qsearch.catalogue import open_catalogue
from qsearch.catalogue.identity import item_ids
from qsearch.plan import (
    Extra,
    Heading,
    Kpi,
    Label,
    ParseWarning,
    Plan,
    PlanItem,
    Recurrence,
    Schedule,
    ScheduleKind,
    Source,
    Step,
)

# Any text but surrogates, which no UTF-8 file can hold; empty and control characters included.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.sampled_from(["服務流程", "機關形象", "單一窗口服務全功能程度", " 服務 流程", ""]) | texts
printed = st.none() | names
tuples_of_text = st.lists(texts, max_size=3).map(tuple)


sources = st.builds(
    Source,
    file=texts,
    page=st.none() | st.integers(1, 500),
    pages=st.lists(st.integers(1, 500), max_size=3).map(tuple),
    lines=st.none() | st.tuples(st.integers(1, 99), st.integers(1, 99)),
)
items = st.builds(
    PlanItem,
    position=st.just(0),
    text=texts,
    number=printed,
    dimension=printed,
    subdimension=printed,
    execution_item=printed,
    criterion=printed,
    ancestors=st.lists(st.builds(Heading, number=printed, text=names), max_size=2).map(tuple),
    steps=st.lists(st.builds(Step, number=texts, deadline=texts), max_size=2).map(tuple),
    deadline=printed,
    units=tuples_of_text,
    kpi=st.none() | st.builds(Kpi, number=printed, text=texts),
    extra=st.lists(st.builds(Extra, heading=texts, text=texts), max_size=2).map(tuple),
    label=st.builds(Label, framework=texts, dimension=printed, subdimension=printed, execution_item=printed),
    schedule=st.builds(
        Schedule,
        kind=st.sampled_from(get_args(ScheduleKind)),
        dates=tuples_of_text,
        every=st.none() | st.sampled_from(get_args(Recurrence)),
    ),
    source=st.none() | sources,
)
item_lists = st.lists(items, max_size=6).map(
    lambda found: tuple(replace(item, position=n) for n, item in enumerate(found, 1))
)
plans = st.builds(
    Plan,
    title=texts.filter(bool),
    agency=texts.filter(bool),
    year=st.none() | st.integers(1, 999),
    framework=texts,
    document_number=printed,
    issued=printed,
    basis=tuples_of_text,
    goals=tuples_of_text,
    targets=printed,
    period=printed,
    steps=tuples_of_text,
    control=tuples_of_text,
    items=item_lists,
    form=texts,
    warnings=st.lists(
        st.builds(ParseWarning, code=texts, message=texts, page=st.none() | st.integers(1, 9)), max_size=2
    ).map(tuple),
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    # One home for all examples: making one takes longer than using it.
    with open_catalogue(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def put(catalogue, plan):
    return catalogue.put_plan(plan, institution="any", status="published", original=None, file_name="any.txt")


@contextmanager
def stored(catalogue, plan):
    result = put(catalogue, plan)
    try:
        yield result
    finally:
        catalogue.remove_plan(result.plan_id)


in_a_home = settings(deadline=None, max_examples=40)


@in_a_home
@given(plan=plans)
def test_any_plan_comes_back_as_it_was_put(catalogue, plan):
    with stored(catalogue, plan) as result:
        back = catalogue.plan(result.plan_id)
        assert back == plan
        assert (back.form, back.warnings) == (plan.form, plan.warnings)
        assert [item.source for item in back.items] == [item.source for item in plan.items]
        assert [found.item for found in catalogue.items(result.item_ids)] == list(plan.items)
        assert [found.item for found in catalogue.iter_items()] == list(plan.items)


@in_a_home
@given(plan=plans)
def test_any_plan_put_twice_is_unchanged_and_passes_the_check_up(catalogue, plan):
    with stored(catalogue, plan) as result:
        again = put(catalogue, plan)
        assert (again.outcome, again.item_ids) == ("unchanged", result.item_ids)
        assert catalogue.check() == ()


@in_a_home
@given(one=plans, other=plans)
def test_two_plans_of_one_identity_are_unchanged_only_if_they_are_equal(catalogue, one, other):
    other = replace(other, title=one.title, year=one.year)
    assume(other.items or not one.items)  # a reading without items never replaces one that has some
    with stored(catalogue, one):
        assert (put(catalogue, other).outcome == "unchanged") == (one == other)


@given(item_lists)
def test_no_two_items_of_a_plan_share_an_id(found):
    assert len(set(item_ids("p1", found))) == len(found)


@given(item_lists, st.data())
def test_ids_stay_when_items_of_other_places_come_and_go(found, data):
    ids = dict(zip(found, item_ids("p1", found), strict=True)) if len(set(found)) == len(found) else None
    elsewhere = replace(data.draw(items), dimension="一個別處都沒有的構面")
    where = data.draw(st.integers(0, len(found)))
    longer = [*found[:where], elsewhere, *found[where:]]
    with_it = item_ids("p1", longer)
    assert with_it[:where] + with_it[where + 1 :] == item_ids("p1", found)
    if ids is not None:
        assert with_it[where] not in ids.values()


@given(item_lists, texts)
def test_ids_hang_on_nothing_but_the_place_the_number_and_the_order(found, other_text):
    moved = [replace(item, position=item.position + 10, text=other_text, deadline=None, units=()) for item in found]
    assert item_ids("p1", moved) == item_ids("p1", found)
    assert not set(item_ids("p2", found)) & set(item_ids("p1", found))
