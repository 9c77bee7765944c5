"""A catalogue that several programs use, some of which are killed."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from threading import Thread

from qsearch.catalogue import open_catalogue
from qsearch.errors import NotFound
from qsearch.plan import Plan, PlanItem

# Puts and replaces plans for ever; every plan says in `targets` how many items it has.
INGEST_FOR_EVER = """
import itertools, sys
from pathlib import Path
from qsearch.catalogue import open_catalogue
from qsearch.errors import NotFound
from qsearch.plan import Plan, PlanItem

catalogue = open_catalogue(Path(sys.argv[1]))
print("ready", flush=True)
for n in itertools.count(int(sys.argv[2])):
    count = 20 + n * 7 % 90
    items = tuple(PlanItem(position=i, text=f"第{n}版第{i}項作法") for i in range(1, count + 1))
    plan = Plan(title=f"雲海計畫{n % 5}", agency="雲海美術館", year=102, framework="other", targets=str(count), items=items)
    catalogue.put_plan(plan, institution="cloud-sea", status="published", original=b"bytes %d" % n, file_name="a.txt")
    print("put", flush=True)
    if n % 11 == 0:
        try:
            catalogue.remove_plan(catalogue.plans()[0][0].id)
        except NotFound:
            pass  # the other program was first
"""


def start(home, first):
    child = subprocess.Popen(
        [sys.executable, "-c", INGEST_FOR_EVER, str(home), str(first)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout.readline() == b"ready\n", child.stderr.read()
    return child


def put(catalogue, year, count):
    items = tuple(PlanItem(position=i, text=f"{year}年第{i}項作法") for i in range(1, count + 1))
    plan = Plan(title="雲海計畫", agency="雲海美術館", year=year, framework="other", items=items)
    return catalogue.put_plan(plan, institution="cloud-sea", status="published", original=None, file_name="a.txt")


def test_a_kill_at_any_moment_leaves_every_plan_whole(tmp_path):
    chance = random.Random(20260101)
    ingested = 0
    for first in range(0, 8000, 1000):
        child = start(tmp_path, first)
        if first:  # the first is killed from the very start on, the others once they have stored something
            assert child.stdout.readline() == b"put\n"
        time.sleep(chance.uniform(0.0, 0.25))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert child.returncode == -signal.SIGKILL

        connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
        with open_catalogue(tmp_path) as catalogue:
            for ref, count in catalogue.plans():
                plan = catalogue.plan(ref.id)
                assert len(plan.items) == count == int(plan.targets)
                # All items are of one version of the plan.
                assert len({item.text.split("版")[0] for item in plan.items}) == 1
                assert catalogue.original(ref.id).is_file()
            # What was left behind is no more than files that nothing names.
            assert {finding.code for finding in catalogue.check(fix=True)} <= {
                "original-orphaned",
                "original-unfinished",
            }
            assert catalogue.check() == ()
            ingested += bool(catalogue.revision)
    assert ingested >= 6, "the children were killed before they did anything"


def test_two_programs_may_write_into_one_home(tmp_path):
    children = [start(tmp_path, first) for first in (0, 500)]
    with open_catalogue(tmp_path) as catalogue:
        seen = []
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            seen.append(catalogue.revision)
            for ref, _ in catalogue.plans():
                try:
                    plan = catalogue.plan(ref.id)
                except NotFound:
                    continue  # the other program removed it meanwhile
                assert len(plan.items) == int(plan.targets)
        for child in children:
            assert child.poll() is None, child.stderr.read()
            child.send_signal(signal.SIGKILL)
            child.communicate()
        assert seen == sorted(seen)
        assert len(set(seen)) > 2
        assert {finding.code for finding in catalogue.check()} <= {"original-orphaned", "original-unfinished"}


def test_threads_of_one_service_may_share_a_catalogue(tmp_path):
    with open_catalogue(tmp_path) as catalogue:
        outcomes, errors = Counter(), []

        def work(year):
            try:
                for count in (3, 3, 5):
                    stored = put(catalogue, year, count)
                    outcomes[stored.outcome] += 1
                    assert len(catalogue.items(stored.item_ids)) == count
            except Exception as error:  # noqa: BLE001 — a thread's error must reach the test
                errors.append(error)

        threads = [Thread(target=work, args=(year,)) for year in range(101, 107)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert outcomes == {"added": 6, "unchanged": 6, "replaced": 6}
        assert [count for _, count in catalogue.plans()] == [5] * 6
        assert catalogue.check() == ()


def test_an_open_catalogue_sees_what_another_program_wrote(tmp_path):
    with open_catalogue(tmp_path) as reader, open_catalogue(tmp_path) as writer:
        assert reader.plans() == ()
        stored = put(writer, 101, 2)
        assert reader.revision == writer.revision
        assert reader.changes_since(0).touched == (stored.plan_id,)


def test_a_million_items_would_not_sit_in_memory(tmp_path):
    # Stands for the million: memory while streaming must not grow with the number of items.
    peaks = []
    with open_catalogue(tmp_path) as catalogue:
        for year, count in ((101, 2_000), (102, 20_000)):
            put(catalogue, year, count)
            tracemalloc.start()
            assert sum(1 for _ in catalogue.iter_items()) >= count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 1_000_000
