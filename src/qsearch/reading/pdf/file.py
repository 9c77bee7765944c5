"""Walk through a PDF file's pages and put its document together.

A scanned page holds no text and is not guessed at.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qsearch.errors import ScannedDocument, UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Box, Document, Table
from qsearch.reading.limits import MOST_PAGES, check_pages
from qsearch.reading.pdf.aligned import Columns, Rule, Zone, find_zones, table_of_zone
from qsearch.reading.pdf.marks import running_key, running_keys
from qsearch.reading.pdf.printing import Glyph, PrintedLine, glyphs_of, lines_of
from qsearch.reading.pdf.ruled import find_tables, table_of

__all__ = ["read"]

_Page = Any  # pdfplumber ships no types

_LEAST_COLUMNS = 3  # that rules must draw for a table to be taken as they draw it


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Hold what one page prints: tables that rules draw, the lines outside of them, and level rules."""

    number: int
    size: tuple[float, float]
    tables: tuple[tuple[Box, Table], ...]
    lines: tuple[PrintedLine, ...]
    rules: tuple[Rule, ...]
    printed: int


def read(data: bytes, name: str, *, most_pages: int = MOST_PAGES) -> Document:
    """Return the lines and tables of every page, pages counted from 1.

    Raises UnreadableDocument where the file is broken, encrypted or of too many pages, and
    ScannedDocument where no page holds text.
    """
    sheets = _sheets(data, name, most_pages)
    if not sheets:
        raise _broken(name)
    if not any(sheet.printed for sheet in sheets):
        raise ScannedDocument(
            f"「{name}」沒有文字，可能是掃描的影像。",
            hint="請先做文字辨識（OCR），或改用製作它的 Office 文件。",
        )
    builder = DocumentBuilder(name, "pdf")
    running = running_keys((sheet.lines, sheet.size[1]) for sheet in sheets)
    columns: Columns | None = None
    for sheet in sheets:
        marks = [line for line in sheet.lines if running_key(line, sheet.size[1]) in running]
        lines = [line for line in sheet.lines if line not in marks]
        zones = find_zones(lines, columns)
        columns = zones[-1].columns if zones else None
        for element, box in _in_order(sheet, lines, marks, zones):
            if isinstance(element, Table):
                builder.add_table(element)
            else:
                builder.add_text(element, box)
        builder.end_page(sheet.number, sheet.size)
    return builder.finish()


def _sheets(data: bytes, name: str, most_pages: int) -> list[_Sheet]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    sheets: list[_Sheet] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            check_pages(len(pdf.pages), most_pages, name)
            for page in pdf.pages:
                sheets.append(_sheet(page))
                page.close()
    except (PdfminerException, PDFException, PSException, MalformedPDFException) as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)) for cause in causes):
            raise UnreadableDocument(f"「{name}」有密碼保護，無法讀取。", hint="請取消密碼保護後另存新檔。") from error
        raise _broken(name) from error
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        struct.error,
        zlib.error,
        RecursionError,
    ) as error:
        # pdfminer trips over damaged objects with whatever Python raises there.
        raise _broken(name) from error
    return sheets


def _broken(name: str) -> UnreadableDocument:
    return UnreadableDocument(f"「{name}」已損壞或不完整，無法當作 PDF 讀取。", hint="請重新下載後再試。")


def _sheet(page: _Page) -> _Sheet:
    glyphs = glyphs_of(page.chars)
    tables: list[tuple[Box, Table]] = []
    for found in find_tables(page):
        box = Box(*found.bbox)
        inside = [glyph for glyph in glyphs if _is_within(glyph, box)]
        table = table_of(found, inside)
        if max(len(row.cells) for row in table.rows) >= _LEAST_COLUMNS or not find_zones(lines_of(inside), None):
            tables.append((box, table))
    outside = [glyph for glyph in glyphs if not any(_is_within(glyph, box) for box, _ in tables)]
    return _Sheet(
        page.page_number,
        (float(page.width), float(page.height)),
        tuple(tables),
        tuple(lines_of(outside)),
        tuple(_level_rules(page)),
        sum(not glyph.text.isspace() for glyph in glyphs),
    )


def _is_within(glyph: Glyph, box: Box) -> bool:
    return box.x0 <= glyph.centre < box.x1 and box.top <= glyph.middle < box.bottom


def _level_rules(page: _Page) -> Iterator[Rule]:
    for edge in page.edges:
        if edge["orientation"] == "h":
            yield Rule(edge["top"], edge["x0"], edge["x1"])


def _in_order(
    sheet: _Sheet, lines: Sequence[PrintedLine], marks: Iterable[PrintedLine], zones: Sequence[Zone]
) -> list[tuple[str | Table, Box | None]]:
    """Return tables and the lines outside of them from top to bottom."""
    within = {id(line) for zone in zones for line in zone.lines}
    placed: list[tuple[float, str | Table, Box | None]] = [(box.top, table, None) for box, table in sheet.tables]
    placed += [(zone.lines[0].box.top, table_of_zone(zone, sheet.rules), None) for zone in zones]
    plain = [*marks, *(line for line in lines if id(line) not in within)]
    placed += [(line.box.top, line.text, line.box) for line in plain]
    return [(element, box) for _, element, box in sorted(placed, key=lambda at: at[0])]
