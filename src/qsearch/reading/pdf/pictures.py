"""Draw pages of a PDF file as pictures, with boxes marked on them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qsearch.errors import UnreadableDocument
from qsearch.reading.document import Box

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Mark", "pictures"]

_DPI = 110
_SCALE = _DPI / 72
_LARGEST = 4000  # pixels a side: a poster is drawn smaller
_TAG_SIZE = 15


@dataclass(frozen=True, slots=True)
class Mark:
    """Ask for a box in a colour (`#rrggbb`), with a short text of ASCII at its corner where there is one."""

    box: Box
    colour: str
    tag: str = ""
    wash: bool = False
    """Whether the box is tinted, too."""


def pictures(data: bytes, marks: Mapping[int, Sequence[Mark]], name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each page, from 1, and its picture as PNG; raises UnreadableDocument where it can't be drawn."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"無法繪出「{name}」的頁面：{error}。", hint="請重新下載後再試。") from error
    try:
        for at, page in enumerate(pdf, 1):
            scale = min(_SCALE, _LARGEST / max(page.get_width(), page.get_height(), 1.0))
            drawn = page.render(scale=scale).to_pil().convert("RGB")
            yield at, _png(_marked(drawn, marks.get(at, ()), scale))
    finally:
        pdf.close()


def _marked(picture: Image, marks: Sequence[Mark], scale: float) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    tint = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(tint)
    for mark in marks:
        if mark.wash:
            brush.rectangle(_corners(mark.box, scale), fill=(*_rgb(mark.colour), 40))
    picture = Image.alpha_composite(picture.convert("RGBA"), tint).convert("RGB")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_TAG_SIZE)
    for mark in marks:
        x0, top, x1, bottom = _corners(mark.box, scale)
        pen.rectangle((x0, top, x1, bottom), outline=_rgb(mark.colour), width=2 if mark.tag else 1)
        if mark.tag:
            left, _, right, _ = pen.textbbox((0, 0), mark.tag, font=font)
            edge = max(x0 - (right - left) - 6, 0)
            pen.rectangle((edge, top, edge + right - left + 6, top + _TAG_SIZE + 4), fill=_rgb(mark.colour))
            pen.text((edge + 3, top + 1), mark.tag, fill=(255, 255, 255), font=font)
    return picture


def _corners(box: Box, scale: float) -> tuple[float, float, float, float]:
    x0, x1 = sorted((box.x0 * scale, box.x1 * scale))
    top, bottom = sorted((box.top * scale, box.bottom * scale))
    return x0, top, x1, bottom


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _png(picture: Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return written.getvalue()
