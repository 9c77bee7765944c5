"""Answers that are files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from urllib.parse import quote

from starlette.responses import StreamingResponse

from qsearch.plan import Filters
from qsearch.services.reading_plans import Upload
from qsearch_api.parts import Parts

__all__ = ["MEDIA_TYPES", "answered_sheet", "attachment", "download"]

MEDIA_TYPES = {
    "jsonl": "application/jsonl",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_IN_MEMORY = 8 * 2**20
_CHUNK = 2**16


def download(parts: Parts, format_name: str, *, filters: Filters, plan_id: str | None = None) -> StreamingResponse:
    """Return an export as a file to save; raises as the export does, before anything is sent."""
    name = "服務品質計畫" if plan_id is None else parts.shelving.plan_ref(plan_id).title
    return _written(
        lambda stream: parts.exporting.export(format_name, stream, filters=filters, plan_id=plan_id), name, format_name
    )


def answered_sheet(
    parts: Parts, queries: Upload, format_name: str, *, filters: Filters, limit: int
) -> StreamingResponse:
    """Return the hits of a sheet of queries as a file to save; raises as `Batching.answer` does, before it is sent."""
    name = f"{PurePosixPath(queries.name).stem}_查詢結果"
    return _written(
        lambda stream: parts.batching.answer(
            queries.data, queries.name, stream, format_name, filters=filters, limit=limit
        ),
        name,
        format_name,
    )


def _written(write: Callable[[BinaryIO], object], name: str, format_name: str) -> StreamingResponse:
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    try:
        write(cast(BinaryIO, stream))
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return StreamingResponse(
        _chunks(stream), media_type=MEDIA_TYPES[format_name], headers=attachment(f"{name}.{format_name}")
    )


def attachment(name: str) -> dict[str, str]:
    """Return the header that names a file to save (RFC 6266, RFC 5987)."""
    suffix = name.rpartition(".")[2]
    plain = f"qsearch.{suffix}" if suffix.isascii() and suffix.isalnum() else "qsearch"
    safe = "".join(" " if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"}


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
