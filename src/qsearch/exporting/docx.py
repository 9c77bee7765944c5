"""Write plans as a Word document in the official layout, each plan on pages of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from qsearch.exporting.layout import Cell, PlanLayout, TableLayout, lay_out
from qsearch.plan import Plan

__all__ = ["write"]

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 297, 210, 18
"""A4 landscape, in millimetres."""

FONT_HAN, FONT_LATIN = "標楷體", "Times New Roman"
"""The typefaces of official documents (文書處理手冊); programs without them put in their own."""

_TWIPS = 1440 / 25.4  # in a millimetre
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)

_PADDING = (
    "<w:tblCellMar>"
    + "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    + "</w:tblCellMar>"
)

_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write plans as one Word document."""
    document = docx.Document()
    properties = document.core_properties
    properties.title = properties.author = properties.comments = ""  # the template's are python-docx's own
    _set_page(document)
    _set_styles(document)
    for number, plan in enumerate(plans):
        _write_plan(document, lay_out(plan), new_page=number > 0)
    document.save(stream)


def _write_plan(document: Document, layout: PlanLayout, *, new_page: bool) -> None:
    title = document.add_paragraph(layout.title, style="Title")
    title.paragraph_format.page_break_before = new_page
    if layout.issued is not None:
        document.add_paragraph(layout.issued).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for section in layout.sections:
        document.add_paragraph(section.heading, style="Heading 1")
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
    for number, table in enumerate(layout.tables):
        if table.caption is not None:
            caption = document.add_paragraph(table.caption, style="Heading 2")
            caption.paragraph_format.page_break_before = number == 0 and bool(layout.sections)
        # Word keeps no table at the very end of a document, and joins two that touch.
        after = document.add_paragraph(style="Table Text")
        after._p.addprevious(parse_xml("".join(_table_xml(table))))


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _set_styles(document: Document) -> None:
    document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    sizes = (("Normal", 12, False), ("Title", 18, True), ("Heading 1", 14, True), ("Heading 2", 14, True))
    for name, size, bold in (*sizes, ("Table Text", 11, False)):
        style = document.styles[name]
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]  # theme fonts would win over named ones
        fonts.set(qn("w:ascii"), FONT_LATIN)
        fonts.set(qn("w:hAnsi"), FONT_LATIN)
        fonts.set(qn("w:eastAsia"), FONT_HAN)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0 if name == "Table Text" else 3)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)


# --- the table ------------------------------------------------------------------------
# Written as XML, since python-docx looks through the whole table for every cell it is asked for.


def _table_xml(table: TableLayout) -> Iterator[str]:
    room = (PAGE_WIDTH - 2 * MARGIN) * _TWIPS
    widths = [round(room * share / sum(table.widths)) for share in table.widths]
    yield f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{_PADDING}</w:tblPr><w:tblGrid>'
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    for heading, width in zip(table.headings, widths, strict=True):
        yield _cell_xml(Cell(heading), width, heading=True)
    yield "</w:tr>"
    for row in table.rows:
        yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"  # no action is cut by the end of a page
        yield from (_cell_xml(cell, width) for cell, width in zip(row, widths, strict=True))
        yield "</w:tr>"
    yield "</w:tbl>"


def _cell_xml(cell: Cell, width: int, *, heading: bool = False) -> str:
    merge = {0: "<w:vMerge/>", 1: ""}.get(cell.rows, '<w:vMerge w:val="restart"/>')
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/>' if heading else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}{shade}</w:tcPr>'
        + "".join(_paragraph_xml(line, heading=heading) for line in cell.text.split("\n"))
        + "</w:tc>"
    )


def _paragraph_xml(line: str, *, heading: bool) -> str:
    centred, bold = ('<w:jc w:val="center"/>', "<w:rPr><w:b/></w:rPr>") if heading else ("", "")
    text = f'<w:r>{bold}<w:t xml:space="preserve">{escape(line)}</w:t></w:r>' if line else ""
    return f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{centred}</w:pPr>{text.replace(chr(9), _TAB)}</w:p>'
