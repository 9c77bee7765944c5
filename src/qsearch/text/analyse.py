"""Turn text into index terms: the one path for items and queries alike.

A text gives terms of four kinds. *Words* are what the cutter finds, with the known
words inside long ones. *Bigrams* are two neighbouring characters (a Latin word or a
number counts as one), so that nothing hangs on where the cutter cuts. *Characters*
are those neighbours one by one. *Concepts* are what the thesaurus knows it speaks of.

Items are many and their spans are never asked for, so `index_terms` gives the same terms
on a shorter path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, chain, islice
from operator import add
from typing import NamedTuple

from qsearch.text.fold import Folded, fold, fold_text
from qsearch.text.script import HAN, Piece, split_scripts
from qsearch.text.segment import Segmenter
from qsearch.text.thesaurus import Mention, Thesaurus

__all__ = ["BETWEEN_RUNS", "RUN_END", "Analysed", "Analyser", "IndexTerms", "Term", "Terms", "atom_runs"]

ANALYSIS = "analysis 2"
"""Names the rules of this module; to be raised when the same text gives other terms."""

RUN_END = "\x01"
"""Stands between two runs of terms that are joined by spaces; folded texts hold no control characters."""

BETWEEN_RUNS = f" {RUN_END} "
_LONGEST_INNER_WORD = 4
# Between two of these marks, which part every run, most texts hold nothing but Han characters.
_MARKS = "。、「」『』《》();:!?,"
_PARTS = re.compile(rf"(?P<han>[{HAN}]++)(?![^{_MARKS}])|(?:[^{_MARKS}]|(?<=\d),(?=\d))+")
# Between two words of letters these part nothing: wi-fi and wifi are one.
_LINKS = frozenset("-_/.'‐")


class Term(NamedTuple):
    """Hold one term; `start` and `end` count code points of the printed text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold terms in the order of the text; iterating gives each with its printed span.

    An index wants only `texts`, of many items, so spans are worked out when asked for.
    """

    texts: Sequence[str] = ()
    starts: Sequence[int] = field(default=(), repr=False)
    stops: Sequence[int] = field(default=(), repr=False)
    folded: Folded = field(default=Folded("", (), ()), repr=False)

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Term]:
        for text, start, stop in zip(self.texts, self.starts, self.stops, strict=True):
            yield Term(text, *self.folded.printed(start, stop))


@dataclass(frozen=True, slots=True)
class Analysed:
    """Hold the terms of a text, kind by kind.

    `bigrams` stand within a word or touch a word of one character, where the cutter may
    well be wrong; `joins` are the bigrams that lie over the border of two longer words.
    `runs` are the characters, parted wherever punctuation parts them, so that a phrase
    is a part of one run.
    """

    words: Terms
    bigrams: Terms
    joins: Terms
    runs: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """Hold the terms of a text as an index takes them, each kind joined by spaces; no term holds one.

    Of `characters`, RUN_END stands between two runs. `folded` is the folded text without
    white space.
    """

    words: str
    bigrams: str
    characters: str
    concepts: Sequence[str]
    folded: str


class Analyser:
    """Analyse text with one cutter and one thesaurus."""

    def __init__(self, segmenter: Segmenter, thesaurus: Thesaurus | None = None) -> None:
        self._segmenter = segmenter
        self.thesaurus = thesaurus if thesaurus is not None else Thesaurus()
        # Texts share their words: what is known inside a word is looked up once.
        self._inner_words = lru_cache(maxsize=200_000)(self._find_inner_words)

    @cached_property
    def fingerprint(self) -> str:
        """Name what the terms depend on; an index built under another name is stale."""
        return f"{ANALYSIS}, {self._segmenter.fingerprint}, thesaurus {self.thesaurus.fingerprint}"

    def index_terms(self, text: str) -> IndexTerms:
        """Return the terms of a printed text without their places: those of `analyse`, and concepts."""
        folded = fold_text(text)
        words: list[str] = []
        runs: list[Sequence[str]] = []
        borders = {0, len(folded)}
        for part in _PARTS.finditer(folded):
            run, at = part[0], part.start()
            if part.lastgroup:
                runs.append(run)
                self._add_han(run, at, words, borders)
            else:
                self._add_mixed(run, at, words, runs, borders)
        return IndexTerms(
            " ".join(words),
            " ".join(chain.from_iterable(map(add, atoms, islice(atoms, 1, None)) for atoms in runs)),
            BETWEEN_RUNS.join(map(" ".join, runs)),
            self.thesaurus.concepts_in(folded, borders),
            "".join(folded.split()),
        )

    def _add_han(self, text: str, at: int, words: list[str], borders: set[int]) -> None:
        """Cut Han characters that stand at a place; note the words and where they end."""
        cut = self._segmenter.cut_han(text)
        borders.update(accumulate(map(len, cut), initial=at))
        words.extend(chain.from_iterable(map(self._inner_words, cut)))

    def _add_mixed(self, text: str, at: int, words: list[str], runs: list[Sequence[str]], borders: set[int]) -> None:
        """Take apart what holds letters, numbers and marks beside Han characters."""
        for run in _runs(split_scripts(text)):
            atoms: list[str] = []
            before: Piece | None = None
            for piece in run:
                if piece.kind == "han":
                    atoms.extend(piece.text)
                    self._add_han(piece.text, at + piece.start, words, borders)
                else:
                    atom = piece.text.replace(",", "")
                    borders.update((at + piece.start, at + piece.end))
                    if before is not None and before.kind != "han":
                        words.append(atoms[-1] + atom)
                    if len(piece.text) > 1:
                        words.append(atom)
                    atoms.append(atom)
                before = piece
            runs.append(atoms)

    def pieces(self, folded: str) -> list[Piece]:
        """Return the words, numbers and marks of a folded text; joined they give it back."""
        return self._segmenter.cut(folded)

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds a folded word."""
        return self._segmenter.knows(word)

    def frequency(self, word: str) -> int:
        """Return how frequent a folded word is in the cutter's dictionary, 0 where it is not held."""
        return self._segmenter.frequency(word)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the thesaurus terms that a text holds, as spans of the folded text; none within another."""
        folded = fold_text(text)
        borders = {0, *(piece.end for piece in self._segmenter.cut(folded))}
        found = self.thesaurus.mentions(folded, borders)
        return tuple(
            mention
            for mention in found
            if not any(
                other is not mention
                and other.start <= mention.start
                and mention.end <= other.end
                and other.end - other.start > mention.end - mention.start
                for other in found
            )
        )

    def analyse(self, text: str, *, without: frozenset[str] = frozenset()) -> Analysed:
        """Give the terms of a printed text.

        Words of `without` (folded) give no terms and part what stands beside them.
        """
        folded = fold(text)
        pieces = self._segmenter.cut(folded.text)
        if without:
            pieces = [piece if piece.text not in without else piece._replace(kind="other") for piece in pieces]
        words, bigrams, joins = _Builder(), _Builder(), _Builder()
        runs: list[Terms] = []
        for run in _runs(pieces):
            characters = _Builder()
            before: Piece | None = None
            for piece in run:
                first = len(characters.texts)
                characters.add_atoms(piece)
                if before is not None:
                    (joins if _is_border(before, piece) else bigrams).add_pairs(characters, first - 1, first)
                    if _is_split_word(before, piece):
                        words.add_pairs(characters, first - 1, first)
                bigrams.add_pairs(characters, first, len(characters.texts) - 1)
                if len(piece.text) > 1:
                    self._add_words(piece, words)
                before = piece
            runs.append(characters.terms(folded))
        return Analysed(words.terms(folded), bigrams.terms(folded), joins.terms(folded), tuple(runs))

    def _add_words(self, piece: Piece, words: _Builder) -> None:
        """Add a piece as a word, and the known words inside it."""
        text, start, end, kind = piece
        if kind != "han":
            words.add_atoms(piece)
            return
        words.add(text, start, end)
        for length in range(2, min(len(text) - 1, _LONGEST_INNER_WORD) + 1):
            for i in range(len(text) - length + 1):
                if self._segmenter.knows(text[i : i + length]):
                    words.add(text[i : i + length], start + i, start + i + length)

    def _find_inner_words(self, word: str) -> tuple[str, ...]:
        """Return a word and the known words inside it; a single character is none."""
        if len(word) < 2:
            return ()
        inner = (
            word[i : i + length]
            for length in range(2, min(len(word) - 1, _LONGEST_INNER_WORD) + 1)
            for i in range(len(word) - length + 1)
        )
        return (word, *(part for part in inner if self._segmenter.knows(part)))


def atom_runs(folded: Folded) -> tuple[Terms, ...]:
    """Give the characters of a folded text, parted by punctuation, without cutting words."""
    runs = []
    for run in _runs(split_scripts(folded.text)):
        characters = _Builder()
        for piece in run:
            characters.add_atoms(piece)
        runs.append(characters.terms(folded))
    return tuple(runs)


class _Builder:
    """Gather terms with their places in the folded text, list by list: items are many."""

    __slots__ = ("starts", "stops", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.stops: list[int] = []

    def add(self, text: str, start: int, stop: int) -> None:
        self.texts.append(text)
        self.starts.append(start)
        self.stops.append(stop)

    def add_atoms(self, piece: Piece) -> None:
        """Add each Han character of a piece, or a Latin word or number as one."""
        text, start, end, kind = piece
        if kind == "han":
            self.texts.extend(text)
            self.starts.extend(range(start, end))
            self.stops.extend(range(start + 1, end + 1))
        else:
            # 2,000 and 2000 are one number; letters hold no comma.
            self.add(text.replace(",", ""), start, end)

    def add_pairs(self, characters: _Builder, first: int, last: int) -> None:
        """Add each of the characters from `first` to before `last` joined with the next."""
        texts = characters.texts
        self.texts.extend([texts[i] + texts[i + 1] for i in range(first, last)])
        self.starts.extend(characters.starts[first:last])
        self.stops.extend(characters.stops[first + 1 : last + 1])

    def terms(self, folded: Folded) -> Terms:
        return Terms(self.texts, self.starts, self.stops, folded)


def _runs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Give what stands between two marks of punctuation; spaces and links part nothing."""
    run: list[Piece] = []
    linked = False
    for piece in pieces:
        kind = piece.kind
        if kind == "space":
            continue
        if piece.text in _LINKS and not linked and run and run[-1].kind != "han":
            linked = True
            continue
        if run and (kind in {"other", "symbol"} or (linked and kind == "han")):
            yield run
            run = []
        linked = False
        if kind == "symbol":
            yield [piece]
        elif kind != "other":
            run.append(piece)
    if run:
        yield run


def _is_split_word(before: Piece, piece: Piece) -> bool:
    """Tell whether two pieces may as well be written as one: QR code, QRcode."""
    return before.kind != "han" and piece.kind != "han"


def _is_border(before: Piece, piece: Piece) -> bool:
    """Tell whether two words meet that are both long enough to trust."""
    return len(before.text) > 1 and len(piece.text) > 1 and not _is_split_word(before, piece)
