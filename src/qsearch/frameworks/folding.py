"""Bring printed labels and names to one form, so that only their words are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold_label", "fold_words"]

# Labels, agencies and units come back with every item; reading all of a home folds each once.
_CACHED = 8192

_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\W_]+")
_VARIANT_CHARACTERS = str.maketrans({"臺": "台"})

# 一、 (一) 第一、 1. 1、 1.1 (1) A. (A) iv. at the start, several in a row; a digit alone
# is part of the words (24小時服務), and so is a numeral without its mark (一次告知).
_LEADING_NUMBER = re.compile(
    r"""^(?:
        \([一二三四五六七八九十百]{1,4}\)
      | 第?[一二三四五六七八九十百]{1,4}[、.:]
      | [壹貳參肆伍陸柒捌玖拾]{1,3}[、.:]
      | \(\d{1,2}\)
      | \d{1,2}(?:[.-]\d{1,2})+[.、]?
      | \d{1,2}[.、):]
      | \([a-z]{1,3}\)
      | (?:[ivx]{1,4}|[a-z])[.、):]
    )+""",
    re.VERBOSE,
)
# A cell may print several numbered labels: 1. … 2. …
_INNER_NUMBER = re.compile(r"(?<![\d.])\d{1,2}[.、](?!\d)")


@lru_cache(maxsize=_CACHED)
def fold_label(text: str) -> str:
    """Return the bare words of a label: no width, case, white space, numbering or marks, 臺 as 台.

    Empty where the text holds no words.
    """
    plain = _plain(text)
    unnumbered = _INNER_NUMBER.sub("", _LEADING_NUMBER.sub("", plain))
    return _MARKS.sub("", unnumbered) or _MARKS.sub("", plain)


@lru_cache(maxsize=_CACHED)
def fold_words(text: str) -> str:
    """Return the bare words of a name or a text: as `fold_label`, but numbering is kept."""
    return _MARKS.sub("", _plain(text))


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold().translate(_VARIANT_CHARACTERS)
    return _SPACE.sub("", normal)
