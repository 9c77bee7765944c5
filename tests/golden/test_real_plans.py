"""Compare what is read from the real plans with transcriptions made by reading, where these are at hand."""

import json
import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from qsearch.frameworks import load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.reading.files import read_file
from qsearch.shipped import corpus_dir

SHARED = Path(__file__).parents[2].parent / "shared"
LEAST_PERFECT = 0.98
WITH_GOLD = ["ncl-102", "nstm-107", "ntlb-101"]
# Front matter that the office renderings of a plan leave out.
NOT_PRINTED = {"issued", "document_number"}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder with the real plans is not at hand")


@pytest.fixture(scope="module")
def frameworks():
    return load_frameworks(corpus_dir() / "frameworks")


@pytest.fixture(scope="module")
def parse(frameworks):
    read = {}

    def parse_once(path):
        if path not in read:
            read[path] = parse_document(read_file(path), frameworks)
        return read[path]

    return parse_once


def squeeze(text):
    return re.sub(r"\s+", "", text or "")


def plain(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", squeeze(text)))


def fields_of_item(item):
    return (
        squeeze(item.text),
        plain(item.number),
        *(plain(label) for label in (item.dimension, item.subdimension, item.execution_item, item.criterion)),
        tuple(plain(heading.text) for heading in item.ancestors),
        tuple((plain(step.number), squeeze(step.deadline)) for step in item.steps),
        squeeze(item.deadline),
        frozenset(squeeze(unit) for unit in item.units),
    )


def fields_of_gold(gold):
    return (
        squeeze(gold["text"]),
        plain(gold["number"]),
        *(plain(gold[level]) for level in ("dimension", "subdimension", "execution_item", "criterion")),
        tuple(plain(heading["text"]) for heading in gold["ancestors"]),
        tuple((plain(step["number"]), squeeze(step["deadline"])) for step in gold["steps"]),
        squeeze(gold["deadline"]),
        frozenset(squeeze(unit) for unit in gold["units"]),
    )


def perfect_share(items, slug):
    lines = (SHARED / "gold" / f"{slug}.items.jsonl").read_text(encoding="utf-8").splitlines()
    want = [fields_of_gold(json.loads(line)) for line in lines]
    got = [fields_of_item(item) for item in items]
    blocks = SequenceMatcher(None, want, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(want), len(got), 1)


def wrong_front_matter(plan, slug):
    gold = json.loads((SHARED / "gold" / f"{slug}.plan.json").read_text(encoding="utf-8"))
    lists = ("basis", "goals", "steps", "control")
    texts = ("title", "agency", "framework", "document_number", "issued", "targets", "period")
    wrong = {name for name in lists if [plain(x) for x in getattr(plan, name)] != [plain(x) for x in gold[name]]}
    wrong |= {name for name in texts if plain(getattr(plan, name)) != plain(gold[name])}
    return wrong | ({"year"} if plan.year != gold["roc_year"] else set())


@pytest.mark.parametrize("slug", WITH_GOLD)
def test_the_items_of_a_real_plan_are_right_in_every_field(parse, slug):
    plan = parse(SHARED / "plans" / f"{slug}.txt")
    assert perfect_share(plan.items, slug) >= LEAST_PERFECT


@pytest.mark.parametrize("slug", WITH_GOLD)
def test_the_front_matter_of_a_real_plan_is_right(parse, slug):
    assert wrong_front_matter(parse(SHARED / "plans" / f"{slug}.txt"), slug) == set()


@pytest.mark.parametrize("suffix", ["pdf", "odt", "docx"])
@pytest.mark.parametrize("stem", ["ncl-102-unruled", "nstm-107", "ntlb-101-ruled"])
def test_office_documents_of_a_real_plan_give_the_same_items(parse, stem, suffix):
    plan = parse(SHARED / "documents" / f"{stem}.{suffix}")
    slug = "-".join(stem.split("-")[:2])
    assert perfect_share(plan.items, slug) >= LEAST_PERFECT
    assert wrong_front_matter(plan, slug) <= NOT_PRINTED


@pytest.mark.parametrize(
    ("slug", "framework", "agency", "year", "form"),
    [
        ("ncl-102", "quality-award", "國家圖書館", 102, "columns"),
        ("ntl-102", "quality-award", "國立臺灣圖書館", 102, "table"),
        ("ntlb-101", "quality-award", "國立中央圖書館臺灣分館", 101, "table"),
        ("nstm-107", "service-award", "國立科學工藝博物館", 107, "outline"),
        ("tpml-108", "scorecard", "臺北市立圖書館", 108, "scorecard"),
    ],
)
def test_each_real_plan_is_known_by_its_form_and_framework(parse, slug, framework, agency, year, form):
    plan = parse(SHARED / "plans" / f"{slug}.txt")
    assert (plan.framework, plan.agency, plan.year, plan.form) == (framework, agency, year, form)


@pytest.mark.parametrize("slug", ["ntl-102", "tpml-108"])
def test_a_real_plan_without_gold_is_read_whole(parse, slug):
    plan = parse(SHARED / "plans" / f"{slug}.txt")
    assert len(plan.items) >= 40
    assert all(item.dimension and item.execution_item and item.number for item in plan.items)
    assert {warning.code for warning in plan.warnings} <= {"number-skipped"}


def test_the_lists_of_the_front_matter_are_counted_right_where_there_is_no_gold(parse):
    plan = parse(SHARED / "plans" / "ntl-102.txt")
    assert [len(entries) for entries in (plan.basis, plan.goals, plan.steps, plan.control)] == [3, 3, 5, 3]
    assert plan.issued is None
    assert parse(SHARED / "plans" / "tpml-108.txt").issued == "108年3月26日"


@pytest.mark.parametrize("slug", [*WITH_GOLD, "ntl-102", "tpml-108"])
def test_every_printed_deadline_of_a_real_plan_is_understood(parse, slug):
    plan = parse(SHARED / "plans" / f"{slug}.txt")
    assert [item.deadline for item in plan.items if item.deadline and item.schedule.kind == "none"] == []
