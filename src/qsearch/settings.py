"""The settings of one run; the environment is read here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from qsearch.errors import ConfigError
from qsearch.shipped import corpus_dir, models_dir

__all__ = ["EngineName", "Settings", "settings_from", "wants_tracebacks"]

EngineName = Literal["embedded", "reference"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Say where things are and which parts to use.

    `home` holds catalogue, index and trained models; `corpus` and `models` are what ships.
    """

    home: Path
    corpus: Path
    models: Path
    engine: EngineName = "embedded"


def settings_from(environment: Mapping[str, str], *, home: Path | None = None) -> Settings:
    """Return the settings an environment asks for; `home` given by hand goes first.

    Reads QSEARCH_HOME (default `.qsearch` in the working folder) and QSEARCH_ENGINE
    (`embedded` or `reference`). Raises ConfigError for an unknown engine or a home that is a file.
    """
    folder = home or Path(environment.get("QSEARCH_HOME") or ".qsearch")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"「{folder}」是檔案，不是資料夾。", hint="請以 --home 或 QSEARCH_HOME 指定資料夾。")
    engine = environment.get("QSEARCH_ENGINE") or "embedded"
    if engine not in get_args(EngineName):
        raise ConfigError(
            f"QSEARCH_ENGINE={engine} 不是可用的搜尋引擎。", hint=f"可用：{'、'.join(get_args(EngineName))}"
        )
    return Settings(
        home=folder.resolve(),
        corpus=corpus_dir(),
        models=models_dir(),
        engine=cast(EngineName, engine),
    )


def wants_tracebacks(environment: Mapping[str, str]) -> bool:
    """Whether QSEARCH_DEBUG asks to see where an unexpected error came from."""
    return bool(environment.get("QSEARCH_DEBUG"))
