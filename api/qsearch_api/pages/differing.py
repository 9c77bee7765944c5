"""Show what changed between two wordings, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Run", "difference"]

_LONGEST = 3000
_LEAST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a run of text that stays, was taken out or was put in."""

    kind: Literal["same", "out", "in"]
    text: str


def difference(before: str, after: str) -> tuple[Run, ...]:
    """Return the runs that lead from one wording to another.

    A single character that stays between two changes reads worse than it helps, so it
    counts as changed. Texts too long to compare in time are shown whole, old then new.
    """
    if max(len(before), len(after)) > _LONGEST:
        return (Run("out", before), Run("in", after))
    return tuple(_joined(_runs(before, after)))


def _runs(before: str, after: str) -> Iterator[Run]:
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (kind, i, j, k, m) in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        if kind == "equal" and (j - i >= _LEAST_KEPT or not inner):
            yield Run("same", before[i:j])
        else:
            yield Run("out", before[i:j])
            yield Run("in", after[k:m])


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Join what is taken out, and what is put in, between two runs that stay."""
    taken = put = ""
    for run in runs:
        if run.kind == "out":
            taken += run.text
        elif run.kind == "in":
            put += run.text
        else:
            yield from (changed for changed in (Run("out", taken), Run("in", put)) if changed.text)
            taken = put = ""
            yield run
    yield from (changed for changed in (Run("out", taken), Run("in", put)) if changed.text)
