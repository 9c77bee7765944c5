"""Read the codes of a balanced scorecard: AC1, AC1.1, AC1.1.1.

A code holds the letter of the theme (A; left out where there is one theme only), the
letter of the perspective (C, P, L or F), the number of the goal and, below it, those of
the indicator and the action.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Code", "read_code", "split_codes"]

_CODE = r"(?P<theme>[A-Z]{0,2}?)(?P<perspective>[A-Z])-?(?P<numbers>\d{1,2}(?:[.-]\d{1,2}){0,3})(?![\d%])"
_START = re.compile(rf"\s*{_CODE}[.、:：]?")
_ANYWHERE = re.compile(rf"(?<![A-Za-z0-9.-]){_CODE}(?=[.、:：\s]*\S)")


@dataclass(frozen=True, slots=True)
class Code:
    """Hold a code, the text behind it and where it starts; `theme` is empty where the code names none."""

    printed: str
    theme: str
    perspective: str
    numbers: tuple[int, ...]
    rest: str
    start: int = 0

    def is_below(self, other: Code) -> bool:
        """Whether this names something that belongs to what the other names."""
        above = len(other.numbers)
        same_letters = (self.theme, self.perspective) == (other.theme, other.perspective)
        return same_letters and len(self.numbers) > above and self.numbers[:above] == other.numbers


def read_code(text: str) -> Code | None:
    """Return the code that a text starts with, None where it starts with none."""
    found = _START.match(_fold(text))
    return None if found is None else _code(found, text[found.end() :].strip())


def split_codes(text: str, depth: int) -> list[Code]:
    """Return the codes with `depth` numbers that a text prints, each with the text up to the next."""
    folded = _fold(text)
    found = [
        at for at in _ANYWHERE.finditer(folded) if at["numbers"].count(".") + at["numbers"].count("-") + 1 == depth
    ]
    ends = [at.start() for at in found[1:]] + [len(text)] * bool(found)
    return [_code(at, text[at.end() : end].lstrip(".、:： ").strip()) for at, end in zip(found, ends, strict=True)]


def _code(found: re.Match[str], rest: str) -> Code:
    numbers = tuple(int(number) for number in re.split(r"[.-]", found["numbers"]))
    printed = f"{found['theme']}{found['perspective']}{found['numbers']}"
    return Code(printed, found["theme"], found["perspective"], numbers, rest, found.start())


def _fold(text: str) -> str:
    """Fold the width of each sign by itself, so that positions in the text stay."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)
