"""Read the plans that a file holds, whatever its kind."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from qsearch.errors import InputError, QsearchError, UnreadableDocument
from qsearch.frameworks import Frameworks
from qsearch.plan import Plan, Source
from qsearch.reading.files import content_of
from qsearch.wire import plan_from_json

__all__ = [
    "PLAN_SUFFIXES",
    "Failed",
    "FileReading",
    "PlanReader",
    "PlanSource",
    "Read",
    "Upload",
    "sources_in",
    "sources_in_bytes",
]

PLAN_SUFFIXES = frozenset({".pdf", ".odt", ".docx", ".txt", ".html", ".htm", ".csv", ".xlsx", ".ods", ".jsonl"})
"""The file names that are taken from a folder; a file named by hand may have any."""

_HEAD = 256
_EXPORTED = b'{"plan":'  # how `qsearch export --format jsonl` begins a line
_LONGEST_LINE = 32 * 1024 * 1024
_AHEAD = 4
"""How many files a process are opened before the first of them is done, so that a long one holds none up."""
_MOST_BYTES_AHEAD = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PlanSource:
    """Hold the bytes one plan is read from: a file, or one line of exported plans.

    `name` is the file's name; `line` counts from 1, None for a whole file.
    """

    name: str
    data: bytes
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """Hold a file that was sent; `name` is a bare file name, whatever path the sender gave."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """Hold the plan that a source gave; `file` is the place of its file among those given."""

    file: int
    source: PlanSource
    plan: Plan


@dataclass(frozen=True, slots=True)
class Failed:
    """Hold the error that a source, or opening its file, gave."""

    file: int
    error: QsearchError


def sources_in(path: Path) -> Iterator[PlanSource]:
    """Yield what a file holds, one plan each; JSON lines are streamed.

    Raises InputError or NotFound where there is nothing to read.
    """
    try:
        with path.open("rb") as stream:
            if _holds_json_lines(stream.read(_HEAD), path.name):
                stream.seek(0)
                yield from _lines(iter(lambda: stream.readline(_LONGEST_LINE + 1), b""), path.name)
                return
    except OSError as error:
        if path.is_file():
            raise UnreadableDocument(
                f"無法讀取「{path}」：{error.strerror}。", hint="請檢查檔案的讀取權限。"
            ) from error
    yield PlanSource(path.name, content_of(path))


def sources_in_bytes(data: bytes, name: str) -> Iterator[PlanSource]:
    """Yield what an uploaded file named `name` holds, one plan each."""
    if _holds_json_lines(data[:_HEAD], name):
        yield from _lines(data.split(b"\n"), name)
    else:
        yield PlanSource(name, data)


class FileReading(Protocol):
    """Read the bytes of one file; safe to call from several threads.

    Everything raises InputError for an unknown kind, a broken file, or one that takes
    more than the limits allow; `name` is the file's name, for messages.
    """

    @property
    def width(self) -> int:
        """How many files can be read at once."""
        ...

    def plan_of(self, data: bytes, name: str, *, ocr: bool = False) -> Plan:
        """Return the plan of a file; with `ocr`, pages that are pictures are recognised.

        Raises also UnknownLayout for text that is no plan, and OcrUnavailable.
        """
        ...

    def show(self, data: bytes, name: str, folder: Path, *, ocr: bool = False) -> Plan:
        """Write what is read of a file into a folder, for a person to look at, and return its plan."""
        ...

    def lines_of(self, data: bytes, name: str) -> tuple[str, ...]:
        """Return the lines of a file that hold anything; the cells of a row are one line."""
        ...


class PlanReader:
    """Turn files into plans with canonical labels.

    Documents are read by `files`; JSON lines, which only programs write, are read here.
    """

    def __init__(self, frameworks: Frameworks, files: FileReading) -> None:
        self._frameworks = frameworks
        self._files = files

    def read(self, source: PlanSource, *, ocr: bool = False) -> Plan:
        """Return the plan of a source; with `ocr`, pages that are pictures are recognised.

        Raises InputError for an unknown kind, a broken file or text that is no plan.
        """
        if source.line is None:
            return self._files.plan_of(source.data, source.name, ocr=ocr)
        where = f"{source.name} 第 {source.line} 行"
        try:
            shape = json.loads(source.data.decode("utf-8-sig"), parse_float=_finite, parse_constant=_finite)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{where}不是 JSON：{error}", hint="每行一個計畫，如 qsearch export --format jsonl 所匯出者。"
            ) from error
        return self._completed(
            plan_from_json(shape, where=where), Source(file=source.name, lines=(source.line, source.line))
        )

    def read_each(
        self, found: Iterable[tuple[int, PlanSource | QsearchError]], *, ocr: bool = False
    ) -> Generator[Read | Failed, None, None]:
        """Yield what became of each source, in the order given; an error among them is passed on in its place.

        The numbers beside them say which file each is from. As many files are read at once
        as there are processes for, and `found` is drawn on somewhat farther ahead.
        """
        threads = ThreadPoolExecutor(max_workers=self._files.width, thread_name_prefix="read")
        ahead: deque[tuple[Callable[[], Read | Failed], int]] = deque()
        try:
            for file, source in found:
                if isinstance(source, QsearchError):
                    ahead.append((partial(Failed, file, source), 0))
                else:
                    read = partial(self._read_or_failed, file, source, ocr=ocr)
                    # A line is quickly read, here, when its turn comes.
                    later = read if source.line is not None else threads.submit(read).result
                    ahead.append((later, len(source.data)))
                while len(ahead) > _AHEAD * self._files.width or sum(size for _, size in ahead) > _MOST_BYTES_AHEAD:
                    yield ahead.popleft()[0]()
            while ahead:
                yield ahead.popleft()[0]()
        finally:
            # Not waited for: after Ctrl-C the processes are killed, and with them the threads end.
            threads.shutdown(wait=False, cancel_futures=True)

    def read_file(self, path: Path, *, ocr: bool = False) -> Plan:
        """Return the only plan of a file.

        Raises InputError as `read` does, and where JSON lines hold several plans.
        """
        return self._only(list(sources_in(path)), str(path), ocr=ocr)

    def show_file(self, path: Path, folder: Path, *, ocr: bool = False) -> Plan:
        """Write what is read of a document into a folder, with `index.html` to open, and return its plan.

        Raises InputError as `read` does, and for JSON lines, which there is nothing to see of.
        """
        (source, *_) = sources_in(path)
        if source.line is not None:
            raise InputError(f"「{path}」是匯出的 JSON，沒有版面可以檢視。", hint="請指定計畫的文件檔。")
        return self._files.show(source.data, source.name, folder.resolve(), ocr=ocr)

    def read_upload(self, upload: Upload) -> Plan:
        """Return the only plan of a file that was sent; raises as `read_file` does."""
        return self._only(list(sources_in_bytes(upload.data, upload.name)), upload.name)

    def lines(self, upload: Upload) -> tuple[str, ...]:
        """Return the lines of a file that hold anything; raises InputError for an unknown kind or a broken file."""
        return self._files.lines_of(upload.data, upload.name)

    def _only(self, sources: Sequence[PlanSource], shown: str, *, ocr: bool = False) -> Plan:
        if len(sources) > 1:
            raise InputError(
                f"「{shown}」載有 {len(sources)} 個計畫，此處只能讀取一個。", hint="請先匯入，再以計畫編號指定。"
            )
        return self.read(sources[0], ocr=ocr)

    def _read_or_failed(self, file: int, source: PlanSource, *, ocr: bool) -> Read | Failed:
        try:
            return Read(file, source, self.read(source, ocr=ocr))
        except QsearchError as error:
            return Failed(file, error)

    def _completed(self, plan: Plan, source: Source) -> Plan:
        """Fill in what a hand-written line may leave out: labels, schedules and where items came from."""
        items = tuple(item if item.source else replace(item, source=source) for item in plan.items)
        plan = replace(plan, items=items)
        if all(item.label.dimension is None for item in items):
            # Imported here: the forms are loaded where documents are read, in other processes.
            from qsearch.parsing.plans import label_items

            plan = label_items(plan, self._frameworks)
        return plan


def _holds_json_lines(head: bytes, name: str) -> bool:
    """Whether a file holds exported plans: by how it begins, since a suffix is quickly wrong."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    named = name.lower().endswith(".jsonl")
    return (named and (not start or start.startswith(b"{"))) or start.startswith(_EXPORTED)


def _lines(lines: Iterable[bytes], name: str) -> Iterator[PlanSource]:
    empty = True
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            raise UnreadableDocument(
                f"「{name}」第 {number} 行超過 {_LONGEST_LINE // 2**20} MB 的上限，不予讀取。",
                hint="每行一個計畫，如 qsearch export --format jsonl 所匯出者。",
            )
        if line.strip():
            empty = False
            yield PlanSource(name, line, number)
    if empty:
        raise UnreadableDocument(f"「{name}」沒有任何計畫。", hint="以 qsearch export --format jsonl 匯出計畫。")


def _finite(text: str) -> float:
    """Return a JSON number; raise ValueError for NaN and what is too large, which no JSON could hold again."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} 不是數值")
    return number
