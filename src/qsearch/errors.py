"""Every error this package raises on purpose.

The tree::

    QsearchError
    ├── InputError              what was given cannot be used
    │   ├── UnsupportedFormat   a kind of file that is not read
    │   ├── UnreadableDocument  the right kind, but broken, empty, encrypted or too large
    │   │   ├── ScannedDocument     pictures of pages: there is no text to read
    │   │   ├── ReadingTimedOut     reading took longer than it may
    │   │   ├── ReadingOutOfMemory  reading took more memory than it may
    │   │   └── ReadingCrashed      the process that read it ended unexpectedly
    │   └── UnknownLayout       text that is no plan in any form known here
    ├── QueryError              a query, filter or option that makes no sense
    ├── NotFound                no plan, item, framework or agency of that name
    ├── NotReady                something must be done first (train, index, migrate)
    │   └── OcrUnavailable      text recognition is asked for and not installed
    ├── EngineUnavailable       the search engine cannot look; never "nothing found"
    ├── CatalogueError          the store is damaged, locked or from a newer version
    └── ConfigError             a setting or a shipped data file is wrong

Each carries a stable `code` for programs, a sentence for people and, where there is
a way out, a `hint` that names it. Both are Traditional Chinese: the people who read
them on a terminal or a page are the civil servants who use the program. Only what is
wrong with a data file that ships, or a framework's file (ConfigError), is told in English,
to who edits it.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "CatalogueError",
    "ConfigError",
    "EngineUnavailable",
    "InputError",
    "NotFound",
    "NotReady",
    "OcrUnavailable",
    "QsearchError",
    "QueryError",
    "ReadingCrashed",
    "ReadingOutOfMemory",
    "ReadingTimedOut",
    "ScannedDocument",
    "UnknownLayout",
    "UnreadableDocument",
    "UnsupportedFormat",
]


class QsearchError(Exception):
    """Stand at the root of every error that is meant for a person to read."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(QsearchError):
    """Say that what was given cannot be used."""

    code = "bad-input"


class UnsupportedFormat(InputError):
    """Say that files of this kind are not read, and what to convert them to."""

    code = "unsupported-format"


class UnreadableDocument(InputError):
    """Say that a file of a known kind is empty, broken, encrypted or too large."""

    code = "unreadable-document"


class ScannedDocument(UnreadableDocument):
    """Say that pages are pictures of text, which only text recognition (OCR) can read."""

    code = "scanned-document"


class ReadingTimedOut(UnreadableDocument):
    """Say that reading a file took longer than the settings allow."""

    code = "reading-timed-out"


class ReadingOutOfMemory(UnreadableDocument):
    """Say that reading a file took more memory than the settings allow."""

    code = "reading-out-of-memory"


class ReadingCrashed(UnreadableDocument):
    """Say that the process that read a file ended unexpectedly; whoever asked is unharmed."""

    code = "reading-crashed"


class UnknownLayout(InputError):
    """Say that a text is no plan in any form the parser knows."""

    code = "unknown-layout"


class QueryError(QsearchError):
    """Say that a query, a filter or an option makes no sense."""

    code = "bad-query"


class NotFound(QsearchError):
    """Say that nothing of that name or id is held here."""

    code = "not-found"


class NotReady(QsearchError):
    """Say that something has to be done first."""

    code = "not-ready"


class OcrUnavailable(NotReady):
    """Say that text recognition is asked for where its program is not installed."""

    code = "ocr-unavailable"


class EngineUnavailable(QsearchError):
    """Say that the search engine cannot look; it never answers "nothing found" instead."""

    code = "engine-unavailable"


class CatalogueError(QsearchError):
    """Say that the catalogue is damaged, locked or written by a newer version."""

    code = "catalogue"


class ConfigError(QsearchError):
    """Say that a setting, or a data file that ships, is wrong."""

    code = "bad-config"
