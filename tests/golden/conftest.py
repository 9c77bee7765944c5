"""The actions of the sample plans, indexed once for all that is measured over them."""

from __future__ import annotations

import pytest
from corpus.layouts.source import SOURCES, load_source

from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import PlanItem, PlanRef, StoredItem
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.index import Indexer
from qsearch.shipped import corpus_dir
from qsearch.text.analyse import Analyser
from qsearch.text.segment import RjiebaSegmenter, read_words
from qsearch.text.thesaurus import load_thesaurus

LEXICON = corpus_dir() / "lexicon"
PLAN = PlanRef("p", "計畫", "機關", 102, "published")


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Return the actions; number n of them is the item of that id, counted from 1."""
    return [item.text for path in sorted(SOURCES.glob("*.json")) for item in load_source(path).plan.items]


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser(RjiebaSegmenter(read_words(LEXICON / "words.tsv")), load_thesaurus(LEXICON / "thesaurus.jsonl"))


@pytest.fixture(scope="session")
def engine(texts: list[str], analyser: Analyser, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
    items = (StoredItem(PLAN, PlanItem(n, text, id=str(n))) for n, text in enumerate(texts, 1))
    Indexer(engine, analyser, lambda _: ItemKeys()).rebuild(items, revision="1")
    return engine
