"""Tell what each piece of the ranking earns: nDCG@10 with all of them, and with each switched off.

    python bench/search_ablation.py
    python bench/search_ablation.py --queries Q.tsv --qrels Q.qrels --plans FOLDER

Without arguments the collections at hand are measured: the fifteen queries over real plans
where they lie beside the clone (../shared), and every `*.tsv` with a `*.qrels` beside it
under corpus/queries, over the sample plans. Plans are ingested as a home does it; for every
row an index, a finder and a run are made anew by their constructors. The last rows are what
one would set up without qsearch, over the same items: jieba's words in rank_bm25 as they
come, and folded characters with their bigrams in rank_bm25.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from qsearch.frameworks import filter_keys, resolve
from qsearch.plan import Filters, StoredItem
from qsearch.results import QueryScores, SearchEvaluation
from qsearch.search.completing import Completer
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.finder import Finder
from qsearch.search.index import Indexer
from qsearch.search.query import GroupWeights
from qsearch.search.ranking import DEPTH, Weights
from qsearch.search.spelling import speller_of
from qsearch.services.evaluating import Evaluating
from qsearch.services.finding import Finding
from qsearch.settings import settings_from
from qsearch.shipped import corpus_dir
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold_text
from qsearch.text.segment import RjiebaSegmenter, read_words
from qsearch.text.thesaurus import Thesaurus, load_thesaurus
from qsearch.workspace import Workspace, open_workspace

_SHARED = Path(__file__).parents[2] / "shared"

Run = Callable[[str, Filters, int], Sequence[str]]
"""Give the ids of the first items for a query, best first."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Name judged queries and the plans they were judged on."""

    name: str
    queries: Path
    qrels: Path
    plans: Path


@dataclass(frozen=True, slots=True)
class Setting:
    """Say which pieces of the search are at work."""

    thesaurus: Thesaurus
    words: tuple[str, ...]
    weights: Weights = field(default_factory=Weights)
    groups: GroupWeights = field(default_factory=GroupWeights)
    depth: int = DEPTH
    repairs: bool = True


def settings(lexicon: Path) -> dict[str, Setting]:
    """Return the full ranking first, then one setting for each piece switched off."""
    thesaurus, words = load_thesaurus(lexicon / "thesaurus.jsonl"), read_words(lexicon / "words.tsv")

    def weighed(weights: Weights, groups: GroupWeights | None = None) -> Setting:
        return Setting(thesaurus, words, weights, groups if groups is not None else GroupWeights())

    return {
        "everything": Setting(thesaurus, words),
        "no thesaurus": Setting(Thesaurus(), words),
        "no narrower or related concepts": Setting(thesaurus.without_leads(), words),
        "no ranking again (the engine's order)": Setting(thesaurus, words, depth=0),
        "no engine score within it": weighed(Weights(engine=0.0)),
        "no coverage": weighed(Weights(coverage=0.0)),
        "no lift for what is filed as the first": weighed(Weights(company=0.0)),
        "no length": weighed(Weights(length=0.0)),
        "no parts of words": weighed(Weights(part=0.0)),
        "no context fields": weighed(Weights(context=0.0), GroupWeights(context=0.0)),
        "no agency, unit and number fields": weighed(Weights(about=0.0), GroupWeights(about=0.0)),
        "no repair of typing errors": Setting(thesaurus, words, repairs=False),
        "no words of our own": Setting(thesaurus, ()),
    }


def run_of(workspace: Workspace, setting: Setting, folder: Path) -> Run:
    """Index the home's items under a setting and return its search."""
    analyser = Analyser(RjiebaSegmenter(setting.words), setting.thesaurus)
    engine = EmbeddedEngine(folder)
    Indexer(engine, analyser, lambda stored: filter_keys(stored, workspace.frameworks, workspace.agencies)).rebuild(
        workspace.catalogue.iter_items(status=None), revision="1"
    )
    lookalikes = corpus_dir() / "lexicon" / "lookalikes.txt"
    finder = Finder(
        engine,
        analyser,
        setting.weights,
        speller_of(engine, analyser, lookalikes) if setting.repairs else None,
        groups=setting.groups,
        depth=setting.depth,
    )
    completer = Completer(engine, analyser)
    found = Finding(workspace.catalogue, finder, completer, workspace.frameworks, workspace.agencies, lambda: None)
    return found.ranked_ids


def peer(workspace: Workspace, cut: Callable[[str], list[str]]) -> Run:
    """Return rank_bm25 as it comes over the printed texts of the items; filters are held against what it found."""
    items = list(workspace.catalogue.iter_items())
    bm25 = BM25Okapi([cut(_printed(stored)) for stored in items])

    def run(text: str, filters: Filters, depth: int) -> list[str]:
        resolved = resolve(filters, workspace.frameworks, workspace.agencies)
        scores = bm25.get_scores(cut(text))
        best = (int(place) for place in np.argsort(-scores, kind="stable") if scores[place] > 0)
        passing = (
            items[place]
            for place in best
            if resolved.accepts(filter_keys(items[place], workspace.frameworks, workspace.agencies))
        )
        return [stored.item.id or "" for stored, _ in zip(passing, range(depth), strict=False)]

    return run


def _printed(stored: StoredItem) -> str:
    item = stored.item
    texts = (item.text, item.execution_item, item.subdimension, item.dimension, item.criterion, stored.plan.agency)
    return "\n".join((*(text for text in texts if text), *item.units, *(one.text for one in item.ancestors)))


def jieba_words(text: str) -> list[str]:
    """Cut as introductions to jieba do it."""
    return [word for word in jieba.lcut(text) if word.strip()]


def bigrams(text: str) -> list[str]:
    """Return the folded characters and their bigrams."""
    folded = "".join(fold_text(text).split())
    return [*folded, *(one + other for one, other in pairwise(folded))]


def measured(collection: Collection, say: Callable[[str], None]) -> dict[str, SearchEvaluation]:
    """Score every setting and both peers on one collection."""
    found: dict[str, SearchEvaluation] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_workspace(settings_from({}, home=home / "home")) as workspace:
            report = workspace.ingesting.ingest([collection.plans])
            if not report.ok:
                failed = next(plan for plan in report.plans if plan.error)
                raise SystemExit(f"{failed.file}: {failed.error}")

            def score(name: str, run: Run) -> None:
                evaluating = Evaluating(workspace.catalogue, run)
                found[name] = evaluating.search(collection.queries, collection.qrels)
                say(f"{name}: {found[name].overall.ndcg_at_10:.3f}")

            for n, (name, setting) in enumerate(settings(corpus_dir() / "lexicon").items()):
                score(name, run_of(workspace, setting, home / f"index-{n}"))
            score("peer: jieba and rank_bm25", peer(workspace, jieba_words))
            score("peer: folded characters and bigrams, rank_bm25", peer(workspace, bigrams))
    return found


def table(found: dict[str, SearchEvaluation]) -> list[str]:
    """Return the lines of a Markdown table: nDCG@10 overall and by kind, recall@20, and what is lost."""
    whole = found["everything"]
    kinds = [kind for kind, _ in whole.by_kind]
    counts = dict(whole.by_kind)
    lines = [
        "| | nDCG@10 | lost | recall@20 | " + " | ".join(f"{kind} ({counts[kind].queries})" for kind in kinds) + " |",
        "| --- |" + " ---: |" * (len(kinds) + 3),
    ]
    for name, one in found.items():
        by_kind: dict[str, QueryScores] = dict(one.by_kind)
        lost = whole.overall.ndcg_at_10 - one.overall.ndcg_at_10
        cells = [f"{one.overall.ndcg_at_10:.3f}", f"{lost:+.3f}" if one is not whole else ""]
        cells += [f"{one.overall.recall_at_20:.3f}", *(f"{by_kind[kind].ndcg_at_10:.2f}" for kind in kinds)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def at_hand() -> list[Collection]:
    """Return the collections that lie where the docstring says."""
    found = []
    for folder, plans, name in (
        (_SHARED / "queries", _SHARED / "plans", "shared"),
        (corpus_dir() / "queries", corpus_dir() / "plans", "corpus"),
    ):
        for queries in sorted(folder.glob("*.tsv")) if folder.is_dir() else ():
            stem = queries.name.removesuffix(".tsv").removesuffix(".queries")
            qrels = queries.with_name(f"{stem}.qrels")
            if qrels.is_file() and plans.is_dir():
                found.append(Collection(f"{name}-{stem}", queries, qrels, plans))
    return found


def main() -> int:
    """Print a table a collection and write it to bench/results; return 1 where there is nothing to measure."""
    parser = argparse.ArgumentParser(description="Measure what each piece of the ranking earns.")
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--qrels", type=Path)
    parser.add_argument("--plans", type=Path, help="folder or file that the queries were judged on")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    given = (options.queries, options.qrels, options.plans)
    if any(given) and not all(given):
        parser.error("--queries, --qrels and --plans go together")
    collections = [Collection(options.queries.stem, *given)] if all(given) else at_hand()
    if not collections:
        print("no judged queries at hand; name some with --queries, --qrels and --plans", file=sys.stderr)
        return 1
    logging.getLogger("jieba").setLevel(logging.WARNING)
    for collection in collections:
        found = measured(collection, lambda line: print(line, file=sys.stderr))
        queries = found["everything"].overall.queries
        lines = [f"# {collection.name}: {queries} queries", "", *table(found)]
        print("\n".join(lines), end="\n\n")
        options.results.mkdir(exist_ok=True)
        path = options.results / f"search-ablation-{collection.name}"
        command = "`python bench/search_ablation.py`"
        path.with_suffix(".md").write_text("\n".join((*lines, "", command)) + "\n", encoding="utf-8")
        shape = {
            name: {
                "ndcg@10": round(one.overall.ndcg_at_10, 4),
                "recall@20": round(one.overall.recall_at_20, 4),
                "by_kind": {kind: round(scores.ndcg_at_10, 4) for kind, scores in one.by_kind},
            }
            for name, one in found.items()
        }
        path.with_suffix(".json").write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
