"""Open the zip packages that office documents are, and the XML in them, without trusting either.

A package may be forged to unpack to gigabytes, and its XML to expand entities or to
fetch files; neither is done here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from qsearch.errors import UnreadableDocument

__all__ = ["Element", "parse_xml", "read_part"]

Element = Any  # an lxml element; lxml ships no types

_LARGEST_PART = 64 * 1024 * 1024  # bytes unpacked; a plan's text takes well under one megabyte
_LARGEST_PACKAGE = 512 * 1024 * 1024


def read_part(data: bytes, part: str, name: str) -> bytes:
    """Return one part of a zip package, unpacked.

    Raises UnreadableDocument where the package is broken, encrypted, lacks the part or
    unpacks to more than a plan can hold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check_size(package, name)
            info = package.getinfo(part)
            if info.flag_bits & 0x1:
                raise UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請取消密碼保護後另存新檔。")
            with package.open(info) as stream:
                content = stream.read(_LARGEST_PART + 1)
    except KeyError as error:
        raise UnreadableDocument(
            f"「{name}」缺少 {part}，不是完整的文件。", hint="請用 LibreOffice 或 Office 開啟後另存新檔。"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, OSError) as error:
        # ValueError: an offset that points before the file's start; RuntimeError: an encrypted member.
        raise UnreadableDocument(f"「{name}」的壓縮結構已損壞，無法開啟。", hint="請重新下載或重新儲存。") from error
    if len(content) > _LARGEST_PART:
        raise _too_large(name)
    return content


def check_size(package: zipfile.ZipFile, name: str) -> None:
    """Raise UnreadableDocument where a package says that it unpacks to more than a plan can hold."""
    if sum(info.file_size for info in package.infolist()) > _LARGEST_PACKAGE:
        raise _too_large(name)


def parse_xml(content: bytes, name: str) -> Element:
    """Return the root element; entities stay unresolved and nothing is fetched.

    Raises UnreadableDocument where the XML is not well-formed, MemoryError where memory runs out.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableDocument(
            f"「{name}」的內容已損壞，不是正確的 XML（第 {error.lineno} 行）。",
            hint="請用 LibreOffice 或 Office 開啟後另存新檔。",
        ) from error


def _too_large(name: str) -> UnreadableDocument:
    return UnreadableDocument(f"「{name}」解開後過大，不予讀取。", hint="計畫書通常不到 1 MB；請確認檔案是否正確。")
