"""Set a plan as a Word document, in any `Setting`: front matter, then the table."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from corpus.layouts.front import front_sections
from corpus.layouts.grid import Grid, GridCell, Setting, lay_out
from corpus.layouts.paper import spaced
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from qsearch.plan import Plan

__all__ = ["set_plan"]

# python-docx ships no types of its own: what it gives, by name.
_Document = Any
_Section = Any
_Row = Any
_Table = Any
_Element = Any

_PAPERS = {"A4": (595.3, 841.9), "A3": (841.9, 1190.6), "B4": (728.5, 1031.8), "Letter": (612.0, 792.0)}  # points
_MARGIN = 56.7  # points: 2 cm


def set_plan(plan: Plan, setting: Setting) -> bytes:
    """Return the Word document of a plan."""
    document: _Document = docx.Document()
    document.core_properties.author = document.core_properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = setting.font, Pt(setting.size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), setting.font)
    normal.paragraph_format.space_after = Pt(0)
    _turn(document.sections[0], setting, lying=setting.landscape == "always")
    _add_marks(document.sections[0], setting)
    document.add_paragraph(spaced(plan.title or ""))
    if plan.issued or plan.document_number:
        release = "函發布" if plan.document_number else ""
        document.add_paragraph(f"{plan.issued or ''}{plan.document_number or ''}{release}")
    for heading, paragraphs in front_sections(plan):
        document.add_paragraph(heading)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
    if setting.landscape == "table":
        _turn(document.add_section(WD_SECTION.NEW_PAGE), setting, lying=True)
    else:
        document.add_page_break()
    document.add_paragraph(f"附表　{spaced(plan.title or '')}")
    _add_table(document, lay_out(plan, setting), setting)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _turn(section: _Section, setting: Setting, *, lying: bool) -> None:
    short, long = _PAPERS[setting.page]
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Pt(long), Pt(short)) if lying else (Pt(short), Pt(long))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(_MARGIN)


def _add_marks(section: _Section, setting: Setting) -> None:
    if setting.header is not None:
        section.header.paragraphs[0].text = setting.header
    if setting.footer is None:
        return
    paragraph = section.footer.paragraphs[0]
    before, _, after = setting.footer.partition("#")
    paragraph.add_run(before)
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)
    paragraph.add_run(after)


def _add_table(document: _Document, grid: Grid, setting: Setting) -> None:
    section = document.sections[-1]
    room = section.page_width.pt - 2 * _MARGIN
    table = document.add_table(rows=len(grid.headings) + len(grid.rows), cols=len(grid.widths))
    table.autofit = False
    table.style = "Table Grid" if setting.rules in ("all", "items") else "Normal Table"
    if setting.rules in ("level", "outer"):
        _draw_borders(table, setting)
    widths = [share * room for share in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    # A row is reached through its XML: python-docx walks the whole table for each cell it is asked for.
    rows = [list(row._tr.tc_lst) for row in table.rows]
    for number, names in enumerate(grid.headings):
        for element, name, width in zip(rows[number], names, widths, strict=True):
            _fill(element, GridCell((name,)), width, setting)
            if setting.rules == "outer":
                _border(element, bottom="single")
        if setting.repeat_headings:
            _mark_row(table.rows[number], "w:tblHeader")
    for elements, cells in zip(rows[len(grid.headings) :], grid.rows, strict=True):
        for element, cell, width in zip(elements, cells, widths, strict=True):
            _fill(element, cell, width, setting)
    _open_rules(rows[len(grid.headings) :], grid)
    if not setting.rows_split:
        for row in table.rows:
            _mark_row(row, "w:cantSplit")


def _fill(element: _Element, cell: GridCell, width: float, setting: Setting) -> None:
    properties = element.get_or_add_tcPr()
    element.width = Pt(width)
    if cell.covered or cell.rows > 1:
        merge = OxmlElement("w:vMerge")
        if not cell.covered:
            merge.set(qn("w:val"), "restart")
        properties.append(merge)
    for at, paragraph in enumerate(_paragraphs(cell.lines, setting)):
        holder = element.p_lst[0] if at == 0 else element.add_p()
        run = holder.add_r()
        for place, line in enumerate(paragraph):
            if place:
                run.add_br()
            run.add_t(line)


def _paragraphs(lines: Sequence[str], setting: Setting) -> Iterator[Sequence[str]]:
    if setting.line_ends == "paragraphs":
        yield from ((line,) for line in lines)
    elif lines:
        yield lines


def _open_rules(rows: Sequence[Sequence[_Element]], grid: Grid) -> None:
    """Leave out the rules between the cells of one execution item."""
    for at, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            after = at + cell.rows
            below = grid.rows[after][column] if after < len(grid.rows) else GridCell()
            if cell.covered or not (cell.open_above or below.open_above):
                continue
            for row in range(at, after):  # the last row of a merged cell draws its lower rule
                _border(
                    rows[row][column],
                    top="nil" if cell.open_above or row > at else "single",
                    bottom="nil" if below.open_above or row + 1 < after else "single",
                )


def _border(element: _Element, **sides: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, kind in sides.items():
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), kind)
        line.set(qn("w:sz"), "4")
        borders.append(line)
    element.get_or_add_tcPr().append(borders)


def _draw_borders(table: _Table, setting: Setting) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", *(("insideH",) if setting.rules == "level" else ())):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single")
        line.set(qn("w:sz"), "4")
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _mark_row(row: _Row, mark: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))
