"""Measure how well the segmenter cuts sentences that were cut by hand.

    python -m corpus.segmentation

`corpus/lexicon/segmented/tuned.txt` holds the sentences on which the words of
`corpus/lexicon/words.tsv` were chosen, `held-out.txt` some that were cut afterwards.
"""

from __future__ import annotations

from pathlib import Path

from qsearch.shipped import corpus_dir
from qsearch.text.fold import fold_text
from qsearch.text.script import is_han
from qsearch.text.segment import RjiebaSegmenter, Segmenter, read_words

__all__ = ["Sentence", "boundary_f1", "load_sentences", "main"]

Sentence = tuple[str, ...]
"""One sentence by its words, as printed."""


def load_sentences(path: Path) -> tuple[Sentence, ...]:
    """Return the sentences of a file: one a line, words parted by `/`, comments behind `#`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(word for word in line.split("/") if word) for line in lines if line and line[0] != "#")


def boundary_f1(sentences: tuple[Sentence, ...], segmenter: Segmenter) -> float:
    """Return F1 (0 to 1) of the boundaries between two Han characters, over all sentences.

    Boundaries beside other characters are left out: script alone gives them.
    """
    right = given = wanted = 0
    for sentence in sentences:
        text = fold_text("".join(sentence))
        inner = {at for at in range(1, len(text)) if is_han(text[at - 1]) and is_han(text[at])}
        gold = _ends([fold_text(word) for word in sentence]) & inner
        ours = _ends([piece.text for piece in segmenter.cut(text)]) & inner
        right, given, wanted = right + len(gold & ours), given + len(ours), wanted + len(gold)
    return 2 * right / (given + wanted)


def main() -> None:
    """Print F1 with and without our own words."""
    lexicon = corpus_dir() / "lexicon"
    words = read_words(lexicon / "words.tsv")
    for name in ("tuned", "held-out"):
        sentences = load_sentences(lexicon / "segmented" / f"{name}.txt")
        bare, ours = (boundary_f1(sentences, RjiebaSegmenter(given)) for given in ((), words))
        print(f"{name}: {len(sentences)} sentences, boundary F1 {bare:.4f} bare, {ours:.4f} with {len(words)} words")


def _ends(words: list[str]) -> set[int]:
    ends: set[int] = set()
    at = 0
    for word in words:
        at += len(word)
        ends.add(at)
    return ends


if __name__ == "__main__":
    main()
