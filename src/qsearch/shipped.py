"""Find the data that ships with the product, in a clone and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

from qsearch.errors import ConfigError

__all__ = ["corpus_dir", "models_dir"]

_PACKAGE = Path(__file__).resolve().parent


def corpus_dir() -> Path:
    """Return the folder of frameworks, agencies, lexicon, examples and sample plans.

    Raises ConfigError where the installation lacks it.
    """
    return _shipped("corpus")


def models_dir() -> Path:
    """Return the folder of the label models that ship.

    Raises ConfigError where the installation lacks it.
    """
    return _shipped("models")


def _shipped(name: str) -> Path:
    # A wheel carries the data inside the package; a clone keeps it beside src/.
    for candidate in (_PACKAGE / "_shipped" / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise ConfigError(
        f"找不到隨附的資料夾 {name}（應在 {_PACKAGE} 旁）。",
        hint="請重新安裝 qsearch；若為原始碼，須有 corpus/ 與 models/ 資料夾。",
    )
