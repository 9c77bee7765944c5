"""Read the filters that people type into a query: 機關:國家圖書館 年度:101-103 單一窗口."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qsearch.errors import QueryError
from qsearch.frameworks import parse_year
from qsearch.plan import Filters

__all__ = ["FIELD_NAMES", "FieldQuery", "read_fields"]

_NAMES = {
    "機關": "agency",
    "机关": "agency",
    "年度": "year",
    "年": "year",
    "構面": "dimension",
    "构面": "dimension",
    "執行項目": "execution_item",
    "执行项目": "execution_item",
    "單位": "unit",
    "单位": "unit",
    "架構": "framework",
    "架构": "framework",
}
FIELD_NAMES = {
    **_NAMES,
    "承辦單位": "unit",
    "評核架構": "framework",
    "execution-item": "execution_item",
    **{field: field for field in _NAMES.values()},
}
"""What the fields of filters are called where a heading names them: as in a query, and as options are."""

# Only at the start of a term, and only for these names: pasted text may hold any other colon.
_FIELD = re.compile(
    rf"""(?<!\S)(?P<name>{"|".join(sorted(_NAMES, key=len, reverse=True))})[:：]
    (?: 「(?P<corner>[^」]+)」 | "(?P<straight>[^"]+)" | “(?P<curly>[^”]+)” | (?P<bare>[^\s「"“]\S*) )(?!\S)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FieldQuery:
    """Hold a query without the filters typed into it, those filters, and how they were typed."""

    text: str
    filters: Filters
    typed: tuple[str, ...] = ()


def read_fields(text: str, filters: Filters) -> FieldQuery:
    """Return a query and its filters, those typed into it added to the ones given.

    What names no field known here, and a year that is none, stays text.
    """
    typed: list[str] = []
    rest: list[str] = []
    end = 0
    for match in _FIELD.finditer(text):
        value = next(group for name, group in match.groupdict().items() if name != "name" and group).strip()
        widened = _with(filters, _NAMES[match["name"]], value)
        if widened is None:
            continue
        filters = widened
        typed.append(match[0])
        rest.append(text[end : match.start()])
        end = match.end()
    rest.append(text[end:])
    return FieldQuery("".join(rest) if typed else text, filters, tuple(typed))


def _with(filters: Filters, name: str, value: str) -> Filters | None:
    if not value:
        return None
    if name != "year":
        return replace(filters, **{name: (*getattr(filters, name), value)})
    try:
        return replace(filters, year=(*filters.year, parse_year(value)))
    except QueryError:
        return None
