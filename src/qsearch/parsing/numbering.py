"""Recognise the numbering of Taiwanese official documents at the start of a text.

The order of levels follows 文書處理手冊 (壹、 一、 （一） 1. （1） 甲、 （甲）), with the forms that
plans put between them: 1.1, A, (A), ①.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["ALL_KINDS", "Kind", "Numbering", "chinese_value", "read_number", "strip_number"]

Kind = Literal[
    "formal",  # 壹、
    "chinese",  # 一、
    "chinese-bracketed",  # （一）
    "arabic",  # 1. or 1、
    "decimal",  # 1.1, 1.10, 1.1.1
    "arabic-bracketed",  # (1) or 1)
    "stem",  # 甲、
    "stem-bracketed",  # （甲）
    "letter",  # A or A. or A、
    "letter-bracketed",  # (A)
    "circled",  # ①
]

_RANKS: dict[Kind, int] = {
    "formal": 1,
    "chinese": 2,
    "chinese-bracketed": 3,
    "arabic": 4,
    "decimal": 5,
    "arabic-bracketed": 6,
    "stem": 7,
    "stem-bracketed": 8,
    "letter": 9,
    "letter-bracketed": 10,
    "circled": 11,
}
ALL_KINDS: frozenset[Kind] = frozenset(_RANKS)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Hold a number and what stands behind it.

    `printed` keeps brackets and inner dots but no closing dot or comma (`1.1`, `一`, `（一）`).
    `ordinals` are its values from the left: (1, 10) for 1.10, (3,) for 三、 and for C.
    """

    printed: str
    kind: Kind
    ordinals: tuple[int, ...]
    rest: str

    @property
    def ordinal(self) -> int:
        """Return the last value: where the item stands among its siblings."""
        return self.ordinals[-1]

    @property
    def rank(self) -> int:
        """Return the usual depth of this kind, from 1 (壹) downwards."""
        return _RANKS[self.kind]


# Signs of other widths fold to one sign each, so that positions hold in the printed text too.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("．"): ord(".")}
_FORMAL = str.maketrans("壹貳貮参參叁肆伍陸柒捌玖拾", "一二二三三三四五六七八九十")
_CHINESE = "〇零一二三四五六七八九十百廿"
_FORMAL_SIGNS = "壹貳貮参參叁肆伍陸柒捌玖拾"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BULLET = re.compile(r"[-–—•●◎○■□◆※*]\s+(?=\S)")

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("formal", re.compile(rf"(?P<number>[{_FORMAL_SIGNS}]+)\s*[、.:]")),
    ("chinese", re.compile(rf"(?P<number>[{_CHINESE}]+)\s*[、.]")),
    ("chinese-bracketed", re.compile(rf"(?P<number>\(\s*[{_CHINESE}]+\s*\))\s*[、.]?")),
    ("decimal", re.compile(r"(?P<number>\d{1,2}(?:\s?\.\s?\d{1,2}){1,3})(?![\d%])\s*[、.]?(?!\d)")),
    ("arabic", re.compile(r"(?P<number>\d{1,3})\s*(?:、|\.(?!\s*\d))")),
    ("arabic-bracketed", re.compile(r"(?P<number>\(\s*\d{1,2}\s*\)|\d{1,2}\))\s*[、.]?")),
    ("stem", re.compile(rf"(?P<number>[{_STEMS}])\s*[、.]")),
    ("stem-bracketed", re.compile(rf"(?P<number>\(\s*[{_STEMS}]\s*\))\s*[、.]?")),
    ("letter", re.compile(r"(?P<number>[A-Za-z])(?:\s*[、.](?![A-Za-z])|\s+(?=[^\x00-\x7f]))")),
    ("letter-bracketed", re.compile(r"(?P<number>\(\s*[A-Za-z]\s*\))\s*[、.]?")),
)
# One sign each: first value of the block, first code point, length of the block.
_SINGLE_SIGNS: tuple[tuple[Kind, int, int], ...] = (
    ("circled", 0x2460, 20),  # ①
    ("arabic-bracketed", 0x2474, 20),  # ⑴
    ("arabic", 0x2488, 20),  # ⒈
    ("chinese-bracketed", 0x3220, 10),  # ㈠
)


def chinese_value(numeral: str) -> int | None:
    """Return the value of a Chinese numeral below 1000 (十一, 廿三, 一百零五, 拾貳, 一〇二), else None."""
    signs = numeral.translate(_FORMAL).replace("廿", "二十")
    digits = "零一二三四五六七八九"
    signs = signs.replace("〇", "零")
    if not signs or any(sign not in digits + "十百" for sign in signs):
        return None
    if not set(signs) & set("十百"):
        return int("".join(str(digits.index(sign)) for sign in signs))
    total, digit = 0, None
    for sign in signs:
        if sign in "十百":
            total += (10 if sign == "十" else 100) * (1 if digit is None else digit)
            digit = None
        else:
            digit = digits.index(sign)
    return total + (digit or 0)


def read_number(text: str, kinds: Collection[Kind] = ALL_KINDS) -> Numbering | None:
    """Return the number that a text starts with, or None where it starts with none of these kinds.

    A list sign (`- 一、`) before the number is passed over. Years, dates and quantities
    (102 年, 107.04.13, 80%) are no numbers; `2.5 萬筆` at the start of a wrapped line looks
    like one, which only the numbers around it can tell.
    """
    return _read_number(text, kinds if isinstance(kinds, tuple) else tuple(kinds))


@lru_cache(maxsize=16384)  # a line is asked for its number for every column that it may stand in
def _read_number(text: str, kinds: tuple[Kind, ...]) -> Numbering | None:
    start = len(text) - len(text.lstrip())
    folded = text.translate(_FOLD)
    if bullet := _BULLET.match(folded, start):
        start = bullet.end()
    if start >= len(text):
        return None
    for kind, first, length in _SINGLE_SIGNS:
        value = ord(text[start]) - first
        if kind in kinds and 0 <= value < length:
            return Numbering(text[start], kind, (value + 1,), text[start + 1 :].lstrip(" 　、."))
    for kind, pattern in _PATTERNS:
        found = pattern.match(folded, start) if kind in kinds else None
        if found is None:
            continue
        ordinals = _values(kind, found["number"])
        if ordinals is not None:
            printed = text[found.start("number") : found.end("number")]
            return Numbering("".join(printed.split()), kind, ordinals, text[found.end() :].strip())
    return None


def strip_number(text: str, kinds: Collection[Kind] = ALL_KINDS) -> str:
    """Return a text without the number it starts with, and without white space around it."""
    found = read_number(text, kinds)
    return text.strip() if found is None else found.rest


def _values(kind: Kind, number: str) -> tuple[int, ...] | None:
    inner = number.strip("() ")
    if kind in ("formal", "chinese", "chinese-bracketed"):
        value = chinese_value(inner)
        return None if value is None else (value,)
    if kind in ("stem", "stem-bracketed"):
        return (_STEMS.index(inner) + 1,)
    if kind in ("letter", "letter-bracketed"):
        return (ord(inner.upper()) - ord("A") + 1,)
    return tuple(int(part) for part in inner.split("."))
