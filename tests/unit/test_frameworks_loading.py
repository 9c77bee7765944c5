import json
from pathlib import Path

import pytest

from qsearch.errors import ConfigError, NotFound
from qsearch.frameworks import load_frameworks
from qsearch.shipped import corpus_dir

MINIMAL = """
id = "care-award"
name = "社會關懷獎"
first_year = 112

[[dimensions]]
label = "社會關懷服務"

[[dimensions.subdimensions]]
execution_items = [{ label = "關懷據點布建", variants = ["布建關懷據點"] }]
"""


def folder_with(tmp_path: Path, text: str, crosswalk: object = None) -> Path:
    (tmp_path / "care.toml").write_text(text, encoding="utf-8")
    if crosswalk is not None:
        (tmp_path / "crosswalk.json").write_text(json.dumps(crosswalk), encoding="utf-8")
    return tmp_path


def test_the_four_frameworks_ship_in_the_order_of_their_years():
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    assert [(f.id, f.years) for f in frameworks] == [
        ("quality-award", "97-105"),
        ("service-award", "106-"),
        ("scorecard", None),
        ("other", None),
    ]
    assert frameworks.newest_award().id == "service-award"


def test_a_framework_is_added_by_a_file_alone(tmp_path: Path):
    frameworks = load_frameworks(folder_with(tmp_path, MINIMAL))
    assert frameworks.newest_award().id == "care-award"
    assert frameworks.detect([("社會關懷服務", None, "關懷據點布建")]) == "care-award"
    assert frameworks.canonical("care-award", "社會關懷服務", None, "布建關懷據點").execution_item == "關懷據點布建"


def test_the_framework_of_plans_without_one_exists_even_where_no_file_gives_it(tmp_path: Path):
    assert load_frameworks(folder_with(tmp_path, MINIMAL)).get("other").dimensions == ()


def test_an_unknown_framework_is_answered_with_the_known_ones(tmp_path: Path):
    with pytest.raises(NotFound) as caught:
        load_frameworks(folder_with(tmp_path, MINIMAL)).get("quality")
    assert "care-award" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('id = "care-award"', ""), "'id' is missing"),
        (("first_year = 112", 'first_year = "112"'), "'first_year' must be a year"),
        (("first_year = 112", "first_year = 2023"), "'first_year' must be a year"),
        (("first_year = 112", "last_year = 112"), "does not follow"),
        (("variants = ", "variant = "), "unknown field 'variant'"),
        (('["布建關懷據點"]', '"布建關懷據點"'), "must be a list of texts"),
        (('["布建關懷據點"]', '["——"]'), "must be a list of texts"),
        (('label = "社會關懷服務"', 'label = ""'), "'label' must be text"),
        (('label = "社會關懷服務"', 'label = "（）"'), "holds no words"),
        (("execution_items = [{", "execution_items = [] # {"), "'execution_items' is missing or empty"),
        (("}]\n", '}, { label = "布建 關懷據點" }]\n'), "names two execution items"),
        (('"布建關懷據點"] }', '"布建關懷據點"], any_text = 1 }'), "true or false"),
        (("}]\n", '}, { label = "其他關懷", any_text = true }]\n'), "'any_text' needs"),
        (('name = "社會關懷獎"', "name = 社會關懷獎"), "not a readable TOML file"),
        (("[[dimensions]]", "[dimensions]"), "must be a list of tables"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, change: tuple[str, str], says: str):
    assert change[0] in MINIMAL
    with pytest.raises(ConfigError, match=r"care\.toml") as caught:
        load_frameworks(folder_with(tmp_path, MINIMAL.replace(*change)))
    assert says in caught.value.message


def test_two_files_with_one_id_are_refused(tmp_path: Path):
    (tmp_path / "again.toml").write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(ConfigError, match="second framework"):
        load_frameworks(folder_with(tmp_path, MINIMAL))


def test_a_folder_without_frameworks_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="no framework"):
        load_frameworks(tmp_path)
    with pytest.raises(ConfigError, match="no folder"):
        load_frameworks(tmp_path / "missing")


def test_every_old_execution_item_stands_in_the_crosswalk():
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    judged = {pair.old for pair in frameworks.crosswalk}
    assert judged == set(frameworks.get("quality-award").labels())
    assert {pair.new for pair in frameworks.crosswalk if pair.new} <= set(frameworks.get("service-award").labels())
    assert all(pair.origin for pair in frameworks.crosswalk)


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (
            {"old": "關懷據點布建", "new": "不存在的項目", "certainty": "likely", "origin": "x"},
            "no such execution item",
        ),
        ({"old": "關懷據點布建", "new": None, "certainty": "likely", "origin": "x"}, "'certainty' must be"),
        ({"old": "關懷據點布建", "new": "關懷據點布建", "certainty": "sure", "origin": "x"}, "'certainty' must be"),
        ({"old": "關懷據點布建", "new": "關懷據點布建", "certainty": "likely"}, "'origin' is missing"),
    ],
)
def test_a_wrong_pair_of_the_crosswalk_is_named(tmp_path: Path, pair: dict[str, str | None], says: str):
    crosswalk = {"from": "care-award", "to": "care-award", "pairs": [pair]}
    with pytest.raises(ConfigError, match="pairs 1") as caught:
        load_frameworks(folder_with(tmp_path, MINIMAL, crosswalk))
    assert says in caught.value.message
