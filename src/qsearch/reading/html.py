"""Read web pages (.html).

Blocks part lines as browsers do, runs of white space count as one space, and a table
that holds another table only lays the page out, so its cells are read as blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from qsearch.errors import UnreadableDocument
from qsearch.reading.builder import DocumentBuilder
from qsearch.reading.document import Cell, Document, Table
from qsearch.reading.grid import lay_out
from qsearch.reading.packages import Element

__all__ = ["read"]

_UNPRINTED = frozenset({"script", "style", "head", "template", "noscript", "title", "svg", "select", "button"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul"
})
# fmt: on
_BREAK = "\x00"  # parts lines while text is gathered; no HTML text holds it


def read(data: bytes, name: str) -> Document:
    """Return the lines and tables of a web page; it has no pages of paper.

    The encoding is the one the page declares, else UTF-8 where it decodes, else Big5
    with its Hong Kong and Microsoft additions. Raises UnreadableDocument where there is
    no text.
    """
    root = _root(data, name)
    builder = DocumentBuilder(name, "html")
    for block in _blocks(root):
        if isinstance(block, Table):
            builder.add_table(block)
        else:
            builder.add_text(block)
    return builder.finish()


def _root(data: bytes, name: str) -> Element:
    parser = lxml_html.HTMLParser(encoding=_encoding(data), no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableDocument(f"「{name}」沒有任何文字。", hint="請重新儲存網頁。") from error
    return root


def _encoding(data: bytes) -> str:
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.IGNORECASE)
    for candidate in (declared.group(1).decode("ascii") if declared else "utf-8", "utf-8", "cp950", "big5hkscs"):
        try:
            data.decode(candidate)
        except (LookupError, UnicodeDecodeError):
            continue
        return candidate
    return "utf-8"


def _blocks(root: Element) -> Iterator[str | Table]:
    """Yield lines and tables in order; the text between two tables is gathered first."""
    gathered: list[str] = []
    for piece in _pieces(root):
        if isinstance(piece, Table):
            yield from _lines(gathered)
            gathered = []
            yield piece
        else:
            gathered.append(piece)
    yield from _lines(gathered)


def _pieces(element: Element) -> Iterator[str | Table]:
    if element.tag == "br":
        yield _BREAK
    elif element.tag == "table" and element.find(".//table") is None:
        yield _BREAK
        yield lay_out(_rows(element))
    elif isinstance(element.tag, str) and element.tag not in _UNPRINTED:
        if element.tag in _BLOCKS:
            yield _BREAK
        yield _collapsed(element.text)
        for child in element:
            yield from _pieces(child)
            yield _collapsed(child.tail)
        if element.tag in _BLOCKS:
            yield _BREAK


def _rows(table: Element) -> Iterator[list[Cell]]:
    for row in table.iter("tr"):
        yield [
            Cell(
                "\n".join(_lines(piece for piece in _pieces(cell) if isinstance(piece, str))),
                _span(cell, "rowspan"),
                _span(cell, "colspan"),
            )
            for cell in row
            if cell.tag in ("td", "th")
        ]


def _span(cell: Element, attribute: str) -> int:
    value = (cell.get(attribute) or "").strip()
    return max(int(value), 1) if value.isdecimal() and len(value) < 6 else 1


def _lines(pieces: Iterator[str] | list[str]) -> Iterator[str]:
    for line in "".join(pieces).split(_BREAK):
        if text := _collapsed(line).strip(" "):
            yield text


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")
