"""Put wrapped lines together again.

Chinese joins without a space; between Latin words and figures the space that the wrap
took is put back. White space inside a line is kept, but for the wide spaces a justified
line leaves between single characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["close_up", "join_label", "join_wrapped", "squeeze"]

_WIDE = r"[⺀-鿿豈-﫿　-〿＀-￯．·]"
# Three and more single characters set apart: 單 一 窗 口.
_SPACED_OUT = re.compile(rf"(?<!\S){_WIDE}(?:[ 　]+{_WIDE}(?!\S))" + "{2,}")
_BETWEEN_WIDE = re.compile(rf"(?<={_WIDE})[ 　\t]+(?={_WIDE})")
_WIDE_SPACE = re.compile(rf"(?<={_WIDE})[ 　\t]{{2,}}(?={_WIDE})")


def squeeze(text: str) -> str:
    """Return a text without any white space."""
    return "".join(text.split())


def close_up(text: str) -> str:
    """Return a text without the spaces of justified setting between single Chinese characters."""
    text = _SPACED_OUT.sub(lambda run: _BETWEEN_WIDE.sub("", run[0]), text)
    return _WIDE_SPACE.sub("", text).strip()


def join_wrapped(lines: Iterable[str]) -> str:
    """Return wrapped lines as one line; blank lines among them count for nothing."""
    joined = ""
    for line in lines:
        piece = close_up(line)
        if not piece:
            continue
        if joined and _needs_space(joined[-1], piece[0]):
            joined += " "
        joined += piece
    return close_up(joined)


def join_label(lines: Iterable[str]) -> str:
    """Return a label that a narrow cell wrapped, without white space between Chinese characters.

    A character that the wrap printed at both ends (服務場所 所便利性) is kept once.
    """
    joined = ""
    for line in lines:
        for piece in _pieces(line):
            if joined and _needs_space(joined[-1], piece[0]):
                joined += " "
            doubled = bool(joined) and joined[-1] == piece[0] and not piece[0].isascii()
            joined += piece[1:] if doubled else piece
    return joined


def _pieces(line: str) -> list[str]:
    """Split a line where white space stands between Chinese characters."""
    return [piece.strip() for piece in _BETWEEN_WIDE.split(line) if piece.strip()]


def _needs_space(left: str, right: str) -> bool:
    """Whether a wrap between these took a space: between Latin words and figures, not at a hyphen or slash."""
    return left.isascii() and right.isascii() and left not in "-/(_@" and right not in ",.;:)/-%"
