"""Tell how likely a run of words is, in the items and in the language."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qsearch.search.engine import Engine, Field
from qsearch.text.analyse import Analyser

__all__ = ["Language", "Path"]

_COMMON = 100  # of a word's frequency in the dictionary of the cutter
_LANGUAGE = 6e7  # the frequencies of that dictionary together
_WORDS_AN_ITEM = 15
_LONGEST_WORD = 8
_GENERAL = 0.5  # how much of what is typed is said as people say it anywhere; the rest as items say it
_HARDLY = 0.1  # of an item
_MOST_FREQUENT = 30_000  # 的 and 與 are not as frequent in what people look for as in what they write
_STRANGE = 1.5
"""What two words side by side cost where no item has them so, as minus a logarithm."""


class Path(NamedTuple):
    """Hold the likeliest words of a run, in order, as spans, and the logarithm of how likely they are."""

    words: tuple[tuple[int, int], ...]
    likely: float


class Language:
    """Weigh folded runs of Han characters for one query; what was looked up once is kept."""

    def __init__(self, engine: Engine, analyser: Analyser) -> None:
        self._engine = engine
        self._analyser = analyser
        self._size = max(engine.count(), 1) * _WORDS_AN_ITEM
        self._pairs: dict[str, int] = {}
        self._held: dict[str, float] = {}
        self._likely: dict[str, float | None] = {}

    def pairs(self, wanted: Iterable[str]) -> list[int]:
        """Return in how many items each pair of characters stands."""
        pairs = list(wanted)
        if missing := [pair for pair in dict.fromkeys(pairs) if pair not in self._pairs]:
            fields = (self._engine.frequencies(field, missing) for field in (Field.TEXT_BIGRAMS, Field.CONTEXT_BIGRAMS))
            self._pairs.update(zip(missing, map(max, *fields), strict=True))
        return [self._pairs[pair] for pair in pairs]

    def stands(self, word: str) -> bool:
        """Tell whether a word of the dictionary or a term of the thesaurus stands in an item, whole."""
        return self._is_word(word) and self._holding(word) > 0

    def is_meant(self, word: str) -> bool:
        """Tell whether a word surely is one: a term of the thesaurus, or common, or printed in an item."""
        if word in self._analyser.thesaurus.terms:
            return True
        return self._is_word(word) and (self._analyser.frequency(word) >= _COMMON or self._holding(word) > 0)

    def look_up(self, runs: Iterable[str]) -> None:
        """Learn at once all that the paths of runs hang on; asking an engine run by run takes far longer."""
        runs = list(dict.fromkeys(runs))
        self.pairs(pair for run in runs for pair in _pairs_of(run))
        self._weigh({run[start:end] for run in runs for start, end in _spans(len(run))} - self._likely.keys())

    def path(self, run: str) -> Path:
        """Return the likeliest words of a run."""
        self.look_up([run])
        strange = [0 if held else _STRANGE for held in self.pairs(_pairs_of(run))]
        best: list[tuple[float, int]] = [(0.0, 0), *[(-math.inf, 0)] * len(run)]
        for start, end in _spans(len(run)):
            likely = self._likely[run[start:end]]
            if likely is not None:
                border = strange[start - 1] if start else 0.0
                best[end] = max(best[end], (best[start][0] + likely - border, start))
        words: list[tuple[int, int]] = []
        end = len(run)
        while end:
            words.append((best[end][1], end))
            end = best[end][1]
        return Path(tuple(reversed(words)), best[-1][0])

    def _weigh(self, pieces: Collection[str]) -> None:
        """Note how likely pieces of a run are: the logarithm, None where one is no word. A single character always is."""
        self._hold([piece for piece in pieces if self._is_word(piece)])
        for piece in pieces:
            frequency = self._analyser.frequency(piece)
            if len(piece) == 1:
                self._likely[piece] = math.log(min(max(frequency, 1), _MOST_FREQUENT) / _LANGUAGE)
            elif piece in self._held:
                held = self._held[piece]
                if not held and piece in self._analyser.thesaurus.terms:
                    held = _HARDLY  # a word, though no item prints it
                self._likely[piece] = math.log(_GENERAL * frequency / _LANGUAGE + (1 - _GENERAL) * held / self._size)
            else:
                self._likely[piece] = None

    def _is_word(self, word: str) -> bool:
        return len(word) > 1 and (self._analyser.knows(word) or word in self._analyser.thesaurus.terms)

    def _holding(self, word: str) -> float:
        """Return in how many items a word may stand."""
        if word not in self._held:
            self._hold([word])
        return self._held[word]

    def _hold(self, words: Sequence[str]) -> None:
        """Note in how many items words may stand; of a term that is several words, the rarest pair tells."""
        if not words:
            return
        fields = (self._engine.frequencies(field, words) for field in (Field.TEXT_WORDS, Field.CONTEXT_WORDS))
        self._held.update(zip(words, map(max, *fields), strict=True))
        terms = [word for word in words if not self._held[word] and word in self._analyser.thesaurus.terms]
        self.pairs(pair for term in terms for pair in _pairs_of(term))
        self._held.update((term, min(self.pairs(_pairs_of(term)))) for term in terms)


def _pairs_of(run: str) -> list[str]:
    return [one + other for one, other in pairwise(run)]


@lru_cache(maxsize=64)
def _spans(length: int) -> tuple[tuple[int, int], ...]:
    """Return the spans that may be words of a run, in the order of their ends."""
    return tuple((start, end) for end in range(1, length + 1) for start in range(max(0, end - _LONGEST_WORD), end))
