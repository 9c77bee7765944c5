"""Reading files by what they hold, and text in its encodings, pages and tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from qsearch.errors import InputError, NotFound, UnreadableDocument, UnsupportedFormat
from qsearch.reading.document import Line, Table
from qsearch.reading.files import read_bytes, read_file, read_text
from qsearch.reading.kinds import tell_kind

SAMPLE = "青嵐市立天文館一百零四年度提升服務品質執行計畫\r\n壹、計畫依據\r\n望遠鏡借用改採線上登記"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950", "big5hkscs"])
def test_text_is_read_in_the_encodings_of_taiwan(encoding: str) -> None:
    document = read_bytes(SAMPLE.encode(encoding), "plan.txt")
    assert [line.text for _, line in document.lines()] == SAMPLE.split("\r\n")


def test_utf_16_in_either_byte_order_is_told_by_its_mark() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        document = read_bytes(mark + SAMPLE.encode(encoding), "plan.txt")
        assert [line.text for _, line in document.lines()] == SAMPLE.split("\r\n")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gbk", "这个城市的天文馆提高服务质量的计划，开放望远镜并改进预约"),
        ("shift-jis", "天文台の望遠鏡を貸し出す計画について"),
        ("utf-16-le", SAMPLE),
    ],
)
def test_other_encodings_are_refused_and_not_read_as_nonsense(encoding: str, text: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(text.encode(encoding), "plan.txt")
    assert caught.value.hint is not None
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize(
    "data", [b"", b"   \n\t\n", b"\x00\x01\x02", b"\x7fELF\x02\x01", "字\x07字".encode(), b"\xff\xfe\x00"]
)
def test_what_holds_no_text_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(data, "plan.txt")


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="沒有這個檔"):
        read_file(tmp_path / "沒有這個檔.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="資料夾"):
        read_file(tmp_path)


def test_a_huge_text_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.write(b"plan\n")
        stream.truncate(200 * 1024 * 1024)  # a sparse file: reading it would give text of NULs, not this error
    with pytest.raises(UnreadableDocument, match="32 MB"):
        read_file(path)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.doc", "舊版 Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.xls", "舊版 Excel"),
        (b"{\\rtf1\\ansi plan}", "plan.rtf", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "scan.png", "圖片"),
        (b"\x1f\x8b\x08\x00", "plan.gz", "壓縮檔"),
    ],
)
def test_kinds_that_are_not_read_say_what_to_convert_them_to(data: bytes, name: str, words: str) -> None:
    with pytest.raises(UnsupportedFormat, match=words) as caught:
        read_bytes(data, name)
    assert caught.value.hint


def test_an_office_file_behind_a_password_says_so() -> None:
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1024 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableDocument, match="密碼"):
        read_bytes(wrapped, "plan.docx")


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in members.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "plan.txt", "pdf"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "plan.docx", "odt"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "plan.zip", "ods"),
        (archive(word__document_xml=b"<w/>"), "plan.odt", "docx"),
        (archive(xl__workbook_xml=b"<w/>"), "plan", "xlsx"),
        (b"<!DOCTYPE html><p>plan</p>", "plan.txt", "html"),
        ("\ufeff<html><p>".encode("utf-16"), "plan.txt", "html"),
        (b"a,b\n", "plan.csv", "csv"),
        (b"a,b\n", "plan.md", "text"),
        (b"1 < 2 and 3 > 2", "plan.html", "html"),
    ],
)
def test_the_content_tells_the_kind_and_the_name_breaks_ties(data: bytes, name: str, kind: str) -> None:
    assert tell_kind(io.BytesIO(data), name) == kind


def test_an_archive_that_is_no_document_is_refused() -> None:
    with pytest.raises(UnsupportedFormat):
        read_bytes(archive(readme=b"text"), "plan.zip")
    with pytest.raises(UnreadableDocument):
        read_bytes(b"PK\x03\x04 broken", "plan.docx")


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qsearch.reading.kinds._UNPACKED_LIMIT", 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="1 MB"):
        read_bytes(archive(word__document_xml=b" " * (1024 * 1024 + 1)), "plan.docx")


def test_lines_with_tabs_become_table_rows_that_know_their_line() -> None:
    document = read_text("標題\n甲\t乙\n\t丙\n\n說明", "plan.txt")
    (page,) = document.pages
    table = next(page.tables())
    assert [row.texts() for row in table.rows] == [("甲", "乙"), ("", "丙")]
    assert [row.line for row in table.rows] == [2, 3]
    assert [(line.text, line.number) for line in page.lines()] == [("標題", 1), ("", 4), ("說明", 5)]


def test_paragraph_tags_in_a_cell_become_its_lines() -> None:
    document = read_text("標籤\t<p>1.1 甲 <b>乙</b></p> <p>1.2 Q&amp;A &lt; 丙</p>", "plan.txt")
    (row,) = next(document.pages[0].tables()).rows
    assert row.texts()[1] == "1.1 甲 乙\n1.2 Q&A < 丙"


def test_form_feeds_end_pages() -> None:
    document = read_text("甲\n\f乙\n丙\n\f\n", "plan.txt")
    assert [page.number for page in document.pages] == [1, 2]
    assert [[line.text for line in page.lines() if line.text] for page in document.pages] == [["甲"], ["乙", "丙"]]


def test_a_running_title_ends_pages_and_numbers_them() -> None:
    text = "天文館\n年度計畫\n前言\n\n天文館\n年度計畫\n內容\n\n天文館\n\n年度計畫\n結語"
    document = read_text(text.replace("天文館", "青嵐市立天文館"), "plan.txt")
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [[line.text for line in page.lines() if line.text][-1] for page in document.pages] == [
        "前言",
        "內容",
        "結語",
    ]


def test_repeated_table_headings_end_pages_without_numbering_them() -> None:
    head = "實施要項\t推動作法\t完成期限"
    document = read_text(f"計畫\n{head}\n甲\t乙\t丙\n\n{head}\n丁\t戊\t己", "plan.txt")
    assert [page.number for page in document.pages] == [None, None]
    assert isinstance(document.pages[1].elements[0], Table)


def test_repeated_lines_of_data_end_no_page() -> None:
    document = read_text("計畫\n每季\n102年12月\n每季\n甲\t3\t乙\n甲\t3\t乙\n每季", "plan.txt")
    assert len(document.pages) == 1
    assert sum(isinstance(element, Line) for element in document.pages[0].elements) == 5


def test_every_input_error_has_a_sentence_in_chinese() -> None:
    for data, name in ((b"", "a.txt"), (b"\x00", "a.txt"), (b"{\\rtf", "a.rtf"), (b"PK\x03\x04", "a.docx")):
        with pytest.raises(InputError) as caught:
            read_bytes(data, name)
        assert name in caught.value.message
        assert caught.value.message.endswith("。")
