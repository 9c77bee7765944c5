"""The sample plans come from their sources, and parsing gives the sources back."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan, PlanItem
from qsearch.reading.files import read_file

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "corpus" / "plans"
SLUGS = sorted(path.stem for path in (PLANS / "sources").glob("*.json"))

# Columns that came out one after the other lose which blank line belonged to which cell, so a
# few of their items may go wrong, and must then be warned about; the other layouts lose nothing.
LEAST_PERFECT = {"columns": 0.97}


@pytest.fixture(scope="module")
def building() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield importlib.import_module("corpus.build_plans")


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(ROOT / "corpus" / "frameworks")


@pytest.fixture(scope="module")
def parsed(frameworks: Frameworks) -> Callable[[str], Plan]:
    return cache(lambda slug: parse_document(read_file(shipped_file(slug)), frameworks))


def shipped_file(slug: str) -> Path:
    (path,) = PLANS.glob(f"{slug}.*")
    return path


def source_of(building: ModuleType, slug: str) -> Any:
    return building.load_source(building.SOURCES / f"{slug}.json")


def items_of(building: ModuleType) -> list[tuple[Plan, PlanItem]]:
    return [(source.plan, item) for source in building.load_sources() for item in source.plan.items]


def test_the_shipped_texts_are_what_the_sources_give(building: ModuleType) -> None:
    shipped = {path.name: path.read_bytes() for path in PLANS.glob("*.txt")}
    assert shipped == building.texts(building.load_sources())


def test_every_source_ships_as_one_file_and_nothing_else_does(building: ModuleType) -> None:
    shipped = sorted(path.name for path in PLANS.iterdir() if path.is_file())
    assert shipped == sorted(f"{source.slug}.{source.format}" for source in building.load_sources())


@pytest.mark.parametrize("slug", SLUGS)
def test_parsing_gives_back_the_source(slug: str, building: ModuleType, parsed: Callable[[str], Plan]) -> None:
    plan = parsed(slug)
    source = source_of(building, slug)
    assert [item.number for item in plan.items] == [item.number for item in source.plan.items]
    wrong = building.differences(plan, source)
    assert len(wrong) <= (1 - LEAST_PERFECT.get(source.layout, 1)) * len(source.plan.items), wrong
    assert not wrong or plan.warnings, "items went wrong without a warning"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_item_has_a_canonical_label(slug: str, parsed: Callable[[str], Plan]) -> None:
    plan = parsed(slug)
    assert [item.text for item in plan.items if item.label.dimension is None] == []
    if plan.framework != "scorecard":  # whose 策略目標 are each agency's own
        assert [item.text for item in plan.items if item.label.execution_item is None] == []


@pytest.mark.parametrize("framework", ["quality-award", "service-award"])
def test_the_sample_holds_items_for_every_execution_item(
    framework: str, frameworks: Frameworks, parsed: Callable[[str], Plan]
) -> None:
    held = {
        (item.label.dimension, item.label.execution_item)
        for slug in SLUGS
        for item in parsed(slug).items
        if item.label.framework == framework
    }
    wanted = {
        (dimension.label, item.label)
        for dimension in frameworks.get(framework).dimensions
        for subdimension in dimension.subdimensions
        for item in subdimension.execution_items
    }
    assert wanted - held == set()


def test_no_two_agencies_say_nearly_the_same(building: ModuleType) -> None:
    grams = [(plan.agency, item.text, four_grams(item.text)) for plan, item in items_of(building)]
    holders = defaultdict(list)
    for number, (_, _, gram) in enumerate(grams):
        for part in gram:
            holders[part].append(number)
    alike = []
    for number, (agency, text, gram) in enumerate(grams):
        for other in {other for part in gram for other in holders[part] if other > number}:
            other_agency, other_text, other_gram = grams[other]
            if agency != other_agency and len(gram & other_gram) > 0.5 * len(gram | other_gram):
                alike.append((text, other_text))
    assert alike == []


def test_a_plan_says_nothing_twice(building: ModuleType) -> None:
    for source in building.load_sources():
        texts = [item.text for item in source.plan.items]
        assert sorted(set(texts)) == sorted(texts)


def test_the_second_year_of_a_library_keeps_rewords_moves_drops_and_adds(building: ModuleType) -> None:
    before, after = (
        {item.text: (item.subdimension, item.execution_item) for item in source_of(building, slug).plan.items}
        for slug in ("qinglan-library-101", "qinglan-library-102")
    )
    kept = set(before) & set(after)
    moved = {text for text in kept if before[text][0] != after[text][0]}
    rest = [four_grams(text) for text in set(after) - kept]
    old = [four_grams(text) for text in set(before) - kept]
    reworded = [new for new in rest if any(len(new & was) > 0.25 * len(new | was) for was in old)]
    assert len(kept) - len(moved) >= 15
    assert len(moved) >= 2
    assert len(reworded) >= 5
    assert len(old) - len(reworded) >= 5
    assert len(rest) - len(reworded) >= 10


def four_grams(text: str) -> set[str]:
    letters = re.sub(r"\W", "", text)
    return {letters[at : at + 4] for at in range(max(1, len(letters) - 3))}
