"""Write plans as an OpenDocument text in the official layout, each plan on pages of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from odfdo import Document, Element

from qsearch.exporting.layout import Cell, PlanLayout, TableLayout, lay_out
from qsearch.exporting.odf import add_styles, add_table, found, paragraphs_xml, save
from qsearch.plan import Plan

__all__ = ["write"]

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 297, 210, 18
"""A4 landscape, in millimetres."""

FONT_HAN, FONT_LATIN = "標楷體", "Times New Roman"
"""The typefaces of official documents (文書處理手冊); programs without them put in their own."""

_PARAGRAPHS = (
    # name, size in points, bold, alignment, space above and below in millimetres, page break before
    ("Title", 18, True, "center", 2, False),
    ("TitleOnNewPage", 18, True, "center", 2, True),
    ("Issued", 12, False, "end", 1, False),
    ("Section", 14, True, "start", 1.5, False),
    ("Body", 12, False, "start", 0.5, False),
    ("Caption", 14, True, "start", 1.5, False),
    ("CaptionOnNewPage", 14, True, "start", 1.5, True),
    ("CellText", 11, False, "start", 0, False),
    ("CellHeading", 11, True, "center", 0, False),
)


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write plans as one OpenDocument text."""
    document = Document("text")
    _set_page(document)
    add_styles(document, _styles())
    document.body.clear()
    tables = 0
    for number, plan in enumerate(plans):
        layout = lay_out(plan)
        for name, text in _front_matter(layout, new_page=number > 0):
            _append_paragraphs(document, text, name)
        for table_number, table in enumerate(layout.tables):
            tables += 1
            name = f"Table{tables}"
            if table.caption is not None:
                apart = table_number == 0 and bool(layout.sections)
                _append_paragraphs(document, table.caption, "CaptionOnNewPage" if apart else "Caption")
            add_styles(document, _table_styles(table, name))
            add_table(document, name, _head_xml(table, name), map(_row_xml, table.rows), style=name)
            _append_paragraphs(document, "", "CellText")
    save(document, stream)


def _front_matter(layout: PlanLayout, *, new_page: bool) -> Iterator[tuple[str, str]]:
    """Yield the name of a style and the text of each paragraph before the table."""
    yield ("TitleOnNewPage" if new_page else "Title", layout.title)
    if layout.issued is not None:
        yield ("Issued", layout.issued)
    for section in layout.sections:
        yield ("Section", section.heading)
        for paragraph in section.paragraphs:
            yield ("Body", paragraph)


def _append_paragraphs(document: Document, text: str, style: str) -> None:
    for line in text.split("\n"):
        document.body.append(Element.from_tag(paragraphs_xml(line, style)))


# --- page and styles ------------------------------------------------------------------


def _set_page(document: Document) -> None:
    """Turn the template's page to A4 landscape and number the pages."""
    page = found(document, "styles.xml", "//style:page-layout/style:page-layout-properties")
    page.set_attribute("fo:page-width", f"{PAGE_WIDTH}mm")
    page.set_attribute("fo:page-height", f"{PAGE_HEIGHT}mm")
    page.set_attribute("style:print-orientation", "landscape")
    for side in ("top", "bottom", "left", "right"):
        page.set_attribute(f"fo:margin-{side}", f"{MARGIN}mm")
    found(document, "styles.xml", "//style:page-layout/style:footer-style").append(
        Element.from_tag('<style:header-footer-properties fo:min-height="8mm" fo:margin-top="3mm"/>')
    )
    found(document, "styles.xml", "//office:automatic-styles").append(
        Element.from_tag(
            '<style:style style:name="PageNumber" style:family="paragraph">'
            '<style:paragraph-properties fo:text-align="center"/></style:style>'
        )
    )
    found(document, "styles.xml", "//style:master-page").append(
        Element.from_tag(
            '<style:footer><text:p text:style-name="PageNumber">'
            '<text:page-number text:select-page="current">1</text:page-number></text:p></style:footer>'
        )
    )


def _styles() -> Iterator[str]:
    for name, size, bold, alignment, space, new_page in _PARAGRAPHS:
        weight = "bold" if bold else "normal"
        page_break = ' fo:break-before="page"' if new_page else ""
        yield (
            f'<style:style style:name="{name}" style:family="paragraph">'
            f'<style:paragraph-properties fo:text-align="{alignment}" fo:margin-top="{space}mm" '
            f'fo:margin-bottom="{space}mm"{page_break}/>'
            f'<style:text-properties fo:font-size="{size}pt" style:font-size-asian="{size}pt" '
            f'fo:font-weight="{weight}" style:font-weight-asian="{weight}" '
            f"fo:font-family=\"'{FONT_LATIN}'\" style:font-family-asian=\"'{FONT_HAN}'\"/></style:style>"
        )
    # No action is cut by the end of a page.
    yield (
        '<style:style style:name="Row" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
    )
    for name, background in (("Cell", ""), ("HeadingCell", ' fo:background-color="#e7e6e6"')):
        yield (
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
            f'fo:border="0.5pt solid #000000" fo:padding="1mm"{background}/></style:style>'
        )


def _table_styles(table: TableLayout, name: str) -> Iterator[str]:
    room = PAGE_WIDTH - 2 * MARGIN
    yield (
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'style:width="{room}mm" table:align="left" table:border-model="collapsing"/></style:style>'
    )
    for number, share in enumerate(table.widths):
        yield (
            f'<style:style style:name="{name}.{number}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{room * share / sum(table.widths):.2f}mm"/></style:style>'
        )


# --- the table ------------------------------------------------------------------------


def _head_xml(table: TableLayout, name: str) -> str:
    """Return the columns and the header row, which is repeated on every page."""
    columns = "".join(f'<table:table-column table:style-name="{name}.{n}"/>' for n in range(len(table.headings)))
    cells = "".join(_cell_xml(Cell(heading), "HeadingCell", "CellHeading") for heading in table.headings)
    return f"{columns}<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"


def _row_xml(row: Iterable[Cell]) -> str:
    cells = "".join(_cell_xml(cell, "Cell", "CellText") for cell in row)
    return f'<table:table-row table:style-name="Row">{cells}</table:table-row>'


def _cell_xml(cell: Cell, style: str, paragraph_style: str) -> str:
    if cell.rows == 0:
        return "<table:covered-table-cell/>"
    span = f' table:number-rows-spanned="{cell.rows}" table:number-columns-spanned="1"' if cell.rows > 1 else ""
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"{span}>'
        f"{paragraphs_xml(cell.text, paragraph_style)}</table:table-cell>"
    )
