"""What reading one file may take, at most."""

from __future__ import annotations

from dataclasses import dataclass

from qsearch.errors import UnreadableDocument

__all__ = ["MOST_PAGES", "Limits", "check_pages"]

MOST_PAGES = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold what reading and parsing one file may take before it is given up.

    `seconds` is time on the clock, `ocr_seconds` the same for a file whose pages are
    recognised, and `memory_mb` the address space of the process that reads, in
    megabytes (2**20 bytes). Systems without POSIX resource limits (Windows) and those
    that refuse this one (macOS) hold the time and the pages alone.
    """

    seconds: float = 120.0
    ocr_seconds: float = 1800.0
    memory_mb: int = 2048
    pages: int = MOST_PAGES


def check_pages(count: int, most: int, name: str) -> None:
    """Raise UnreadableDocument where a file has more pages than may be read."""
    if count > most:
        raise UnreadableDocument(
            f"「{name}」有 {count} 頁，超過 {most} 頁的上限，不予讀取。",
            hint="請只留下計畫書的頁面；必要時以 QSEARCH_READ_PAGES 提高上限。",
        )
