"""Part lines at their spaces: converters print cells that stand side by side in one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qsearch.parsing.deadline_cells import is_deadline, is_deadline_part
from qsearch.parsing.outline.rows import Printed
from qsearch.parsing.units import looks_like_unit

__all__ = ["Token", "tokens_of", "width"]


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a run of characters without spaces, and where it stands.

    `first` says that it starts its line, `opens_page` that it starts a page's; `dated` that a deadline
    starts here which, with nothing but units behind it, ends the line.
    """

    printed: Printed
    first: bool
    opens_page: bool
    dated: bool

    @property
    def text(self) -> str:
        """The characters."""
        return self.printed.text


def tokens_of(lines: Sequence[Printed], units: Collection[str], action_width: int | None) -> Iterator[Token]:
    """Yield the tokens of all lines, in order.

    `units` are known names; a line no wider than `action_width`, in half-width columns,
    may be one of an action alone.
    """
    page = lines[0].page if lines else None
    for line in lines:
        words = line.text.split()
        wide = action_width is not None and width(line.text) > action_width
        for at, word in enumerate(words):
            opens_page = at == 0 and line.page != page
            apart = at == 0 or wide or words[at - 1].endswith("。")
            yield Token(line.with_text(word), at == 0, opens_page, _is_dated(words[at:], units, apart=apart))
        page = line.page


def width(text: str) -> int:
    """Return the width of a line in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text.strip())


def _is_dated(words: Sequence[str], units: Collection[str], *, apart: bool) -> bool:
    """Whether words are a deadline, whole or cut by the end of a cell's line, and then units only.

    Only where it stands `apart` may nothing stand behind it: a sentence may end on a date too.
    """
    for end in range(len(words), 0, -1):
        text, behind = "".join(words[:end]), words[end:]
        if not is_deadline(text) and not (is_deadline_part(text) and text[0].isdigit()):
            continue
        named = all(name in units or looks_like_unit(name) or _starts_unit(name, units) for name in behind)
        return named and (apart or bool(behind))
    return False


def _starts_unit(name: str, units: Collection[str]) -> bool:
    return any(unit.startswith(name) for unit in units)
