"""The process that reads files for another one: `python -m qsearch.services.reader_process`.

A forged or broken file can make a library loop, fill the memory or crash; here that ends
nothing but this process. It is told on standard input what to read (see `frames`),
answers on standard output, and ends where its input does.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from qsearch.errors import InputError, QsearchError, ReadingCrashed, ReadingOutOfMemory, UnreadableDocument
from qsearch.frameworks import load_frameworks
from qsearch.reading.limits import Limits
from qsearch.services.frames import Frame, receive, send
from qsearch.services.reading_here import ReadingHere
from qsearch.wire import Json, error_to_json, plan_to_json

__all__ = ["main"]

_SPARE_SECONDS = 10.0


def main() -> int:
    """Answer requests until there are no more, or until memory ran out; return the exit status."""
    requests, replies = sys.stdin.buffer, _replies()
    greeting = receive(requests)
    if greeting is None:
        return 0
    # For tesseract, which reading may start: files are read side by side already, and its threads gain little.
    os.putenv("OMP_THREAD_LIMIT", "1")
    limits = Limits(**greeting.header["limits"])
    _limit_memory(limits.memory_mb)
    own = greeting.header["own_frameworks"]
    frameworks = load_frameworks(Path(greeting.header["frameworks"]), None if own is None else Path(own))
    reading = ReadingHere(frameworks, limits)
    gc.freeze()
    send(replies, Frame({"ready": True}))
    while (request := receive(requests)) is not None:
        seconds = float(request.header["seconds"])
        _limit_processor(seconds)
        try:
            reply = _reply(reading, request)
        except MemoryError:
            # What a library left half done is not to be worked on with.
            told = error_to_json(_out_of_memory(request.header["name"], limits.memory_mb))
            send(replies, Frame({**told, "last": True}))
            return 1
        send(replies, Frame(reply))
        del request, reply
    return 0


def _reply(reading: ReadingHere, request: Frame) -> Json:
    header = request.header
    name: str = header["name"]
    try:
        if header["job"] == "lines":
            return {"lines": list(reading.lines_of(request.body, name))}
        if header["job"] == "show":
            folder = Path(header["folder"])
            return {"plan": plan_to_json(reading.show(request.body, name, folder, ocr=header["ocr"]))}
        return {"plan": plan_to_json(reading.plan_of(request.body, name, ocr=header["ocr"]))}
    except QsearchError as error:
        return error_to_json(error)
    except OSError as error:
        return error_to_json(
            InputError(
                f"處理「{name}」時無法讀寫檔案：{error.strerror or error}。", hint="請檢查資料夾的權限與磁碟空間。"
            )
        )
    except RecursionError:
        return error_to_json(
            UnreadableDocument(
                f"「{name}」的內容層層相套過深，無法讀取。", hint="請用 LibreOffice 或 Office 開啟後另存新檔。"
            )
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library trips over, the one who asked gets an answer
        traceback.print_exc()
        return error_to_json(
            ReadingCrashed(
                f"讀取「{name}」時發生未預期的錯誤（{type(error).__name__}）。",
                hint="檔案可能已損壞：請用製作它的軟體開啟後另存新檔；仍無法讀取時請回報這個問題。",
            )
        )


def _replies() -> BinaryIO:
    """Return standard output for answers alone: what a library prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _out_of_memory(name: str, memory_mb: int) -> ReadingOutOfMemory:
    return ReadingOutOfMemory(
        f"讀取「{name}」所需的記憶體超過 {memory_mb} MB 的上限，已停止。",
        hint="請確認檔案是否正確，或拆成數個檔案；必要時以 QSEARCH_READ_MEMORY_MB 提高上限。",
    )


def _limit_memory(memory_mb: int) -> None:
    """Limit the address space, where the system does that (see `Limits`)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, hard))


def _limit_processor(seconds: float) -> None:
    """See that this process ends even where the one that would stop it is gone."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        most = time.process_time() + seconds + _SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (int(most) + 1, hard))


if __name__ == "__main__":
    sys.exit(main())
