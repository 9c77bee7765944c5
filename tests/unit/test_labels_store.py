from __future__ import annotations

import io
import json
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qsearch.errors import ConfigError, NotReady
from qsearch.frameworks import Framework, Frameworks, load_frameworks
from qsearch.labels import store
from qsearch.labels.model import LabelModel
from qsearch.labels.store import CARD, MODEL, load_model, save_model
from qsearch.shipped import corpus_dir, models_dir


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@pytest.fixture(scope="module")
def scorecard(frameworks: Frameworks) -> Framework:
    return frameworks.get("scorecard")


@pytest.fixture
def model(scorecard: Framework) -> LabelModel:
    return load_model(models_dir() / "scorecard", scorecard)


def rewrite(folder: Path, **changes: np.ndarray) -> None:
    """Put other arrays into a stored model."""
    with np.load(folder / MODEL, allow_pickle=False) as arrays:
        held = {name: arrays[name] for name in arrays.files}
    np.savez(folder / MODEL, **{**held, **changes})


def about(folder: Path, **changes: object) -> np.ndarray:
    with np.load(folder / MODEL, allow_pickle=False) as arrays:
        held = json.loads(arrays["about"].tobytes())
    return np.frombuffer(json.dumps({**held, **changes}).encode(), dtype=np.uint8)


def test_every_shipped_model_fits_its_framework_as_it_is(frameworks: Frameworks) -> None:
    for name in ("quality-award", "service-award", "scorecard"):
        assert load_model(models_dir() / name, frameworks.get(name)).framework == name


def test_every_shipped_model_is_the_one_its_card_describes() -> None:
    import hashlib

    for card in models_dir().glob(f"*/{CARD}"):
        described = json.loads(card.read_text(encoding="utf-8"))["file"]
        held = (card.parent / MODEL).read_bytes()
        assert described["bytes"] == len(held)
        assert described["sha256"] == hashlib.sha256(held).hexdigest()


def test_a_model_read_back_says_the_same(tmp_path: Path, model: LabelModel, scorecard: Framework) -> None:
    save_model(model, tmp_path / "new" / "folder", scorecard)
    again = load_model(tmp_path / "new" / "folder", scorecard)

    texts = ["員工訓練", "節約電費", "滿意度"]
    np.testing.assert_array_equal(again.probabilities(texts), model.probabilities(texts))
    assert again.calibration == model.calibration
    assert again.training == model.training


def test_the_same_model_is_written_as_the_same_bytes(tmp_path: Path, model: LabelModel, scorecard: Framework) -> None:
    first = save_model(model, tmp_path / "a", scorecard).read_bytes()

    assert save_model(model, tmp_path / "b", scorecard).read_bytes() == first
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [CARD, MODEL]


def test_a_folder_without_a_model_says_to_train(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as caught:
        load_model(tmp_path / "nowhere")
    assert "train" in (caught.value.hint or "")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("exploded"),))  # type: ignore[return-value]


@pytest.mark.parametrize("where", ["whole file", "array of objects"])
def test_a_pickle_is_refused_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: LabelModel, scorecard: Framework, where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    save_model(model, tmp_path, scorecard)
    if where == "whole file":
        (tmp_path / MODEL).write_bytes(pickle.dumps(Bomb()))
    else:
        rewrite(tmp_path, weights=np.array([Bomb()], dtype=object))

    with pytest.raises(ConfigError):
        load_model(tmp_path, scorecard)
    assert not (tmp_path / "exploded").exists()


def test_a_file_over_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: LabelModel, scorecard: Framework
) -> None:
    save_model(model, tmp_path, scorecard)
    monkeypatch.setattr(store, "MOST_BYTES", 100)

    with pytest.raises(ConfigError, match="上限"):
        load_model(tmp_path, scorecard)
    with pytest.raises(ConfigError, match="上限"):
        save_model(model, tmp_path, scorecard)


def test_a_small_file_that_unpacks_large_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / MODEL, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights.npy", b"\0" * (4 * store.MOST_BYTES + 1))
    assert (tmp_path / MODEL).stat().st_size < 1_000_000

    with pytest.raises(ConfigError, match="過大"):
        load_model(tmp_path)


@pytest.mark.parametrize("cut", [0, 10, 5000, -30])
def test_a_truncated_file_is_refused(tmp_path: Path, model: LabelModel, scorecard: Framework, cut: int) -> None:
    path = save_model(model, tmp_path, scorecard)
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(ConfigError) as caught:
        load_model(tmp_path, scorecard)
    assert "train" in (caught.value.hint or "")


def test_arrays_of_the_wrong_kind_shape_or_content_are_refused(
    tmp_path: Path, model: LabelModel, scorecard: Framework
) -> None:
    for weights in (
        model.weights[:-1],
        model.weights.astype(np.float64),
        np.full_like(model.weights, np.nan),
        np.zeros((0, 0), dtype=np.float32),
    ):
        save_model(model, tmp_path, scorecard)
        rewrite(tmp_path, weights=weights)
        with pytest.raises(ConfigError):
            load_model(tmp_path, scorecard)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 99}, "版本"),
        ({"features": "other rules"}, "規則"),
        ({"framework_labels": "0"}, "更動"),
        ({"framework": "quality-award"}, "quality-award"),
    ],
)
def test_a_model_of_other_rules_asks_to_be_trained_anew(
    tmp_path: Path, model: LabelModel, scorecard: Framework, changes: dict[str, object], sentence: str
) -> None:
    save_model(model, tmp_path, scorecard)
    rewrite(tmp_path, about=about(tmp_path, **changes))

    with pytest.raises(NotReady, match=sentence) as caught:
        load_model(tmp_path, scorecard)
    assert "qsearch train" in (caught.value.hint or "")


def test_a_description_that_lacks_a_field_is_a_damaged_file(
    tmp_path: Path, model: LabelModel, scorecard: Framework
) -> None:
    for description in ({"calibration": {}}, {"labels": None}, {"training": {"surplus": 1}}):
        save_model(model, tmp_path, scorecard)
        rewrite(tmp_path, about=about(tmp_path, **description))
        with pytest.raises(ConfigError):
            load_model(tmp_path, scorecard)


def test_a_framework_that_gained_a_label_needs_a_new_model(model: LabelModel, scorecard: Framework) -> None:
    grown = replace(
        scorecard, dimensions=(*scorecard.dimensions, replace(scorecard.dimensions[0], label="永續", variants=()))
    )

    with pytest.raises(NotReady, match="更動"):
        load_model(models_dir() / "scorecard", grown)


def test_a_write_that_fails_leaves_the_old_model_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: LabelModel, scorecard: Framework
) -> None:
    save_model(model, tmp_path, scorecard)
    before = (tmp_path / MODEL).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(ConfigError, match="No space"):
        save_model(model, tmp_path, scorecard)

    assert (tmp_path / MODEL).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [CARD, MODEL]


def test_a_stored_model_holds_plain_arrays_only() -> None:
    for path in models_dir().glob(f"*/{MODEL}"):
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            assert all(arrays[name].dtype.kind in "fu" for name in arrays.files)
        assert path.stat().st_size < store.MOST_BYTES
