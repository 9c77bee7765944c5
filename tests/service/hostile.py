"""Files made to harm a reader, and files that people send by mistake."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from qsearch.exporting import export
from qsearch.plan import Plan
from tests.service import invented

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIMETYPE = "application/vnd.oasis.opendocument.text"
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "很" * 10}">' for n in range(12))
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(format_name: str, plan: Plan = invented.NORTH) -> bytes:
    """Return a plan in a format of the export."""
    stream = io.BytesIO()
    export([plan], format_name, stream)
    return stream.getvalue()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(data: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Return an archive with some of its parts written anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return package(held | {name: change(held.get(name, b"")) for name, change in parts.items()})


def pdf_of(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF file of these objects, the first of which is its catalogue."""
    made, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return made + b"startxref\n%d\n%%%%EOF\n" % start


def pdf_of_pages(count: int) -> bytes:
    """Return a PDF file of empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"] * count
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), *pages]
    )


def encrypted_pdf() -> bytes:
    """Return a PDF file that opens with a password alone (the standard handler, revision 2)."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    return pdf_of([catalogue, b"<< /Type /Pages /Kids [] /Count 0 >>"], trailer=lock)


def encrypted_zip(data: bytes) -> bytes:
    """Return an archive whose members are flagged as encrypted."""
    marked = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", marked, at + place)
            struct.pack_into("<H", marked, at + place, flags | 1)
            at = marked.find(mark, at + 4)
    return bytes(marked)


def bloated(part: str, *, others: Mapping[str, str]) -> bytes:
    """Return a package with a part of 600 MB that packs to less than one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in others.items():
            archive.writestr(name, content)
        with archive.open(part, "w", force_zip64=True) as target:
            for _ in range(600):
                target.write(b" " * 2**20)
    return stream.getvalue()


def underdeclared(data: bytes) -> bytes:
    """Return an archive whose directory says that each member unpacks to ten bytes."""
    forged = bytearray(data)
    at = forged.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", forged, at + 24, 10)
        at = forged.find(b"PK\x01\x02", at + 4)
    return bytes(forged)


def word_with(doctype: str) -> bytes:
    """Return a Word document with a document type and a reference to its entity e11."""
    body = f"<!DOCTYPE d [{doctype}]><w:document {_WORD}><w:body><w:p><w:r><w:t>甲&e11;乙</w:t></w:r></w:p></w:body></w:document>"
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def workbook_with(doctype: str) -> bytes:
    """Return a workbook whose sheet has a document type and a reference to its entity e11."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    sheet = (
        f'<!DOCTYPE d [{doctype}]><worksheet xmlns="{_SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr">'
        "<is><t>甲&e11;乙</t></is></c></row></sheetData></worksheet>"
    )
    return changed(stream.getvalue(), {"xl/worksheets/sheet1.xml": lambda _: sheet.encode()})


def files(secret: Path) -> dict[str, bytes]:
    """Return hostile and mistaken files by their names; some try to read `secret`."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    loop = pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])
    scanned = pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]
    )
    external = f'<!ENTITY e11 SYSTEM "{secret.as_uri()}">'
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    office = {"mimetype": _MIMETYPE, "META-INF/manifest.xml": "<manifest/>"}
    locked = _OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    return {
        "encrypted.pdf": encrypted_pdf(),
        "encrypted.docx": locked,
        "encrypted.xlsx": locked,
        "encrypted.odt": package({**office, "META-INF/manifest.xml": manifest, "content.xml": "??"}),
        "encrypted-whole.odt": package({**office, "META-INF/manifest.xml": manifest, "encrypted-package": "??"}),
        "encrypted-zip.docx": encrypted_zip(written("docx")),
        "encrypted-zip.ods": encrypted_zip(written("ods")),
        "cut.pdf": encrypted_pdf()[:60],
        "cut.docx": written("docx")[:3000],
        "cut.odt": written("odt")[:3000],
        "cut.xlsx": written("xlsx")[:3000],
        "cut.jsonl": written("jsonl")[:300],
        "bomb.odt": bloated("content.xml", others=office),
        "bomb.docx": bloated("word/document.xml", others={}),
        "bomb.xlsx": bloated("xl/worksheets/sheet1.xml", others={"xl/workbook.xml": "<workbook/>"}),
        "forged-bomb.docx": underdeclared(bloated("word/document.xml", others={})),
        "entities.docx": word_with(_ENTITIES),
        "entities.xlsx": workbook_with(_ENTITIES),
        "thief.docx": word_with(external),
        "thief.xlsx": workbook_with(external),
        "outside.xlsx": changed(
            written("xlsx"),
            {
                "xl/_rels/workbook.xml.rels": lambda rels: rels.replace(
                    b"worksheets/sheet1.xml", b"../../../../etc/passwd"
                )
            },
        ),
        "old.doc": _OLE + b"\x00" * 600,
        "old.xls": _OLE + b"\x00" * 600,
        "old-in-disguise.docx": _OLE + b"\x00" * 600,
        "rich.pdf": b"{\\rtf1 plan}",
        "picture.pdf": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        "archive.docx": package({"readme.txt": "plan"}),
        "empty.pdf": b"",
        "empty.txt": b"",
        "white.txt": b" \n\n \n",
        "white.csv": b"\n\n",
        "white.html": b"<html><body> </body></html>",
        "binary.txt": b"\x00\x01\x02" * 100,
        "loop.pdf": loop,
        "scanned.pdf": scanned,
        "long.pdf": pdf_of_pages(1001),
        "deep.html": b"<html>" + b"<div>" * 20000,
        "deep.docx": package(
            {"word/document.xml": f"<w:document {_WORD}><w:body>{'<w:sdt><w:sdtContent>' * 5000}</w:body></w:document>"}
        ),
        "wide.html": b"<html><table>" + b"<tr><td rowspan=99999 colspan=99999>x</td></tr>" * 500 + b"</table>",
    }
