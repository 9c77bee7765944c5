"""Keep what the ranking looks at in a file of its own, beside a tantivy index.

Ranking again reads a few hundred items from all over the index. tantivy would decompress
a block of documents for each; here each is a slice of a file that is mapped into memory.
The index holds the place of every item as a number. The file only grows: what a killed
writer left at its end, and what was replaced since, is never looked at and goes with the
next rebuild.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from qsearch.search.engine import EngineItem, ItemTexts

__all__ = ["TextsReader", "TextsWriter"]

_NAME = "texts"
_LENGTH_BITS = 24
_LONGEST = (1 << _LENGTH_BITS) - 1
_BETWEEN, _WITHIN = "\x1f", "\x1e"  # no folded text holds control characters


class TextsWriter:
    """Append items to the file of an index folder. One at a time: it goes along with the index's own writer."""

    def __init__(self, folder: Path) -> None:
        self._file: BinaryIO = (folder / _NAME).open("ab")
        self._end = self._file.tell()

    def add(self, item: EngineItem) -> int:
        """Write an item; return its place, below 2**64: where it begins, and in the last 24 bits how long it is."""
        packed = _packed(item)
        if len(packed) > _LONGEST:
            # 16 MB of one item: found, but ranked by what the engine says of it alone.
            packed = _packed(EngineItem(item.id, item.plan, ()))
        place = self._end << _LENGTH_BITS | len(packed)
        self._end += self._file.write(packed)
        return place

    def flush(self) -> None:
        """Hand everything to the system; before the index tells readers of it."""
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class TextsReader:
    """Read items at their places. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._mapped: mmap.mmap | bytes = b""

    def read(self, places: Sequence[int]) -> list[tuple[str, ItemTexts]]:
        """Return the id and the texts of the item at each place; raise OSError where the file is cut short."""
        spans = [(place >> _LENGTH_BITS, (place >> _LENGTH_BITS) + (place & _LONGEST)) for place in places]
        end = max((end for _, end in spans), default=0)
        mapped = self._mapped
        if end > len(mapped):
            mapped = self._mapped = self._map()
        if end > len(mapped):
            raise OSError(f"{self._path} ends at {len(mapped)}, not {end}")
        return [_unpacked(mapped[start:end]) for start, end in spans]

    def _map(self) -> mmap.mmap | bytes:
        with self._path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _packed(item: EngineItem) -> bytes:
    texts = item.texts
    concepts = (_WITHIN.join(texts.text_concepts), _WITHIN.join(texts.context_concepts))
    return _BETWEEN.join((item.id, texts.text, texts.context, texts.about, *concepts)).encode()


def _unpacked(stored: bytes) -> tuple[str, ItemTexts]:
    id_, text, context, about, held, beside = stored.decode().split(_BETWEEN)
    return id_, ItemTexts(
        text, context, about, tuple(held.split(_WITHIN)) if held else (), tuple(beside.split(_WITHIN)) if beside else ()
    )
