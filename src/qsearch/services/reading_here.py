"""Read files of any kind as plans or lines, in this process."""

from __future__ import annotations

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

    def plan_of(self, data: bytes, name: str, *, ocr: bool = False) -> Plan:  # noqa: ARG002 - no recognition here yet
        """Return the plan of a file."""
        return parse_document(self._document(data, name), self._frameworks)

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

    def _document(self, data: bytes, name: str) -> Document:
        return read_bytes(data, name, most_pages=self._limits.pages)
