"""Tell the kind of a file by its content; the name only breaks ties."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO, Literal

from qsearch.errors import UnreadableDocument, UnsupportedFormat

__all__ = ["ZIP_MARK", "FileKind", "tell_kind"]

FileKind = Literal["text", "pdf", "odt", "docx", "html", "csv", "xlsx", "ods"]

ZIP_MARK = b"PK\x03\x04"

_HEAD_BYTES = 4096
_UNPACKED_LIMIT = 512 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN = "請用 LibreOffice 或 Office 開啟後另存新檔。"
_TO_OPEN_FORMATS = "請用 LibreOffice 或 Office 另存成 .odt、.docx、.ods、.xlsx 或 .pdf 後再試。"
_READ_HERE = "可讀取的格式：.pdf、.odt、.docx、.txt、.html、.csv、.xlsx、.ods。"

_LEGACY = {
    ".doc": "舊版 Word 文件（.doc）",
    ".xls": "舊版 Excel 試算表（.xls）",
    ".ppt": "舊版 PowerPoint 簡報（.ppt）",
}
_OPEN_DOCUMENT: dict[bytes, FileKind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_SHUT_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")


def tell_kind(stream: BinaryIO, name: str) -> FileKind:
    """Return what kind of file the stream holds; the stream is left at its start.

    Only the head of the file, and the directory of a zip archive, are read. What has no
    mark of its own is text, HTML or CSV by how it begins or by the suffix of `name`.

    Raises:
        UnsupportedFormat: a kind that is not read here, such as .doc or a picture.
        UnreadableDocument: an encrypted, broken or bloated office document.

    """
    head = stream.read(_HEAD_BYTES)
    try:
        return _kind_of(head, stream, name)
    finally:
        stream.seek(0)


def _kind_of(head: bytes, stream: BinaryIO, name: str) -> FileKind:
    suffix = PurePath(name).suffix.lower()
    # Readers of PDF look for the mark anywhere in the first kilobyte, and so do writers rely on it.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(ZIP_MARK):
        return _kind_of_zip(stream, name)
    if head.startswith(_OLE):
        raise _ole_error(head, stream, name, suffix)
    if head.startswith(b"{\\rtf"):
        raise UnsupportedFormat(f"「{name}」是 RTF 文件，無法讀取。", hint=_TO_OPEN_FORMATS)
    if head.startswith(_PICTURES):
        raise UnsupportedFormat(
            f"「{name}」是圖片，沒有可讀取的文字。", hint="請先做文字辨識（OCR），存成 .txt 或 .docx。"
        )
    if head.startswith(_SHUT_ARCHIVES):
        raise UnsupportedFormat(f"「{name}」是壓縮檔。", hint="請先解壓縮，再讀取裡面的檔案。")
    return _kind_of_text(head, suffix)


def _kind_of_text(head: bytes, suffix: str) -> FileKind:
    # UTF-16 spreads the letters of a tag; without the zeros they are plain again.
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if start.startswith((b"<?xml", b"<!--")) and b"<html" in start:
        return "html"
    if suffix in {".html", ".htm", ".xhtml"} and b"<" in start:
        return "html"
    return "csv" if suffix == ".csv" else "text"


def _kind_of_zip(stream: BinaryIO, name: str) -> FileKind:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            mimetype = archive.read("mimetype").strip() if _holds_small(members, "mimetype") else b""
    except NotImplementedError as cause:  # packed in a way Python cannot undo
        raise UnreadableDocument(f"「{name}」的壓縮方式無法解開。", hint=_SAVE_AGAIN) from cause
    except RuntimeError as cause:  # how zipfile says that a member is encrypted
        raise UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請取消密碼保護後另存新檔。") from cause
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError) as cause:
        raise UnreadableDocument(f"「{name}」的壓縮結構已損壞，無法開啟。", hint="請重新下載或重新儲存。") from cause
    if sum(member.file_size for member in members) > _UNPACKED_LIMIT:
        raise UnreadableDocument(
            f"「{name}」解開後超過 {_UNPACKED_LIMIT // 2**20} MB，不予讀取。",
            hint="計畫書通常不到 1 MB；請確認檔案是否正確。",
        )
    if mimetype in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[mimetype]
    names = {member.filename for member in members}
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnsupportedFormat(f"「{name}」是壓縮檔或不支援的文件格式。", hint=_READ_HERE)


def _holds_small(members: Sequence[zipfile.ZipInfo], name: str) -> bool:
    return any(member.filename == name and member.file_size < 256 for member in members)


def _ole_error(head: bytes, stream: BinaryIO, name: str, suffix: str) -> UnsupportedFormat | UnreadableDocument:
    """Tell an encrypted .docx or .xlsx, which Office wraps in the old container, from a legacy file."""
    if _OLE_ENCRYPTED in head + stream.read(1024 * 1024):
        return UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請先在 Office 取消密碼保護後另存新檔。")
    what = _LEGACY.get(suffix, "舊版 Office 文件（.doc、.xls 或 .ppt）")
    return UnsupportedFormat(f"「{name}」是{what}，無法讀取。", hint=_TO_OPEN_FORMATS)
