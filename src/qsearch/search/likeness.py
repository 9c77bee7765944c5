"""Know which characters are typed for one another: those that sound alike, and those that look alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from qsearch.errors import ConfigError
from qsearch.text.fold import fold_text
from qsearch.text.script import is_han

__all__ = ["Alike", "Likeness"]

SAME_SOUND, OTHER_TONE, NEAR_SOUND = 6.0, 8.0, 8.5
LOOKS, LESS_ALIKE = 6.5, 0.25
"""What it costs to take a character for another, as minus the logarithm of how often that is typed.

Input by sound gives characters of one sound most often, so those cost least; each that looks
more alike than another comes before it in the file.
"""

# Sounds that many in Taiwan do not tell apart: ㄓㄔㄕ and ㄗㄘㄙ, ㄣ and ㄥ.
_SLACK = ((re.compile("^([zcs])h"), r"\1"), (re.compile("(?<=[ie])ng$"), "n"))


class Alike(NamedTuple):
    """Name a folded character, and what it costs to take another for it."""

    character: str
    cost: float


class Likeness:
    """Tell what is like a character; the file of look-alikes and the sounds are read when first asked for.

    Each line of the file is what was typed and what looks like it, the most alike first.
    Only characters of the file are known: they are the common ones.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = lru_cache(maxsize=4096)(self._find)

    def of(self, character: str) -> tuple[Alike, ...]:
        """Return what is like a folded character, folded, at what cost; never the character itself.

        Raises ConfigError where the file is no UTF-8 text.
        """
        return self._known(character)

    def _find(self, character: str) -> tuple[Alike, ...]:
        costs = {other: LOOKS + LESS_ALIKE * place for place, other in enumerate(self._looks.get(character, ()))}
        sounds, held = self._sounds
        for sound, cost in sounds.get(character, ()):
            for other in held[sound]:
                costs[other] = min(cost, costs.get(other, cost))
        costs.pop(character, None)
        return tuple(Alike(*pair) for pair in costs.items())

    @cached_property
    def _looks(self) -> Mapping[str, tuple[str, ...]]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{self._path}: not a readable UTF-8 file: {error}", hint="install qsearch again"
            ) from error
        found: dict[str, dict[str, None]] = {}
        for line in lines:
            typed, *near = (fold_text(character) for character in line.partition("#")[0].strip() or "#")
            # Traditional and Simplified are one character here; each was drawn, and either likeness counts.
            found.setdefault(typed, {}).update((other, None) for other in near if is_han(other) and other != typed)
        return {typed: tuple(near) for typed, near in found.items() if is_han(typed)}

    @cached_property
    def _sounds(self) -> tuple[Mapping[str, frozenset[tuple[str, float]]], Mapping[str, tuple[str, ...]]]:
        """Return the sounds of each character with what sharing them costs, and the characters of each sound.

        A sound is written three times, more and more loosely: with its tone, without, and as it
        is heard by who doesn't tell ㄓ from ㄗ.
        """
        from pypinyin import Style, pinyin

        characters = sorted({*self._looks, *(other for near in self._looks.values() for other in near)})
        sounds: dict[str, frozenset[tuple[str, float]]] = {}
        held: dict[str, list[str]] = {}
        for character, read in zip(characters, pinyin(characters, style=Style.TONE3, heteronym=True), strict=True):
            sounds[character] = frozenset(pair for toned in read for pair in _written(toned))
            for sound in {sound for sound, _ in sounds[character]}:
                held.setdefault(sound, []).append(character)
        return sounds, {sound: tuple(group) for sound, group in held.items()}


def _written(toned: str) -> tuple[tuple[str, float], ...]:
    """Return a sound as it is written with its tone, without, and loosely; marks keep the three apart."""
    plain = toned.rstrip("12345")
    loose = plain
    for pattern, less in _SLACK:
        loose = pattern.sub(less, loose)
    return ((toned, SAME_SOUND), (f"{plain}*", OTHER_TONE), (f"{loose}~", NEAR_SOUND))
