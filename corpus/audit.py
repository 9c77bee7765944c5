"""Count what ships and find what was written twice: sample plans and labelled examples.

    python -m corpus.audit              counts and near-duplicates of plans and examples
    python -m corpus.audit --plans X…   the same for the named sources alone, against all others
    python -m corpus.audit --also DIR   with the sources of another folder, not yet taken in

Exit status 1 where a source breaks a rule of corpus/README.md: a label that no framework has,
a text too short or too long, two texts nearly alike outside one agency's succession of years.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.layouts.source import Source, load_sources

from qsearch.frameworks import load_agencies, load_frameworks
from qsearch.labels.examples import EXAMPLES_GROUP, leaf, load_examples
from qsearch.shipped import corpus_dir

__all__ = ["LIMIT", "Alike", "Text", "alike", "main", "plan_texts"]

LIMIT = 0.5  # Jaccard of character 4-grams from which two texts count as nearly alike
_SHORTEST, _LONGEST = 8, 220
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Text:
    """Hold one text with where it stands and the lineage within which it may be repeated (None: nowhere)."""

    where: str
    text: str
    lineage: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Hold two texts that are nearly alike, with their Jaccard likeness (0 to 1)."""

    first: Text
    second: Text
    likeness: float


def alike(texts: Sequence[Text], limit: float = LIMIT) -> list[Alike]:
    """Return the pairs above the limit that stand in no common lineage, likest first.

    The likeness is Jaccard's over the sets of character 4-grams, white space and punctuation taken out.
    """
    grams = [_grams(text.text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    found = []
    for number, mine in enumerate(grams):
        shared = Counter(other for gram in mine for other in holders[gram])
        for other, both in shared.items():
            likeness = both / (len(mine) + len(grams[other]) - both)
            lineage = texts[number].lineage
            if likeness > limit and (lineage is None or lineage != texts[other].lineage):
                found.append(Alike(texts[other], texts[number], likeness))
        for gram in mine:
            holders[gram].append(number)
    return sorted(found, key=lambda pair: -pair.likeness)


def plan_texts(sources: Sequence[Source]) -> Iterator[Text]:
    """Yield every action of the plans; what one institution says year after year is one lineage."""
    agencies = load_agencies(corpus_dir() / "agencies")
    for source in sources:
        lineage = agencies.lineage(source.plan.agency or source.slug)
        for item in source.plan.items:
            yield Text(f"{source.slug} {item.number}", item.text, lineage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; return the exit status."""
    parser = argparse.ArgumentParser(description="Count what ships and find what was written twice.")
    parser.add_argument("--plans", nargs="+", metavar="NAME", help="report on these sources only")
    parser.add_argument("--also", type=Path, metavar="DIR", help="read the sources of this folder too")
    options = parser.parse_args(arguments)
    sources = (*load_sources(), *(load_sources(options.also) if options.also else ()))
    chosen = [source for source in sources if not options.plans or source.slug in options.plans]
    faults = [*_faults(chosen)]
    names = {source.slug for source in chosen}
    pairs = [
        pair
        for pair in alike(list(plan_texts(sources)))
        if {pair.first.where.split()[0], pair.second.where.split()[0]} & names
    ]
    faults += _report(pairs)
    _print_counts(chosen)
    if not options.plans:
        faults += _print_examples()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _grams(text: str) -> frozenset[str]:
    plain = "".join(character for character in text if character.isalnum())
    return frozenset(plain[at : at + _GRAM] for at in range(max(1, len(plain) - _GRAM + 1)))


def _faults(sources: Sequence[Source]) -> Iterator[str]:
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    for source in sources:
        plan = source.plan
        for item in plan.items:
            where = f"{source.slug} {item.number}"
            if not _SHORTEST <= len(item.text) <= _LONGEST and plan.framework != "scorecard":
                yield f"{where}: {len(item.text)} characters: {item.text}"
            label = frameworks.canonical(plan.framework, item.dimension, item.subdimension, item.execution_item)
            if label.dimension is None:
                yield f"{where}: no such dimension in {plan.framework}: {item.dimension}"
            elif label.execution_item is None and plan.framework != "scorecard":
                yield f"{where}: no such execution item in {plan.framework}: {item.execution_item}"


def _print_counts(sources: Sequence[Source]) -> None:
    agencies = load_agencies(corpus_dir() / "agencies")
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    kinds: Counter[str] = Counter()
    years: Counter[tuple[str, int]] = Counter()
    labels: Counter[tuple[str, str]] = Counter()
    for source in sources:
        plan = source.plan
        kinds[agencies.kind(plan.agency or "") or "(not in agencies.json)"] += len(plan.items)
        years[plan.framework, plan.year or 0] += len(plan.items)
        for item in plan.items:
            label = frameworks.canonical(plan.framework, item.dimension, item.subdimension, item.execution_item)
            labels[plan.framework, leaf(label) or "?"] += 1
    print(f"{len(sources)} plans, {sum(kinds.values())} items, {len(kinds)} kinds of agency")
    for title, counts in (("kind", kinds), ("framework, year", years), ("framework, label", labels)):
        print(f"\n{title}")
        for key, count in sorted(counts.items(), key=lambda pair: str(pair[0])):
            print(f"  {count:5}  {key if isinstance(key, str) else '  '.join(map(str, key))}")


def _print_examples() -> list[str]:
    every = load_examples(corpus_dir() / "examples", load_frameworks(corpus_dir() / "frameworks"))
    examples = [example for example in every if example.group.startswith(EXAMPLES_GROUP)]  # the rest are the plans'
    labels = Counter((example.label.framework, leaf(example.label) or "?") for example in examples)
    kinds = Counter(example.group.removeprefix(EXAMPLES_GROUP) for example in examples)
    print(f"\n{len(examples)} examples")
    for key, count in sorted(labels.items()):
        print(f"  {count:5}  {'  '.join(key)}")
    for kind, count in sorted(kinds.items()):
        print(f"  {count:5}  {kind}")
    return _report(
        alike([Text(f"{example.label.framework} {leaf(example.label)}", example.text) for example in examples])
    )


def _report(pairs: Sequence[Alike]) -> list[str]:
    return [f"{p.likeness:.2f} {p.first.where} ~ {p.second.where}: {p.first.text} / {p.second.text}" for p in pairs]


if __name__ == "__main__":
    sys.exit(main())
