"""Read files of any kind as plans or lines, in this process."""

from __future__ import annotations

from pathlib import Path

from qsearch.frameworks import Frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan
from qsearch.reading.document import Document, Line
from qsearch.reading.files import read_bytes
from qsearch.reading.limits import Limits

__all__ = ["ReadingHere"]


class ReadingHere:
    """Read files as `FileReading` promises; this is what the processes of a ReaderPool do.

    Time and memory are not limited here, only pages.
    """

    def __init__(self, frameworks: Frameworks, limits: Limits) -> None:
        self._frameworks = frameworks
        self._limits = limits

    @property
    def width(self) -> int:
        """How many files can be read at once: one, there is nothing to gain from threads."""
        return 1

    def plan_of(self, data: bytes, name: str, *, ocr: bool = False) -> Plan:
        """Return the plan of a file; with `ocr`, pages that are pictures are recognised."""
        return parse_document(self._document(data, name, ocr=ocr), self._frameworks)

    def show(self, data: bytes, name: str, folder: Path, *, ocr: bool = False) -> Plan:
        """Write what is read of a file into a folder, for a person to look at, and return its plan."""
        # Imported here: nobody else needs to draw.
        from qsearch.exporting.reading_shown import show_reading

        document = self._document(data, name, ocr=ocr)
        plan = parse_document(document, self._frameworks)
        show_reading(data, document, plan, folder)
        return plan

    def lines_of(self, data: bytes, name: str) -> tuple[str, ...]:
        """Return the lines of a file that hold anything."""
        texts: list[str] = []
        for page in self._document(data, name).pages:
            for element in page.elements:
                if isinstance(element, Line):
                    texts.append(element.text)
                else:
                    texts.extend(" ".join(row.texts()) for row in element.rows)
        return tuple(text.strip() for text in texts if text.strip())

    def _document(self, data: bytes, name: str, *, ocr: bool = False) -> Document:
        return read_bytes(data, name, most_pages=self._limits.pages, ocr=ocr)
