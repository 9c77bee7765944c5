"""Tell the lines of a deadline column from others by the words deadlines are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qsearch.parsing.deadlines import fold_deadline
from qsearch.parsing.joining import squeeze

__all__ = ["continues_deadline", "is_deadline", "is_deadline_part", "split_deadlines"]

# Words that make a text a deadline.
_CORE = re.compile(
    r"\d{2,4}年度?|\d{1,2}月|\d{1,2}日|\d{2,4}[./-]\d{1,2}[./-]\d{1,2}|\d{3,4}[./-]\d{1,2}|\d{1,2}/\d{1,2}|第?[1-4]季|[上下]半年|\d{7}(?!\d)"
    r"|[每各逐按]\d?個?(?:半年|半個?月|(?:工作|上班)?[日天]|學期|學年度?|年度?|季|月|週|周|星期|禮拜)|[雙隔][週周月]"
    r"|不定期|不定時|持續|經常|全年|隨時|常態|常年|長期|平時|日常|例行|賡續|即時|即日起|繼續|定期|機動|適時|年底|月底"
    r"|[視依](?:實際)?(?:需[要求]|狀況|情[形況])"
)
# Words that stand beside them.
_FILLER = re.compile(
    r"辦理|完成|實施|執行|進行|推動|以?前|以?內|為?止|自|起|至|到|第|[~()\[\]、,;:。./-]|及|和|與|或|並|各|年度?|月份?|日"
    r"|[底初末中終]|[上中下]旬|至少|\d+次|性|化|期間?|[週周][一二三四五六日]|\d個?[週周]|\d{1,2}(?=[、,及和~])|當月|次月|滾動|檢討|更新"
)
# What a wrap inside a word leaves at the start and at the end of a line.
_TAIL_OF_WORD = re.compile(r"續(?=辦|$)|[時期態常度季天週周理成要]")
_HEAD_OF_WORD = re.compile(r"(?:每學|每半|每2?個?|不定?|持|經|隨|常|全|長|[視依]實?際?需?|辦|完|\d{1,3})$")
_START = re.compile(
    r"\d{2,4}(?:年|[./-]\d)|\d{7}|[每逐按]|[雙隔][週周月]|不定|持續|經常|全年|隨時|常[態年]|長期|平時|日常|例行|賡續|即[時日]"
    r"|繼續|定期|[上下]半年|第[1-4]季|[視依]"
)
_OPEN_END = re.compile(r"(?:[、,及和與或至到~(\[.:/-]|\d|^[每逐按不持經隨常長])$")

_OF_YEAR = re.compile(r"\d{1,2}(?:月|[、~])|[上下]半年|第?[1-4]季|底")
_JOINT = re.compile(r"[、,及和與或至到~(]")


def is_deadline(text: str) -> bool:
    """Whether a text is made of a deadline's words only, and of one at least that makes it one."""
    folded = fold_deadline(text)
    return _is_made_of_words(folded) and _CORE.search(folded) is not None


def is_deadline_part(line: str) -> bool:
    """Whether a line could be a wrapped piece of a deadline: `102 年 12`, `月`, `及 12 月`."""
    folded = fold_deadline(line)
    if not folded:
        return False
    starts = {0} | ({tail.end()} if (tail := _TAIL_OF_WORD.match(folded)) else set())
    ends = {len(folded)} | ({head.start()} if (head := _HEAD_OF_WORD.search(folded)) else set())
    return any(start >= end or _is_made_of_words(folded[start:end]) for start in starts for end in ends)


def continues_deadline(before: str, line: str, *, gap: bool) -> bool:
    """Whether a line goes on with the deadline `before` rather than opening the next one.

    It does where the one before is still open, as where it ends on a number, a comma or a
    及, and where the line starts no deadline; behind a `gap` of blank lines any whole
    deadline starts one.
    """
    folded, piece = fold_deadline(before), fold_deadline(line)
    if _OPEN_END.search(folded) or not is_deadline(before) or (folded.endswith("年") and _OF_YEAR.match(piece)):
        return True
    return not (_START.match(piece) or (gap and is_deadline(line) and not _JOINT.match(piece)))


def split_deadlines(lines: Iterable[str]) -> list[str]:
    """Return the deadlines in neighbouring lines of a deadline column, joined and without white space."""
    deadlines: list[str] = []
    for line in lines:
        piece = squeeze(line)
        if piece and deadlines and continues_deadline(deadlines[-1], piece, gap=False):
            deadlines[-1] += piece
        elif piece:
            deadlines.append(piece)
    return deadlines


def _is_made_of_words(folded: str) -> bool:
    at = 0
    while at < len(folded):
        word = _CORE.match(folded, at) or _FILLER.match(folded, at)
        if word is None:
            return False
        at = word.end()
    return True
