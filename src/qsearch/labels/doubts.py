"""Say why a suggestion is not to be relied on, in the words that people read on terminal, page and document."""

from __future__ import annotations

from qsearch.results import Doubt

__all__ = ["doubted"]

_WORDS: dict[Doubt, str] = {
    "blank": "沒有可判斷的文字",
    "short": "文字太短",
    "long": "文字過長，不像單一項作法；請分項輸入",
    "unfamiliar": "用詞與計畫中的作法差異太大",
    "unmeasured": "已標示的項目不足以驗證",
    "close": "可能性不夠高",
}


def doubted(doubt: Doubt) -> str:
    """Return the sentence, without its full stop, that tells of a doubt."""
    return _WORDS[doubt]
