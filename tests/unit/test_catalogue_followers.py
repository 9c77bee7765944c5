"""What the index and the models need to follow the catalogue."""

import pytest
from catalogue_samples import FRIENDLY, plan

from qsearch.catalogue import ChangedPlans, open_catalogue


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path) as opened:
        yield opened


def put(catalogue, year, count=2, status="published"):
    return catalogue.put_plan(
        plan(count, year=year), institution="cloud-sea", status=status, original=None, file_name=f"{year}.txt"
    )


def test_an_empty_catalogue_stands_at_revision_zero(catalogue):
    assert catalogue.revision == 0
    assert catalogue.changes_since(0) == ChangedPlans(0, (), ())


def test_the_revision_grows_with_every_change_however_quick(catalogue):
    seen = [catalogue.revision]
    stored = put(catalogue, 101)
    seen.append(catalogue.revision)
    put(catalogue, 101, count=3)
    seen.append(catalogue.revision)
    catalogue.record_correction(stored.item_ids[0], given=FRIENDLY, suggested=None, by="館員")
    seen.append(catalogue.revision)
    catalogue.remove_plan(stored.plan_id)
    seen.append(catalogue.revision)
    assert seen == sorted(set(seen))


def test_an_unchanged_plan_leaves_the_revision_alone(catalogue):
    put(catalogue, 101)
    revision = catalogue.revision
    put(catalogue, 101)
    assert catalogue.revision == revision


def test_a_follower_hears_what_was_touched_and_what_is_gone(catalogue):
    kept, replaced, removed = put(catalogue, 101), put(catalogue, 102), put(catalogue, 103)
    seen = catalogue.revision
    put(catalogue, 102, count=3)
    catalogue.remove_plan(removed.plan_id)
    draft = put(catalogue, 104, status="draft")
    changed = catalogue.changes_since(seen)
    assert changed == ChangedPlans(
        catalogue.revision, (replaced.plan_id, draft.plan_id), (removed.plan_id,), full=False
    )
    assert kept.plan_id not in changed.touched


def test_a_follower_that_has_caught_up_has_nothing_to_do(catalogue):
    put(catalogue, 101)
    assert catalogue.changes_since(catalogue.revision) == ChangedPlans(catalogue.revision, (), ())


def test_a_follower_that_saw_nothing_gets_every_plan(catalogue):
    one, two, gone = put(catalogue, 101), put(catalogue, 102), put(catalogue, 103)
    catalogue.remove_plan(gone.plan_id)
    changed = catalogue.changes_since(0)
    assert (set(changed.touched), changed.removed, changed.full) == ({one.plan_id, two.plan_id}, (), False)


def test_a_plan_that_was_removed_and_put_again_is_touched_not_removed(catalogue):
    stored = put(catalogue, 101)
    seen = catalogue.revision
    catalogue.remove_plan(stored.plan_id)
    put(catalogue, 101)
    changed = catalogue.changes_since(seen)
    assert (changed.touched, changed.removed) == ((stored.plan_id,), ())


def test_a_correction_moves_the_revision_but_gives_the_index_nothing_to_do(catalogue):
    stored = put(catalogue, 101)
    seen = catalogue.revision
    catalogue.record_correction(stored.item_ids[0], given=FRIENDLY, suggested=None, by="館員")
    assert catalogue.changes_since(seen) == ChangedPlans(catalogue.revision, (), ())


@pytest.mark.parametrize("offset", [-1, 1])
def test_a_follower_of_another_past_has_to_start_anew(catalogue, offset):
    one, two = put(catalogue, 101), put(catalogue, 102)
    changed = catalogue.changes_since(catalogue.revision + offset * 3_600_000)
    assert changed == ChangedPlans(catalogue.revision, (one.plan_id, two.plan_id), (), full=True)


def test_a_follower_of_what_a_restored_backup_has_forgotten_starts_anew(tmp_path, monkeypatch):
    clock = iter(range(1_000_000_000, 9_000_000_000, 1_000_000_000))
    monkeypatch.setattr("qsearch.catalogue.storing.time.time_ns", lambda: next(clock))
    home = tmp_path / "catalogue.sqlite"
    with open_catalogue(tmp_path) as before:
        put(before, 101)
    backup = home.read_bytes()
    with open_catalogue(tmp_path) as lost:
        put(lost, 102)
        followed = lost.revision
    home.write_bytes(backup)
    with open_catalogue(tmp_path) as restored:
        other = put(restored, 103)
        changed = restored.changes_since(followed)
    assert changed.full
    assert other.plan_id in changed.touched


def test_every_plan_read_from_a_file_of_a_stem_is_found_by_it(catalogue):
    draft = catalogue.put_plan(
        plan(1), institution="cloud-sea", status="draft", original=None, file_name="inbox/yunhai-102.odt"
    )
    published = catalogue.put_plan(
        plan(2), institution="cloud-sea", status="published", original=None, file_name="yunhai-102.pdf"
    )
    assert catalogue.find_by_stem("yunhai-102") == (published.plan_id, draft.plan_id)
    assert catalogue.find_by_stem("yunhai") == ()
    assert catalogue.find_by_stem("yunhai-102.pdf") == ()


def test_a_plan_is_found_by_each_file_that_gave_the_same_content(catalogue):
    for name in ("first.pdf", "second.v2.odt"):
        stored = catalogue.put_plan(plan(), institution="cloud-sea", status="published", original=None, file_name=name)
    assert catalogue.find_by_stem("first") == catalogue.find_by_stem("second.v2") == (stored.plan_id,)


def test_a_replaced_plan_is_no_longer_found_by_the_file_of_the_old_content(catalogue):
    for name, count in (("old.pdf", 1), ("new.pdf", 2)):
        stored = catalogue.put_plan(
            plan(count), institution="cloud-sea", status="published", original=None, file_name=name
        )
    assert catalogue.find_by_stem("old") == ()
    assert catalogue.find_by_stem("new") == (stored.plan_id,)


def test_a_stem_is_found_in_either_unicode_form(catalogue):
    stored = catalogue.put_plan(
        plan(), institution="cloud-sea", status="published", original=None, file_name="cafe\u0301.pdf"
    )
    assert catalogue.find_by_stem("caf\u00e9") == (stored.plan_id,)
