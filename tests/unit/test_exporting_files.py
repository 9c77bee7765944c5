import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from exporting_samples import AWARD, OUTLINE, SCORECARD
from odfdo import Document

from qsearch.errors import InputError, QueryError
from qsearch.exporting import FORMATS, export
from qsearch.exporting.columns import flatten
from qsearch.exporting.layout import lay_out
from qsearch.plan import Plan
from qsearch.wire import plan_from_json

PLANS = [AWARD, OUTLINE, SCORECARD]


def exported(plans: list[Plan], format_name: str) -> io.BytesIO:
    stream = io.BytesIO()
    export(plans, format_name, stream)
    assert not stream.closed
    stream.seek(0)
    return stream


def flat_texts() -> list[list[str]]:
    table = flatten(PLANS)
    return [["" if cell is None else str(cell) for cell in row] for row in (table.headings, *table.rows)]


def odf_text(cell) -> str:
    return "\n".join(paragraph.inner_text for paragraph in cell.get_elements("text:p"))


# --- jsonl ------------------------------------------------------------------------------


def test_a_line_of_json_reads_back_to_the_same_plan():
    lines = exported(PLANS, "jsonl").read().decode().splitlines()
    read = [plan_from_json(json.loads(line), where="line") for line in lines]
    assert read == PLANS
    assert read[0].items[0].source == AWARD.items[0].source


def test_json_lines_hold_characters_not_escapes():
    assert "申辦案件流程簡化程度" in exported([AWARD], "jsonl").read().decode()


# --- flat tables ------------------------------------------------------------------------


def test_csv_opens_in_excel_and_holds_every_cell():
    data = exported(PLANS, "csv").read()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    expected = [[f"'{c}" if c.startswith("=SUM") else c for c in row] for row in flat_texts()]
    assert rows == expected


@pytest.mark.parametrize("text", ["=1+1", "+886-2-1234", "-1 層", "@SUM(A1)", "\t=1", "＝1＋1", "－1", "＋1", "＠A1"])
def test_a_cell_of_csv_that_a_program_could_run_is_defused(text: str):
    harmful = replace(AWARD, items=(replace(AWARD.items[0], text=text),))
    (row,) = csv.DictReader(io.StringIO(exported([harmful], "csv").read().decode("utf-8-sig"), newline=""))
    assert row["推動作法"] == f"'{text}"


def test_a_lone_sign_in_csv_stays_as_printed():
    dashed = replace(AWARD, items=(replace(AWARD.items[0], deadline="-"),))
    (row,) = csv.DictReader(io.StringIO(exported([dashed], "csv").read().decode("utf-8-sig"), newline=""))
    assert row["完成期限"] == "-"


def test_a_workbook_holds_every_cell_as_text_and_no_formula():
    sheet = openpyxl.load_workbook(exported(PLANS, "xlsx")).active
    rows = [["" if c.value is None else str(c.value) for c in row] for row in sheet.iter_rows()]
    assert rows == flat_texts()
    assert {c.data_type for row in sheet.iter_rows() for c in row if isinstance(c.value, str)} == {"s"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).coordinate[:-1]}{len(rows)}"


def test_a_text_too_long_for_excel_is_refused_rather_than_cut():
    long = replace(AWARD, items=(replace(AWARD.items[0], text="長" * 32_768),))
    with pytest.raises(InputError, match="32,768"):
        exported([long], "xlsx")
    assert "長" * 32_768 in exported([long], "csv").read().decode()


def test_a_spreadsheet_holds_every_cell_as_text_and_no_formula():
    table = Document(exported(PLANS, "ods")).body.get_tables()[0]
    cells = [row.get_elements("table:table-cell") for row in table.get_elements(".//table:table-row")]
    assert [[odf_text(cell) for cell in row] for row in cells] == flat_texts()
    kinds = {cell.get_attribute("office:value-type") for row in cells[1:] for cell in row}
    assert kinds == {"string", "float", None}
    assert not any(cell.get_attribute("table:formula") for row in cells for cell in row)


def test_flat_tables_give_meaning_beside_print():
    table = flatten([AWARD])
    row = dict(zip(table.headings, table.rows[1], strict=True))
    assert row["標準執行項目"] == "申辦案件流程簡化程度"
    assert (row["期程類別"], row["期程日期"], row["期程週期"]) == ("定期", "2012-03", "每月")
    assert (row["完成期限"], row["承辦單位"], row["預期目標"]) == ("101年3月\n每月", None, None)
    assert dict(zip(table.headings, table.rows[0], strict=True))["頁"] == 3


# --- official tables --------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS, ids=["award", "outline", "scorecard"])
def test_a_word_document_holds_the_official_table_to_the_letter(plan: Plan):
    document = docx.Document(exported([plan], "docx"))
    layout = lay_out(plan)
    assert len(document.tables) == len(layout.tables)
    for written, table in zip(document.tables, layout.tables, strict=True):
        assert [c.text for c in written.rows[0].cells] == list(table.headings)
        for written_row, row in zip(written._tbl.tr_lst[1:], table.rows, strict=True):
            for tc, cell in zip(written_row.tc_lst, row, strict=True):
                assert "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in tc.p_lst) == cell.text
                assert tc.vMerge == ("continue" if cell.rows == 0 else "restart" if cell.rows > 1 else None)


def test_a_merged_label_of_a_word_document_reads_the_same_in_each_of_its_rows():
    (table,) = docx.Document(exported([AWARD], "docx")).tables
    assert [row.cells[1].text for row in table.rows[1:4]] == ["2.申辦案件流程簡化程度"] * 2 + ["3.申辦案件書表減量程度"]


def test_a_word_document_is_a4_landscape_and_repeats_its_header_row():
    document = docx.Document(exported([AWARD], "docx"))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    header, *body = document.tables[0]._tbl.tr_lst
    assert header.trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:tblHeader")) is None for row in body)
    assert document.paragraphs[0].text == AWARD.title
    assert "壹、計畫依據" in [p.text for p in document.paragraphs]


@pytest.mark.parametrize("plan", PLANS, ids=["award", "outline", "scorecard"])
def test_an_opendocument_text_holds_the_official_table_to_the_letter(plan: Plan):
    tables = Document(exported([plan], "odt")).body.get_tables()
    layout = lay_out(plan)
    assert len(tables) == len(layout.tables)
    for written, table in zip(tables, layout.tables, strict=True):
        header, *rows = written.get_elements(".//table:table-row")
        assert [odf_text(c) for c in header.get_elements("table:table-cell")] == list(table.headings)
        assert header.parent.tag == "table:table-header-rows"
        for written_row, row in zip(rows, table.rows, strict=True):
            for element, cell in zip(written_row.children, row, strict=True):
                assert element.tag == ("table:covered-table-cell" if cell.rows == 0 else "table:table-cell")
                assert odf_text(element) == cell.text
                assert int(element.get_attribute("table:number-rows-spanned") or 1) == max(cell.rows, 1)


def test_an_opendocument_text_is_a4_landscape():
    styles = Document(exported([AWARD], "odt")).get_part("styles.xml").serialize().decode()
    assert 'fo:page-width="297mm"' in styles
    assert 'style:print-orientation="landscape"' in styles


@pytest.mark.parametrize("format_name", ["odt", "docx"])
def test_each_plan_begins_a_page_of_its_own(format_name: str):
    stream = exported([AWARD, OUTLINE], format_name)
    if format_name == "docx":
        titles = [p for p in docx.Document(stream).paragraphs if p.style.name == "Title"]
        assert [bool(p.paragraph_format.page_break_before) for p in titles] == [False, True]
    else:
        names = [p.get_attribute("text:style-name") for p in Document(stream).body.get_elements("text:p")]
        assert [n for n in names if n.startswith("Title")] == ["Title", "TitleOnNewPage"]


# --- every format -----------------------------------------------------------------------


@pytest.mark.parametrize("format_name", FORMATS)
def test_characters_no_office_format_can_hold_do_not_stop_an_export(format_name: str):
    odd = replace(AWARD, items=(replace(AWARD.items[0], text="甲\x00\x0b乙\ufffe丙"),))
    data = exported([odd], format_name).getvalue()
    assert data


@pytest.mark.parametrize("format_name", FORMATS)
def test_no_plans_give_a_file_that_opens(format_name: str):
    stream = exported([], format_name)
    if format_name == "docx":
        assert docx.Document(stream).tables == []
    elif format_name == "xlsx":
        assert openpyxl.load_workbook(stream).active.max_row == 1
    elif format_name in ("odt", "ods"):
        assert Document(stream).get_type()
    elif format_name == "csv":
        assert len(stream.getvalue().splitlines()) == 1
    else:
        assert stream.getvalue() == b""


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path, format_name: str):
    target = tmp_path / f"plans.{format_name}"
    target.write_bytes(b"old")
    export(PLANS, format_name, target)
    assert target.read_bytes() != b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_export_leaves_the_old_file_alone(tmp_path: Path):
    target = tmp_path / "plans.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(InputError):
        export([replace(AWARD, items=(replace(AWARD.items[0], text="長" * 40_000),))], "xlsx", target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="missing"):
        export(PLANS, "csv", tmp_path / "missing" / "plans.csv")


def test_an_unknown_format_is_answered_with_the_known_ones(tmp_path: Path):
    with pytest.raises(QueryError) as caught:
        export(PLANS, "pdf", tmp_path / "plans.pdf")
    assert "docx" in (caught.value.hint or "")
