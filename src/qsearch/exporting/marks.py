"""Write numbers and marks as plans print them, and only characters that files can hold."""

from __future__ import annotations

import re

from qsearch.plan import PlanItem

__all__ = ["chinese_numeral", "inner_lines", "path_text", "printable"]

# Control characters, lone surrogates and non-characters: XML 1.0 (section 2.2) has no place for them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DIGITS = "〇一二三四五六七八九"


def printable(text: str) -> str:
    """Return a text without the characters that no office format can hold."""
    return _UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def chinese_numeral(number: int) -> str:
    """Return a number of 1 to 99 as headings print it, such as 十二; larger ones in digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def path_text(number: str | None, text: str) -> str:
    """Return a text behind its number: apart from a bare one, close to one in brackets."""
    if not number:
        return text
    return f"{number}{text}" if number.endswith((")", "）")) else f"{number} {text}"


def inner_lines(item: PlanItem) -> str:
    """Return an item's deadline as its cell prints it: a line for each inner step that has one of its own."""
    if item.steps:
        return "\n".join(step.deadline for step in item.steps)
    return item.deadline or ""
