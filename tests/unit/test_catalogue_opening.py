"""Opening a home: new, old, newer, damaged, locked or out of reach."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from catalogue_samples import FRIENDLY, full_plan, plan

from qsearch.catalogue import open_catalogue
from qsearch.catalogue.database import Database, our_errors
from qsearch.catalogue.migrating import migrate
from qsearch.catalogue.migrations import MIGRATIONS, Migration
from qsearch.errors import CatalogueError

VERSION_1 = Path(__file__).parent / "data" / "catalogue_v1.sql"


def put(catalogue, a_plan, file="雲海.pdf"):
    return catalogue.put_plan(a_plan, institution="cloud-sea", status="published", original=b"bytes", file_name=file)


def rows(home, statement):
    connection = sqlite3.connect(home / "catalogue.sqlite")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def write_version_1(home):
    connection = sqlite3.connect(home / "catalogue.sqlite")
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()


def database(home):
    return Database(f"sqlite:///{home / 'catalogue.sqlite'}", where=str(home), patience=1)


def test_a_new_home_is_made_with_its_folders(tmp_path):
    with open_catalogue(tmp_path / "deep" / "home") as catalogue:
        assert catalogue.plans() == ()
    assert (tmp_path / "deep" / "home" / "catalogue.sqlite").is_file()
    assert (tmp_path / "deep" / "home" / "originals").is_dir()


def test_a_folder_name_may_hold_what_a_url_may_not(tmp_path):
    home = tmp_path / "a?b #c% 目錄"
    with open_catalogue(home) as catalogue:
        put(catalogue, plan())
    assert (home / "catalogue.sqlite").is_file()


def test_the_database_may_stand_elsewhere_by_url_while_originals_stay_in_the_home(tmp_path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    with open_catalogue(tmp_path / "home", url=url) as catalogue:
        stored = put(catalogue, plan())
        assert catalogue.original(stored.plan_id).is_relative_to(tmp_path / "home" / "originals")
    assert (tmp_path / "elsewhere.db").is_file()
    assert not (tmp_path / "home" / "catalogue.sqlite").exists()


@pytest.mark.parametrize("url", ["no url at all", "nosuchdatabase://host/name"])
def test_a_url_that_names_no_database_is_refused_with_a_hint(tmp_path, url):
    with pytest.raises(CatalogueError) as caught:
        open_catalogue(tmp_path, url=url)
    assert caught.value.hint


def test_an_old_home_still_opens_with_all_it_held(tmp_path):
    write_version_1(tmp_path)
    with open_catalogue(tmp_path) as catalogue:
        (draft, _), (published, count) = sorted(catalogue.plans(), key=lambda pair: pair[0].status)
        assert (draft.status, published.status, count) == ("draft", "published", 2)
        assert catalogue.plan(published.id) == full_plan()
        assert catalogue.check() == ()
        assert put(catalogue, full_plan()).outcome == "unchanged"
        item_id = catalogue.plan(published.id).items[0].id
        assert catalogue.record_correction(item_id, given=FRIENDLY, suggested=None, by="甲").item_id == item_id
    assert [version for (version,) in rows(tmp_path, "SELECT version FROM schema_version ORDER BY version")] == [
        migration.version for migration in MIGRATIONS
    ]


def test_the_migrations_are_numbered_in_order_and_each_is_recorded_once(tmp_path):
    assert [migration.version for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    for _ in range(2):
        open_catalogue(tmp_path).close()
    assert rows(tmp_path, "SELECT version, name FROM schema_version ORDER BY version") == [
        (migration.version, migration.name) for migration in MIGRATIONS
    ]


def test_a_home_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    open_catalogue(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    with connection:
        connection.execute("INSERT INTO schema_version VALUES (999, 'from the future', '2100-01-01')")
    connection.close()
    before = (tmp_path / "catalogue.sqlite").read_bytes()
    with pytest.raises(CatalogueError, match="較新版") as caught:
        open_catalogue(tmp_path)
    assert "更新" in caught.value.hint
    assert (tmp_path / "catalogue.sqlite").read_bytes() == before


def test_a_migration_that_fails_halfway_leaves_the_state_before_it(tmp_path):
    write_version_1(tmp_path)
    before = rows(tmp_path, "SELECT * FROM sqlite_master ORDER BY name")
    broken = Migration(
        2, "broken", ("CREATE TABLE half (a INTEGER)", "DROP TABLE items", "CREATE TABLE plans (a INTEGER)")
    )
    opened = database(tmp_path)
    with pytest.raises(CatalogueError, match="already exists"):
        migrate(opened, where="here", migrations=(MIGRATIONS[0], broken))
    opened.close()
    assert rows(tmp_path, "SELECT * FROM sqlite_master ORDER BY name") == before
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.check() == ()


def test_a_kill_amid_a_migration_leaves_the_state_before_it(tmp_path):
    write_version_1(tmp_path)
    before = rows(tmp_path, "SELECT * FROM sqlite_master ORDER BY name")
    script = """
import os, signal, sys
from pathlib import Path
from qsearch.catalogue.database import Database
from qsearch.catalogue.migrating import migrate
from qsearch.catalogue.migrations import MIGRATIONS, Migration

def statements():
    yield "CREATE TABLE half (a INTEGER)"
    yield "DROP TABLE items"
    os.kill(os.getpid(), signal.SIGKILL)

database = Database(f"sqlite:///{sys.argv[1]}", where="here", patience=1)
migrate(database, where="here", migrations=(MIGRATIONS[0], Migration(2, "killed", statements())))
"""
    died = subprocess.run([sys.executable, "-c", script, str(tmp_path / "catalogue.sqlite")], check=False)
    assert died.returncode == -signal.SIGKILL
    assert rows(tmp_path, "SELECT * FROM sqlite_master ORDER BY name") == before


def test_programs_that_make_a_home_at_the_same_moment_agree(tmp_path):
    script = "import sys; from pathlib import Path; from qsearch.catalogue import open_catalogue; open_catalogue(Path(sys.argv[1])).close()"
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(child.communicate()[1], child.returncode) for child in children] == [(b"", 0)] * 4


def test_a_file_that_is_no_database_is_refused_with_a_hint(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"these are not the bytes of a database" * 100)
    with pytest.raises(CatalogueError, match="不是 SQLite 資料庫") as caught:
        open_catalogue(tmp_path)
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, Exception)


def test_a_locked_catalogue_says_so_when_patience_ends(tmp_path):
    with open_catalogue(tmp_path, patience=0.05) as catalogue:
        other = sqlite3.connect(tmp_path / "catalogue.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogueError, match="正由其他程式使用") as caught:
            put(catalogue, plan())
        assert "再試" in caught.value.hint
        # Readers go on beside the writer.
        assert catalogue.plans() == ()
        other.execute("ROLLBACK")
        other.close()
        assert put(catalogue, plan()).outcome == "added"


def test_a_home_inside_a_file_is_refused_with_a_hint(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(CatalogueError) as caught:
        open_catalogue(tmp_path / "home")
    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_with_a_hint(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CatalogueError, match=r"無法存放檔案|無法開啟|不能寫入") as caught:
            open_catalogue(tmp_path)
        assert caught.value.hint
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_leaves_what_was_stored(tmp_path):
    with open_catalogue(tmp_path) as catalogue:
        stored = put(catalogue, plan())
        # SQLite answers as on a full disk when the database may grow no further.
        with catalogue._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(CatalogueError, match="空間不足") as caught:
            put(catalogue, plan(5000, year=103))
        assert "騰出空間" in caught.value.hint
        assert [ref.id for ref, _ in catalogue.plans()] == [stored.plan_id]
        assert {finding.code for finding in catalogue.check()} <= {"original-orphaned"}


@pytest.mark.parametrize(
    "error",
    [*sqlite3.Error.__subclasses__(), *sqlite3.DatabaseError.__subclasses__(), sqlite3.Error, OSError],
    ids=lambda error: error.__name__,
)
def test_every_error_of_the_database_and_the_disk_becomes_ours(error):
    with pytest.raises(CatalogueError) as caught, our_errors("here"):
        raise error("what happened")
    assert "here" in caught.value.message
    assert caught.value.hint
    assert type(caught.value.__cause__) is error


def test_a_broken_row_is_told_as_damage(tmp_path):
    with open_catalogue(tmp_path) as catalogue:
        stored = put(catalogue, full_plan())
        connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
        with connection:
            connection.execute("UPDATE items SET units = '[broken'")
        connection.close()
        with pytest.raises(CatalogueError, match="損毀的資料列"):
            catalogue.plan(stored.plan_id)


def test_importing_the_package_pulls_in_no_database_library():
    script = "import sys, qsearch.catalogue; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
