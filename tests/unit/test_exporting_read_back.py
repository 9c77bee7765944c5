"""What the official layouts print, the parser reads: an exported plan is the plan again."""

import io
import re

import pytest
from exporting_samples import AWARD, OUTLINE, SCORECARD

from qsearch.exporting import export
from qsearch.frameworks import load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan, PlanItem
from qsearch.reading.files import read_bytes
from qsearch.shipped import corpus_dir


def read_back(plan: Plan, format_name: str) -> Plan:
    stream = io.BytesIO()
    export([plan], format_name, stream)
    document = read_bytes(stream.getvalue(), f"plan.{format_name}")
    return parse_document(document, load_frameworks(corpus_dir() / "frameworks"))


def printed(item: PlanItem) -> tuple[object, ...]:
    labels = (item.dimension, item.subdimension, item.execution_item, item.criterion)
    text = re.sub(r"\s+", "", item.text)
    return (*labels, item.number, text, item.ancestors, item.deadline, item.units, item.kpi, item.label)


@pytest.mark.parametrize("format_name", ["odt", "docx"])
@pytest.mark.parametrize("plan", [AWARD, OUTLINE, SCORECARD], ids=["award", "outline", "scorecard"])
def test_an_exported_document_reads_back_to_the_same_items(plan: Plan, format_name: str):
    read = read_back(plan, format_name)
    assert [printed(item) for item in read.items] == [printed(item) for item in plan.items]
    assert (read.framework, read.year) == (plan.framework, plan.year)


@pytest.mark.parametrize("format_name", ["odt", "docx"])
def test_an_exported_document_reads_back_to_the_same_front_matter(format_name: str):
    read = read_back(AWARD, format_name)
    for part in (
        "title",
        "agency",
        "issued",
        "document_number",
        "basis",
        "goals",
        "targets",
        "period",
        "steps",
        "control",
    ):
        assert getattr(read, part) == getattr(AWARD, part), part
