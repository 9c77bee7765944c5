import json
from pathlib import Path

import pytest

from qsearch.errors import ConfigError
from qsearch.frameworks import Agencies, load_agencies
from qsearch.shipped import corpus_dir


@pytest.fixture(scope="module")
def agencies() -> Agencies:
    return load_agencies(corpus_dir() / "agencies")


def test_an_institution_stays_one_through_its_renaming(agencies: Agencies):
    old, new = "國立中央圖書館臺灣分館", "國立臺灣圖書館"
    assert agencies.lineage(old) == agencies.lineage(new) == agencies.lineage("國立台灣圖書館")
    assert agencies.today(old) == agencies.today(new) == new
    assert agencies.names(new) == (old, new)


@pytest.mark.parametrize("name", ["國 立 臺 灣 圖 書 館", "教育部國立臺灣圖書館", "教育部 國立台灣圖書館", "國臺圖"])
def test_spacing_variants_short_names_and_the_superior_agency_are_looked_through(agencies: Agencies, name: str):
    assert agencies.today(name) == "國立臺灣圖書館"


def test_the_branch_is_not_its_main_library(agencies: Agencies):
    assert agencies.lineage("國立中央圖書館") == agencies.lineage("國家圖書館")
    assert agencies.lineage("國立中央圖書館") != agencies.lineage("國立中央圖書館臺灣分館")


def test_an_unlisted_agency_is_known_by_the_name_it_prints(agencies: Agencies):
    assert agencies.lineage("虛構市 立圖書館") == agencies.lineage("虛構市立圖書館")
    assert agencies.today(" 虛構市立圖書館 ") == "虛構市立圖書館"
    assert agencies.names("虛構市立圖書館") == ("虛構市立圖書館",)
    assert agencies.kind("虛構市立圖書館") is None


def test_listing_an_agency_does_not_change_its_key(agencies: Agencies):
    assert Agencies([]).lineage("國立科學工藝博物館") == agencies.lineage("國立科學工藝博物館")


def test_kinds_are_those_of_the_labelled_examples(agencies: Agencies):
    kinds = set()
    for path in (corpus_dir() / "examples").glob("*.jsonl"):
        kinds |= {json.loads(line)["agency_kind"] for line in path.read_text(encoding="utf-8").splitlines() if line}
    if not kinds:
        pytest.skip("no labelled examples ship yet")
    assert {agency.kind for agency in agencies if agency.kind} <= kinds


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ([], "'agencies' must be a list"),
        ({"agencies": [{"names": []}]}, "agency 1"),
        ({"agencies": [{"names": [{"name": "甲局"}], "knd": "x"}]}, "unknown field 'knd'"),
        ({"agencies": [{"names": [{"name": "甲局"}], "kind": 1}]}, "'kind' must be text"),
        ({"agencies": [{"names": [{"name": " "}]}]}, "name 1"),
        ({"agencies": [{"names": [{"name": "甲局", "from": "1"}]}]}, "unknown field 'from'"),
        ({"agencies": [{"names": [{"name": "甲局", "short": "甲"}]}]}, "'short' must be a list"),
        ({"agencies": [{"names": [{"name": "甲局", "until": "2013"}, {"name": "乙局"}]}]}, "must be a day"),
        ({"agencies": [{"names": [{"name": "甲局"}, {"name": "乙局"}]}]}, "needs 'until'"),
        ({"agencies": [{"names": [{"name": "甲局", "until": "102-01-01"}]}]}, "the last has none"),
        ({"agencies": [{"names": [{"name": "甲局"}]}, {"names": [{"name": "甲 局"}]}]}, "names two agencies"),
    ],
)
def test_a_wrong_authority_list_is_refused_with_the_place(tmp_path: Path, shape: object, says: str):
    (tmp_path / "agencies.json").write_text(json.dumps(shape), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"agencies\.json") as caught:
        load_agencies(tmp_path)
    assert says in caught.value.message


def test_a_missing_authority_list_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="not a readable JSON file"):
        load_agencies(tmp_path)


def test_a_unit_keeps_one_history_through_its_renaming(agencies: Agencies):
    agency = "交通部公路局穗青區監理所"
    assert (
        agencies.unit_names(agency, "車輛檢驗課")
        == agencies.unit_names(agency, "車輛檢驗科")
        == ("車輛檢驗課", "車輛檢驗科")
    )
    assert agencies.unit_names(agency, "資訊室") == ("資訊室",)
    assert agencies.unit_names("虛構市立圖書館", "車輛檢驗課") == ("車輛檢驗課",)


@pytest.mark.parametrize("units", ["資訊室", [["資訊室"]], [["資訊室", 1]], [["甲課", "甲科"], ["甲 課", "乙科"]]])
def test_a_unit_list_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path, units: object):
    entry = {"names": [{"name": "虛構市立圖書館"}], "units": units}
    (tmp_path / "agencies.json").write_text(json.dumps({"agencies": [entry]}), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_agencies(tmp_path)
    assert "agency 1" in caught.value.message
    assert "'units'" in caught.value.message
