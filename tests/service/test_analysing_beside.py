"""Many items are analysed in other processes, just as they would be in this one."""

from __future__ import annotations

import sys

import pytest

from qsearch.search.engine import EngineQuery
from qsearch.search.item_packing import pack_items, unpack_items
from qsearch.services.analysing_beside import AnalysingBeside
from qsearch.services.indexing import Indexing
from qsearch.settings import settings_from
from qsearch.shipped import corpus_dir
from qsearch.workspace import open_workspace
from tests.service import invented
from tests.service.test_own_frameworks import GREEN, plan

PLANS = [corpus_dir() / "plans" / f"{name}.txt" for name in ("qinglan-library-101", "qinglan-library-102")]
FAILING = (sys.executable, "-c", "")


@pytest.fixture
def workspace(tmp_path):
    # A framework of the home's own, for what its plans are filed under.
    (tmp_path / "home" / "frameworks").mkdir(parents=True)
    (tmp_path / "home" / "frameworks" / "green.toml").write_text(GREEN, encoding="utf-8")
    with open_workspace(settings_from({}, home=tmp_path / "home")) as opened:
        opened.ingesting.ingest([*PLANS, invented.write_jsonl(tmp_path / "green.jsonl", plan("甲縣圖書館", 8))])
        yield opened


@pytest.fixture
def beside(workspace, tmp_path):
    return AnalysingBeside(
        tmp_path / "home", corpus_dir(), own_frameworks=tmp_path / "home" / "frameworks", width=2, debug=True
    )


def items_of(workspace, plan_ids=None):
    return list(workspace._indexer.engine_items(workspace.catalogue.iter_items(status=None, plan_ids=plan_ids)))


def counted(workspace):
    return [(ref.id, count) for ref, count in workspace.catalogue.plans()]


def nothing_here(plan_ids):
    raise AssertionError(f"analysed here: {plan_ids}")


def test_another_process_gives_the_items_that_this_one_would(workspace, beside):
    assert list(beside.engine_items(counted(workspace), nothing_here)) == items_of(workspace)


def test_plans_come_in_the_order_asked_however_many_processes_there_are(workspace, beside):
    plans = counted(workspace)[::-1] * 30
    here = []

    def lend_a_hand(plan_ids):
        here.extend(plan_ids)
        return iter(items_of(workspace, plan_ids))

    found = [item.plan for item in beside.engine_items(((plan, 500) for plan, _ in plans), lend_a_hand)]
    assert found == [plan for plan, count in plans for _ in range(count)]
    # While the first answer is waited for, some is done here, but not all.
    assert 0 < len(here) < len(plans)


def test_what_a_process_fails_at_is_made_here(workspace, tmp_path):
    beside = AnalysingBeside(
        tmp_path / "home", corpus_dir(), own_frameworks=tmp_path / "home" / "frameworks", width=2, command=FAILING
    )
    found = list(beside.engine_items(counted(workspace), lambda plans: iter(items_of(workspace, plans))))
    assert found == items_of(workspace)


def test_an_index_built_beside_holds_what_one_built_here_does(workspace, beside):
    def answers():
        return workspace._engine.search(EngineQuery(limit=500, facets=("agency", "year", "execution_item"), texts=True))

    workspace.indexing.rebuild()
    here = answers()
    Indexing(workspace.catalogue, workspace._engine, workspace._indexer, beside, beside_from=1).rebuild()
    assert answers() == here
    assert here.total == sum(count for _, count in counted(workspace)) > 0


def test_packed_items_come_back_and_other_bytes_do_not(workspace):
    items = items_of(workspace)
    assert unpack_items(pack_items(items)) == items
    with pytest.raises((ValueError, EOFError, TypeError)):
        unpack_items(pack_items(items)[:100])
