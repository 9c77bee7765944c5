"""Say in words why a hit stands where it does."""

from __future__ import annotations

from qsearch.results import MatchReason
from qsearch.text.fold import to_traditional

__all__ = ["explained"]

_PLACES = {
    "text": "作法內容",
    "context": "標籤、標題或其他欄位",
    "about": "機關、單位或編號",
}


def explained(reason: MatchReason) -> str:
    """Return a sentence on how a hit speaks of one thing that was asked for, and how much that counts.

    The words were folded before they were looked for; they are shown in the characters of
    Taiwan, in small letters.
    """
    asked, matched, place = to_traditional(reason.asked), to_traditional(reason.matched), _PLACES[reason.where]
    if reason.how == "verbatim":
        found = f"「{asked}」見於{place}"
    elif reason.how == "concept":
        found = f"{place}提及「{matched}」，與「{asked}」同義或相關" if matched != asked else f"{place}提及「{asked}」"
    else:
        found = f"{place}只有「{asked}」的一部分，如「{matched}」"
    return f"{found}（{reason.strength:.0%}）"
