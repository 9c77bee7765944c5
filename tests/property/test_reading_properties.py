"""Whatever the bytes, reading gives a document or an input error."""

from __future__ import annotations

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qsearch.errors import InputError
from qsearch.parsing.scorecard import ScorecardForm
from qsearch.parsing.table import TableForm
from qsearch.reading.document import Document, Line
from qsearch.reading.files import read_bytes, read_text

HEADS = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html>",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"{\\rtf",
    ]
)
NAMES = st.sampled_from(["a.txt", "a.csv", "a.html", "a.pdf", "a.docx", "a.odt", "a.xlsx", "a", "計畫.ods"])
SIGNS = "一二（）()1230.、。；\t\n年月日每季組室甲乙丙 ACPLF<p></p>-\f"
HEADINGS = (
    "實施要項\t執行項目\t推動作法\t完成期限\t承辦單位\n",
    "構面\t策略目標\tKPI\t行動方案\n",
    "推動作法\t期限\n",
    "",
)


@settings(deadline=None)  # the first PDF and the first office file import their readers
@given(HEADS, st.binary(max_size=400), NAMES)
@example(b"", "計畫".encode("cp950"), "a.txt")
def test_any_bytes_give_a_document_or_an_input_error(head: bytes, body: bytes, name: str) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(read_bytes(head + body, name), Document)


@given(st.text(max_size=300))
def test_text_survives_utf_8_utf_16_and_pasting_alike(text: str) -> None:
    try:
        pasted = read_text(text, "a.txt")
    except InputError:
        return
    assert read_bytes(text.encode("utf-16"), "a.md").pages == pasted.pages


@given(st.text(alphabet=SIGNS, max_size=300))
def test_reading_text_loses_no_line(text: str) -> None:
    try:
        document = read_text(text, "a.txt")
    except InputError:
        return
    numbers = [line.number for _, line in document.lines()]
    numbers += [row.line or 0 for page in document.pages for table in page.tables() for row in table.rows]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    printed = "".join("".join(line.text.split()) for _, line in document.lines())
    outside = "".join(
        "".join(line.split()) for line in text.replace("\f", "\n").split("\n") if "\t" not in line.strip(" ")
    )
    assert printed == outside


@given(st.sampled_from(HEADINGS), st.text(alphabet=SIGNS, max_size=400))
def test_the_forms_read_any_table_without_failing(head: str, body: str) -> None:
    try:
        document = read_text(head + body, "a.txt")
    except InputError:
        return
    for form in (TableForm(), ScorecardForm()):
        assert 0 <= form.recognise(document) <= 1
        items = form.read(document).items
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        assert all(isinstance(element, Line) or element.rows for page in document.pages for element in page.elements)
