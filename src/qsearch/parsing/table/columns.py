"""Tell what the columns of a real table hold, from its one or two rows of headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qsearch.parsing import headings
from qsearch.parsing.joining import squeeze
from qsearch.reading.document import Row

__all__ = ["Part", "TableColumns", "columns_of", "heading_at", "is_heading_row"]

Part = Literal["label", "goal", "kpi", "number", "action", "deadline", "units", "extra"]

# Headings that only real tables have, asked before the common ones.
_OWN: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("goal", re.compile(r"策略性?目標")),
    ("kpi", re.compile(r"KPI|(?:關鍵|衡量|績效)+指標(?:KPI)?", re.IGNORECASE)),
    ("number", re.compile(r"編號|序號|項次|項序|序")),
    ("label", re.compile(r"策略(?:主題|主軸|議題)|項目|類別|面向|指標")),
)
_COMMON: dict[headings.Role, Part] = {
    "dimension": "label",
    "execution_item": "label",
    "action": "action",
    "deadline": "deadline",
    "units": "units",
    "extra": "extra",
}
_BRACKETED = re.compile(r"[(\[].*?[)\]]")
# Where two columns could hold the actions (具體作法 beside 推動作法), these words win over others.
_ACTION_WORDS = (re.compile(r"(?:推動|執行|實施|辦理|推行)[作做]法|行動方案"), re.compile(r"[作做]法|措施|方案"))
_LONGEST_HEADING = 24


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Say what each column holds; `headings` are as printed, without white space."""

    parts: tuple[Part, ...]
    headings: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.parts)

    def at(self, part: Part) -> tuple[int, ...]:
        """Return the columns that hold this, from the left."""
        return tuple(at for at, held in enumerate(self.parts) if held == part)

    def first(self, part: Part) -> int | None:
        """Return the leftmost column that holds this, None where there is none."""
        return self.parts.index(part) if part in self.parts else None


def columns_of(rows: Sequence[Row]) -> TableColumns | None:
    """Return what the columns hold, where all of these rows together are the headings of a plan's table.

    A heading may be wrapped over two rows (完成 / 期限), or one heading may stand over
    several (作業期程 over 開始 and 完成期限): the lower one then says what the column holds.
    """
    width = max((len(row.cells) for row in rows), default=0)
    stacks = [[_plain(row.cells[at].text) for row in rows if at < len(row.cells)] for at in range(width)]
    stacks = [[text for text in stack if text] for stack in stacks]
    joined = ["".join(stack) for stack in stacks]
    if any(len(text) > _LONGEST_HEADING for text in joined):
        return None
    parts = [
        _part_of(text) or (_part_of(stack[-1]) if stack else None) for text, stack in zip(joined, stacks, strict=True)
    ]
    actions = [at for at, part in enumerate(parts) if part == "action"]
    if not actions or sum(part is not None for part in parts) < 2:
        return None
    action = min(actions, key=lambda at: (_action_rank(joined[at]), at))
    printed = ("".join(squeeze(row.cells[at].text) for row in rows if at < len(row.cells)) for at in range(width))
    return TableColumns(tuple(_one_of_each(parts, action)), tuple(printed))


def heading_at(rows: Sequence[Row], at: int) -> tuple[TableColumns, int] | None:
    """Return the columns that the headings starting at this row name, and over how many rows they stand."""
    if not is_heading_row(rows[at]):
        return None
    one = columns_of(rows[at : at + 1])
    below = rows[at + 1 : at + 2]
    if below and is_heading_row(below[0]):
        two = columns_of(rows[at : at + 2])
        # A title above headings adds nothing to what they say by themselves.
        if two is not None and _known(two) > _known(columns_of(below)) and (one is None or _says_more(two, one)):
            return two, 2
    return None if one is None else (one, 1)


def _says_more(two: TableColumns, one: TableColumns) -> bool:
    """Whether a second row belongs to the headings: it changes some, and makes none of them unknown."""
    lost = any(before != "extra" and after == "extra" for before, after in zip(one.parts, two.parts, strict=False))
    return not lost and two.headings != one.headings


def _known(columns: TableColumns | None) -> int:
    return 0 if columns is None else sum(part != "extra" for part in columns.parts)


def is_heading_row(row: Row) -> bool:
    """Whether a row could be part of a heading: short texts only, none of them numbered or a date."""
    texts = [_plain(cell.text) for cell in row.cells]
    filled = [text for text in texts if text]
    return bool(filled) and all(len(text) <= _LONGEST_HEADING and not re.search(r"\d|[。；]", text) for text in filled)


def _part_of(heading: str) -> Part | None:
    for wording in (heading, _BRACKETED.sub("", heading)):
        for part, pattern in _OWN:
            if pattern.fullmatch(wording):
                return part
    role = headings.role_of(heading)
    return None if role is None else _COMMON[role]


def _one_of_each(parts: Sequence[Part | None], action: int) -> list[Part]:
    """Leave one column of a kind; a second one (協辦單位) and an unknown one are extra."""
    kept: list[Part] = []
    for at, part in enumerate(parts):
        second = part not in (None, "label", "extra") and part in kept
        if part is None or second or (part == "action" and at != action):
            kept.append("extra")
        else:
            kept.append(part)
    return kept


def _action_rank(heading: str) -> int:
    return next((rank for rank, words in enumerate(_ACTION_WORDS) if words.search(heading)), len(_ACTION_WORDS))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
