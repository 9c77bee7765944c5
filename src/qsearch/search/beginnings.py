"""Pack how an action begins into one index term: folded, to be found, and as printed, to be shown."""

from __future__ import annotations

import re

from qsearch.text.fold import fold_text

__all__ = ["beginning_term", "read_beginning"]

_LONGEST, _SHORTEST = 40, 12
"""Characters of a beginning: it ends with the last clause that lies between them, else where it gets too long."""

_PARTED, _SPACE = "\x02", "\x03"  # terms hold no white space, and no text these
_CLAUSE_END = re.compile(r"[，、；。：！？;!?（(]|,(?!\d)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")


def beginning_term(text: str) -> str:
    """Return the term of a printed text."""
    printed = _UNPRINTABLE.sub(" ", text).strip()
    if len(printed) > _LONGEST:
        ends = [end.start() for end in _CLAUSE_END.finditer(printed, _SHORTEST, _LONGEST + 1)]
        printed = printed[: ends[-1] if ends else _LONGEST].rstrip()
    printed = printed.rstrip("。，、；：")
    return f"{''.join(fold_text(printed).split())}{_PARTED}{printed.replace(' ', _SPACE)}"


def read_beginning(term: str) -> tuple[str, str]:
    """Return the folded beginning without white space, and the printed one."""
    folded, _, printed = term.partition(_PARTED)
    return folded, printed.replace(_SPACE, " ")
