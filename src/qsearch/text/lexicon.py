"""Make the analyser of a lexicon: our own words for the cutter, and the thesaurus."""

from __future__ import annotations

from pathlib import Path

from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter, read_words
from qsearch.text.thesaurus import load_thesaurus

__all__ = ["load_analyser"]


def load_analyser(lexicon: Path) -> Analyser:
    """Return the analyser of a folder that holds `thesaurus.jsonl` and, if it has own words, `words.tsv`.

    Raises ConfigError where a file cannot be read.
    """
    words = lexicon / "words.tsv"
    segmenter = RjiebaSegmenter(read_words(words) if words.is_file() else ())
    return Analyser(segmenter, load_thesaurus(lexicon / "thesaurus.jsonl"))
