"""A plan set in many ways and formats comes back the same: merged cells, page breaks, missing rules, other orders."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from corpus.layouts import office, sheet, word
from corpus.layouts.grid import Setting
from corpus.layouts.source import SOURCES, load_source

from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan
from qsearch.reading.files import read_bytes
from qsearch.shipped import corpus_dir
from tests.golden.renderings import SETTINGS, as_set, score

LEAST = 0.98  # of a plan's items come back perfect in every field, in any setting and format
AWARD, OUTLINE, SCORECARD = "qinglan-library-101", "yunleng-health-108", "lanjiang-zoo-109"
OUTLINE_SETTINGS = [
    setting
    for setting in SETTINGS
    if setting.rules != "items" or setting.name == "no rules between the actions of an item"
    if setting.columns[:2] == ("labels", "action") and setting.label_columns == 2 and not setting.merge_equal
    if setting.cells == "action"
]
CASES = [
    *((AWARD, setting) for setting in SETTINGS),
    *((OUTLINE, setting) for setting in OUTLINE_SETTINGS),
    *((SCORECARD, setting) for setting in OUTLINE_SETTINGS if "extra" not in setting.columns),
]
NAMES = [f"{slug}, {setting.name}" for slug, setting in CASES]
# Blank cells of comma-separated values don't tell whether a merged one covers them.
SHEET_CASES = [(slug, setting) for slug, setting in CASES if setting.rules == "all" and not setting.merge_equal]


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@cache
def plan_of(slug: str) -> Plan:
    return load_source(SOURCES / f"{slug}.json").plan


@cache
def documents() -> dict[str, bytes]:
    """Return the Word document of each case, by its place among the cases."""
    return {str(at): word.set_plan(as_set(plan_of(slug), setting), setting) for at, (slug, setting) in enumerate(CASES)}


@pytest.fixture(scope="module")
def converted() -> Callable[[str], dict[str, bytes]]:
    if not office.has_office():
        pytest.skip("LibreOffice (soffice), which turns Word documents into PDF and ODT, is not installed")
    return cache(lambda kind: office.convert(documents(), kind))


def assert_comes_back(content: bytes, name: str, case: tuple[str, Setting], frameworks: Frameworks) -> None:
    slug, setting = case
    found = score(parse_document(read_bytes(content, name), frameworks), as_set(plan_of(slug), setting))
    assert found.share >= LEAST, found.wrong[:5]


@pytest.mark.parametrize("at", range(len(CASES)), ids=NAMES)
def test_a_word_document_comes_back(at: int, frameworks: Frameworks) -> None:
    assert_comes_back(documents()[str(at)], "plan.docx", CASES[at], frameworks)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(CASES)), ids=NAMES)
@pytest.mark.parametrize("kind", ["pdf", "odt", "html"])
def test_what_libreoffice_makes_of_it_comes_back(
    kind: str, at: int, frameworks: Frameworks, converted: Callable[[str], dict[str, bytes]]
) -> None:
    assert_comes_back(converted(kind)[str(at)], f"plan.{kind}", CASES[at], frameworks)


@pytest.mark.parametrize("case", SHEET_CASES, ids=lambda case: f"{case[0]}, {case[1].name}")
def test_a_spreadsheet_comes_back(case: tuple[str, Setting], frameworks: Frameworks) -> None:
    slug, setting = case
    plan = as_set(plan_of(slug), setting)
    assert_comes_back(sheet.set_workbook(plan, setting), "plan.xlsx", case, frameworks)
    assert_comes_back(sheet.set_csv(plan, setting), "plan.csv", case, frameworks)


def test_equal_cells_merged_in_a_workbook_are_shared(frameworks: Frameworks) -> None:
    setting = Setting("equal cells merged", merge_equal=True)
    content = sheet.set_workbook(as_set(plan_of(AWARD), setting), setting)
    assert_comes_back(content, "plan.xlsx", (AWARD, setting), frameworks)
