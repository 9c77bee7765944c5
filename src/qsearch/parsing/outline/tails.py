"""Find the deadline and the units at the end of a printed line, glued to the text or set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.joining import squeeze
from qsearch.parsing.units import looks_like_unit, split_units, unit_score

__all__ = ["Tail", "best_tail", "goes_on", "tails"]

_START = re.compile(
    r"(?<![\d./-])(?:民國\s*)?\d{2,4}\s*(?:年|[./-]\s*\d)|(?<!\d)\d{7}(?!\d)|(?<![\d年])\d{1,2}\s*月|[每逐按各]\s*(?:\d|[一二兩雙半日天週周月季年學個])"
    r"|[雙隔]\s*[週周月]|不\s*定|持\s*續|經\s*常|全\s*年|隨\s*時|常\s*[態年]|長\s*期|平\s*時|日\s*常|例\s*行|賡\s*續|即\s*[時日]"
    r"|繼\s*續|定\s*期|[上下]\s*半\s*年|第\s*[1-4一二三四]\s*季|[視依]\s*(?:實\s*際)?\s*(?:需|狀|情)|適\s*時|機\s*動|年\s*底|已\s*完\s*成"
)
_PARTIAL_START = re.compile(r"(?<!\S)(?:持續?|不定?|經常?|隨|全|每|\d{2,4}\s*年?(?:\s*\d{1,2})?)$")
_YEAR_BEFORE = re.compile(r"\d\s*年\s*$")
_LONGEST_CUT = 10
_CACHED_LINES = 8192  # a document is looked at several times over; a long one has some 2,000 lines
_MOST_WORDS = 3  # white space may stand between figures and signs: 6 月, 12 月 31 日
_OPEN_DATE = re.compile(r"(?:[年月\d、,，及至到~每-])$")
_REST_OF_DATE = re.compile(r"[、,，及至到~-]?(?:\d{0,4}年)?(?:\d{0,2}月?[、,，及至到~-]?)*(?:\d{0,2}日)?[底前起止]?")
_REST_OF_WORD = re.compile(r"[續期時常]?辦理|理|[續期時常年月季週周]|完成|成|續辦")
_FRAGMENT = re.compile(r"[\w()（）、，,；;/／．·\-\s]+")


@dataclass(frozen=True, slots=True)
class Tail:
    """Hold a line cut in text, deadline and what prints units behind it, with how surely it is so."""

    text: str
    deadline: str
    units: str
    score: float


@lru_cache(maxsize=_CACHED_LINES)
def tails(line: str, known: frozenset[str]) -> tuple[Tail, ...]:
    """Return the ways to cut a line in text, deadline and units."""
    return tuple(_tails(line, known))


def _tails(line: str, known: frozenset[str]) -> Iterator[Tail]:
    for found in _START.finditer(line):
        start = found.start()
        if _YEAR_BEFORE.search(line[:start]) and found.group()[0].isdigit():
            continue  # the month of a date that starts further left
        apart = start == 0 or line[start - 1].isspace()
        for end in _ends(line, start, known):
            deadline = line[start:end]
            if not is_deadline(deadline):
                continue
            units = line[end:].strip()
            glued_unit = end < len(line) and not line[end].isspace()
            score = (4.0 if apart else 0.0) + 0.05 * len(squeeze(deadline))
            if units:
                likely = _list_score(units, known)
                if likely < 0 or (glued_unit and likely < 3):
                    continue
                score += 2.0 + min(likely, 6.0)
            if _cuts_a_word(line, start):
                score -= 2.0
            yield Tail(line[:start].rstrip(), squeeze(deadline), units, score)


def best_tail(line: str, known: frozenset[str]) -> Tail | None:
    """Return the surest way to cut a line in text, deadline and units, or None where it has no deadline."""
    return max(tails(line, known), key=lambda tail: tail.score, default=None)


def goes_on(deadline: str, line: str) -> tuple[str, str, str] | None:
    """Return text, rest of the deadline and units of a line on which a deadline from the line above goes on.

    The rest must stand apart (`12月`, `月`, `辦理`) and make one deadline with what it
    continues. None where the line holds no such rest.
    """
    words = list(re.finditer(r"\S+", line))
    for first in range(len(words)):
        for last in range(min(first + _MOST_WORDS, len(words)) - 1, first - 1, -1):
            rest = squeeze(line[words[first].start() : words[last].end()])
            if not _is_rest(deadline, rest) or not is_deadline(deadline + rest):
                continue
            text, units = line[: words[first].start()].strip(), line[words[last].end() :].strip()
            if not units or _is_list_fragment(units):
                return text, rest, units
    return None


def _is_rest(deadline: str, rest: str) -> bool:
    """Whether a piece can only be the rest of a deadline: what a wrap after a year, a number or a comma leaves."""
    if _REST_OF_WORD.fullmatch(rest):
        return not is_deadline(deadline) or rest in ("辦理", "完成")
    return _OPEN_DATE.search(deadline) is not None and _REST_OF_DATE.fullmatch(rest) is not None


def open_deadline(line: str) -> tuple[str, str, str] | None:
    """Return text, first part of a deadline and units of a line on which a deadline may only begin.

    Such as `107 年` alone, `107年12` or `持`; what stands behind it must print units.
    """
    for end in (len(line), *(found.start() for found in re.finditer(r"\s", line))):
        units = line[end:].strip()
        if units and not _is_list_fragment(units):
            continue
        head = line[:end].rstrip()
        found = _PARTIAL_START.search(head)
        if found is not None:
            return head[: found.start()].rstrip(), squeeze(found.group()), units
    return None


def _ends(line: str, start: int, known: frozenset[str]) -> Iterator[int]:
    yield len(line.rstrip())
    for space in re.finditer(r"\s+", line[start:]):
        yield start + space.start()
    for name in known:
        at = line.find(name, start)
        if at > start and not line[at - 1].isspace():
            yield at


def _list_score(units: str, known: frozenset[str]) -> float:
    """Return how surely a text lists units; a list cut by the line's end counts for what is whole."""
    if not _is_list_fragment(units):
        return -1.0
    names = split_units([units], known)
    if not names:
        return -1.0
    # Lines above and below may hold the rest of the first and of the last name (科技教育組、公共).
    cut = [at for at in {0, len(names) - 1} if names[at] not in known and not looks_like_unit(names[at])]
    if any(len(names[at]) > _LONGEST_CUT for at in cut):
        return -1.0
    return unit_score((name for at, name in enumerate(names) if at not in cut), known)


def _is_list_fragment(text: str) -> bool:
    return _FRAGMENT.fullmatch(text) is not None and not re.search(r"\d{2}", text)


def _cuts_a_word(line: str, start: int) -> bool:
    """Whether text glued before a deadline rather belongs to it: 每 behind a verb, a month behind 至."""
    return start > 0 and line[start - 1] in "於在至自從到及與、，每"
