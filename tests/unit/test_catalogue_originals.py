"""Kept files, and the check-up of a catalogue."""

import errno
import sqlite3
from hashlib import sha256

import pytest
from catalogue_samples import full_plan, plan

from qsearch.catalogue import open_catalogue
from qsearch.catalogue.originals import Original, Originals


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path) as opened:
        yield opened


def put(catalogue, a_plan, original, file="雲海.PDF"):
    return catalogue.put_plan(
        a_plan, institution="cloud-sea", status="published", original=original, file_name=file
    ).plan_id


def codes(catalogue, fix=False):
    return [(finding.code, finding.fixed) for finding in catalogue.check(fix=fix)]


def kept(tmp_path):
    return [path for path in (tmp_path / "originals").rglob("*") if path.is_file()]


def alter(tmp_path, statement):
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


def test_an_original_is_kept_under_the_hash_of_its_bytes(catalogue, tmp_path):
    plan_id = put(catalogue, plan(), b"%PDF invented")
    digest = sha256(b"%PDF invented").hexdigest()
    assert catalogue.original(plan_id) == tmp_path / "originals" / digest[:2] / f"{digest}.pdf"
    assert catalogue.original(plan_id).read_bytes() == b"%PDF invented"


def test_a_plan_without_original_has_none(catalogue):
    assert catalogue.original(put(catalogue, plan(), None)) is None


def test_a_strange_suffix_is_not_carried_into_the_folder(catalogue, tmp_path):
    assert catalogue.original(put(catalogue, plan(), b"x", file="a.b c;d")).suffix == ""


def test_equal_bytes_are_kept_once(catalogue, tmp_path):
    put(catalogue, plan(year=101), b"both plans", file="both.jsonl")
    put(catalogue, plan(year=102), b"both plans", file="both.jsonl")
    assert len(kept(tmp_path)) == 1


def test_a_shared_original_stays_until_its_last_plan_goes(catalogue, tmp_path):
    one = put(catalogue, plan(year=101), b"both plans", file="both.jsonl")
    two = put(catalogue, plan(year=102), b"both plans", file="both.jsonl")
    catalogue.remove_plan(one)
    assert catalogue.original(two).read_bytes() == b"both plans"
    catalogue.remove_plan(two)
    assert kept(tmp_path) == []


def test_the_original_is_the_file_whose_text_is_stored_even_where_others_gave_the_same(catalogue):
    plan_id = put(catalogue, plan(), b"first", file="first.pdf")
    put(catalogue, plan(), b"second", file="second.odt")
    assert catalogue.original(plan_id).read_bytes() == b"first"
    assert codes(catalogue) == []


def test_a_replacement_replaces_the_original(catalogue, tmp_path):
    plan_id = put(catalogue, plan(2), b"old")
    put(catalogue, plan(3), b"new")
    assert catalogue.original(plan_id).read_bytes() == b"new"
    assert len(kept(tmp_path)) == 1


def test_an_original_is_not_forgotten_when_the_same_file_comes_without_it(catalogue):
    plan_id = put(catalogue, plan(), b"bytes")
    put(catalogue, plan(), None)
    assert catalogue.original(plan_id).read_bytes() == b"bytes"


def test_a_sound_catalogue_has_no_findings(catalogue):
    put(catalogue, full_plan(), b"bytes")
    assert catalogue.check() == ()


def test_a_lost_original_is_reported_and_comes_back_with_the_next_ingest(catalogue):
    plan_id = put(catalogue, plan(), b"bytes")
    catalogue.original(plan_id).unlink()
    assert catalogue.original(plan_id) is None
    assert codes(catalogue, fix=True) == [("original-missing", False)]
    put(catalogue, plan(), b"bytes")
    assert codes(catalogue) == []


def test_a_damaged_original_is_reported_and_mended_by_the_next_ingest(catalogue):
    plan_id = put(catalogue, plan(), b"bytes")
    catalogue.original(plan_id).write_bytes(b"bites")
    assert codes(catalogue) == [("original-damaged", False)]
    put(catalogue, plan(), b"bytes")
    assert codes(catalogue) == []


def test_files_that_no_plan_names_are_reported_and_dropped_only_when_asked(catalogue, tmp_path):
    put(catalogue, plan(), b"bytes")
    originals = Originals(tmp_path / "originals")
    stray = originals.keep(b"a killed ingest left this", "stray.odt")
    (originals.path(stray).parent / ".unfinished-abc").write_bytes(b"half")
    assert codes(catalogue) == [("original-orphaned", False), ("original-unfinished", False)]
    assert codes(catalogue, fix=True) == [("original-orphaned", True), ("original-unfinished", True)]
    assert codes(catalogue) == []
    assert len(kept(tmp_path)) == 1


def test_findings_speak_to_people_in_chinese(catalogue, tmp_path):
    Originals(tmp_path / "originals").keep(b"stray", "stray.odt")
    (finding,) = catalogue.check()
    assert "不屬於任何計畫" in finding.message


def test_a_plan_that_lacks_items_is_reported(catalogue, tmp_path):
    put(catalogue, full_plan(), None)
    alter(tmp_path, "DELETE FROM items WHERE position = 1")
    assert codes(catalogue) == [("item-count-wrong", False)]


@pytest.mark.parametrize(
    "statement", ["UPDATE items SET deadline = '隨時' WHERE position = 1", "UPDATE plans SET issued = NULL"]
)
def test_a_plan_that_was_altered_behind_our_back_is_reported(catalogue, tmp_path, statement):
    put(catalogue, full_plan(), None)
    alter(tmp_path, statement)
    assert codes(catalogue) == [("plan-altered", False)]


def test_a_row_without_its_plan_is_reported(catalogue, tmp_path):
    put(catalogue, full_plan(), None)
    alter(tmp_path, "DELETE FROM plans")
    assert {code for code, _ in codes(catalogue)} == {"foreign-key-broken"}


def test_a_damaged_database_is_a_finding_and_no_crash(tmp_path):
    with open_catalogue(tmp_path) as first:
        put(first, plan(2000), None)
    path = tmp_path / "catalogue.sqlite"
    content = bytearray(path.read_bytes())
    content[60_000:200_000] = b"\x5a" * 140_000
    path.write_bytes(content)
    with open_catalogue(tmp_path) as again:
        assert {code for code, _ in codes(again)} == {"catalogue-damaged"}


def test_an_original_is_named_by_all_of_its_bytes_or_not_there(tmp_path, monkeypatch):
    def no_room(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    originals = Originals(tmp_path)
    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        originals.keep(b"bytes", "a.pdf")
    assert kept(tmp_path) == []
    assert list(originals.kept()) == []
    assert not originals.intact(Original(sha256(b"bytes").hexdigest(), ".pdf"))
