"""Part a cell into the numbered actions it prints.

Converters run the actions of a cell together in one line, PDF readers wrap one action
over many, so neither the start of a line nor a number in it proves that an action starts
there: what proves it is that the numbers go on counting.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.reading.document import Box

__all__ = ["STEP_KINDS", "Action", "Fragment", "action_kinds", "inner_numbers", "split_actions"]

# What numbers actions where both occur in one table: the deeper kinds then count steps inside an action.
_USUAL: tuple[Kind, ...] = ("decimal", "arabic")
STEP_KINDS: tuple[Kind, ...] = ("arabic-bracketed", "circled")
# Where a number may start inside a line: behind white space or the end of a sentence or bracket.
_BEHIND = re.compile(r"(?:(?<=[\s。；;！？：:)）」』])|^)\s*(?=[\d０-９(（A-Za-z一二三四五六七八九十甲乙丙丁①-⑳⑴-⒇])")
_INNER_SIGN = re.compile(r"[(（]\s*\d|[①-⑳⑴-⒇]")
_SENTENCE_END = re.compile(r"[。；;！？：:)）」』]\s*$")
# A decimal number before one of these counts something: 2.5 萬筆, 3.0 版.
_COUNTED = re.compile(r"[%％萬億千百倍版]|[GMKT]B")
_WIDEST_GAP = 3
_WINDOW = 32  # characters, within which a number and the start of its text stand


@dataclass(frozen=True, slots=True)
class Fragment:
    """Hold one printed line of a cell and where it stands; `line` and `box` are None where a format has none."""

    text: str
    page: int | None = None
    line: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Hold one action's lines, its number taken off; `number` is None where it starts with none.

    `skipped` says that numbers are missing between the action before and this one.
    """

    number: Numbering | None
    fragments: tuple[Fragment, ...]
    skipped: bool = False


def action_kinds(starts: Iterable[str]) -> frozenset[Kind]:
    """Return the kinds of number that actions of a table have, given how its action cells start.

    Empty where too few of them are numbered for numbers to part actions.
    """
    texts = [text for text in starts if text.strip()]
    counts = Counter(found.kind for text in texts if (found := read_number(text)) is not None)
    if 2 * counts.total() < len(texts) and counts.total() < 3:
        return frozenset()
    usual = [kind for kind in _USUAL if counts[kind]]
    if usual and 5 * sum(counts[kind] for kind in usual) >= counts.total():
        return frozenset(usual)
    return frozenset(counts.most_common(1)[0][0] for _ in "1" if counts)


def split_actions(
    fragments: Sequence[Fragment],
    kinds: frozenset[Kind],
    before: Numbering | None = None,
    restarts: Collection[int] = (),
) -> list[Action]:
    """Return the actions of a cell in order.

    The first has no number where the cell starts without one: it goes on with what the
    cell before left open. `before` is the number of that action, from which counting
    goes on; without it the cell's first number starts the count. `restarts` names the
    fragments, counted from 0, that may start it anew from 1.
    """
    found: list[tuple[Numbering | None, list[Fragment], bool]] = []
    last = before
    for at, fragment in enumerate(fragments):
        fragment = replace(fragment, text=fragment.text.rstrip())
        opening = not found
        ended = at > 0 and _SENTENCE_END.search(fragments[at - 1].text) is not None
        start = 0
        number: Numbering | None = None
        skipped = False
        anew = at in restarts
        for place, end, candidate, gap in _starts(fragment.text, kinds, last, opening=opening, ended=ended, anew=anew):
            _add(found, number, fragment, fragment.text[start:place], skipped=skipped)
            number, skipped, last, start = candidate, gap, candidate, end
        _add(found, number, fragment, fragment.text[start:], skipped=skipped)
    return [Action(number, tuple(lines), skipped) for number, lines, skipped in found]


def inner_numbers(text: str) -> list[tuple[str, int]]:
    """Return the steps that an action counts inside its text, (1) (2)…, with where each starts."""
    for kind in STEP_KINDS:
        steps: list[tuple[str, int]] = []
        for sign in _INNER_SIGN.finditer(text):
            found = read_number(text[sign.start() : sign.start() + _WINDOW], (kind,))
            if found is not None and found.ordinal == len(steps) + 1:
                steps.append((found.printed, sign.start()))
        if len(steps) > 1:
            return steps
    return []


def _add(
    found: list[tuple[Numbering | None, list[Fragment], bool]],
    number: Numbering | None,
    fragment: Fragment,
    text: str,
    *,
    skipped: bool,
) -> None:
    """Open an action where there is a number, else add the text to the one that is open."""
    if number is not None or (not found and text.strip()):
        found.append((number, [], skipped))
    if text.strip() or number is not None:  # a number alone in its line still says where the action starts
        found[-1][1].append(replace(fragment, text=text))


def _starts(
    text: str, kinds: frozenset[Kind], last: Numbering | None, *, opening: bool, ended: bool, anew: bool
) -> Iterator[tuple[int, int, Numbering, bool]]:
    """Yield where in a line an action's number starts and ends, the number, and whether some before it are missing."""
    first = len(text) - len(text.lstrip())
    for place in _places(text):
        window = text[place : place + _WINDOW].rstrip()
        found = read_number(window, kinds)
        if found is None or (last is not None and found.kind != last.kind and not (opening and not place)):
            continue
        end = place + len(window) - len(found.rest)
        at_start = place == first
        if opening and at_start:
            gap = last is not None and found.ordinal > 1 and _goes_on(last, found) != 1
            yield place, end, found, gap
        elif last is None or (found.kind == "decimal" and _COUNTED.match(found.rest)):
            continue
        elif _goes_on(last, found) == 1 or (anew and at_start and all(value == 1 for value in found.ordinals)):
            yield place, end, found, False
        elif (step := _goes_on(last, found)) is not None and step > 1 and at_start and ended:
            yield place, end, found, True
        else:
            continue
        last, opening = found, False


def _places(text: str) -> Iterator[int]:
    return (found.end() for found in _BEHIND.finditer(text))


def _goes_on(last: Numbering, found: Numbering) -> int | None:
    """Return by how many a number goes on from the last one (1.2 → 1.3, or 1.2 → 2.1), else None."""
    if len(last.ordinals) != len(found.ordinals) or last.kind != found.kind:
        return None
    if last.ordinals[:-1] == found.ordinals[:-1]:
        step = found.ordinal - last.ordinal
    elif found.ordinal == 1 and last.ordinals[:-2] == found.ordinals[:-2]:
        step = found.ordinals[-2] - last.ordinals[-2]
    else:
        return None
    return step if 0 < step <= _WIDEST_GAP else None
