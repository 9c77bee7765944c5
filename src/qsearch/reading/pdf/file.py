"""Walk through a PDF file's pages and put its document together.

A scanned page holds no text; it is read where recognition is asked for.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qsearch.errors import ScannedDocument, UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Box, Document, Table
from qsearch.reading.limits import MOST_PAGES, check_pages
from qsearch.reading.pdf.aligned import Columns, Rule, Zone, find_zones, table_of_zone
from qsearch.reading.pdf.marks import running_key, running_keys
from qsearch.reading.pdf.printing import Glyph, PrintedLine, glyphs_of, lines_of
from qsearch.reading.pdf.ruled import find_tables, find_tables_between, table_of

__all__ = ["read"]

_Page = Any  # pdfplumber ships no types
_Found = Any

_MOST_ON_A_PICTURE = 20  # characters: a page number or a stamp on a scanned page
_LEAST_PICTURE = 0.5  # of a page
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
    scanned: bool = False
    confidence: float | None = None


def read(data: bytes, name: str, *, most_pages: int = MOST_PAGES, ocr: bool = False) -> Document:
    """Return the lines and tables of every page, pages counted from 1.

    With `ocr` the pages that are pictures are recognised. Raises UnreadableDocument where
    the file is broken, encrypted or of too many pages, ScannedDocument where no page holds
    text, OcrUnavailable where recognition is asked for and not installed.
    """
    program = None
    if ocr:
        from qsearch.reading.pdf.recognised import require_recognition

        program = require_recognition()
    sheets = _sheets(data, name, most_pages, program)
    if not sheets:
        raise _broken(name)
    if not any(sheet.printed for sheet in sheets):
        if ocr:
            raise ScannedDocument(
                f"「{name}」的頁面辨識不出任何文字。", hint="請以 300 dpi 重新掃描，或改用製作它的 Office 文件。"
            )
        raise ScannedDocument(
            f"「{name}」沒有文字，可能是掃描的影像。",
            hint="請加上 --ocr 以文字辨識（OCR）讀取（需安裝 tesseract），或改用製作它的 Office 文件。",
        )
    builder = DocumentBuilder(name, "pdf")
    running = running_keys((sheet.lines, sheet.size[1]) for sheet in sheets)
    columns: Columns | None = None
    for sheet in sheets:
        marks = [line for line in sheet.lines if running_key(line, sheet.size[1]) in running]
        lines = [line for line in sheet.lines if line not in marks]
        zones = find_zones(lines, columns)
        columns = zones[-1].columns if zones else None
        for element in _in_order(sheet, lines, marks, zones):
            if isinstance(element, Table):
                builder.add_table(element)
            else:
                builder.add_text(element.text, element.box, running=element in marks)
        builder.end_page(sheet.number, sheet.size, scanned=sheet.scanned, confidence=sheet.confidence)
    return builder.finish()


def _sheets(data: bytes, name: str, most_pages: int, program: str | None) -> list[_Sheet]:
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
                scanned = _is_picture(page)
                sheets.append(_recognised(page, program, name) if scanned and program else _sheet(page, scanned))
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


def _sheet(page: _Page, scanned: bool) -> _Sheet:
    glyphs = glyphs_of(page.chars)
    return replace(_set_out(page, glyphs, find_tables(page), _level_rules(page)), scanned=scanned)


def _recognised(page: _Page, program: str, name: str) -> _Sheet:
    from qsearch.reading.pdf.recognised import lines_drawn, recognise

    seen = recognise(page, program, name)
    found = find_tables_between(page, lines_drawn(seen.level, upright=False), lines_drawn(seen.upright, upright=True))
    rules = (Rule(rule.top, rule.x0, rule.x1) for rule in seen.level)
    return replace(_set_out(page, seen.glyphs, found, rules), scanned=True, confidence=seen.confidence)


def _is_picture(page: _Page) -> bool:
    """Whether a page holds hardly any text, and pictures cover most of it."""
    if sum(not char["text"].isspace() for char in page.chars) > _MOST_ON_A_PICTURE:
        return False
    covered = sum(max(image["x1"] - image["x0"], 0) * max(image["bottom"] - image["top"], 0) for image in page.images)
    return bool(covered >= _LEAST_PICTURE * float(page.width) * float(page.height))


def _set_out(page: _Page, glyphs: Sequence[Glyph], drawn: Iterable[_Found], rules: Iterable[Rule]) -> _Sheet:
    tables: list[tuple[Box, Table]] = []
    for found in drawn:
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
        tuple(rules),
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
) -> list[PrintedLine | Table]:
    """Return tables and the lines outside of them from top to bottom."""
    within = {id(line) for zone in zones for line in zone.lines}
    placed: list[tuple[float, PrintedLine | Table]] = [(box.top, table) for box, table in sheet.tables]
    placed += [(zone.lines[0].box.top, table_of_zone(zone, sheet.rules)) for zone in zones]
    placed += [(line.box.top, line) for line in (*marks, *(line for line in lines if id(line) not in within))]
    return [element for _, element in sorted(placed, key=lambda at: at[0])]
