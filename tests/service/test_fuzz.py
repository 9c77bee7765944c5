"""Damaged documents end in a plan or in an error for people; `make fuzz` runs five thousand of them."""

import importlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from qsearch.reading.limits import Limits
from qsearch.services.reader_pool import ReaderPool
from qsearch.shipped import corpus_dir


@pytest.fixture(scope="module")
def fuzz():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "bench"))
        yield importlib.import_module("fuzz")
        sys.modules.pop("fuzz")


def test_two_hundred_damaged_documents_end_in_a_plan_or_a_clear_error(fuzz):
    outcomes = Counter()
    with ReaderPool(corpus_dir() / "frameworks", Limits(seconds=60), width=1) as pool:
        for name, data in fuzz.damaged_documents(200, seed=7):
            outcome = fuzz.outcome_of(pool, name, data)
            outcomes[outcome] += 1
            assert outcome not in fuzz.BAD, name
    assert outcomes["plan"] > 20, "damage so heavy that nothing is read tests little"
    assert outcomes["UnreadableDocument"] > 20
