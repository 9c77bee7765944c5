"""The index follows the catalogue, also beside another program that is writing."""

from __future__ import annotations

import pytest

from qsearch.catalogue import open_catalogue
from qsearch.errors import EngineUnavailable
from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import Plan, PlanItem
from qsearch.search.engine import EngineQuery
from qsearch.search.index import Indexer
from qsearch.search.reference import ReferenceEngine
from qsearch.services.indexing import Indexing
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter


class BusyEngine(ReferenceEngine):
    """Refuse every write while `busy`, as an engine does that another program is writing to."""

    busy = False

    def update(self, items, *, plans, state):
        self._check()
        super().update(items, plans=plans, state=state)

    def rebuild(self, items, *, state):
        self._check()
        super().rebuild(items, state=state)

    def _check(self):
        if self.busy:
            raise EngineUnavailable("另一個程式正在寫入索引。")


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path) as opened:
        yield opened


@pytest.fixture
def engine():
    return BusyEngine()


@pytest.fixture
def indexing(catalogue, engine):
    return Indexing(catalogue, engine, Indexer(engine, Analyser(RjiebaSegmenter()), lambda _: ItemKeys()))


def put(catalogue, title, *texts, status="published"):
    items = tuple(PlanItem(position, text) for position, text in enumerate(texts, 1))
    plan = Plan(title=title, agency="雲嶺縣圖書館", year=102, framework="other", items=items)
    return catalogue.put_plan(plan, institution="yunling", status=status, original=None, file_name="a.txt").plan_id


def held(engine):
    return engine.search(EngineQuery(limit=100)).total


def test_catching_up_takes_in_what_is_new_and_drops_what_is_gone(catalogue, engine, indexing):
    first = put(catalogue, "甲計畫", "設置服務臺", "發行電子報")
    assert indexing.catch_up() is True
    assert indexing.catch_up() is False
    put(catalogue, "乙計畫", "辦理講座")
    catalogue.remove_plan(first)
    assert not indexing.is_current()
    assert indexing.catch_up() is True
    assert held(engine) == 1
    assert indexing.is_current()


def test_an_index_of_another_home_is_built_anew(catalogue, engine, indexing, tmp_path):
    put(catalogue, "甲計畫", "設置服務臺")
    indexing.catch_up()
    with open_catalogue(tmp_path / "other") as other:
        put(other, "丙計畫", "開放夜間櫃檯", "提供代填表單")
        elsewhere = Indexing(other, engine, Indexer(engine, Analyser(RjiebaSegmenter()), lambda _: ItemKeys()))
        elsewhere.catch_up()
    assert held(engine) == 2


def test_an_ingest_does_not_fail_because_another_program_holds_the_index(catalogue, engine, indexing):
    engine.busy = True
    put(catalogue, "甲計畫", "設置服務臺")
    assert indexing.catch_up_if_free() is False
    engine.busy = False
    assert indexing.catch_up_if_free() is True
    assert held(engine) == 1


def test_a_search_goes_on_with_the_index_as_it_stands_but_not_without_one(catalogue, engine, indexing):
    put(catalogue, "甲計畫", "設置服務臺")
    engine.busy = True
    with pytest.raises(EngineUnavailable):
        indexing.be_ready()
    engine.busy = False
    indexing.be_ready()
    engine.busy = True
    put(catalogue, "乙計畫", "辦理講座")
    indexing.be_ready()
    assert held(engine) == 1
