"""Repair what was typed wrong: a character for another, one too few or too many, two that changed places.

A slip makes pairs of characters that stand in no item. Where there are such, every way to
mend them is weighed against what was typed, as a noisy channel (Kernighan, Church and Gale,
1990): how likely the words are, in the items and in the language, less what the slip costs.
A repair has to make a word that stands in items; words that are common, or stand in items,
are meant as they are typed, however odd they look side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from qsearch.search.engine import Engine
from qsearch.search.language import Language
from qsearch.search.likeness import Alike, Likeness
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold, fold_text, to_traditional
from qsearch.text.script import HAN
from qsearch.text.spans import Span

__all__ = ["Speller", "speller_of"]

_RUN = re.compile(f"[{HAN}]{{2,}}")
_LONGEST = 40  # characters of a query that are looked at; a pasted paragraph is no slip
_MOST_BROKEN = 6  # pairs that stand in no item: a slip breaks two or three
_FEW = 3  # characters
_MOST_REPAIRS = 2
_MOST_TRIED = 12  # characters that are tried in one place
_BEFORE_GAP = 4  # characters of a term that may stand before one that is missing
_AROUND = 8  # characters on either side that are weighed with a repair

_DOUBLED, _SWAPPED, _MISSING = 9.0, 7.0, 7.0
"""What a slip costs, as minus the logarithm of how often it is made. One too many makes the query less likely anyway."""

_LONG = 4
"""From this length on a word says more than one that stands in items and that it takes apart."""

_GAIN, _GAIN_OF_FEW, _NOTHING_LOST = 4.0, 1.0, -3.0
"""How much likelier a repair has to be than what was typed.

Less among a few characters alone, which more likely are a term gone wrong than new words, and
in a rare word where nothing would be found anyway.
"""


class _Edit(NamedTuple):
    """Put some characters in place of those from `start` to `end` of a run."""

    start: int
    end: int
    put: str
    cost: float

    def of(self, run: str) -> str:
        return run[: self.start] + self.put + run[self.end :]


class _Near(NamedTuple):
    """Hold what stands around an edit, before and after it, and the edit with its places there."""

    typed: str
    mended: str
    edit: _Edit

    @classmethod
    def of(cls, run: str, edit: _Edit) -> _Near:
        first = max(edit.start - _AROUND, 0)
        typed = run[first : edit.end + _AROUND]
        moved = edit._replace(start=edit.start - first, end=edit.end - first)
        return cls(typed, moved.of(typed), moved)


class Speller:
    """Suggest a better query than what was typed, out of what stands in items."""

    def __init__(self, engine: Engine, analyser: Analyser, likeness: Likeness) -> None:
        self._engine = engine
        self._analyser = analyser
        self._likeness = likeness

    def repaired(self, text: str) -> str | None:
        """Return the query with its slips mended, None where there are none or nothing better is known."""
        if len(text) > _LONGEST:
            return None
        language = Language(self._engine, self._analyser)
        mended = text
        for _ in range(_MOST_REPAIRS):
            better = self._mended_once(mended, language)
            if better is None:
                break
            mended = better
        # Who makes more slips than that most likely made none.
        return None if mended == text or self._mended_once(mended, language) is not None else mended

    def _mended_once(self, text: str, language: Language) -> str | None:
        folded = fold(text)
        best: tuple[float, int, str, _Edit] | None = None
        for run in _RUN.finditer(folded.text):
            for gain, edit in self._weighed(run[0], language):
                if best is None or gain > best[0]:
                    best = (gain, run.start(), run[0], edit)
        if best is None:
            return None
        _, at, run_text, edit = best
        start, end = folded.printed(at + edit.start, at + edit.end)
        return text[:start] + _shown(edit, run_text, text) + text[end:]

    def _weighed(self, run: str, language: Language) -> Iterator[tuple[float, _Edit]]:
        """Yield the repairs of a run that are likelier than what was typed, and how much."""
        held = language.pairs(one + other for one, other in pairwise(run))
        if all(held):
            return
        words = [span for span in language.path(run).words if span[1] - span[0] > 1]
        meant = {at: span for span in words if language.is_meant(run[slice(*span)]) for at in range(*span)}
        broken = [at for at, n in enumerate(held) if not n and not self._fits(run, at, meant)]
        if len(broken) > _MOST_BROKEN:
            return
        edits = list(self._edits(run, broken, language))
        near = [_Near.of(run, edit) for edit in edits]
        language.look_up(text for one in near for text in (one.typed, one.mended))
        odd = {at for span in words for at in range(*span)} - meant.keys()
        for edit, one in zip(edits, near, strict=True):
            path = language.path(one.mended)
            gain = path.likely - language.path(one.typed).likely - edit.cost
            lost = any(held) or edit.start not in odd
            least = self._least(run, edit, meant, language)
            if gain >= _needed(run, edit, lost=lost) and _makes_words(one, path.words, language, least):
                yield gain, edit

    def _fits(self, run: str, at: int, meant: Mapping[int, Span]) -> bool:
        """Tell whether a pair that stands in no item is none the worse for it.

        That is so between two words that are meant, and in what the thesaurus names.
        """
        if not {at, at + 1} <= meant.keys():
            return False
        return meant[at] != meant[at + 1] or run[slice(*meant[at])] in self._analyser.thesaurus.terms

    def _least(self, run: str, edit: _Edit, meant: Mapping[int, Span], language: Language) -> int:
        """Return how long a word an edit has to make: longer than a word that was meant and that it takes apart."""
        if not edit.put and meant.keys() >= {edit.start, edit.start + 1}:
            return _LONG
        touched = [meant[at] for at in range(edit.start, max(edit.end, edit.start + 1)) if edit.put and at in meant]
        return max((_LONG if language.stands(run[start:end]) else end - start + 1 for start, end in touched), default=2)

    def _edits(self, run: str, broken: list[int], language: Language) -> Iterator[_Edit]:
        """Yield what may be done about pairs that stand in no item."""
        for at in broken:
            if run[at] == run[at + 1]:
                yield _Edit(at, at + 1, "", _DOUBLED)
                continue
            yield from self._missing(run, at)
        for at in sorted({place for pair in broken for place in (pair - 1, pair, pair + 1)}):
            edit = _Edit(at, at + 2, run[at + 1 : at + 2] + run[at : at + 1], _SWAPPED)
            around = edit.of(run)[max(at - 1, 0) : at + 3]
            if 0 <= at < len(run) - 1 and any(language.pairs(one + other for one, other in pairwise(around))):
                yield edit
        suspects = sorted({place for pair in broken for place in (pair, pair + 1)})
        language.pairs(pair for at in suspects for one in self._likeness.of(run[at]) for pair in _beside(run, at, one))
        for at in suspects:
            yield from self._others(run, at, language)

    def _others(self, run: str, at: int, language: Language) -> Iterator[_Edit]:
        """Yield what a character may have been: of what is like it the likeliest beside its neighbours."""
        likely: list[tuple[float, int, _Edit]] = []
        for place, one in enumerate(self._likeness.of(run[at])):
            if most := max(language.pairs(_beside(run, at, one))):
                likely.append((most / one.cost**2, -place, _Edit(at, at + 1, one.character, one.cost)))
        yield from (edit for _, _, edit in sorted(likely, reverse=True)[:_MOST_TRIED])

    def _missing(self, run: str, at: int) -> Iterator[_Edit]:
        """Yield what is missing between a character and the next for a term of the thesaurus."""
        for start in range(max(at - _BEFORE_GAP, 0), at + 1):
            before = run[start : at + 1]
            for term in self._analyser.thesaurus.wordings_with_prefix(before):
                missing, after = term.folded[len(before) : len(before) + 1], term.folded[len(before) + 1 :]
                if after and run.startswith(after, at + 1):
                    yield _Edit(at + 1, at + 1, missing, _MISSING)


def _needed(run: str, edit: _Edit, *, lost: bool) -> float:
    """Return how much likelier an edit has to make a run; `lost` tells whether something is found as it is typed."""
    if edit.start == edit.end:
        return _GAIN  # short forms leave characters out on purpose: 粉絲頁
    if len(run) <= _FEW:
        return _GAIN_OF_FEW
    return _GAIN if lost else _NOTHING_LOST


def _beside(run: str, at: int, one: Alike) -> list[str]:
    """Return the pairs that a character would make with its neighbours in place of another."""
    around = run[max(at - 1, 0) : at] + one.character + run[at + 1 : at + 2]
    return [left + right for left, right in pairwise(around)]


def _makes_words(near: _Near, words: tuple[tuple[int, int], ...], language: Language, least: int) -> bool:
    """Tell whether all that an edit put there lies in words of some length that stand in items."""
    edit, mended = near.edit, near.mended
    if edit.end == edit.start:
        least = max(least, 3)  # what was missing between two characters holds them together
    places = range(edit.start, edit.start + max(len(edit.put), 1))
    inner = [
        (first, last)
        for start, end in words
        for first in range(start, end - least + 1)
        for last in range(first + least, end + 1)
        if any(first <= at < last for at in places) and language.stands(mended[first:last])
    ]
    return all(any(first <= at < last for first, last in inner) for at in places)


def _shown(edit: _Edit, run: str, text: str) -> str:
    """Return what an edit puts there in the script in which the text is typed: Traditional where that can't be told."""
    if text == fold_text(text) and to_traditional(text) != text:
        return edit.put
    whole = to_traditional(edit.of(run))
    shown = whole[edit.start : edit.start + len(edit.put)]
    return shown if len(whole) == len(edit.of(run)) else edit.put


def speller_of(engine: Engine, analyser: Analyser, lookalikes: Path) -> Speller:
    """Return a speller over what an engine holds; the file of look-alikes is read when first something is suspect."""
    return Speller(engine, analyser, Likeness(lookalikes))
