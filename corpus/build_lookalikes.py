"""Find the characters that look alike, by drawing them: `corpus/lexicon/lookalikes.txt`.

    python -m corpus.build_lookalikes FONT.ttc FONT.ttc:3 …     # :3 names a face of a collection

What may be typed (the 5,401 common characters of Big5, and all that the sample plans, the
examples and the lexicon hold; each has a line) is compared with what may be meant (only the latter: what
nobody prints is no repair). Characters are drawn in every font, blurred, and compared by the
mean of the cosines of their pictures; several fonts, for strokes that one design draws alike
another tells apart.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parent
_SIZE = 48  # pixels
_BLUR = 1.6  # pixels
_LIKENESS = 0.7
_MOST = 10  # neighbours of a character
_HAN = re.compile("[\u4e00-\u9fff]")
_TITLE = "# 字形相近的字：由 corpus/build_lookalikes.py 繪圖比對而得；首字為所輸入者，其後為形似者，最相近者在前。"
# The first plane of Big5, which holds the characters that schools in Taiwan teach.
_LEADS, _TRAILS = range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF))


def main() -> int:
    """Write the file; return the exit status."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    meant = frozenset(_printed())
    characters = sorted(meant.union(_common()))
    may_be_meant = np.array([character in meant for character in characters])
    pictures = [_pictures(characters, _font(name)) for name in sys.argv[1:]]
    lines = [_TITLE]
    for start in range(0, len(characters), 512):
        likeness = np.mean([drawn[start : start + 512] @ drawn.T for drawn in pictures], axis=0)
        for row, character in zip(likeness, characters[start : start + 512], strict=True):
            order = (at for at in np.argsort(-row, kind="stable") if may_be_meant[at] and characters[at] != character)
            near = [at for _, at in zip(range(_MOST), order, strict=False) if row[at] >= _LIKENESS]
            lines.append(character + "".join(characters[at] for at in near))
    (ROOT / "lexicon" / "lookalikes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(len(line) > 1 for line in lines[1:])} of {len(characters)} characters look like another")
    return 0


def _printed() -> Iterator[str]:
    for pattern in ("plans/sources/*.json", "examples/*.jsonl", "lexicon/*.jsonl", "lexicon/words.tsv"):
        for path in ROOT.glob(pattern):
            yield from _HAN.findall(path.read_text(encoding="utf-8"))


def _common() -> Iterator[str]:
    for lead in _LEADS:
        for trail in chain(*_TRAILS):
            yield from _HAN.findall(bytes((lead, trail)).decode("big5", errors="ignore"))


def _font(name: str) -> ImageFont.FreeTypeFont:
    path, _, face = name.partition(":")
    return ImageFont.truetype(path, _SIZE, index=int(face or 0))


def _pictures(characters: list[str], font: ImageFont.FreeTypeFont) -> NDArray[np.float32]:
    return np.stack([_picture(character, font) for character in characters])


def _picture(character: str, font: ImageFont.FreeTypeFont) -> NDArray[np.float32]:
    image = Image.new("L", (_SIZE + 8, _SIZE + 8))
    ImageDraw.Draw(image).text((_SIZE / 2 + 4, _SIZE / 2 + 4), character, font=font, fill=255, anchor="mm")
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float32).ravel()
    pixels -= pixels.mean()
    return np.asarray(pixels / np.linalg.norm(pixels), dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())
