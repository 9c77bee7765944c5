"""`qsearch frameworks`: the list of labels, and what each of one framework is for."""

import json

import pytest

from qsearch.cli import main


def test_the_list_names_every_framework_with_its_labels(capsys, tmp_path):
    assert main(["--home", str(tmp_path), "frameworks", "--json"]) == 0
    shape = json.loads(capsys.readouterr().out)
    assert [framework["id"] for framework in shape["frameworks"]] == [
        "quality-award",
        "service-award",
        "scorecard",
        "other",
    ]
    first = shape["frameworks"][0]["dimensions"][0]
    assert first["label"] == "服務流程"
    assert first["execution_items"][0] == "單一窗口服務全功能程度"


@pytest.mark.parametrize("framework", ["quality-award", "service-award", "scorecard"])
def test_every_label_of_the_frameworks_that_ship_is_explained(framework, capsys, tmp_path):
    assert main(["--home", str(tmp_path), "frameworks", framework, "--json"]) == 0
    (shape,) = json.loads(capsys.readouterr().out)["frameworks"]
    for dimension in shape["dimensions"]:
        assert [guide["label"] for guide in dimension["execution_item_guides"]] == dimension["execution_items"]
        for guide in dimension["execution_item_guides"] or [dimension["guide"]]:
            assert guide["definition"], guide["label"]
            assert guide["belongs"], guide["label"]
            assert guide["boundaries"], guide["label"]


def test_one_framework_is_explained_in_words(capsys, tmp_path):
    assert main(["--home", str(tmp_path), "frameworks", "service-award"]) == 0
    told = capsys.readouterr().out
    assert "政府服務品質獎" not in told
    assert "與「服務友善」：" in told
    assert "不屬於：" in told


def test_an_unknown_framework_is_answered_with_the_known_ones(capsys, tmp_path):
    assert main(["--home", str(tmp_path), "frameworks", "nope"]) == 1
    assert "service-award" in capsys.readouterr().err
