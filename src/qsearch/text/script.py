"""Say what kind of character stands where: Han, letters, digits, space, anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

__all__ = ["HAN", "Kind", "Piece", "is_han", "split_scripts"]

Kind = Literal["han", "letters", "digits", "space", "symbol", "other"]

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters as the inside of a regular-expression class; 〇 is written as one."""

_SCRIPTS = re.compile(
    rf"""
    (?P<han>[{HAN}]+)
    | (?P<letters>(?:(?![{HAN}])[^\W\d_])+)
    | (?P<digits>\d+(?:[.,]\d+)*)
    | (?P<space>\s+)
    | (?P<symbol>[\U0001f000-\U0001faff])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ONE_HAN = re.compile(f"[{HAN}]")


class Piece(NamedTuple):
    """Hold a stretch of a text; `start` and `end` count code points, half-open."""

    text: str
    start: int
    end: int
    kind: Kind


def is_han(character: str) -> bool:
    """Tell whether a character is Han."""
    return _ONE_HAN.match(character) is not None


def split_scripts(text: str) -> Iterator[Piece]:
    """Cut a text where its script changes; the pieces joined give the text back.

    Letters part from digits, so that `iso50001` and `iso 50001` meet; a number keeps
    its inner points and commas. A `symbol` is a pictograph, which people do search for;
    `other` is one mark of punctuation or the like.
    """
    for match in _SCRIPTS.finditer(text):
        # Every alternative is named, so a match always has a last group.
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        yield Piece(match.group(), match.start(), match.end(), kind)
