"""Read the plans that a file holds, whatever its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qsearch.errors import InputError, UnreadableDocument
from qsearch.frameworks import Frameworks
from qsearch.parsing.plans import label_items, parse_document
from qsearch.plan import Plan, Source
from qsearch.reading.files import content_of, read_bytes
from qsearch.wire import plan_from_json

__all__ = ["PLAN_SUFFIXES", "PlanReader", "PlanSource", "Upload", "sources_in", "sources_in_bytes"]

PLAN_SUFFIXES = frozenset({".pdf", ".odt", ".docx", ".txt", ".html", ".htm", ".csv", ".xlsx", ".ods", ".jsonl"})
"""The file names that are taken from a folder; a file named by hand may have any."""


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


def sources_in(path: Path) -> Iterator[PlanSource]:
    """Yield what a file holds, one plan each; JSON lines are streamed.

    Raises InputError or NotFound where there is nothing to read.
    """
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        yield PlanSource(path.name, content_of(path))
        return
    try:
        with path.open("rb") as stream:
            yield from _lines(stream, path.name)
    except OSError as error:
        raise UnreadableDocument(f"無法讀取「{path}」：{error.strerror}。", hint="請檢查檔案的讀取權限。") from error


def sources_in_bytes(data: bytes, name: str) -> Iterator[PlanSource]:
    """Yield what an uploaded file named `name` holds, one plan each."""
    if name.lower().endswith(".jsonl"):
        yield from _lines(data.splitlines(), name)
    else:
        yield PlanSource(name, data)


class PlanReader:
    """Turn files into plans with canonical labels."""

    def __init__(self, frameworks: Frameworks) -> None:
        self._frameworks = frameworks

    def read(self, source: PlanSource) -> Plan:
        """Return the plan of a source.

        Raises InputError for an unknown kind, a broken file or text that is no plan.
        """
        if source.line is None:
            return parse_document(read_bytes(source.data, source.name), self._frameworks)
        where = f"{source.name} 第 {source.line} 行"
        try:
            shape = json.loads(source.data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{where}不是 JSON：{error}", hint="每行一個計畫，如 qsearch export --format jsonl 所匯出者。"
            ) from error
        return self._completed(
            plan_from_json(shape, where=where), Source(file=source.name, lines=(source.line, source.line))
        )

    def read_file(self, path: Path) -> Plan:
        """Return the only plan of a file.

        Raises InputError as `read` does, and where JSON lines hold several plans.
        """
        return self._only(list(sources_in(path)), str(path))

    def read_upload(self, upload: Upload) -> Plan:
        """Return the only plan of a file that was sent; raises as `read_file` does."""
        return self._only(list(sources_in_bytes(upload.data, upload.name)), upload.name)

    def _only(self, sources: Sequence[PlanSource], shown: str) -> Plan:
        if len(sources) > 1:
            raise InputError(
                f"「{shown}」載有 {len(sources)} 個計畫，此處只能讀取一個。", hint="請先匯入，再以計畫編號指定。"
            )
        return self.read(sources[0])

    def _completed(self, plan: Plan, source: Source) -> Plan:
        """Fill in what a hand-written line may leave out: labels, schedules and where items came from."""
        items = tuple(item if item.source else replace(item, source=source) for item in plan.items)
        plan = replace(plan, items=items)
        if all(item.label.dimension is None for item in items):
            plan = label_items(plan, self._frameworks)
        return plan


def _lines(lines: Iterator[bytes] | list[bytes], name: str) -> Iterator[PlanSource]:
    empty = True
    for number, line in enumerate(lines, 1):
        if line.strip():
            empty = False
            yield PlanSource(name, line, number)
    if empty:
        raise UnreadableDocument(f"「{name}」沒有任何計畫。", hint="以 qsearch export --format jsonl 匯出計畫。")
