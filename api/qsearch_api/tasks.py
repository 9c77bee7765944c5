"""Ingests that take longer than a request should, done one after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from types import TracebackType
from typing import Literal, Self

from qsearch.errors import NotFound, NotReady, QsearchError
from qsearch.results import Failure, IngestReport
from qsearch.wire import failure_of

__all__ = ["Progress", "TaskState", "Tasks"]

_LOGGER = logging.getLogger(__name__)

_KEPT = 200
"""How many finished tasks are remembered, the latest."""
_MOST_WAITING = 20
"""How many may be unfinished: each holds its files in memory."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class TaskState:
    """Tell how far a task is: files done, files in all, and its report once it is done."""

    id: str
    total: int
    done: int = 0
    report: IngestReport | None = None
    error: Failure | None = None

    @property
    def status(self) -> Literal["running", "done", "failed"]:
        """Where the task stands; `failed` means that it could not go on, not that a file failed."""
        if self.error is not None:
            return "failed"
        return "running" if self.report is None else "done"


@dataclass(slots=True)
class Tasks:
    """Run ingests in one thread of its own, for there is one writer at a time anyway."""

    _states: dict[str, TaskState] = field(default_factory=dict)
    _futures: dict[str, Future[None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="ingest")
    )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Let the running task finish and drop those that wait."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def start(self, total: int, ingest: Callable[[Progress], IngestReport]) -> str:
        """Queue an ingest of `total` files and return the task's id.

        Raises NotReady where too many wait already.
        """
        task = token_urlsafe(12)
        with self._lock:
            if sum(state.status == "running" for state in self._states.values()) >= _MOST_WAITING:
                raise NotReady("等待處理的上傳過多。", hint="請稍後再試。")
            self._forget_the_oldest()
            self._states[task] = TaskState(task, total)
            self._futures[task] = self._worker.submit(self._run, task, ingest)
        return task

    def state(self, task: str, *, patience: float = 0.0) -> TaskState:
        """Return how far a task is, after waiting up to `patience` seconds for its end; raises NotFound."""
        with self._lock:
            future = self._futures.get(task)
        if future is None:
            raise NotFound(f"沒有編號為「{task}」的工作。", hint="工作只保留至服務重新啟動；請查看計畫清單。")
        if patience:
            wait((future,), timeout=patience)
        with self._lock:
            return self._states[task]

    def _run(self, task: str, ingest: Callable[[Progress], IngestReport]) -> None:
        def progress(done: int, total: int, _name: str) -> None:
            self._change(task, done=done, total=total)

        try:
            report = ingest(progress)
        except QsearchError as error:
            self._change(task, error=failure_of(error))
        except Exception:  # nobody waits for a thread's error: it is logged, and the task tells that there was one
            _LOGGER.exception("an upload ended unexpectedly")
            self._change(task, error=Failure("internal", "系統發生未預期的錯誤。", "請洽系統管理人員查閱紀錄。"))
        else:
            self._change(task, report=report, done=self._states[task].total)

    def _change(
        self,
        task: str,
        *,
        done: int | None = None,
        total: int | None = None,
        report: IngestReport | None = None,
        error: Failure | None = None,
    ) -> None:
        with self._lock:
            held = self._states[task]
            self._states[task] = replace(
                held,
                done=held.done if done is None else done,
                total=held.total if total is None else total,
                report=report,
                error=error,
            )

    def _forget_the_oldest(self) -> None:
        finished = [task for task, state in self._states.items() if state.status != "running"]
        for task in finished[: max(0, len(finished) - _KEPT + 1)]:
            del self._states[task], self._futures[task]
