"""Cut folded text into words.

Two cutters speak jieba's dictionary: `RjiebaSegmenter` (Rust) does the work,
`JiebaSegmenter` (the original) is what the tests compare it with. Both cut only runs
of Han characters; scripts, punctuation and hyphens are parted before they look.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qsearch.errors import ConfigError
from qsearch.text.fold import fold_text
from qsearch.text.script import Piece, is_han, split_scripts

if TYPE_CHECKING:
    import jieba
    import rjieba

__all__ = ["JiebaSegmenter", "RjiebaSegmenter", "Segmenter", "read_words"]


class Segmenter(Protocol):
    """Cut folded text into pieces.

    Promises: the pieces joined give back the text, with offsets in code points; the
    same text is always cut the same way; a cutter that cuts differently has another
    `fingerprint`.
    """

    @property
    def fingerprint(self) -> str:
        """Name the cutter, its version and its words."""
        ...

    def cut(self, text: str) -> list[Piece]:
        """Cut a folded text into words, numbers, spaces and marks."""
        ...

    def cut_han(self, text: str) -> list[str]:
        """Cut a folded text of Han characters alone into its words."""
        ...

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds a folded word."""
        ...

    def frequency(self, word: str) -> int:
        """Return how frequent the dictionary says a folded word is; 0 where it does not hold it."""
        ...


def read_words(path: Path) -> tuple[str, ...]:
    """Read a list of own words: the first column of a TSV file, folded, Han words only.

    Words of one character teach a cutter nothing and are left out. Raises ConfigError
    where the file is no UTF-8 text.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ConfigError(f"詞表「{path}」不是 UTF-8 文字。", hint="請另存為 UTF-8。") from error
    folded = (fold_text(line.split("\t", 1)[0]) for line in lines)
    return tuple(dict.fromkeys(word for word in folded if len(word) > 1 and all(map(is_han, word))))


class RjiebaSegmenter:
    """Cut with jieba-rs; its dictionary is read when first something is cut."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = tuple(words)

    @cached_property
    def fingerprint(self) -> str:
        """Name the cutter, its version and its words."""
        return f"rjieba {version('rjieba')}{_words_fingerprint(self._words)}"

    def cut(self, text: str) -> list[Piece]:
        """Cut a folded text into words, numbers, spaces and marks."""
        return _cut_runs(text, self._cutter.cut)

    def cut_han(self, text: str) -> list[str]:
        """Cut a folded text of Han characters alone into its words."""
        return self._cutter.cut(text) if len(text) > 1 else [text]

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds a folded word."""
        return self._cutter.has_word(word)

    def frequency(self, word: str) -> int:
        """Return how frequent the dictionary says a folded word is, within 1; 0 where it does not hold it."""
        return int(self._cutter.suggest_freq(word)) if self._cutter.has_word(word) else 0

    @cached_property
    def _cutter(self) -> rjieba.Jieba:
        import rjieba

        cutter = rjieba.Jieba()
        for word in self._words:
            # What the dictionary holds and is cut whole needs no forced frequency, which would push others aside.
            # A word that is cut whole by guess alone comes apart in the middle of a sentence.
            if cutter.cut(word) != [word] or not cutter.has_word(word):
                cutter.add_word(word, cutter.suggest_freq(word), None)
        return cutter


class JiebaSegmenter:
    """Cut with the original jieba, on a tokenizer of our own."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = tuple(words)

    @cached_property
    def fingerprint(self) -> str:
        """Name the cutter, its version and its words."""
        return f"jieba {version('jieba')}{_words_fingerprint(self._words)}"

    def cut(self, text: str) -> list[Piece]:
        """Cut a folded text into words, numbers, spaces and marks."""
        return _cut_runs(text, self._cutter.cut)

    def cut_han(self, text: str) -> list[str]:
        """Cut a folded text of Han characters alone into its words."""
        return list(self._cutter.cut(text)) if len(text) > 1 else [text]

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds a folded word."""
        return bool(self._cutter.FREQ.get(word))

    def frequency(self, word: str) -> int:
        """Return how frequent the dictionary says a folded word is; 0 where it does not hold it."""
        return int(self._cutter.FREQ.get(word) or 0)

    @cached_property
    def _cutter(self) -> jieba.Tokenizer:
        import jieba

        # jieba announces on stderr that it reads its dictionary; nobody asked.
        logging.getLogger("jieba").setLevel(logging.WARNING)
        cutter = jieba.Tokenizer()
        for word in self._words:
            if list(cutter.cut(word)) != [word] or not cutter.FREQ.get(word):
                cutter.add_word(word, cutter.suggest_freq(word))
        return cutter


def _cut_runs(text: str, cut: Callable[[str], Iterable[str]]) -> list[Piece]:
    """Cut the runs of Han characters of a folded text; all else is parted by script alone."""
    pieces: list[Piece] = []
    for piece in split_scripts(text):
        if piece.kind == "han" and len(piece.text) > 1:
            pieces.extend(_place(cut(piece.text), piece.start))
        else:
            pieces.append(piece)
    return pieces


def _place(words: Iterable[str], start: int) -> Iterator[Piece]:
    for word in words:
        yield Piece(word, start, start + len(word), "han")
        start += len(word)


def _words_fingerprint(words: tuple[str, ...]) -> str:
    if not words:
        return ""
    return " + " + hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
