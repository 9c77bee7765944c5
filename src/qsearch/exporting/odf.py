"""What ODT and ODS share: text as OpenDocument holds it, styles, and saving."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document, Element
from odfdo.xmlpart import XmlPart

__all__ = ["add_styles", "add_table", "found", "paragraphs_xml", "save"]

# OpenDocument 1.3, part 3, section 6.1.2: runs of spaces, and spaces at the ends, are folded away.
_FOLDED = re.compile(r"^ +| +$|(?<= ) +")


def paragraphs_xml(text: str, style: str | None = None) -> str:
    """Return a paragraph for each line of a text."""
    name = "" if style is None else f' text:style-name="{style}"'
    return "".join(f"<text:p{name}>{_line_xml(line)}</text:p>" for line in text.split("\n"))


def found(document: Document, part: str, query: str) -> Element:
    """Return the element of odfdo's template that an XPath names; the templates here hold it."""
    return cast("Element", cast("XmlPart", document.get_part(part)).get_element(query))


def add_styles(document: Document, styles: Iterable[str]) -> None:
    """Add automatic styles, given as XML, to the content of a document."""
    home = found(document, "content.xml", "//office:automatic-styles")
    for style in styles:
        home.append(Element.from_tag(style))


def add_table(document: Document, name: str, head: str, rows: Iterable[str], style: str | None = None) -> None:
    """Add a table at the end of a document: its columns and header rows, then its rows, all as XML.

    The rows join a table that already stands in the document, one by one: a whole table
    moved at once takes lxml time with the square of its size.
    """
    named = f"table:name={quoteattr(name)}" + ("" if style is None else f' table:style-name="{style}"')
    document.body.append(Element.from_tag(f"<table:table {named}>{head}</table:table>"))
    table = document.body.children[-1]
    for row in rows:
        table.extend([Element.from_tag(row)])


def save(document: Document, stream: BinaryIO) -> None:
    """Write a document to any binary stream; odfdo itself takes files and memory only."""
    memory = io.BytesIO()
    document.save(memory)
    stream.write(memory.getvalue())


def _line_xml(line: str) -> str:
    spaced = _FOLDED.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))
    return spaced.replace("\t", "<text:tab/>")
