"""Cut texts into pieces that a template can mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qsearch.results import Highlight

__all__ = ["Piece", "excerpt", "marked", "spans_of"]

Span = tuple[int, int]

_LEAD = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a run of text that is marked or not."""

    text: str
    marked: bool = False


def spans_of(highlights: Iterable[Highlight], text: str) -> tuple[Span, ...]:
    """Return what is highlighted in a printed text, nothing where it holds no match."""
    return next((mark.spans for mark in highlights if mark.text == text), ())


def marked(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return a text in pieces, those of `spans` marked; spans may touch, overlap or reach beyond."""
    return tuple(piece for piece in _pieces(text, sorted(spans)) if piece.text)


def excerpt(text: str, spans: Sequence[Span], length: int = 320) -> tuple[Piece, ...]:
    """Return at most `length` characters around the first mark, in pieces, with … where text is left out."""
    if len(text) <= length:
        return marked(text, spans)
    first = min((start for start, _ in spans), default=0)
    begin = 0 if first < length - _LEAD else min(first - _LEAD, len(text) - length)
    end = begin + length
    inside = [
        (max(start, begin) - begin, min(stop, end) - begin) for start, stop in spans if start < end and stop > begin
    ]
    pieces = marked(text[begin:end], inside)
    return (*([Piece("…")] if begin else []), *pieces, *([Piece("…")] if end < len(text) else []))


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    end = 0
    for start, stop in spans:
        yield Piece(text[end:start])
        yield Piece(text[max(start, end) : stop], marked=True)
        end = max(end, stop)
    yield Piece(text[end:])
