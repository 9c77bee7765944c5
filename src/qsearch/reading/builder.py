"""Put a Document together while walking through a file."""

from __future__ import annotations

from qsearch.reading.document import Box, Document, Kind, Line, Page, Table

__all__ = ["DocumentBuilder"]


class DocumentBuilder:
    """Collect lines and tables in reading order and number the lines over the whole file."""

    def __init__(self, name: str, kind: Kind) -> None:
        self._name = name
        self._kind = kind
        self._pages: list[Page] = []
        self._elements: list[Line | Table] = []
        self._lines = 0

    def add_text(self, text: str, box: Box | None = None, *, running: bool = False) -> None:
        """Add a paragraph: one line for each of the lines that line feeds part it into."""
        for line in text.split("\n"):
            self._lines += 1
            self._elements.append(Line(line, self._lines, box, running))

    def add_table(self, table: Table) -> None:
        """Add a table; one without rows is left out."""
        if table.rows:
            self._elements.append(table)

    def end_page(
        self,
        number: int | None,
        size: tuple[float, float] | None = None,
        *,
        scanned: bool = False,
        confidence: float | None = None,
    ) -> None:
        """Close the page that holds what was added since the last one; `number` is None without pages."""
        self._pages.append(Page(tuple(self._elements), number, size, scanned, confidence))
        self._elements = []

    def finish(self) -> Document:
        """Return the document; what stands on no page yet makes a last one without a number."""
        if self._elements or not self._pages:
            self.end_page(None)
        return Document(self._name, self._kind, tuple(self._pages))
