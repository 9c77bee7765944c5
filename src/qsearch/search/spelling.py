"""Repair what was typed wrong: a character that sounds or looks like the right one.

A word that stands in no item is most likely a slip of the input method: 滿義度 for 滿意度
(the same sound), 申辨 for 申辦 (nearly the same shape). A character is suspect where it is in
no common word and none of the pairs it makes with its neighbours stands in any item; of the
characters that sound or look like it, the one is taken that makes the longest word which
stands in items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from qsearch.errors import ConfigError
from qsearch.search.engine import Engine, Field
from qsearch.search.wording import STOP_WORDS
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold, fold_text, to_traditional
from qsearch.text.script import HAN, is_han
from qsearch.text.spans import Span

__all__ = ["Speller", "read_lookalikes", "sounds_of", "speller_of"]

_RUN = re.compile(f"[{HAN}]{{2,}}")
_LONGEST = 40  # characters of a query that are looked at; a pasted paragraph is no slip
_MOST_REPAIRS = 2
_MOST_TRIED = 12  # replacements that are looked at for a word
_COMMON = 100  # of a word's frequency in the dictionary of the cutter, of 60 million in all


class Speller:
    """Suggest a better query, given in how many items pairs of characters stand."""

    def __init__(
        self,
        frequencies: Callable[[Sequence[str]], Sequence[int]],
        alike: Callable[[str], Iterable[str]],
        printed: Callable[[str], str],
        meant: Callable[[str], Iterable[Span]],
        words: Callable[[str], Iterable[Span]],
    ) -> None:
        """Take what is known of words.

        Frequencies of folded pairs, what is like a folded character, Traditional for
        Simplified, the spans of a folded run that are surely meant as they stand, and those
        that are words: a repair has to make one.
        """
        self._meant = meant
        self._words = words
        self._frequencies = frequencies
        self._alike = alike
        self._printed = printed

    def repaired(self, text: str) -> str | None:
        """Return the query with its slips mended, None where there are none or nothing better is known."""
        if len(text) > _LONGEST:
            return None
        folded = fold(text)
        mended: list[tuple[int, int, str]] = []
        for run in _RUN.finditer(folded.text):
            repairs = self._repairs(run[0])
            if not repairs:
                continue
            right = list(run[0])
            for at, character in repairs:
                right[at] = character
            places = [folded.printed(run.start() + at, run.start() + at + 1) for at in range(len(right))]
            simplified = all(text[start:end] == run[0][at] for at, (start, end) in enumerate(places))
            shown = "".join(right) if simplified else self._printed("".join(right))
            mended += [(*places[at], shown[at] if len(shown) == len(right) else right[at]) for at, _ in repairs]
        if not 0 < len(mended) <= _MOST_REPAIRS:
            return None
        for start, end, character in reversed(mended):
            text = text[:start] + character + text[end:]
        return text

    def _repairs(self, run: str) -> list[tuple[int, str]]:
        """Return which characters of a run to put others in place of, and which."""
        held = self._frequencies([run[at : at + 2] for at in range(len(run) - 1)])
        meant = {at for start, end in self._meant(run) for at in range(start, end)}
        suspects = [
            at
            for at in range(len(run))
            if at not in meant and not any(held[pair] for pair in (at - 1, at) if 0 <= pair < len(held))
        ]
        found: list[tuple[int, str]] = []
        at = 0
        while at < len(suspects):
            # Neighbours of a wrong character may look wrong for its sake: each is tried, the best is taken.
            group = [suspects[at]]
            while at + 1 < len(suspects) and suspects[at + 1] == group[-1] + 1:
                at += 1
                group.append(suspects[at])
            best = max((self._best(run, place) for place in group), key=lambda one: one[0])
            if best[0] > (0, 0):
                found.append((best[1], best[2]))
            at += 1
        return found

    def _best(self, run: str, at: int) -> tuple[tuple[int, int], int, str]:
        """Return how long a word the best replacement makes and in how many items it may stand, its place, the character."""
        candidates = [character for character in dict.fromkeys(self._alike(run[at])) if character != run[at]]
        before, after = run[at - 1 : at] if at else "", run[at + 1 : at + 2]
        pairs = [[pair for pair in (before + one, one + after) if len(pair) > 1] for one in candidates]
        flat = self._frequencies([pair for both in pairs for pair in both])
        place = 0
        likely: list[tuple[int, str]] = []
        for character, both in zip(candidates, pairs, strict=True):
            counts = flat[place : place + len(both)]
            place += len(both)
            if most := max(counts, default=0):
                likely.append((most, character))
        best = ((0, 0), at, run[at])
        for _, character in sorted(likely, reverse=True)[:_MOST_TRIED]:
            mended = run[:at] + character + run[at + 1 :]
            for start, end in self._words(mended):
                if start <= at < end:
                    # All that the word is made of must stand in items; the longer the word, the surer.
                    rarest = min(self._frequencies([mended[i : i + 2] for i in range(start, end - 1)]))
                    best = max(best, ((end - start if rarest else 0, rarest), at, character), key=lambda one: one[0])
        return best


def speller_of(engine: Engine, analyser: Analyser, lookalikes: Path) -> Speller:
    """Return a speller over what an engine holds; the file of look-alikes is read when first something is suspect."""
    looks = lru_cache(maxsize=1)(read_lookalikes)

    def frequencies(pairs: Sequence[str]) -> Sequence[int]:
        fields = (engine.frequencies(field, pairs) for field in (Field.TEXT_BIGRAMS, Field.CONTEXT_BIGRAMS))
        return [max(counts) for counts in zip(*fields, strict=True)]

    def alike(character: str) -> Iterable[str]:
        return (*sounds_of(character), *looks(lookalikes).get(character, ()))

    def mentions(run: str) -> Iterable[Span]:
        return ((mention.start, mention.end) for mention in analyser.mentions(run))

    def meant(run: str) -> Iterable[Span]:
        # Words that ask or bind (請問, 也) and common ones (假裝) may stand in no plan, and are typed right all the same.
        asking = (
            (piece.start, piece.end)
            for piece in analyser.pieces(run)
            if piece.text in STOP_WORDS or (len(piece.text) > 1 and analyser.frequency(piece.text) >= _COMMON)
        )
        return (*asking, *mentions(run))

    def words(run: str) -> Iterable[Span]:
        pieces = analyser.pieces(run)
        held = ((p.start, p.end) for p in pieces if len(p.text) > 1 and analyser.knows(p.text))
        return (*held, *mentions(run))

    return Speller(frequencies, alike, to_traditional, meant, words)


def read_lookalikes(path: Path) -> dict[str, tuple[str, ...]]:
    """Read which characters look alike: each line a group, white space between nothing; folded.

    Raises ConfigError where the file is no UTF-8 text.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a readable UTF-8 file: {error}", hint="install qsearch again") from error
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        group = [character for character in fold_text(line.partition("#")[0]) if is_han(character)]
        for character in group:
            found.setdefault(character, {}).update((other, None) for other in group if other != character)
    return {character: tuple(others) for character, others in found.items()}


@lru_cache(maxsize=1)
def _by_sound() -> tuple[Mapping[str, frozenset[str]], Mapping[str, tuple[str, ...]]]:
    """Return the sounds of each common character, and the characters of each sound; tones play no part."""
    from pypinyin import Style, pinyin

    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    sounds: dict[str, frozenset[str]] = {}
    held: dict[str, list[str]] = {}
    for character, read in zip(characters, pinyin(characters, style=Style.NORMAL, heteronym=True), strict=True):
        folded = fold_text(character)
        if folded != character:
            continue
        sounds[character] = frozenset(read)
        for sound in sounds[character]:
            held.setdefault(sound, []).append(character)
    return sounds, {sound: tuple(group) for sound, group in held.items()}


def sounds_of(character: str) -> tuple[str, ...]:
    """Return the folded characters that sound like a folded one, whatever their tones."""
    sounds, held = _by_sound()
    return tuple(dict.fromkeys(other for sound in sorted(sounds.get(character, ())) for other in held[sound]))
