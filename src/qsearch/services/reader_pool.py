"""Read files in processes of their own, within limits of time and memory.

A process is started when there is something to read, and kept for the next file, so
that many files pay for its imports once. One that hangs or runs against a limit is
killed with everything it started, and another takes its place.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from qsearch.errors import ReadingCrashed, ReadingTimedOut
from qsearch.plan import Plan
from qsearch.reading.limits import Limits
from qsearch.services.frames import Frame, receive, send, start
from qsearch.wire import error_from_json, plan_from_json

__all__ = ["ReaderPool"]

# -P: a file in the working folder must not stand in for a library.
_COMMAND = (sys.executable, "-P", "-m", "qsearch.services.reader_process")
_SECONDS_TO_START = 60.0
_MOST_FILES = 500
"""How many files a process reads before another takes its place: libraries leak."""
_SECONDS_IDLE = 120.0
"""How long a process waits for the next file before it is let go."""


class ReaderPool:
    """Read each file in one of `width` processes; threads that ask for more at once wait.

    They know the frameworks of a folder and of a home's own. `debug` lets what the
    processes say on standard error through, `command` starts one.
    Processes go when the pool is closed, and by themselves when this program ends in
    whatever way.
    """

    def __init__(
        self,
        frameworks: Path,
        limits: Limits,
        *,
        width: int,
        own_frameworks: Path | None = None,
        debug: bool = False,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        own = None if own_frameworks is None else str(own_frameworks)
        self._greeting = Frame({"frameworks": str(frameworks), "own_frameworks": own, "limits": asdict(limits)})
        self._limits = limits
        self._width = width
        self._debug = debug
        self._command = command
        self._slots = threading.BoundedSemaphore(width)
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._busy: set[_Reader] = set()
        self._closed = False
        self._letting_go: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def width(self) -> int:
        """How many files are read at once."""
        return self._width

    def plan_of(self, data: bytes, name: str, *, ocr: bool = False) -> Plan:
        """Return the plan of a file.

        Raises ReadingTimedOut, ReadingOutOfMemory or ReadingCrashed where the process
        did not get to an end, and all that `FileReading` says.
        """
        return self._plan({"job": "plan"}, data, name, ocr=ocr)

    def show(self, data: bytes, name: str, folder: Path, *, ocr: bool = False) -> Plan:
        """Write what is read of a file into a folder, for a person to look at, and return its plan.

        Raises as `plan_of` does, and InputError where nothing can be written.
        """
        return self._plan({"job": "show", "folder": str(folder)}, data, name, ocr=ocr)

    def lines_of(self, data: bytes, name: str) -> tuple[str, ...]:
        """Return the lines of a file that hold anything; raises as `plan_of` does."""
        seconds = self._limits.seconds
        reply = self._ask(Frame({"job": "lines", "name": name, "seconds": seconds}, data), name, seconds)
        return tuple(map(str, reply.get("lines", ())))

    def close(self) -> None:
        """End all processes, those at work too; whoever waits for one gets ReadingCrashed."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = tuple(self._busy)
            if self._letting_go is not None:
                self._letting_go.cancel()
        for reader in idle:
            reader.end()
        for reader in busy:
            reader.kill()

    def _plan(self, job: dict[str, str], data: bytes, name: str, *, ocr: bool) -> Plan:
        seconds = self._limits.ocr_seconds if ocr else self._limits.seconds
        reply = self._ask(Frame({**job, "name": name, "ocr": ocr, "seconds": seconds}, data), name, seconds)
        return plan_from_json(reply.get("plan"), where=f"「{name}」")

    def _ask(self, request: Frame, name: str, seconds: float) -> dict[str, Any]:
        with self._slots:
            reader = self._take()
            try:
                if not reader.asked:
                    reader.ask(self._greeting, name, _SECONDS_TO_START)
                reply = reader.ask(request, name, seconds)
            except BaseException:  # Ctrl-C, too: the process is in the middle of something
                self._end(reader)
                raise
            self._give_back(reader)
        if "error" in reply:
            raise error_from_json(reply)
        return reply

    def _take(self) -> _Reader:
        """Return a process that waits, or a new one."""
        with self._lock:
            while self._idle:
                reader = self._idle.pop()
                if reader.is_alive():
                    self._busy.add(reader)
                    return reader
                reader.end()
            if self._closed:
                raise ReadingCrashed("讀取已中止。", hint=None)
            reader = _Reader(self._command, debug=self._debug)
            self._busy.add(reader)
            return reader

    def _give_back(self, reader: _Reader) -> None:
        """Keep a process for the next file, or let it go."""
        with self._lock:
            keep = not reader.spent and not self._closed
            if keep:
                self._busy.discard(reader)
                self._idle.append(reader)
                self._let_go_later()
        if not keep:
            self._end(reader)

    def _end(self, reader: _Reader) -> None:
        with self._lock:
            self._busy.discard(reader)
        reader.end()

    def _let_go_later(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go = threading.Timer(_SECONDS_IDLE, self._let_go)
        self._letting_go.daemon = True
        self._letting_go.start()

    def _let_go(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.end()


class _Reader:
    """Hold one process; used by one thread at a time, but killed by any."""

    def __init__(self, command: Sequence[str], *, debug: bool) -> None:
        self.asked = 0
        self.spent = False
        self._process = start(command, debug=debug)

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: Frame, name: str, seconds: float) -> dict[str, Any]:
        """Return the answer to a request; raise ReadingTimedOut or ReadingCrashed where none comes."""
        self.asked += 1
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.kill()

        watch = threading.Timer(seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            send(cast(BinaryIO, self._process.stdin), request)
            reply = receive(cast(BinaryIO, self._process.stdout))
        except OSError:
            reply = None
        finally:
            watch.cancel()
        if reply is not None:
            self.spent = self.asked > _MOST_FILES or reply.header.get("last") is True or late.is_set()
            return reply.header
        if late.is_set():
            raise ReadingTimedOut(
                f"讀取「{name}」超過 {seconds:g} 秒的上限，已停止。",
                hint="請確認檔案是否正確，或拆成數個檔案；必要時以 QSEARCH_READ_SECONDS 提高上限（文字辨識為 QSEARCH_OCR_SECONDS）。",
            )
        raise ReadingCrashed(
            f"讀取「{name}」的程序意外中止（{self._ending()}）。",
            hint="檔案可能已損壞或過大：請用製作它的軟體開啟後另存新檔；仍無法讀取時請回報這個問題。",
        )

    def end(self) -> None:
        """End the process and close its pipes; for the thread that uses it, or where none does."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not written yet goes nowhere
                    pipe.close()

    def kill(self) -> None:
        """End the process and all it started; a thread that waits for its answer gets none."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                if os.name == "posix":
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)

    def _ending(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(timeout=1)  # one that lives on has broken off in the middle of an answer
            with suppress(ValueError):
                return signal.Signals(-status).name if status < 0 else f"結束碼 {status}"
        return "原因不明"
