"""What the embedded engine promises about its folder, beyond what every engine promises."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from qsearch.errors import EngineUnavailable
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.engine import (
    FACETS,
    EngineItem,
    EngineQuery,
    Field,
    FieldTerms,
    IndexState,
    ItemTexts,
    WeightedTerm,
)

STATE = IndexState("1", "a")
QUERY = EngineQuery(terms=(WeightedTerm(Field.TEXT_WORDS, "預約"),))


def item(id_, plan="p"):
    return EngineItem(id_, plan, (FieldTerms(Field.TEXT_WORDS, "預約"),))


def with_text(id_, text):
    return replace(item(id_, "q"), texts=ItemTexts(text))


@pytest.fixture
def engine(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index")
    engine.rebuild([item("a")], state=STATE)
    return engine


def test_nothing_is_written_by_looking(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index")
    assert engine.search(QUERY).total == 0
    assert not (tmp_path / "index").exists()


def test_what_another_engine_commits_is_seen_at_once(engine, tmp_path):
    reader = EmbeddedEngine(tmp_path / "index")
    assert reader.search(QUERY).total == 1
    engine.update([item("b", "q")], plans=["q"], state=STATE)
    assert reader.search(QUERY).total == 2
    engine.rebuild([item("c")], state=STATE)
    assert [hit.id for hit in reader.search(QUERY).hits] == ["c"]


def test_a_second_writer_is_told_so(engine, tmp_path):
    other = EmbeddedEngine(tmp_path / "index")

    def items():
        with pytest.raises(EngineUnavailable, match="正在寫入"):
            other.update([item("x")], plans=["p"], state=STATE)
        with pytest.raises(EngineUnavailable, match="正在寫入"):
            other.rebuild([item("x")], state=STATE)
        yield item("b")

    engine.update(items(), plans=["p"], state=STATE)
    assert [hit.id for hit in other.search(QUERY).hits] == ["b"]


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine, tmp_path):
    def items():
        yield item("b")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(items(), state=IndexState("2", "a"))
    assert [hit.id for hit in engine.search(QUERY).hits] == ["a"]
    assert engine.state() == STATE
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    engine.update([item("b")], plans=["p"], state=STATE)


def test_an_update_that_fails_leaves_the_index_as_it_was(engine):
    def items():
        yield item("b")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.update(items(), plans=["p"], state=IndexState("2", "a"))
    assert [hit.id for hit in engine.search(QUERY).hits] == ["a"]
    assert engine.state() == STATE
    engine.update([item("b")], plans=["p"], state=STATE)
    assert [hit.id for hit in engine.search(QUERY).hits] == ["b"]


def damage_manifest(folder):
    (folder / "index.json").write_text("{", encoding="utf-8")


def age_format(folder):
    manifest = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    (folder / "index.json").write_text(json.dumps(manifest | {"format": 0}), encoding="utf-8")


def damage_index(folder):
    next(folder.glob("index-*/meta.json")).write_text("x", encoding="utf-8")


def lose_index(folder):
    for path in folder.glob("index-*/*"):
        path.unlink()
    next(folder.glob("index-*")).rmdir()


@pytest.mark.parametrize("harm", [damage_manifest, age_format, damage_index, lose_index])
def test_a_broken_index_says_so_and_can_be_rebuilt(engine, tmp_path, harm):
    harm(tmp_path / "index")
    broken = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(EngineUnavailable) as raised:
        broken.search(QUERY)
    assert raised.value.hint
    broken.rebuild([item("b")], state=STATE)
    assert [hit.id for hit in broken.search(QUERY).hits] == ["b"]
    assert broken.state() == STATE
    assert len(list((tmp_path / "index").glob("index-*"))) == 1


def test_what_a_killed_writer_left_in_the_file_of_texts_harms_nothing(engine, tmp_path):
    with next((tmp_path / "index").glob("index-*/texts")).open("ab") as file:
        file.write(b"half an item")
    engine.update([with_text("b", "線上預約")], plans=["q"], state=STATE)
    asked = EngineQuery(terms=QUERY.terms, texts=True)
    for reader in (engine, EmbeddedEngine(tmp_path / "index")):
        assert {hit.id: hit.texts.text for hit in reader.search(asked).hits} == {"a": "", "b": "線上預約"}


def test_a_reader_that_mapped_the_texts_before_they_grew_sees_what_came_later(engine, tmp_path):
    reader = EmbeddedEngine(tmp_path / "index")
    assert reader.search(QUERY).total == 1
    engine.update([with_text("b", "線上預約" * 5000)], plans=["q"], state=STATE)
    assert {hit.id for hit in reader.search(QUERY).hits} == {"a", "b"}


def test_a_file_of_texts_cut_short_says_so_and_can_be_rebuilt(engine, tmp_path):
    next((tmp_path / "index").glob("index-*/texts")).write_bytes(b"a")
    broken = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(EngineUnavailable) as raised:
        broken.search(QUERY)
    assert raised.value.hint
    broken.rebuild([item("b")], state=STATE)
    assert [hit.id for hit in broken.search(QUERY).hits] == ["b"]


def test_facets_counted_in_a_thread_of_their_own_are_the_same(tmp_path):
    items = [
        replace(item(f"i{n}", f"p{n % 3}"), year=100 + n % 4, facets=(("agency", (f"甲{n % 5}",)),)) for n in range(40)
    ]
    asked = replace(QUERY, facets=FACETS)
    answers = []
    for least in (0, 1_000):
        engine = EmbeddedEngine(tmp_path / f"index{least}", count_beside_from=least)
        engine.rebuild(items, state=STATE)
        answers.append(engine.search(asked))
    assert answers[0] == answers[1]
    assert dict(answers[0].facets)["agency"][0].count == 8


WRITE_FOREVER = """
import sys
from pathlib import Path
from qsearch.search.embedded import EmbeddedEngine
from qsearch.search.engine import EngineItem, Field, FieldTerms, IndexState
engine = EmbeddedEngine(Path(sys.argv[1]))
fields = (FieldTerms(Field.TEXT_WORDS, "預約"),)
revision = int(engine.state().revision)
while True:
    revision += 1
    items = [EngineItem(f"{revision}-{i}", "p", fields) for i in range(revision % 5 + 1)]
    state = IndexState(str(revision), "a")
    engine.rebuild(items, state=state) if revision % 3 == 0 else engine.update(items, plans=["p"], state=state)
    print(revision, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills a process the POSIX way")
def test_a_writer_killed_at_any_moment_leaves_one_whole_revision(engine, tmp_path):
    rng = random.Random(5)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOREVER, str(tmp_path / "index")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        told = writer.stdout.readline()
        time.sleep(rng.random() / 5)
        writer.send_signal(signal.SIGKILL)
        told += writer.communicate()[0]
        reader = EmbeddedEngine(tmp_path / "index")
        state = int(reader.state().revision)
        hits = reader.search(QUERY).hits
        held = {int(hit.id.split("-")[0]) for hit in hits}
        assert len(held) == 1, "a revision half written"
        assert len(hits) == next(iter(held)) % 5 + 1
        # What was told is there; what is there may be one further than what is told.
        assert int(told.split()[-1]) <= state <= next(iter(held)) <= state + 1
