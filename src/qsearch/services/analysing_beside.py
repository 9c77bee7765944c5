"""Analyse stored items in processes of their own, while this one puts them into an index.

Cutting words and building an index take about the same time, and Python runs one of
them at a time. What comes back is what this process would have made itself, in the same
order. Where the others fall behind it lends a hand, and where one fails it does the work.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from qsearch.search.engine import EngineItem
from qsearch.search.item_packing import unpack_items
from qsearch.services.frames import Frame, receive, send, start

__all__ = ["AnalysingBeside"]

_COMMAND = (sys.executable, "-P", "-m", "qsearch.services.analysing_process")
_ITEMS_AT_A_TIME = 1000
_WAITING = 16
"""How many portions wait for a process beside those at work.

An index writes for seconds whenever its memory is full; so long the others go on.
"""
_MOST = 40
"""How many portions are held at once: to be analysed, or to be taken in."""

Here = Callable[[Sequence[str]], Iterator[EngineItem]]


class AnalysingBeside:
    """Analyse the items of many plans in `width` processes; `command` starts one.

    They know the frameworks of the corpus and of a home's `own_frameworks`. `debug` lets
    what the processes say on standard error through.
    """

    def __init__(
        self,
        home: Path,
        corpus: Path,
        *,
        own_frameworks: Path,
        width: int,
        debug: bool = False,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        told = {"home": home, "corpus": corpus, "own_frameworks": own_frameworks}
        self._greeting = Frame({name: str(path) for name, path in told.items()})
        self._width = width
        self._debug = debug
        self._command = command

    def engine_items(self, plans: Iterable[tuple[str, int]], here: Here) -> Iterator[EngineItem]:
        """Yield the items of plans, which come with their numbers of items, in order.

        `here` analyses the items of plans in this process, where another cannot.
        """
        own = threading.local()
        processes: list[_Process] = []

        def ask(plan_ids: Sequence[str]) -> bytes | None:
            if not hasattr(own, "process"):
                own.process = _Process(self._command, self._greeting, debug=self._debug)
                processes.append(own.process)
            return cast(_Process, own.process).ask(plan_ids)

        threads = ThreadPoolExecutor(self._width, thread_name_prefix="qsearch-analysing")
        left = _portions(plans)
        pending: deque[_Portion] = deque()
        try:
            while True:
                undone = sum(not portion.answer.done() for portion in pending)
                for plan_ids in islice(left, max(min(self._width + _WAITING - undone, _MOST - len(pending)), 0)):
                    pending.append(_Portion(plan_ids, threads.submit(ask, plan_ids)))
                if not pending:
                    return
                if not pending[0].answer.done() and len(pending) < _MOST:
                    # The next answer is not there yet: a later portion is analysed here meanwhile.
                    plan_ids = next(left, [])
                    if plan_ids:
                        pending.append(_Portion(plan_ids, _done(), list(here(plan_ids))))
                        continue
                first = pending.popleft()
                packed = first.answer.result()
                if first.items is not None:
                    yield from first.items
                else:
                    yield from here(first.plan_ids) if packed is None else unpack_items(packed)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.end()
            threads.shutdown()
            for process in processes:  # one that was just starting
                process.end()


@dataclass(frozen=True, slots=True)
class _Portion:
    """Hold some plans and the answer of another process, or their items, analysed here."""

    plan_ids: Sequence[str]
    answer: Future[bytes | None]
    items: Sequence[EngineItem] | None = None


def _done() -> Future[bytes | None]:
    done: Future[bytes | None] = Future()
    done.set_result(None)
    return done


def _portions(plans: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Yield plans in portions of so many items that asking costs little."""
    portion: list[str] = []
    held = 0
    for plan_id, items in plans:
        portion.append(plan_id)
        held += items
        if held >= _ITEMS_AT_A_TIME:
            yield portion
            portion, held = [], 0
    if portion:
        yield portion


class _Process:
    """Hold one process, asked by one thread."""

    def __init__(self, command: Sequence[str], greeting: Frame, *, debug: bool) -> None:
        self._process = start(command, debug=debug)
        self._is_whole = True
        self._send(greeting)

    def ask(self, plan_ids: Sequence[str]) -> bytes | None:
        """Return the packed items of plans, None where the process fails; it is not asked again then."""
        if self._is_whole:
            self._send(Frame({"plans": list(plan_ids)}))
        reply = receive(cast(BinaryIO, self._process.stdout)) if self._is_whole else None
        self._is_whole = reply is not None
        return reply.body if reply is not None else None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(BinaryIO, pipe).close()

    def _send(self, frame: Frame) -> None:
        try:
            send(cast(BinaryIO, self._process.stdin), frame)
        except OSError:
            self._is_whole = False
