"""Spoil documents: the ways in which `fuzz.py` changes a whole file, its packed parts or its text.

Every change is drawn from the generator given, so that a seed brings the same file again.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

__all__ = ["mutated"]

_Change = Callable[[bytes, Random], bytes]

_NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"99999999999999999999", b"1e309", b"nan", b"0x7f", b"")
_WORDS = (
    "\ufeff", "\ufffe", "\u202e", "\u3000", "\x00", "\x0c", "\x1b[31m", "\ud7ff", "\U0010ffff", "１２３", "㊀", "⑳",
    "<p>", "</td>", "&#0;", "&e;", "]]>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>",
    "=cmd|' /C calc'!A0", "{{7*7}}", "%s%n", "'; DROP TABLE items; --", "../../..", "\t" * 40, "\n" * 40, "(" * 400,
    "年" * 400, "9" * 400, "1.1.1.1.1.1.1.1.1", "一、二、三、", "102年13月32日", "每月", "持續辦理",
)  # fmt: skip
_MARKS = (b"\n", b"<", b"\t", b"obj", b",")
_MOST_UNPACKED = 4 * 2**20


def mutated(data: bytes, kind: str, chance: Random) -> bytes:
    """Return a document of a kind (`pdf`, `docx`…, `txt`) with one to six changes."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if kind == "pdf":
            change = chance.choice((_bytes, _within_streams, _within_streams, _numbers, _pieces))
        elif kind in ("odt", "docx", "xlsx", "ods"):
            change = chance.choice((_bytes, *[_within_parts] * 8, _parts))
        else:
            change = chance.choice((_bytes, *[_text] * 4, *[_pieces] * 3, *[_numbers] * 2, _encoding))
        data = change(data, chance)
    return data


def _bytes(data: bytes, chance: Random) -> bytes:
    """Flip, overwrite, cut, copy or leave out bytes anywhere."""
    spoilt = bytearray(data)
    if not spoilt:
        return data
    at, size = chance.randrange(len(spoilt)), chance.choice((1, 2, 8, 64, 1024))
    how = chance.randrange(6)
    if how == 0:
        for _ in range(chance.choice((1, 8, 64))):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    elif how == 1:
        spoilt[at : at + size] = chance.randbytes(size)
    elif how == 2:
        del spoilt[at : at + size]
    elif how == 3:
        spoilt[at:at] = spoilt[at : at + size] * chance.choice((1, 2, 50))
    elif how == 4:
        del spoilt[at:]
    else:
        spoilt[at:at] = bytes([chance.choice((0, 0x20, 0x80, 0xFF))]) * size
    return bytes(spoilt)


def _pieces(data: bytes, chance: Random) -> bytes:
    """Swap, repeat or leave out lines, tags, cells or objects."""
    mark = chance.choice([mark for mark in _MARKS if mark in data] or _MARKS)
    pieces = data.split(mark)
    at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    how = chance.randrange(5)
    if how == 0:
        pieces[at], pieces[other] = pieces[other], pieces[at]
    elif how == 1:
        pieces[at:at] = pieces[at : at + 1] * chance.choice((1, 3, 200))
    elif how == 2:
        del pieces[min(at, other) : max(at, other)]
    elif how == 3:
        del pieces[at]
    else:
        chance.shuffle(pieces)
    return mark.join(pieces)


def _numbers(data: bytes, chance: Random) -> bytes:
    """Put a number that no reader expects in the place of one."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]


def _text(data: bytes, chance: Random) -> bytes:
    """Put something strange between two characters."""
    at = chance.randrange(len(data) + 1)
    while at < len(data) and data[at] & 0xC0 == 0x80:  # within a character of UTF-8
        at += 1
    return data[:at] + chance.choice(_WORDS).encode("utf-8", "surrogatepass") + data[at:]


def _encoding(data: bytes, chance: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "cp950", "gbk", "shift_jis", "utf-8-sig", "utf-7"))
    return text.encode(encoding, "replace")


def _markup(data: bytes, chance: Random) -> bytes:
    """Change elements or attributes of XML: repeat, leave out, nest, rename, spoil a value."""
    tags = list(re.finditer(rb"<[^<>]*>", data))
    if not tags:
        return _text(data, chance)
    tag, other = chance.choice(tags), chance.choice(tags)
    start, end = min(tag.start(), other.start()), max(tag.end(), other.end())
    how = chance.randrange(6)
    if how == 0:
        return data[: tag.start()] + data[tag.end() :]
    if how == 1:
        return data[: tag.start()] + tag.group() * chance.choice((2, 50, 400)) + data[tag.end() :]
    if how == 2:
        return data[: tag.start()] + other.group() + data[tag.end() :]
    if how == 3:
        return data[:start] + data[end:]
    if how == 4:
        return data[:end] + data[start:end][:100_000] * chance.choice((1, 4)) + data[end:]
    value = re.search(rb'"[^"]*"', tag.group())
    if value is None:
        return _text(data, chance)
    put = chance.choice((chance.choice(_NUMBERS), chance.choice(_WORDS[:12]).encode("utf-8", "surrogatepass")))
    return data[: tag.start() + value.start() + 1] + put + data[tag.start() + value.end() - 1 :]


def _elements(data: bytes, chance: Random) -> bytes:
    """Change XML that stays well-formed: leave out, repeat, move or empty elements, spoil their values and texts."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return _markup(data, chance)
    for _ in range(chance.choice((1, 1, 3, 20))):
        found = [element for element in root.iterdescendants() if isinstance(element.tag, str)]
        if not found:
            break
        _spoil(chance.choice(found), found, chance)
    return bytes(etree.tostring(root))


def _spoil(element: etree._Element, others: list[etree._Element], chance: Random) -> None:
    parent, other = element.getparent(), chance.choice(others)
    how = chance.randrange(7)
    if how == 0 and parent is not None:
        parent.remove(element)
    elif how == 1:
        for _ in range(chance.choice((1, 3, 30))):
            element.addnext(deepcopy(element))
    elif how == 2:
        other.append(deepcopy(element))
    elif how == 3:
        for child in list(element):
            element.remove(child)
    elif how == 4:
        element.tag = other.tag
    elif how == 5 and element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(_NUMBERS).decode())
    else:
        element.text = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "", chance.choice(_WORDS))


def _unpacked(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                return None
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return None  # an earlier change broke the package itself


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of no hour of its own
    return stream.getvalue()


def _within_parts(data: bytes, chance: Random) -> bytes:
    """Change one part of a package, most often one that holds the text, and pack it again."""
    parts = _unpacked(data)
    if not parts:
        return _bytes(data, chance)
    telling = [
        name for name in parts if re.search(r"content\.xml|document\.xml|sheet\d|sharedStrings|workbook\.xml", name)
    ]
    name = chance.choice(telling if telling and chance.random() < 0.8 else list(parts))
    change = chance.choice((*[_elements] * 6, _markup, _markup, _numbers, _text, _bytes))
    return _packed(parts | {name: change(parts[name], chance)})


def _parts(data: bytes, chance: Random) -> bytes:
    """Leave out, empty, swap or add parts of a package."""
    parts = _unpacked(data)
    if not parts:
        return _bytes(data, chance)
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    how = chance.randrange(4)
    if how == 0:
        del parts[name]
    elif how == 1:
        parts[name] = b""
    elif how == 2:
        parts[name], parts[other] = parts[other], parts[name]
    else:
        parts[f"../{name}"] = parts[name]
    return _packed(parts)


def _within_streams(data: bytes, chance: Random) -> bytes:
    """Change what a packed stream of a PDF file holds; offsets behind it are left for readers to find."""
    found = list(
        re.finditer(
            rb"/Length (\d+)[^>]*/FlateDecode[^>]*>>\s*stream\r?\n|/FlateDecode[^>]*/Length (\d+)[^>]*>>\s*stream\r?\n",
            data,
        )
    )
    if not found:
        return _numbers(data, chance)
    head = chance.choice(found)
    end = data.find(b"endstream", head.end())
    try:
        held = zlib.decompressobj().decompress(data[head.end() : end], _MOST_UNPACKED)
    except zlib.error:
        return _bytes(data, chance)
    change: _Change = chance.choice((_bytes, _numbers, _numbers, _pieces, _operators))
    again = zlib.compress(change(held, chance))
    told = re.sub(rb"/Length \d+", b"/Length %d" % len(again), head.group())
    return data[: head.start()] + told + again + b"\n" + data[end:]


def _operators(data: bytes, chance: Random) -> bytes:
    """Put operators with operands that they don't take into a content stream."""
    strange = (b" q " * 300, b" Q " * 30, b" ET ET BT ", b" /Nothing Do ", b" [ [ [ ( ", b" 0 0 0 0 0 0 cm ", b" 1e38 0 0 1e38 0 0 cm ",
               b" /F9 0 Tf ", b" BI /W 99999 /H 99999 ID x EI ", b" 0 0 1e30 1e30 re f ", b" (\\377) ' ", b" << /A ")  # fmt: skip
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(strange) + data[at:]
