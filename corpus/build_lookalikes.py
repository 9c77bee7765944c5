"""Find the characters that look alike, by drawing them: `corpus/lexicon/lookalikes.txt`.

    python -m corpus.build_lookalikes FONT.ttc

Every character that the sample plans, the examples and the lexicon hold is drawn, blurred,
and compared with every other by the cosine of their pictures.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parent
_SIZE = 48  # pixels
_BLUR = 1.6  # pixels
_LIKENESS = 0.8
_MOST = 8  # neighbours of a character
_HAN = re.compile("[\u4e00-\u9fff]")


def main() -> int:
    """Write the file; return the exit status."""
    font = ImageFont.truetype(sys.argv[1], _SIZE)
    characters = sorted(set(_characters()))
    pictures = np.stack([_picture(character, font) for character in characters])
    lines = ["# 字形相近的字：由 corpus/build_lookalikes.py 繪圖比對而得，一行一組，首字與其餘各字相近。"]
    for start in range(0, len(characters), 512):
        likeness = pictures[start : start + 512] @ pictures.T
        for row, character in zip(likeness, characters[start : start + 512], strict=True):
            near = [at for at in np.argsort(-row)[1 : _MOST + 1] if row[at] >= _LIKENESS]
            if near:
                lines.append(character + "".join(characters[at] for at in near))
    (ROOT / "lexicon" / "lookalikes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} of {len(characters)} characters look like another")
    return 0


def _characters() -> Iterator[str]:
    for pattern in ("plans/sources/*.json", "examples/*.jsonl", "lexicon/*.jsonl", "lexicon/words.tsv"):
        for path in ROOT.glob(pattern):
            yield from _HAN.findall(path.read_text(encoding="utf-8"))


def _picture(character: str, font: ImageFont.FreeTypeFont) -> NDArray[np.float32]:
    image = Image.new("L", (_SIZE + 8, _SIZE + 8))
    ImageDraw.Draw(image).text((_SIZE / 2 + 4, _SIZE / 2 + 4), character, font=font, fill=255, anchor="mm")
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float32).ravel()
    pixels -= pixels.mean()
    return np.asarray(pixels / np.linalg.norm(pixels), dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())
