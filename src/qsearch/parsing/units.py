"""Tell the names of units (承辦單位) and put lists of them together that a narrow column wrapped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from qsearch.parsing.joining import squeeze

__all__ = ["looks_like_unit", "names_in", "names_in_cell", "split_units", "unit_names", "unit_score"]

_SEPARATOR = re.compile(r"[、，,；;/／]+")
_AND = re.compile(r"[及與和暨]")
_EDGE = "。.：:"
_LAST_WORD = re.compile(
    r"(?:(?:會計|主計|人事|人事管理|政風|統計|總務|研考)(?:人?員)|組室|單位|小組|中心|委員會|辦公室|辦事處|事務所|工作站|分隊|大隊|[組室科課處館股隊所廳局部司署院校系會站園團班區廠府])$"
)
_ALL = re.compile(r"[各全](?:[組室科課處館股隊所]|單位|分館|機關|同仁|相關)+")
_NO_NAME = re.compile(r"[^\w()（）．·\-]|[\d_]{3,}")
_LONGEST = 16  # characters; 國際標準書號中心 has eight
_A_NAME = 0.3  # what each name costs, so that of equal ways the one with fewer is taken
_MOST_PIECES = 8  # that one name wraps over


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as names of units do (組, 室, 科, 中心…) and holds nothing they don't."""
    name = squeeze(name)
    if _ALL.fullmatch(name):
        return True
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", name)
    return 2 <= len(bare) <= _LONGEST and _LAST_WORD.search(bare) is not None and _NO_NAME.search(bare) is None


def split_units(lines: Iterable[str], known: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names in the lines of a unit column, each once; see `unit_names`."""
    return tuple(dict.fromkeys(unit_names(lines, known)))


def unit_names(lines: Iterable[str], known: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names in the lines of a unit column, without white space, in printed order, repeated ones too.

    A line end parts two names where both sides are complete names and the two together
    are no known one; else it is a wrap inside a name (公共服務 + 組). The same goes for
    white space inside a line.
    """
    names: list[str] = []
    open_list = False
    for line in lines:
        for chunk in line.split():
            pieces = _SEPARATOR.split(chunk)
            for at, piece in enumerate(pieces):
                name = squeeze(piece).strip(_EDGE)
                if not name:
                    continue
                starts = at > 0 or not names or not open_list or _parted(names[-1], name, known)
                if starts:
                    names.append(name)
                else:
                    names[-1] += name
                open_list = True
            open_list = not _SEPARATOR.search(chunk[-1:])
    return tuple(part for name in names for part in _joined_by_and(name))


def names_in_cell(lines: Sequence[str], known: Collection[str] = (), full: Sequence[bool] = ()) -> tuple[str, ...]:
    """Return the names in a cell whose lines a narrow column may have wrapped, without white space, in order.

    `full` says of each line whether it fills the column: one that does not was ended by
    its author, one that does may end inside a name. Of all ways to put the pieces
    together the cheapest is taken (see `_cost`); names that are `known` cost nothing.
    """
    names: list[str] = []
    run: list[tuple[str, bool]] = []  # pieces that no separator parts, and whether each fills its line
    for at, line in enumerate(lines):
        fills = full[at] if at < len(full) else True
        for chunk in line.split():
            pieces = [squeeze(piece).strip(_EDGE) for piece in _SEPARATOR.split(chunk)]
            for place, piece in enumerate(pieces):
                if place:
                    names += _cheapest(run, known)
                    run = []
                if piece:
                    run.append((piece, fills))
    names += _cheapest(run, known)
    return tuple(part for name in names for part in _joined_by_and(name))


def _cheapest(run: Sequence[tuple[str, bool]], known: Collection[str]) -> list[str]:
    """Return the names that pieces make at least cost."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(run) + 1):
        ways = (
            (
                best[start][0] + _cost(run[start:end], known),
                [*best[start][1], "".join(piece for piece, _ in run[start:end])],
            )
            for start in range(max(0, end - _MOST_PIECES), end)
        )
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _cost(pieces: Sequence[tuple[str, bool]], known: Collection[str]) -> float:
    """Return how unlikely it is that pieces are one name: more where it is none, or could be two."""
    name = "".join(piece for piece, _ in pieces)
    cost = _A_NAME if name in known else _A_NAME + (1.0 if looks_like_unit(name) else 4.0)
    for at in range(1, len(pieces)):
        before = "".join(piece for piece, _ in pieces[:at])
        after = "".join(piece for piece, _ in pieces[at:])
        if not pieces[at - 1][1]:
            cost += 3.0
        elif name not in known and looks_like_unit(before) and looks_like_unit(after):
            # A whole piece that is a name by itself more likely is one than the end of a wrapped one.
            cost += 2.0 if looks_like_unit(pieces[at][0]) and len(pieces[at][0]) > 2 else 0.8
    return cost


def unit_score(names: Iterable[str], known: Collection[str]) -> float:
    """Return how surely these are names of units: 3 for each known one, 1 for a likely one, -4 for another."""
    return sum(3.0 if name in known else 1.0 if looks_like_unit(name) else -4.0 for name in names)


def names_in(text: str) -> tuple[str, ...]:
    """Return the units that a sentence lists, such as the one under 執行對象; () where it lists none."""
    names = tuple(name.strip(_EDGE) for name in _SEPARATOR.split(squeeze(text).replace("及", "、").strip(_EDGE)))
    return tuple(name for name in names if looks_like_unit(name)) if len(names) > 1 else ()


def _joined_by_and(name: str) -> tuple[str, ...]:
    """Part two units that a 及 joins; one inside a name (館藏發展及書目管理組) stays."""
    for conjunction in _AND.finditer(name):
        before, after = name[: conjunction.start()], name[conjunction.end() :]
        if looks_like_unit(before) and looks_like_unit(after) and len(after) > 2:
            return (before, *_joined_by_and(after))
    return (name,)


def _parted(before: str, after: str, known: Collection[str]) -> bool:
    """Whether a line end between two pieces parts two names."""
    if before + after in known:
        return False
    if before in known:
        return any(name.startswith(after) for name in known) or looks_like_unit(after)
    return looks_like_unit(before) and (after in known or (looks_like_unit(after) and len(after) > 2))
