"""Files are read in processes that are kept, side by side, until the pool is closed."""

import sys
import threading
import time

from qsearch.errors import ReadingCrashed
from qsearch.reading.limits import Limits
from qsearch.services.reader_pool import ReaderPool
from qsearch.shipped import corpus_dir

PLAN = (corpus_dir() / "plans" / "qinglan-library-101.txt").read_bytes()
HANGING = "import sys,time; sys.stdin.buffer.read(16); time.sleep(600)"


def pool(limits=None, **options):
    return ReaderPool(corpus_dir() / "frameworks", limits or Limits(), width=options.pop("width", 1), **options)


def test_a_plan_comes_back_as_it_is_read_here():
    with pool() as readers:
        plan = readers.plan_of(PLAN, "plan.txt")
    assert (plan.agency, plan.year, len(plan.items)) == ("青嵐縣立圖書館", 101, 50)


def test_files_are_read_side_by_side():
    with pool(width=2) as readers:
        plans = []
        threads = [threading.Thread(target=lambda: plans.append(readers.plan_of(PLAN, "plan.txt"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(plan.items) for plan in plans] == [50] * 6


def test_closing_the_pool_ends_who_waits():
    readers = pool(Limits(seconds=60), command=(sys.executable, "-c", HANGING))
    outcomes = []

    def wait():
        try:
            readers.plan_of(PLAN, "plan.txt")
        except ReadingCrashed as error:
            outcomes.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    readers.close()
    waiting.join(timeout=20)
    assert len(outcomes) == 1
