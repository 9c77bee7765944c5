"""Fold a printed text to the one form in which it is cut, indexed and looked for.

Widths (NFKC), letter case, variants (臺/台, 計畫/計劃; `corpus/lexicon/variants.tsv` holds
those that OpenCC leaves apart) and scripts (Traditional to Simplified, character by
character, for jieba's dictionary is mostly Simplified) are folded away. So is white space
beside Han characters, since PDF text breaks lines and spaces characters anywhere. Every
folded character knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qsearch.errors import ConfigError
from qsearch.shipped import corpus_dir
from qsearch.text.script import is_han

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["Folded", "fold", "fold_text", "to_traditional"]

# Where t2s may differ: the blocks of Han characters that its tables know.
_HAN_BLOCKS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2EBEF), (0x30000, 0x3134F))

# Marks that normalization composes with, or orders after, the character before them.
_MARKS = "\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
# Characters that print nothing: soft hyphen, zero-width and variation selectors.
_SILENT = "\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"

_CLUSTER = re.compile(rf"\s+|.[{_MARKS}{_SILENT}]*", re.DOTALL)
_NOT_ONE_TO_ONE = re.compile(rf"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff{_MARKS}{_SILENT}]")
_SILENT_ONES = re.compile(f"[{_SILENT}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Hold a folded text and where each of its characters is printed.

    Character i of `text` stands at `starts[i]` to `stops[i]` of the printed text, in
    code points. Several may share a place (㈱ gives three), and one may cover several.
    """

    text: str
    starts: Sequence[int]
    stops: Sequence[int]

    @property
    def origin(self) -> Sequence[int]:
        """The code point of the printed text at which each folded character begins."""
        return self.starts

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Return the printed span of a folded one; an empty one gives an empty one."""
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else (self.stops[-1] if self.stops else 0)
            return (place, place)
        return (self.starts[start], self.stops[end - 1])


def fold(text: str) -> Folded:
    """Fold a text and keep where each character came from."""
    if _NOT_ONE_TO_ONE.search(text) is None:
        folded = text.translate(_tables().characters)
        # Nothing can have vanished here, so equal lengths mean one to one.
        if len(folded) == len(text):
            return _tables().reword(Folded(folded, range(len(text)), range(1, len(text) + 1)))
    return _fold_clusters(text)


def fold_text(text: str) -> str:
    """Fold a text where nobody asks where its characters came from."""
    if _NOT_ONE_TO_ONE.search(text) is None:
        tables = _tables()
        return tables.reword_text(text.translate(tables.characters))
    return _fold_clusters(text).text


def _fold_clusters(text: str) -> Folded:
    characters: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    table = _tables().characters
    space: tuple[int, int] | None = None
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        folded = table[ord(cluster)] if len(cluster) == 1 else _fold_cluster(cluster)
        if folded.isspace():
            space = (space[0] if space else match.start(), match.end())
            continue
        if not folded:
            continue
        # A space says something only between two words of letters; beside Han it is layout.
        if space and characters and not is_han(characters[-1]) and not is_han(folded[0]):
            characters.append(" ")
            starts.append(space[0])
            stops.append(space[1])
        space = None
        for character in folded:
            characters.append(character)
            starts.append(match.start())
            stops.append(match.end())
    return _tables().reword(Folded("".join(characters), tuple(starts), tuple(stops)))


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    return "".join(_tables().characters[ord(c)] for c in unicodedata.normalize("NFC", _SILENT_ONES.sub("", cluster)))


class _Characters(dict[int, str]):
    """Fold one character by its code point; filled as characters are met."""

    def __init__(self, scripts: dict[str, str]) -> None:
        super().__init__()
        self._scripts = scripts

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.category(character) in {"Cc", "Cs", "Zs", "Zl", "Zp"}:
            folded = " "
        elif _SILENT_ONES.match(character):
            folded = ""
        else:
            plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
            # An accent that stands alone would come apart into a space and a mark for its neighbour.
            folded = character if " " in plain else "".join(self._scripts.get(c, c) for c in plain)
        self[code] = folded
        return folded


class _Tables:
    """Hold what folds characters, and words that are written in two ways of one length."""

    def __init__(self, characters: _Characters, words: Mapping[str, str]) -> None:
        self.characters = characters
        self._words = dict(words)
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if words else None

    def reword(self, folded: Folded) -> Folded:
        """Return a folded text with each word in the spelling that is looked for; its characters share the word's place."""
        if self._pattern is None or not self._holds_any(folded.text):
            return folded
        starts, stops = list(folded.starts), list(folded.stops)
        for found in self._pattern.finditer(folded.text):
            start, end = found.span()
            place = folded.printed(start, end)
            starts[start:end] = [place[0]] * (end - start)
            stops[start:end] = [place[1]] * (end - start)
        return Folded(self.reword_text(folded.text), tuple(starts), tuple(stops))

    def reword_text(self, folded: str) -> str:
        """Return a folded text with each word in the spelling that is looked for."""
        if self._pattern is None or not self._holds_any(folded):
            return folded
        return self._pattern.sub(lambda found: self._words[found[0]], folded)

    def _holds_any(self, folded: str) -> bool:
        # Hardly any text holds one, and looking for each is faster than one pattern for all.
        for word in self._words:  # noqa: SIM110  # a generator costs more than it saves here
            if word in folded:
                return True
        return False


@cache
def _tables() -> _Tables:
    """Build the tables once, when first something is folded."""
    from opencc import OpenCC

    variants = _variants(corpus_dir() / "lexicon" / "variants.tsv")
    han = [chr(code) for first, last in _HAN_BLOCKS for code in range(first, last + 1)]
    # One call for all; the line ends keep OpenCC's phrases from joining neighbours.
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    scripts = {a: b for a, b in zip(han, simplified, strict=True) if a != b and len(b) == 1}
    scripts |= {variant: standard for variant, standard in variants.items() if len(variant) == 1}
    # Until nothing moves, so that folding twice is folding once.
    for character, other in list(scripts.items()):
        while other in scripts and scripts[other] != other:
            other = scripts[other]
        scripts[character] = other
    characters = _Characters(scripts)
    words = {
        variant.translate(characters): standard.translate(characters)
        for variant, standard in variants.items()
        if len(variant) > 1
    }
    return _Tables(characters, {variant: standard for variant, standard in words.items() if variant != standard})


def _variants(path: Path) -> dict[str, str]:
    """Return variants with their standard form; raise ConfigError that names the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a readable UTF-8 file: {error}", hint="install qsearch again") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        variant, standard, *_ = (*line.split("\t"), "")
        # Of one length, so that every folded character still knows where it is printed.
        if not variant or len(variant) != len(standard) or variant in found:
            raise ConfigError(f"{path}, line {number}: needs a new variant, a tab, and its standard form of one length")
        found[variant] = standard
    return found


@cache
def _traditional() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2tw")


def to_traditional(text: str) -> str:
    """Return Simplified text in the characters of Taiwan, chosen by the words they stand in."""
    converted: str = _traditional().convert(text)
    return converted
