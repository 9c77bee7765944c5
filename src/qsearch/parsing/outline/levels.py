"""Say what a number continues: the order of numbers is the strongest evidence a deep outline has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from qsearch.parsing.numbering import Numbering, read_number

__all__ = ["Fit", "Level", "Levels", "is_bare_letter", "level_of", "outline_number"]

Level = tuple[str, str]
"""What numbers of one level share: their kind, and their shape where one kind has several (A, a; (1), 1))."""

_LARGEST_GAP = 5
# A letter set against the text without a dot or space (C專線), or before a Latin word (I YouTube).
_BARE_LETTER = re.compile(r"(?P<number>[A-ZＡ-Ｚ])(?:(?P<rest>[^\x00-\x7fＡ-Ｚａ-ｚ].*)|\s+(?P<latin>\S.*))", re.DOTALL)
_NO_LETTER = re.compile(r"[級棟館區型類卡版碼段次組班案廳層]")  # A級, B棟: the letter is part of the word


class Fit(IntEnum):
    """Rank how well a number goes on from those before it."""

    STRANGE = 0  # nothing it could belong to
    REPEATS = 1  # the level is open, and this number was there already
    SKIPS = 2  # the level is open, and numbers are missing in between
    OPENS = 3  # the first of a level that is not open
    CONTINUES = 4  # the next of an open level


def outline_number(text: str) -> Numbering | None:
    """Return the number a text starts with, letters set without a mark included; None where there is none.

    A bare letter is weak evidence: only its place among its siblings makes it a number.
    """
    found = read_number(text)
    if found is not None:
        return found
    bare = _BARE_LETTER.match(text.strip())
    if bare is None:
        return None
    rest = bare["rest"] or bare["latin"]
    letter = chr(ord(bare["number"]) - 0xFEE0) if bare["number"] > "Z" else bare["number"]
    return Numbering(letter, "letter", (ord(letter) - ord("A") + 1,), rest.strip())


def is_bare_letter(text: str) -> bool:
    """Whether a text starts with a letter that may as well be part of its first word."""
    found = read_number(text)
    if found is None:
        return outline_number(text) is not None
    return found.kind == "letter" and _NO_LETTER.match(found.rest) is not None


def level_of(number: Numbering) -> Level:
    """Return the level that a number belongs to by its looks."""
    shape = ""
    if number.kind.startswith("letter"):
        shape = "a" if number.printed.strip("()（）").islower() else "A"
    elif number.kind == "arabic-bracketed" and number.printed[:1] not in "(（" and number.printed.endswith((")", "）")):
        shape = ")"
    elif number.kind == "decimal":
        shape = "." * len(number.ordinals)
    return (number.kind, shape)


@dataclass(frozen=True, slots=True)
class Levels:
    """Hold the numbers that are open, from the outermost level inwards."""

    open: tuple[Numbering, ...] = ()

    def fit(self, number: Numbering) -> Fit:
        """Return how well a number goes on from the open ones."""
        at = self._find(number)
        if at is None:
            return Fit.OPENS if number.ordinal == 1 else Fit.STRANGE
        last = self.open[at]
        if number.ordinals[:-1] != last.ordinals[:-1]:
            return Fit.CONTINUES if number.ordinal == 1 else Fit.STRANGE
        gap = number.ordinal - last.ordinal
        if gap == 1:
            return Fit.CONTINUES
        if 1 < gap <= _LARGEST_GAP:
            return Fit.SKIPS
        return Fit.REPEATS if gap <= 0 else Fit.STRANGE

    def taken(self, number: Numbering, order: Sequence[Level] = ()) -> Levels:
        """Return the levels after a number; `order` names the levels of the document from the outermost."""
        at = self._find(number)
        kept = self.open[:at] if at is not None else self.open
        level = level_of(number)
        if at is None and level in order:
            depth = order.index(level)
            kept = tuple(above for above in kept if level_of(above) not in order[depth:])
        return replace(self, open=(*kept, number))

    def last(self, number: Numbering) -> Numbering | None:
        """Return the open number of the same level."""
        at = self._find(number)
        return None if at is None else self.open[at]

    def _find(self, number: Numbering) -> int | None:
        level = level_of(number)
        return next((at for at, above in enumerate(self.open) if level_of(above) == level), None)
