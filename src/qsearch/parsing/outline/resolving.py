"""Sort the lines of each block into text, deadline and units.

Converters put the cells of a row side by side, one after the other, or with the deadline
between two lines of the text where cells are centred. So the lines before and behind the
one with the deadline may be text or units; every way to sort them is scored, and lines
between two numbers may belong to the row above or, as units centred beside one line of
text, to the row below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.joining import squeeze
from qsearch.parsing.outline.blocks import Block
from qsearch.parsing.outline.rows import Row, Spot
from qsearch.parsing.outline.tails import Tail, goes_on, open_deadline, tails
from qsearch.parsing.units import looks_like_unit, split_units, unit_score

__all__ = ["resolve"]

_DATED = re.compile(r"(?:民國\s*)?\d{2,4}\s*[年./-]")
_MOST_SORTED = 7  # lines sorted both ways; more are sorted one by one
_LONGEST_ROW = 60  # lines; what is longer is no row of a table, and weighing all its deadlines would take minutes
_CACHED_LINES = 8192  # lines are sorted in many ways; what each looks like is told once
_WELL_KNOWN = 4  # units of a document known already, beside which a new name needs better reasons
_MOST_GIVEN = 3  # lines of units that stand above the line with their row's number
_UNIT_PIECE = re.compile(r"[、，,；;/]?[^\W\d_]+(?:[、，,；;/][^\W\d_]+)*[、，,；;/]?")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Hold one way to sort a block's lines."""

    score: float
    text: tuple[str, ...]
    deadline: str | None
    units: tuple[str, ...]


def resolve(blocks: Sequence[Block], known: frozenset[str]) -> tuple[Row, ...]:
    """Return a row for each block, with lines shared out between neighbours so that units come out whole."""
    if not blocks:
        return ()
    # best[given] = score and readings so far, if the last block gave that many of its lines to the next
    best: dict[int, tuple[float, tuple[_Reading, ...]]] = {0: (0.0, ())}
    for at, block in enumerate(blocks):
        most = _givable(block, known) if at + 1 < len(blocks) else 0
        reached: dict[int, tuple[float, tuple[_Reading, ...]]] = {}
        for taken, (score, readings) in best.items():
            lead = blocks[at - 1].lines[len(blocks[at - 1].lines) - taken :] if taken else []
            for given in range(most + 1):
                own = block.lines[: len(block.lines) - given]
                reading = _read([line.text for line in own], [line.text for line in lead], known)
                total = score + reading.score - 0.5 * given
                if given not in reached or total > reached[given][0]:
                    reached[given] = (total, (*readings, reading))
        best = reached
    chosen = max(best.values(), key=lambda entry: entry[0])[1]
    return tuple(_row(block, reading) for block, reading in zip(blocks, chosen, strict=True))


def _givable(block: Block, known: frozenset[str]) -> int:
    """Return how many lines at a block's end could be the first units of the next row."""
    given = 0
    for line in reversed(block.lines[1:]):
        if given == _MOST_GIVEN or not _is_unit_piece(line.text, known):
            break
        given += 1
    return given


@lru_cache(maxsize=_CACHED_LINES)
def _is_unit_piece(line: str, known: frozenset[str]) -> bool:
    """Whether a line holds nothing but names of units, the last of them maybe cut."""
    bare = line.strip()
    if not _UNIT_PIECE.fullmatch(bare):
        return False
    names = split_units([bare], known)
    return any(name in known or looks_like_unit(name) for name in names) or any(
        name.startswith(names[0]) for name in known
    )


def _read(own: Sequence[str], lead: Sequence[str], known: frozenset[str]) -> _Reading:
    if len(own) > _LONGEST_ROW:
        return _Reading(_text_score(own, known) - 6.0 * len(lead), tuple(own), None, ())
    readings = list(_anchored(own, lead, known))
    readings.append(_unanchored(own, lead, known))
    return max(readings, key=lambda reading: reading.score)


def _unanchored(own: Sequence[str], lead: Sequence[str], known: frozenset[str]) -> _Reading:
    """Read a block without a deadline: a heading, or a row that prints units alone."""
    plain = _Reading(_text_score(own, known) - 6.0 * len(lead), tuple(own), None, ())
    for at in range(len(own)):
        for text, units in _cuts(own[at]):
            first = squeeze(re.split(r"[、，,；;/]", units)[0])
            if not any(name.startswith(first) for name in known):
                continue
            rest = own[at + 1 :]
            names = split_units([*lead, units, *rest], known)
            if names and all(name in known for name in names) and (text or at):
                lines = (*own[:at], text) if text else tuple(own[:at])
                score = _text_score(lines, known) + unit_score(names, known) - (2.5 if text and not rest else 4.0)
                if score > plain.score:
                    plain = _Reading(score, tuple(lines), None, names)
    return plain


def _cuts(line: str) -> Iterator[tuple[str, str]]:
    yield "", line.strip()
    for space in re.finditer(r"\s+", line):
        yield line[: space.start()].rstrip(), line[space.end() :].strip()


def _anchored(own: Sequence[str], lead: Sequence[str], known: frozenset[str]) -> Iterator[_Reading]:
    """Yield the best reading for each place where a deadline may stand."""
    for at, line in enumerate(own):
        before, after = own[:at], own[at + 1 :]
        for tail in tails(line, known):
            for behind, deadline, rest in _continued(tail, after):
                surer = tail if deadline == tail.deadline else replace(tail, score=tail.score + 2.0)
                yield _sorted(before, surer, deadline, behind, rest, lead, known)
        begun = open_deadline(line)
        if begun is None or not after:
            continue
        text, deadline, units = begun
        ended = goes_on(deadline, after[0])
        if ended is not None:
            tail = Tail(text, deadline, units, 2.0)
            behind = _Behind(ended[0], ended[2])
            yield _sorted(before, tail, deadline + ended[1], behind, after[1:], lead, known)


@dataclass(frozen=True, slots=True)
class _Behind:
    """Hold text and units of a line on which the deadline goes on."""

    text: str = ""
    units: str = ""


def _continued(tail: Tail, after: Sequence[str]) -> Iterator[tuple[_Behind, str, Sequence[str]]]:
    """Yield the deadline as it stands, or with what goes on below where the next lines have a rest of it."""
    behind, deadline = _Behind(), tail.deadline
    while after and (ended := goes_on(deadline, after[0])) is not None:
        text, rest, units = ended
        behind, deadline, after = _Behind(behind.text + text, behind.units + units), deadline + rest, after[1:]
        if units:
            break
    yield behind, deadline, after


def _sorted(
    before: Sequence[str],
    tail: Tail,
    deadline: str,
    behind: _Behind,
    after: Sequence[str],
    lead: Sequence[str],
    known: frozenset[str],
) -> _Reading:
    """Return the best way to sort the lines around the one with the deadline."""
    options = [*(_options(line, known, first=at == 0) for at, line in enumerate(before))]
    behind_options = [_options(line, known, first=False) for line in after]
    open_lines = [option for option in (*options, *behind_options) if len(option) > 1]
    if len(open_lines) > _MOST_SORTED:
        options = [option[:1] for option in options]
        behind_options = [option[-1:] for option in behind_options]
    best: _Reading | None = None
    for choice in product(*options, *behind_options):
        above, below = choice[: len(before)], choice[len(before) :]
        text = [piece for piece, _ in above] + [tail.text, behind.text] + [piece for piece, _ in below]
        units = [*lead, *(piece for _, piece in above), tail.units, behind.units, *(piece for _, piece in below)]
        lines = tuple(piece for piece in text if piece)
        printed_units = [piece for piece in units if piece]
        names = split_units(printed_units, known)
        if not lines:
            continue
        score = tail.score + _units_score(names, known) + _text_score(lines, known)
        score -= _openness(printed_units, names, known)
        score -= 0.15 * sum(1 for piece, _ in below if piece) + 1.2 * sum(1 for _, piece in above if piece)
        if best is None or score > best.score:
            best = _Reading(score, lines, deadline, names)
    return best if best is not None else _Reading(-99.0, (*before, tail.text, *after), None, ())


@lru_cache(maxsize=_CACHED_LINES)
def _options(line: str, known: frozenset[str], *, first: bool) -> tuple[tuple[str, str], ...]:
    """Return the ways to sort a line into (text, units): text first, units last."""
    ways = [(line, "")]
    for space in re.finditer(r"\s+", line):
        units = line[space.end() :].strip()
        if _is_unit_piece(units, known) or any(name.endswith(units) for name in known):
            ways.append((line[: space.start()].rstrip(), units))
    if not first:
        ways.append(("", line))
    return tuple(ways)


def _units_score(names: Sequence[str], known: frozenset[str]) -> float:
    """Return how well names read as the units of a row; new names cost little, having none costs more."""
    if not names:
        return -2.0
    score = 0.0
    likely = 0
    for name in names:
        if name in known:
            score += 3.0
        elif looks_like_unit(name):
            likely += 1
        else:
            score -= 4.0
    return score - (1.0 if len(known) >= _WELL_KNOWN else 0.5) * min(likely, 2)


def _openness(lines: Sequence[str], names: Sequence[str], known: frozenset[str]) -> float:
    """Return how oddly lines of units join: a list left open at its end, or names parted by a line end alone."""
    score = 2.0 if lines and lines[-1].endswith(("、", "，")) else 0.0
    return score + (1.0 if split_units(["".join(lines)], known) != tuple(names) else 0.0)


def _text_score(lines: Sequence[str], known: frozenset[str]) -> float:
    """Return how well lines read as one text: brackets closed, no line of units among them."""
    joined = squeeze("".join(lines))
    score = 0.0
    if joined.count("(") + joined.count("（") != joined.count(")") + joined.count("）"):
        score -= 1.5
    if joined.endswith(("、", "，")) or joined.startswith(("、", "，", "）", ")")):
        score -= 1.5
    return score - sum(_cell_penalty(line, known) for line in lines[1:])


@lru_cache(maxsize=_CACHED_LINES)
def _cell_penalty(line: str, known: frozenset[str]) -> float:
    """Return how much a line of text looks like units, or like the first line of a list of months that wraps."""
    if _DATED.match(line) and is_deadline(line):
        return 6.0
    names = split_units([line], known)
    if names and all(name in known for name in names):
        return 3.0
    return 2.0 if len(names) > 1 and any(name in known for name in names) else 0.0


def _row(block: Block, reading: _Reading) -> Row:
    pages = tuple(dict.fromkeys(line.page for line in block.lines if line.page is not None))
    return Row(
        block.number,
        reading.text,
        reading.deadline,
        reading.units,
        Spot(pages, tuple(line.line for line in block.lines)),
    )
