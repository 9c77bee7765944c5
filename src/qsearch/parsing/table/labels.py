"""Read the label cells of a table: which levels they name, and which execution items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qsearch.parsing.joining import join_label, join_wrapped
from qsearch.parsing.numbering import Kind, read_number, strip_number
from qsearch.parsing.table.cells import Strip
from qsearch.parsing.table.filing import AreaLabel, ItemLabel, LabelRow
from qsearch.reading.document import Kind as DocumentKind

__all__ = ["MOST_AREA_COLUMNS", "LabelReader", "area_kinds", "parts_of_area", "read_items"]

MOST_AREA_COLUMNS = 2
"""Label columns left of the execution item that have a field; one above them is an extra column."""

_AREA_KINDS: tuple[Kind, ...] = ("formal", "chinese", "chinese-bracketed", "stem")
_ITEM_KINDS: tuple[Kind, ...] = ("decimal", "arabic")
_BRACKETED_INSIDE = re.compile(r"(?=[（(]\s*[一二三四五六七八九十]+\s*[)）])")
_ITEM_START = re.compile(r"(?:^|(?<=\s))(?=[\d０-９]{1,2}\s*[、.．])")
_ITEM_NUMBER = re.compile(r"(?<![\d０-９.．])(?=[\d０-９]{1,2}\s*[、.．](?!\s*[\d０-９]))")
_LONGEST_HEADING = 30
_NO_HEADING = ("。", "：", ":", "；")
_CONTINUED = re.compile(r"[（(](?:續|接|承)[上前]?頁?[)）]$")


class LabelReader:
    """Read the labels of each strip of one table, whose levels are told by all of its labels.

    A PDF's lines are wraps; those of other formats are paragraphs. Only converters to
    text print the character at a wrap twice.
    """

    def __init__(self, strips: Sequence[Strip], kind: DocumentKind) -> None:
        self._kinds = area_kinds(
            box.lines for strip in strips for box in strip.all_of("label")[: max(len(strip.all_of("label")) - 1, 1)]
        )
        self._paragraphs = kind != "pdf"
        self._join = join_label if kind == "text" else _join_wraps
        self._seen: set[int] = set()
        self._above: tuple[str, ...] = ()
        self._heading_kinds: tuple[Kind, ...] = ()

    def read(self, strip: Strip) -> LabelRow:
        """Return the labels that this strip is the first to print."""
        boxes = strip.all_of("label")
        areas, items = boxes[:-1][-MOST_AREA_COLUMNS:], boxes[-1:]
        lines = [[] if id(box) in self._seen else box.lines for box in areas + items]
        self._seen.update(id(box) for box in boxes)
        if len(boxes) <= 1:
            area_lines, item_lines = _part_single(lines[0]) if boxes else ([], [])
            labels = self._headings(strip.above) + self._area(area_lines, 0)
            return LabelRow(labels, read_items(self._join(item_lines)), [], strip.page)
        labels = [label for level, text in enumerate(lines[:-1]) for label in self._area(text, level)]
        return LabelRow(labels, read_items(self._join(lines[-1])), [], strip.page)

    def _headings(self, above: tuple[str, ...]) -> list[AreaLabel]:
        """Return the labels that stand as numbered headings right above a table without a column for them."""
        if above is self._above:
            return []
        self._above = above
        headings: list[str] = []
        for line in reversed([line.strip() for line in above if line.strip()]):
            number = read_number(line, _AREA_KINDS)
            if number is None or number.kind == "formal" or len(line) > _LONGEST_HEADING or line.endswith(_NO_HEADING):
                break
            headings.insert(0, line)
        self._heading_kinds = tuple(sorted({*self._heading_kinds, *area_kinds([headings])}, key=_AREA_KINDS.index))
        levels = {
            self._heading_kinds.index(number.kind): number.rest
            for line in headings
            if (number := read_number(line, _AREA_KINDS))
        }
        return [AreaLabel(level, text) for level, text in sorted(levels.items())]

    def _area(self, lines: Sequence[str], level: int) -> list[AreaLabel]:
        if not self._kinds and self._paragraphs and len(lines) == 2:
            # Two paragraphs without numbers: the dimension and its subdimension.
            return [AreaLabel(level + at, text) for at, line in enumerate(lines) if (text := self._join([line]))]
        labels: list[AreaLabel] = []
        for part in parts_of_area(lines, self._kinds):
            text = self._join(part)
            number = read_number(text, self._kinds)
            at = level if number is None else max(level, self._kinds.index(number.kind))
            text = _plain(strip_number(text, _ITEM_KINDS) if number is None else number.rest)
            if text:
                labels.append(AreaLabel(at, text))
        return labels


def area_kinds(cells: Iterable[Sequence[str]]) -> tuple[Kind, ...]:
    """Return the kinds of number that label cells use above the execution item, from the top level down."""
    pieces = (piece for lines in cells for line in lines for piece in _BRACKETED_INSIDE.split(line))
    found = {number.kind: number.rank for piece in pieces if (number := read_number(piece, _AREA_KINDS)) is not None}
    return tuple(sorted(found, key=found.__getitem__))


def parts_of_area(lines: Sequence[str], kinds: tuple[Kind, ...]) -> list[list[str]]:
    """Return the lines of a cell such as 一、服務流程 （一）服務流程便捷性, parted where a numbered label starts."""
    parts: list[list[str]] = []
    for piece in _BRACKETED_INSIDE.split("\n".join(lines)):
        for at, line in enumerate(piece.strip().split("\n")):
            if not line.strip():
                continue
            if not parts or not at or read_number(line, kinds) is not None:
                parts.append([line])
            else:
                parts[-1].append(line)
    return parts


def read_items(text: str) -> list[ItemLabel]:
    """Return the execution items that a cell prints: 1. … 2. … are two, a text without numbers is one."""
    labels: list[ItemLabel] = []
    for piece in _ITEM_NUMBER.split(text):
        number = read_number(piece, _ITEM_KINDS)
        if labels and (number is None or number.ordinals != _next(labels[-1].number)):
            labels[-1] = ItemLabel(labels[-1].number, labels[-1].text + piece)
        elif number is not None:
            labels.append(ItemLabel(number.ordinals, _plain(number.rest)))
        elif piece.strip():
            labels.append(ItemLabel((), _plain(piece)))
    return labels


def _part_single(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the only label column's cell where its execution item (1. …) starts."""
    for at, line in enumerate(lines):
        if start := _ITEM_START.search(line):
            return [*lines[:at], line[: start.start()]], [line[start.start() :], *lines[at + 1 :]]
    return list(lines), []


def _join_wraps(lines: Sequence[str]) -> str:
    return join_wrapped(join_label([line]) for line in lines)


def _next(number: tuple[int, ...]) -> tuple[int, ...]:
    return (*number[:-1], number[-1] + 1) if number else (1,)


def _plain(label: str) -> str:
    return _CONTINUED.sub("", label.strip()).strip()
