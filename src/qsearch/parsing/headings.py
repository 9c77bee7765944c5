"""Know the column headings of the table of actions, in the wordings agencies print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qsearch.parsing.joining import squeeze

__all__ = ["Column", "Role", "header_of_cells", "header_of_line", "role_of"]

Role = Literal["dimension", "execution_item", "action", "deadline", "units", "extra"]

_WORDS: dict[Role, str] = {
    "deadline": r"(?:預定|預計)?(?:完成|辦理|執行|實施|推動|達成)(?:期限|期程|時間|時程|日期|期間)|期程|期限|時程",
    "units": r"(?:主要?|承|協|主協)?辦(?:單位|組室|科室|處室|機關|課室|部門|人員|組別)"
    r"|(?:負責|權責|業務|執行|責任|主政)(?:單位|組室|科室|處室|機關|部門)|單位|組室",
    "extra": r"(?:預期|預定|工作)(?:目標|效益|成效|成果|績效)|(?:關鍵)?績效(?:指標|目標)|KPI|衡量(?:指標|標準)|目標值"
    r"|檢討管考|管考|備註|說明|經費|(?:辦理|執行)情形",
    "action": r"(?:推動|具體|執行|實施|辦理|改善|因應|精進|推行|工作)(?:作法|做法|措施|方式|策略|方法|內容|事項)"
    r"|推動(?:具體)?(?:作為|工作)|行動方案|具體(?:作為|行動)|作法|做法",
    "execution_item": r"(?:執行|工作|實施|推動|服務)(?:項目|指標|重點|要領)|(?:次?評核|評審|評分)指標|策略目標",
    "dimension": r"(?:實施|工作|推動|評核)要項|構面|面向|(?:評核|評審|評分)(?:項目|構面)|實施要領|策略主題",
}
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple((role, re.compile(words)) for role, words in _WORDS.items())
_REMARK = re.compile(r"\s*[（(【\[][^（()）】\]]*[)）】\]]")


@dataclass(frozen=True, slots=True)
class Column:
    """Hold one column heading as printed and what stands below it."""

    heading: str
    role: Role


def role_of(heading: str) -> Role | None:
    """Return what stands below a column heading, None where it is no heading known here.

    A remark in brackets (執行項目（參酌原則）) plays no part; of two headings in one cell
    (構面/評核項目) the first counts.
    """
    bare = squeeze(_REMARK.sub("", heading)).strip(":：")
    for candidate in (bare, re.split(r"[/／、及與]", bare)[0]):
        for role, words in _ROLES:
            if words.fullmatch(candidate):
                return role
    return None


def header_of_cells(cells: Sequence[str]) -> tuple[Column, ...] | None:
    """Return the columns that cells head, None where they are no header of a table of actions.

    A header names the actions and another column, and most of its cells are known.
    """
    headings = [squeeze(cell) for cell in cells if cell.strip()]
    roles = [role_of(heading) for heading in headings]
    if len(roles) < 2 or "action" not in roles or roles.count(None) * 3 > len(roles):
        return None
    return tuple(Column(heading, role or "extra") for heading, role in zip(headings, roles, strict=True))


def header_of_line(line: str) -> tuple[Column, ...] | None:
    """Return the columns that a line of headings names, three at least; None where it is no header."""
    columns = header_of_cells(_REMARK.sub(lambda remark: squeeze(remark[0]), line).split())
    return columns if columns is not None and len(columns) >= 3 else None
