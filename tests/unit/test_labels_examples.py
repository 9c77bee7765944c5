from __future__ import annotations

import json
from pathlib import Path

import pytest

from qsearch.errors import ConfigError
from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.labels.examples import leaf, load_examples, of_framework
from qsearch.shipped import corpus_dir


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


def entry(**changes: object) -> str:
    fields = {"framework": "scorecard", "label": "財務", "agency_kind": "消防局", "text": "撙節油料支出"}
    return json.dumps({**fields, **changes}, ensure_ascii=False)


def test_every_shipped_example_has_a_place_in_its_framework(frameworks: Frameworks) -> None:
    examples = load_examples(corpus_dir() / "examples", frameworks)

    assert len(examples) > 4500
    assert all(example.label.dimension is not None for example in examples)
    of_plans = [example for example in examples if not example.group.startswith("examples:")]
    assert len(of_plans) > 1500
    assert all(example.kind for example in examples)
    assert len({(example.label, example.text) for example in examples}) == len(examples)


def test_the_scorecard_has_examples_of_every_perspective_from_many_kinds_of_agencies(frameworks: Frameworks) -> None:
    own = of_framework(load_examples(corpus_dir() / "examples", frameworks), frameworks.get("scorecard"))

    assert {leaf(example.label) for example in own} == {"顧客", "內部流程", "學習成長", "財務"}
    assert all(sum(leaf(example.label) == name for example in own) >= 30 for name in ("顧客", "學習成長", "財務"))
    assert len({example.kind for example in own}) >= 15


def test_levels_above_a_label_are_looked_up_in_the_framework(tmp_path: Path, frameworks: Frameworks) -> None:
    (tmp_path / "a.jsonl").write_text(entry(framework="quality-award", label="服務親和程度"), encoding="utf-8")

    (example,) = load_examples(tmp_path, frameworks)

    assert example.label.dimension == "機關形象"
    assert example.label.subdimension == "服務行為友善性與專業性"


def test_an_exact_duplicate_is_read_once_but_another_label_for_the_same_text_stays(
    tmp_path: Path, frameworks: Frameworks
) -> None:
    lines = [entry(), entry(agency_kind="警察局與分局"), entry(label="顧客")]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    assert [leaf(example.label) for example in load_examples(tmp_path, frameworks)] == ["財務", "顧客"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        entry(text="  "),
        entry(text=3),
        entry(label="沒有這個構面"),
        entry(framework="no-such"),
        entry(surplus="x"),
        json.dumps({"framework": "scorecard"}),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, frameworks: Frameworks, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(entry() + "\n\n" + line, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"a\.jsonl, line 3"):
        load_examples(tmp_path, frameworks)


def test_a_folder_without_examples_is_an_error_not_an_empty_answer(tmp_path: Path, frameworks: Frameworks) -> None:
    with pytest.raises(ConfigError):
        load_examples(tmp_path, frameworks)
