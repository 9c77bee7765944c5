"""Recognise the text of pages that are pictures, with tesseract where it is installed.

A page is drawn, turned upright by a degree or two, and freed of its rules, which
tesseract takes for characters; the rules are found again in the picture, for they tell
the cells of its tables.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from qsearch.errors import OcrUnavailable, UnreadableDocument
from qsearch.reading.document import Box
from qsearch.reading.pdf.printing import Glyph

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["LANGUAGE", "RecognisedPage", "lines_drawn", "recognise", "require_recognition"]

LANGUAGE = "chi_tra"

_DPI = 300  # what tesseract's models were trained for
_POINTS = 72 / _DPI
_LEAST_RULE = 0.4  # inches: longer than the strokes of any character
_THICKEST_RULE = 0.06  # inches: a picture or a filled box otherwise
_DARK = 140
_STEEPEST, _STEP = 2.0, 0.25  # degrees that a page may lie aslant, and in which steps it is turned back
_SPARSE = "11"  # tesseract's page mode for text wherever it stands; others drop cells or read over columns
_NO_SPACE = 0.7  # of a line's height, for text that is nearly all Han
_HAIR = 0.5  # points, the least width of a word
_WORD, _LINE = "5", "4"
_HINT = (
    "請安裝 tesseract 與繁體中文資料（Debian：apt install tesseract-ocr tesseract-ocr-chi-tra），"
    "或改用製作它的 Office 文件。"
)

# Tesseract gives the marks between Han characters as their ASCII cousins, now and then.
_FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")

_Page = Any  # pdfplumber ships no types
_Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Hold what was read in a picture: characters, rules (as thin boxes) and how sure it is, 0 to 1."""

    glyphs: tuple[Glyph, ...]
    level: tuple[Box, ...]
    upright: tuple[Box, ...]
    confidence: float


def require_recognition() -> str:
    """Return the path of tesseract; raise OcrUnavailable where it or its data for Traditional Chinese is missing."""
    program = shutil.which("tesseract")
    if program is None:
        raise OcrUnavailable("找不到文字辨識程式 tesseract。", hint=_HINT)
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603
    if LANGUAGE not in listed.stdout.split():
        raise OcrUnavailable("tesseract 沒有繁體中文（chi_tra）的辨識資料。", hint=_HINT)
    return program


def lines_drawn(rules: Iterable[Box], *, upright: bool) -> list[dict[str, Any]]:
    """Return rules as the lines that pdfplumber's table finder takes."""
    drawn = []
    for rule in rules:
        across, down = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
        ends = Box(across, rule.top, across, rule.bottom) if upright else Box(rule.x0, down, rule.x1, down)
        drawn.append(
            {
                "object_type": "line",
                "x0": ends.x0,
                "x1": ends.x1,
                "top": ends.top,
                "bottom": ends.bottom,
                "width": ends.x1 - ends.x0,
                "height": ends.bottom - ends.top,
            }
        )
    return drawn


def recognise(page: _Page, program: str, name: str) -> RecognisedPage:
    """Read a page that pdfplumber opened; raises UnreadableDocument where tesseract fails."""
    picture = _upright(page.to_image(resolution=_DPI, antialias=True).original.convert("L"))
    dark = np.asarray(picture) < _DARK
    level = tuple(_rules(dark))
    upright = tuple(Box(box.top, box.x0, box.bottom, box.x1) for box in _rules(dark.T))
    words = _close(_words(_run(program, _without(picture, (*level, *upright)), name)))
    sure = [word.sure for word in words for _ in word.text]
    return RecognisedPage(
        tuple(glyph for word in words for glyph in word.glyphs()),
        level,
        upright,
        sum(sure) / len(sure) if sure else 0.0,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    sure: float

    def glyphs(self) -> Iterator[Glyph]:
        """Yield the characters side by side, those of full width twice as wide as the others."""
        widths = [2 if east_asian_width(character) in "WF" else 1 for character in self.text]
        step = (self.x1 - self.x0) / sum(widths)
        x0 = self.x0
        for character, width in zip(self.text, widths, strict=True):
            yield Glyph(x0, self.top, x0 + width * step, self.bottom, character)
            x0 += width * step


def _run(program: str, picture: Image, name: str) -> str:
    drawn = io.BytesIO()
    picture.save(drawn, format="PNG", dpi=(_DPI, _DPI), compress_level=1)
    command = [program, "stdin", "stdout", "-l", LANGUAGE, "--psm", _SPARSE, "--dpi", str(_DPI), "tsv"]
    done = subprocess.run(command, input=drawn.getvalue(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise UnreadableDocument(
            f"文字辨識「{name}」失敗（tesseract 結束碼 {done.returncode}）。", hint="請確認 tesseract 可正常執行。"
        )
    return done.stdout.decode("utf-8", errors="replace")


def _words(table: str) -> Iterator[_Word]:
    """Yield the words of tesseract's TSV; each is as high as its line, for a 一 alone is not."""
    top = bottom = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, width, high, low = (float(row[key]) * _POINTS for key in ("left", "width", "top", "height"))
        if row["level"] == _LINE:
            top, bottom = high, high + low
        text = "".join((row["text"] or "").split())
        if row["level"] == _WORD and text:
            yield _Word(
                text.translate(_FULL_WIDTH) if _may_widen(text) else text,
                left,
                left + width,
                top,
                bottom,
                max(float(row["conf"]), 0.0) / 100,
            )


def _may_widen(text: str) -> bool:
    """Whether the marks of a word stand among Han characters: not those of 3,000 or e.g."""
    return any("\u3400" <= character <= "\u9fff" for character in text) or not any(map(str.isalnum, text))


def _close(words: Iterable[_Word]) -> list[_Word]:
    """Let words of a line meet where no space parts them: Han characters fill a square; tesseract's boxes overlap, too.

    What comes later in the line stands further right, whatever its box says.
    """
    closed: list[_Word] = []
    for word in words:
        before = closed[-1] if closed else None
        if before is None or not _follows(before, word):
            closed.append(word)
            continue
        border = max((before.x1 + word.x0) / 2, before.x0 + _HAIR)
        closed[-1] = replace(before, x1=border)
        closed.append(replace(word, x0=border, x1=max(word.x1, border + _HAIR)))
    return closed


def _follows(before: _Word, word: _Word) -> bool:
    same_line = (before.top, before.bottom) == (word.top, word.bottom)
    return same_line and word.x0 - before.x1 < _NO_SPACE * (word.bottom - word.top)


def _upright(picture: Image) -> Image:
    """Return the picture turned so that its lines of text lie level."""
    from PIL.Image import Resampling

    small = picture.resize((max(picture.width // 4, 1), max(picture.height // 4, 1)))
    angles = np.arange(-_STEEPEST, _STEEPEST + _STEP / 2, _STEP)

    def sharpness(angle: float) -> float:
        rows = (255 - np.asarray(small.rotate(angle, fillcolor=255), dtype=np.float32)).sum(axis=1)
        return float(np.var(np.diff(rows)))

    best = float(max(angles, key=lambda angle: (sharpness(float(angle)), -abs(angle))))
    return picture if abs(best) < _STEP else picture.rotate(best, fillcolor=255, resample=Resampling.BILINEAR)


def _rules(dark: _Mask) -> Iterator[Box]:
    """Yield the level rules of a picture, in points: long dark runs, those on neighbouring rows joined."""
    growing: list[list[int]] = []  # x0, x1, first row, last row
    for row, line in enumerate(dark):
        runs = _runs(line, int(_LEAST_RULE * _DPI))
        for x0, x1 in runs:
            for rule in growing:
                if rule[3] >= row - 2 and x0 < rule[1] and rule[0] < x1:
                    rule[0], rule[1], rule[3] = min(rule[0], x0), max(rule[1], x1), row
                    break
            else:
                growing.append([x0, x1, row, row])
        if row % 64 == 0:
            yield from _thin(rule for rule in growing if rule[3] < row - 2)
            growing = [rule for rule in growing if rule[3] >= row - 2]
    yield from _thin(growing)


def _thin(rules: Iterable[Sequence[int]]) -> Iterator[Box]:
    for x0, x1, first, last in rules:
        if last - first < _THICKEST_RULE * _DPI:
            yield Box(x0 * _POINTS, first * _POINTS, x1 * _POINTS, (last + 1) * _POINTS)


def _runs(line: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Return the runs of True that are at least so long, as (start, end)."""
    if int(line.sum()) < least:
        return []
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line.view(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= least
    return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))


def _without(picture: Image, rules: Iterable[Box]) -> Image:
    """Return the picture with its rules painted over."""
    from PIL import ImageDraw

    cleared = picture.copy()
    pen = ImageDraw.Draw(cleared)
    for rule in rules:
        x0, top, x1, bottom = (value / _POINTS for value in (rule.x0, rule.top, rule.x1, rule.bottom))
        pen.rectangle((x0 - 2, top - 2, x1 + 2, bottom + 2), fill=255)
    return cleared
