"""People check labels: least certain first; what they decide is kept and learnt from."""

import json

import pytest

from qsearch.cli import main
from qsearch.shipped import corpus_dir


@pytest.fixture
def home(tmp_path, capsys):
    main(["--home", str(tmp_path), "ingest", str(corpus_dir() / "plans" / "yunleng-health-108.docx")])
    capsys.readouterr()
    return tmp_path


def run(home, capsys, *arguments):
    status = main(["--home", str(home), *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_work_list_begins_with_the_least_certain(home, capsys):
    status, found = run(home, capsys, "review", "--framework", "service-award", "--limit", "10")
    assert status == 0
    assert found["total"] == 40
    assert len(found["items"]) == 10
    certainties = [entry["certainty"] for entry in found["items"]]
    assert certainties == sorted(certainties)
    assert all(len(entry["guesses"]) == 3 for entry in found["items"])


def test_a_correction_is_kept_with_who_when_and_what_was_suggested_and_the_item_is_done(home, capsys):
    _, before = run(home, capsys, "review", "--limit", "1")
    item = before["items"][0]["item"]
    status, kept = run(home, capsys, "correct", item["id"], "服務便捷", "--by", "王小明")
    assert status == 0
    assert (kept["given"], kept["by"]) == ("服務便捷", "王小明")
    assert kept["suggested"] == before["items"][0]["guesses"][0]["label"]
    assert kept["at"].startswith("20")
    _, after = run(home, capsys, "review", "--limit", "50")
    assert after["total"] == before["total"] - 1
    assert item["id"] not in [entry["item"]["id"] for entry in after["items"]]


def test_a_label_that_the_framework_lacks_is_answered_with_those_it_has(home, capsys):
    _, found = run(home, capsys, "review", "--limit", "1")
    status, told = run(home, capsys, "correct", found["items"][0]["item"]["id"], "沒有這一項")
    assert status == 2
    assert told["error"]["code"] == "bad-query"
    assert "服務便捷" in told["error"]["hint"]


def test_an_unknown_item_is_not_corrected(home, capsys):
    status, told = run(home, capsys, "correct", "i0", "服務便捷")
    assert status == 1
    assert told["error"]["code"] == "not-found"
