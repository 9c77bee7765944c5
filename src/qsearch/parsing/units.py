"""Part the units of a cell (承辦單位), which narrow columns wrap inside a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qsearch.parsing.joining import squeeze

__all__ = ["split_units"]

_ENDING = r"(?:中心|委員會|辦公室|小組|單位|[組室科處課局所股隊部會])"
# A piece that is nothing but the end of a name: 組, 室, 心, 小組; or a remark in brackets.
_TAIL = re.compile(rf"(?:心|員會|會|公室|位|{_ENDING}){{1,2}}|[(（].*")
# 館 and its like end a name (總館) as often as they stand inside one (圖書館+管理組).
_ENDED_SURELY = re.compile(r".(?:中心|委員會|辦公室|[組室科處課局所股隊])(?:[)）]|[(（].*[)）])?$|^各?[總分本全]館$")
_SEPARATOR = re.compile(r"[、，,；;/／\n]+(?![^(（]*[)）])")
_CONJUNCTION = re.compile(r"(?<=[組室科處課局所股隊心])[及與和暨](?=..)")
_NOTHING = re.compile(r"[無\-－—─–*＊]*")


def split_units(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the units that the lines of a cell print, in order, without white space.

    A space or line end parts two units only behind the end of a name (閱覽組 總務組), and
    so does a 及 (館藏發展及書目管理組 is one). A cell with a dash only prints none.
    """
    joined = ""
    for piece in (piece for line in lines for piece in line.split()):
        if joined and not joined.endswith("\n") and _ENDED_SURELY.search(joined) and not _TAIL.fullmatch(piece):
            joined += "\n"
        joined += piece
    names = (squeeze(name) for part in _SEPARATOR.split(joined) for name in _CONJUNCTION.split(part))
    return tuple(name for name in names if name and not _NOTHING.fullmatch(unicodedata.normalize("NFKC", name)))
