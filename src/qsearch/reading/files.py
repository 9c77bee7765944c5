"""Read a file, an upload or pasted text as a Document: the one way in."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, cast

from qsearch.errors import NotFound, UnreadableDocument, UnsupportedFormat
from qsearch.reading.document import Document
from qsearch.reading.kinds import ZIP_MARK, FileKind, tell_kind
from qsearch.reading.limits import MOST_PAGES, check_pages
from qsearch.reading.text import document_of_text

__all__ = ["content_of", "read_bytes", "read_file", "read_text"]

Reader = Callable[[bytes, str], Document]

# Each reader takes the bytes of a file and its name; its module is imported when first asked for.
_READERS: Mapping[FileKind, str] = MappingProxyType(
    {
        "text": "qsearch.reading.text:read",
        "odt": "qsearch.reading.odf:read",
        "docx": "qsearch.reading.docx:read",
        "html": "qsearch.reading.html:read",
        "csv": "qsearch.reading.sheet:read_csv",
        "xlsx": "qsearch.reading.sheet:read_xlsx",
        "ods": "qsearch.reading.sheet:read_ods",
    }
)

_MEGABYTE = 1024 * 1024
_TEXT_LIMIT = 32 * _MEGABYTE
_OFFICE_LIMIT = 128 * _MEGABYTE
_LIMITS: Mapping[FileKind, int] = MappingProxyType({"text": _TEXT_LIMIT, "html": _TEXT_LIMIT, "csv": _TEXT_LIMIT})


def read_file(path: Path) -> Document:
    """Read a file whose kind is told by its content.

    Raises what `content_of` and `read_bytes` raise.
    """
    return read_bytes(content_of(path), path.name)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that may be read: its size, and its kind by its head, are checked first.

    What a package (a zip archive) holds is looked at only where it is read: its directory
    alone may be forged to fill the memory.

    Raises:
        NotFound: there is no such file.
        UnsupportedFormat: a folder, or a kind of file that is not read.
        UnreadableDocument: empty or too large, or reading is not allowed.

    """
    if not path.exists():
        raise NotFound(f"找不到檔案「{path}」。", hint="請檢查路徑與檔名。")
    if path.is_dir():
        raise UnsupportedFormat(f"「{path}」是資料夾，不是檔案。", hint="請指定資料夾中的檔案。")
    if not path.is_file():
        raise UnsupportedFormat(f"「{path}」不是一般檔案。", hint="請指定計畫檔案。")
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            packed = stream.read(len(ZIP_MARK)) == ZIP_MARK
            stream.seek(0)
            if not packed:
                _checked_kind(stream, path.name, size)
            elif size > _OFFICE_LIMIT:
                raise _too_large(path.name, _OFFICE_LIMIT)
            return stream.read()
    except OSError as cause:
        raise UnreadableDocument(
            f"無法讀取「{path}」：{cause.strerror or cause}。", hint="請檢查檔案的讀取權限。"
        ) from cause


def read_bytes(data: bytes, name: str, *, most_pages: int = MOST_PAGES, ocr: bool = False) -> Document:
    """Read the bytes of an upload; `name` is the file's name, for messages and ties between kinds.

    With `ocr`, pages of a PDF file that are pictures are recognised.

    Raises:
        UnsupportedFormat: a kind of file that is not read.
        UnreadableDocument: empty, broken, encrypted, too large, scanned or of too many pages.
        OcrUnavailable: recognition is asked for and not installed.

    """
    kind = _checked_kind(BytesIO(data), name, len(data))
    if kind == "pdf":
        from qsearch.reading import pdf

        return pdf.read(data, name, most_pages=most_pages, ocr=ocr)
    document = _reader(kind)(data, name)
    check_pages(len(document.pages), most_pages, name)
    return document


def read_text(text: str, name: str) -> Document:
    """Read pasted text.

    Raises:
        UnreadableDocument: empty, too large, or holding control characters.

    """
    if len(text) > _TEXT_LIMIT:
        raise _too_large(name, _TEXT_LIMIT)
    return document_of_text(text, name)


def _checked_kind(stream: BinaryIO, name: str, size: int) -> FileKind:
    if size == 0:
        raise UnreadableDocument(f"「{name}」是空白檔案。", hint="請確認檔案已完整下載或複製。")
    kind = tell_kind(stream, name)
    limit = _LIMITS.get(kind, _OFFICE_LIMIT)
    if size > limit:
        raise _too_large(name, limit)
    return kind


def _too_large(name: str, limit: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"「{name}」超過 {limit // _MEGABYTE} MB 的上限，不予讀取。",
        hint="計畫書通常不到 1 MB；請確認檔案是否正確，或拆成數個檔案。",
    )


def _reader(kind: FileKind) -> Reader:
    module, function = _READERS[kind].split(":")
    return cast(Reader, getattr(importlib.import_module(module), function))
