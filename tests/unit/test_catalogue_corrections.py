"""Labels that people gave."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from catalogue_samples import FRIENDLY, plan

from qsearch.catalogue import open_catalogue
from qsearch.errors import NotFound
from qsearch.plan import Label

SUGGESTED = Label("quality-award", "機關形象")


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path) as opened:
        yield opened


def put(catalogue, a_plan):
    return catalogue.put_plan(a_plan, institution="cloud-sea", status="published", original=None, file_name="雲海.txt")


def test_a_correction_tells_what_was_given_what_was_suggested_by_whom_and_when(catalogue):
    stored = put(catalogue, plan())
    before = datetime.now(UTC)
    correction = catalogue.record_correction(stored.item_ids[0], given=FRIENDLY, suggested=SUGGESTED, by="館員甲")
    assert catalogue.corrections() == (correction,)
    assert (correction.item_id, correction.given, correction.suggested, correction.by) == (
        stored.item_ids[0],
        FRIENDLY,
        SUGGESTED,
        "館員甲",
    )
    assert before <= correction.at <= datetime.now(UTC)
    assert correction.text == plan().items[0].text


def test_corrections_come_oldest_first_and_can_be_asked_for_by_item(catalogue):
    one, two, _ = put(catalogue, plan()).item_ids
    first = catalogue.record_correction(one, given=FRIENDLY, suggested=None, by="甲")
    second = catalogue.record_correction(two, given=SUGGESTED, suggested=None, by="乙")
    third = catalogue.record_correction(one, given=SUGGESTED, suggested=FRIENDLY, by="乙")
    assert catalogue.corrections() == (first, second, third)
    assert catalogue.corrections(item_ids=[one]) == (first, third)
    assert catalogue.corrections(item_ids=[]) == ()


def test_a_correction_survives_a_replacement_with_the_words_it_was_made_on(catalogue):
    item_id = put(catalogue, plan()).item_ids[0]
    catalogue.record_correction(item_id, given=FRIENDLY, suggested=None, by="甲")
    reworded = replace(plan(), items=(replace(plan().items[0], text="改寫過的作法"), *plan().items[1:]))
    assert item_id in put(catalogue, reworded).item_ids
    (correction,) = catalogue.corrections(item_ids=[item_id])
    assert correction.text == plan().items[0].text
    assert catalogue.item(item_id).item.text == "改寫過的作法"


def test_a_correction_waits_for_a_removed_plan_to_return(catalogue):
    stored = put(catalogue, plan())
    correction = catalogue.record_correction(stored.item_ids[0], given=FRIENDLY, suggested=None, by="甲")
    catalogue.remove_plan(stored.plan_id)
    put(catalogue, plan())
    assert catalogue.corrections(item_ids=stored.item_ids) == (correction,)


def test_an_item_that_is_not_there_cannot_be_corrected(catalogue):
    with pytest.raises(NotFound):
        catalogue.record_correction("i-none", given=FRIENDLY, suggested=None, by="甲")
    assert catalogue.revision == 0
