"""Keep label models in files: arrays and JSON, never a pickle.

A folder holds `model.npz`, which is the model, and `card.json`, which describes it to
people. All that loading needs stands in the one file, and it is written beside and renamed,
so a reader sees the old model or the new one, never half of each.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qsearch.errors import ConfigError, NotReady
from qsearch.frameworks import Framework
from qsearch.labels.features import Vectoriser, features_fingerprint
from qsearch.labels.model import Calibration, LabelModel, Training
from qsearch.plan import Label

__all__ = ["CARD", "FORMAT", "MODEL", "load_model", "save_model"]

FORMAT = 2
"""Which arrays a file holds; raised when an older reader could not understand a newer file."""

MODEL = "model.npz"
CARD = "card.json"

MOST_BYTES = 20_000_000
"""The most a model file may weigh; also what it may weigh unpacked, fourfold."""

_ARRAYS = frozenset({"weights", "bias", "idf", "vocabulary", "about"})
_RETRAIN = "請執行 qsearch train 重新訓練。"


def save_model(model: LabelModel, folder: Path, framework: Framework) -> Path:
    """Write a model and its card into a folder, made where it is missing; return the model's file.

    The same model always gives the same bytes. Raises ConfigError where it is too large
    or cannot be written.
    """
    packed = _pack(model, framework)
    if len(packed) > MOST_BYTES:
        raise ConfigError(
            f"「{framework.name}」的標籤模型有 {len(packed):,} 位元組，超過上限 {MOST_BYTES:,}。",
            hint="減少訓練資料後再訓練。",
        )
    card = json.dumps(_card(model, framework, packed), ensure_ascii=False, indent=2) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / MODEL, packed)
        _replace(folder / CARD, card.encode("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"無法將標籤模型寫入「{folder}」：{error.strerror}。", hint="請檢查權限與磁碟空間。"
        ) from error
    return folder / MODEL


def load_model(folder: Path, framework: Framework | None = None) -> LabelModel:
    """Read the model of a folder; with a framework given, only one trained for it as it is now.

    Raises NotReady where there is none, or one made by other rules or for other labels;
    ConfigError where the file is damaged, too large or holds anything but plain arrays.
    """
    path = folder / MODEL
    try:
        arrays = _unpack(path)
        about = json.loads(arrays["about"].tobytes())
        _check_rules(path, about, framework)
        return _model(arrays, about)
    except FileNotFoundError as error:
        raise NotReady(f"「{folder}」沒有標籤模型。", hint=_RETRAIN) from error
    except OSError as error:
        raise ConfigError(f"無法讀取「{path}」：{error.strerror}。", hint="請檢查檔案權限。") from error
    # numpy, zipfile, zlib and json each have a word for a file that is not what it should be.
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ConfigError(f"「{path}」不是可用的標籤模型：{error}", hint=_RETRAIN) from error


def _pack(model: LabelModel, framework: Framework) -> bytes:
    about = {
        "format": FORMAT,
        "framework": model.framework,
        "framework_labels": _framework_labels(framework),
        "features": features_fingerprint(),
        "labels": [[label.dimension, label.subdimension, label.execution_item] for label in model.labels],
        "calibration": asdict(model.calibration),
        "training": asdict(model.training),
    }
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        allow_pickle=False,
        weights=model.weights,
        bias=model.bias,
        idf=model.vectoriser.idf,
        vocabulary=_json_array(list(model.vectoriser.terms)),
        about=_json_array(about),
    )
    return packed.getvalue()


def _card(model: LabelModel, framework: Framework, packed: bytes) -> dict[str, Any]:
    return {
        "framework": framework.id,
        "name": framework.name,
        "labels": len(model.labels),
        "features": {"rules": features_fingerprint(), "count": len(model.vectoriser)},
        "training": asdict(model.training),
        "calibration": asdict(model.calibration),
        "file": {"name": MODEL, "bytes": len(packed), "sha256": hashlib.sha256(packed).hexdigest()},
    }


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _unpack(path: Path) -> Mapping[str, NDArray[Any]]:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ConfigError(f"「{path}」有 {size:,} 位元組，超過標籤模型的上限 {MOST_BYTES:,}。", hint=_RETRAIN)
    packed = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > 4 * MOST_BYTES:
            raise ConfigError(f"「{path}」展開後過大。", hint=_RETRAIN)
    if {member.filename.removesuffix(".npy") for member in members} != _ARRAYS:
        raise ValueError("its arrays are not those of a label model")
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in sorted(_ARRAYS)}


def _check_rules(path: Path, about: Mapping[str, Any], framework: Framework | None) -> None:
    if about["format"] != FORMAT:
        raise NotReady(f"「{path}」是其他版本的標籤模型（格式 {about['format']}，本版為 {FORMAT}）。", hint=_RETRAIN)
    if about["features"] != features_fingerprint():
        raise NotReady(f"「{path}」是以不同的文字分析規則訓練的。", hint=_RETRAIN)
    if framework is None:
        return
    if about["framework"] != framework.id:
        raise NotReady(f"「{path}」是「{about['framework']}」的標籤模型，不是「{framework.id}」的。", hint=_RETRAIN)
    if about["framework_labels"] != _framework_labels(framework):
        raise NotReady(f"「{path}」訓練之後，「{framework.name}」的標籤已有更動。", hint=_RETRAIN)


def _model(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> LabelModel:
    terms = json.loads(arrays["vocabulary"].tobytes())
    labels = [Label(about["framework"], *levels) for levels in about["labels"]]
    weights, bias, idf = (arrays[name] for name in ("weights", "bias", "idf"))
    shapes = {"weights": (len(terms), len(labels)), "bias": (len(labels),), "idf": (len(terms),)}
    for name, shape in shapes.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite float32 of shape {shape}")
    return LabelModel(
        about["framework"],
        labels,
        Vectoriser(terms, idf),
        weights,
        bias,
        _calibration(about["calibration"], len(labels)),
        Training(**about["training"]),
    )


def _calibration(held: Mapping[str, Any], labels: int) -> Calibration:
    bounds = tuple(float(bound) for bound in held["bounds"])
    if len(bounds) != labels:
        raise ValueError(f"bounds must be {labels} numbers")
    return Calibration(**{**held, "bounds": bounds})


def _framework_labels(framework: Framework) -> str:
    paths = [[label.dimension, label.subdimension, label.execution_item] for label in framework.labels()]
    return hashlib.sha256(json.dumps(paths, ensure_ascii=False).encode()).hexdigest()


def _json_array(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), dtype=np.uint8)
