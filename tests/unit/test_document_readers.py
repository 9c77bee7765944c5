"""The readers of office documents, web pages, spreadsheets and PDF: lines, tables, merged cells, refusals."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import odfdo
import openpyxl
import pytest

from qsearch.errors import UnreadableDocument
from qsearch.reading import docx as docx_reader
from qsearch.reading import html, odf, pdf, sheet
from qsearch.reading.document import Cell, Document, Table
from qsearch.reading.grid import lay_out

COVERED = Cell("", covered=True)


def only_table(document: Document) -> Table:
    (table,) = [table for page in document.pages for table in page.tables()]
    return table


def texts(document: Document) -> list[str]:
    return [line.text for _, line in document.lines()]


def odt_of(body: str) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return package({"content.xml": content, "META-INF/manifest.xml": "<manifest/>"})


def package(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def pdf_of(operators: str) -> bytes:
    """Return a PDF of one page in Helvetica, drawn by these operators; offsets are left for readers to find."""
    stream = operators.encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(written)
    written += b"xref\n0 6\n0000000000 65535 f \n" + table
    return written + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def test_a_span_of_the_grid_covers_the_places_below_and_beside_it() -> None:
    table = lay_out([[Cell("a", rows=2, columns=2), Cell("b")], [Cell("c")], [Cell("d"), Cell("e"), Cell("f")]])
    assert [row.cells for row in table.rows] == [
        (Cell("a", 2, 2), COVERED, Cell("b")),
        (COVERED, COVERED, Cell("c")),
        (Cell("d"), Cell("e"), Cell("f")),
    ]


def test_a_span_past_the_last_row_is_cut_there() -> None:
    assert only_rows(lay_out([[Cell("a", rows=9), Cell("b", columns=10**6)]])) == (1, 256)


def test_forged_spans_make_no_table_wider_than_plans_are() -> None:
    forged = lay_out([[Cell("x", rows=99999, columns=99999)]] * 300)
    assert only_rows(forged) == (300, 257)
    assert [sum(cell.text == "x" for cell in row.cells) for row in forged.rows] == [1] * 300


def only_rows(table: Table) -> tuple[int, int]:
    return len(table.rows), len(table.rows[0].cells)


def test_opendocument_cells_keep_spans_paragraphs_and_printed_spaces() -> None:
    stream = io.BytesIO()
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Paragraph("前言"))
    table = odfdo.Table("t", width=2, height=2)
    table.set_values([["構面", "推動作法"], ["", "A 合併表單"]])
    table.set_span((0, 0, 0, 1))
    document.body.append(table)
    document.save(stream)
    read = odf.read(stream.getvalue(), "plan.odt")
    assert texts(read) == ["前言"]
    assert [row.cells for row in only_table(read).rows] == [
        (Cell("構面", 2, 1), Cell("推動作法")),
        (COVERED, Cell("A 合併表單")),
    ]
    spaced = odf.read(
        odt_of('<text:p>一 \n 二<text:s text:c="2"/>三<text:line-break/>四<text:note>註</text:note></text:p>'), "s.odt"
    )
    assert texts(spaced) == ["一 二  三", "四"]


def with_entities(declared: str) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f"<!DOCTYPE d [{declared}]><office:document-content {names}><office:body><office:text><text:p>甲&e8;乙</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    return package({"content.xml": content, "META-INF/manifest.xml": "<m/>"})


def test_entities_that_grow_without_end_are_refused() -> None:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    with pytest.raises(UnreadableDocument):
        odf.read(with_entities(grown), "bomb.odt")


def test_an_entity_that_names_a_file_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    read = odf.read(with_entities(f'<!ENTITY e8 SYSTEM "{secret.as_uri()}">'), "thief.odt")
    assert texts(read) == ["甲乙"]


def test_a_part_that_unpacks_to_gigabytes_is_refused() -> None:
    data = package({"content.xml": " " * (65 * 1024 * 1024), "META-INF/manifest.xml": "<m/>"})
    with pytest.raises(UnreadableDocument):
        odf.read(data, "big.odt")


@pytest.mark.parametrize("broken", [b"PK\x03\x04 no package", package({"other.xml": "<a/>"})])
def test_a_broken_package_is_told_with_a_way_out(broken: bytes) -> None:
    for read in (odf.read, odf.read_sheet, docx_reader.read, sheet.read_xlsx):
        with pytest.raises(UnreadableDocument) as caught:
            read(broken, "broken")
        assert caught.value.hint


def test_word_cells_merged_both_ways_are_marked() -> None:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("前言")
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "服務流程"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "作法"
    table.cell(1, 1).text = "第一段"
    table.cell(1, 1).add_paragraph("第二段")
    document.save(stream)
    read = docx_reader.read(stream.getvalue(), "plan.docx")
    rows = [row.cells for row in only_table(read).rows]
    assert "前言" in texts(read)
    assert rows[0] == (Cell("服務流程", 3, 1), Cell("作法", 1, 2), COVERED)
    assert rows[1] == (COVERED, Cell("第一段\n第二段"), Cell(""))
    assert rows[2][0] == COVERED


def test_a_web_page_gives_lines_and_tables_in_order() -> None:
    page = (
        "<html><head><title>略</title><style>p {}</style></head><body><p>前 \n 言</p>"
        "<table><tr><td rowspan=2>構面</td><td>A<br>B</td></tr><tr><td><p>C</p><p>D</p></td></tr></table>後記</body></html>"
    )
    read = html.read(page.encode(), "plan.html")
    assert [type(element).__name__ for element in read.pages[0].elements] == ["Line", "Table", "Line"]
    assert texts(read) == ["前 言", "後記"]
    assert [row.cells for row in only_table(read).rows] == [(Cell("構面", 2), Cell("A\nB")), (COVERED, Cell("C\nD"))]


def test_a_web_page_in_big5_is_read_whether_it_says_so_or_not() -> None:
    for head in ("", '<meta charset="big5">'):
        assert texts(html.read(f"<html>{head}<p>服務品質</p></html>".encode("big5"), "p.html")) == ["服務品質"]


def test_a_workbook_gives_a_page_for_each_sheet_with_merged_cells() -> None:
    book = openpyxl.Workbook()
    book.active.append(["構面", "推動作法"])
    book.active.append(["服務流程", "A 合併表單"])
    book.active.append([None, 102.0])
    book.active.merge_cells("A2:A3")
    book.create_sheet("另一頁").append(["備註"])
    stream = io.BytesIO()
    book.save(stream)
    read = sheet.read_xlsx(stream.getvalue(), "plan.xlsx")
    first, second = read.pages
    assert (first.number, second.number) == (1, 2)
    (table,) = first.tables()
    assert [row.cells for row in table.rows[1:]] == [
        (Cell("服務流程", 2, 1), Cell("A 合併表單")),
        (COVERED, Cell("102")),
    ]


def test_an_ods_sheet_repeated_to_its_edges_is_cut_to_what_it_prints() -> None:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    rows = (
        "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table>{rows}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    read = sheet.read_ods(package({"content.xml": content, "META-INF/manifest.xml": "<m/>"}), "plan.ods")
    assert [row.cells for row in only_table(read).rows] == [(Cell("甲"),)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    data = '構面,推動作法\r\n服務流程,"合併表單,\n公布流程"\r\n'.encode(encoding)
    assert [row.texts() for row in only_table(sheet.read_csv(data, "plan.csv")).rows] == [
        ("構面", "推動作法"),
        ("服務流程", "合併表單,\n公布流程"),
    ]


def test_pdf_text_beside_a_ruled_table_comes_in_reading_order() -> None:
    rules = "".join(f"50 {y} m 350 {y} l S " for y in (300, 260, 220)) + "".join(
        f"{x} 220 m {x} 300 l S " for x in (50, 350)
    )
    rules += "200 220 m 200 300 l S "
    words = ((50, 350, "Preface"), (60, 280, "A"), (210, 280, "B one"), (60, 240, "C"), (50, 100, "After"))
    shown = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET " for x, y, text in words)
    read = pdf.read(pdf_of(rules + shown), "plan.pdf")
    assert read.pages[0].number == 1
    assert texts(read) == ["Preface", "After"]
    assert [row.texts() for row in only_table(read).rows] == [("A", "B one"), ("C", "")]


def test_a_pdf_cell_over_two_rows_is_marked_as_merged() -> None:
    rules = "50 300 m 350 300 l S 200 260 m 350 260 l S 50 220 m 350 220 l S "
    rules += "".join(f"{x} 220 m {x} 300 l S " for x in (50, 200, 350))
    words = ((60, 280, "Label"), (210, 280, "A"), (210, 240, "B"))
    shown = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET " for x, y, text in words)
    first, second = only_table(pdf.read(pdf_of(rules + shown), "plan.pdf")).rows
    assert first.cells[0] == Cell("Label", 2, 1)
    assert second.cells[0] == COVERED


def test_a_pdf_without_text_says_that_it_is_a_picture() -> None:
    with pytest.raises(UnreadableDocument, match="掃描") as caught:
        pdf.read(pdf_of("50 50 m 100 100 l S"), "scan.pdf")
    assert "--ocr" in (caught.value.hint or "")


def test_a_pdf_cut_short_is_told_from_a_scanned_one() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        pdf.read(b"%PDF-1.4\n1 0 obj << /Type /Cat", "cut.pdf")
    assert "掃描" not in caught.value.message
