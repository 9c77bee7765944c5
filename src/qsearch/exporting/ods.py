"""Write a row for each item as an OpenDocument spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from odfdo import Document

from qsearch.exporting.columns import Cell, FlatTable, flatten
from qsearch.exporting.odf import add_styles, add_table, paragraphs_xml, save
from qsearch.exporting.widths import column_widths
from qsearch.plan import Plan

__all__ = ["write", "write_table"]

_MM_A_DIGIT = 2.0  # at 10 points
_GREY = "0.5pt solid #bfbfbf"


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write the flat table of plans as a spreadsheet of one sheet."""
    write_table(flatten(plans), stream)


def write_table(table: FlatTable, stream: BinaryIO) -> None:
    """Write a flat table as a spreadsheet of one sheet."""
    document = Document("spreadsheet")
    widths = column_widths(table)
    add_styles(document, _styles(widths))
    columns = "".join(f'<table:table-column table:style-name="Column{n}"/>' for n in range(len(widths)))
    head = f"{columns}<table:table-header-rows>{_row(table.headings, 'Heading')}</table:table-header-rows>"
    document.body.clear()
    add_table(document, table.title, head, (_row(row, "Body") for row in table.rows))
    save(document, stream)


def _styles(widths: Iterable[int]) -> Iterator[str]:
    yield (
        '<style:style style:name="Heading" style:family="table-cell"><style:table-cell-properties '
        f'fo:background-color="#e7eef7" fo:wrap-option="wrap" fo:border="{_GREY}"/>'
        '<style:paragraph-properties fo:text-align="center"/>'
        '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
    )
    yield (
        '<style:style style:name="Body" style:family="table-cell"><style:table-cell-properties '
        f'fo:wrap-option="wrap" style:vertical-align="top" fo:border="{_GREY}"/></style:style>'
    )
    for number, width in enumerate(widths):
        yield (
            f'<style:style style:name="Column{number}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * _MM_A_DIGIT:.0f}mm"/></style:style>'
        )


def _row(cells: Iterable[Cell], style: str) -> str:
    return f"<table:table-row>{''.join(_cells(cells, style))}</table:table-row>"


def _cells(cells: Iterable[Cell], style: str) -> Iterator[str]:
    """Yield cells that state their type, so that no text is taken for a formula, a number or a date."""
    for cell in cells:
        opening = f'<table:table-cell table:style-name="{style}"'
        if cell is None:
            yield f"{opening}/>"
        elif isinstance(cell, int | float):
            yield f'{opening} office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        else:
            yield f'{opening} office:value-type="string">{paragraphs_xml(cell)}</table:table-cell>'
