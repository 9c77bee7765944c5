"""The settings of one run; the environment is read here and nowhere else."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from qsearch.errors import ConfigError
from qsearch.reading.limits import Limits
from qsearch.shipped import corpus_dir, models_dir

__all__ = ["EngineName", "Settings", "settings_from", "wants_tracebacks"]

EngineName = Literal["embedded", "reference"]

_LEAST_MEMORY_MB = 256  # Python with the libraries that read takes most of it
_MOST_READERS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """Say where things are and which parts to use.

    `home` holds catalogue, index and trained models; `corpus` and `models` are what ships.
    `limits` are those of reading one file, `readers` how many files are read at once,
    `processors` how many this program may use.
    `debug` lets what readers say reach stderr.
    """

    home: Path
    corpus: Path
    models: Path
    engine: EngineName = "embedded"
    limits: Limits = field(default_factory=Limits)
    readers: int = 1
    processors: int = 1
    debug: bool = False


def settings_from(environment: Mapping[str, str], *, home: Path | None = None) -> Settings:
    """Return the settings an environment asks for; `home` given by hand goes first.

    Reads QSEARCH_HOME (default `.qsearch` in the working folder), QSEARCH_ENGINE
    (`embedded` or `reference`), QSEARCH_READ_SECONDS, QSEARCH_OCR_SECONDS,
    QSEARCH_READ_MEMORY_MB, QSEARCH_READ_PAGES (see `Limits`), QSEARCH_READERS (default: one
    for each processor, four at most) and QSEARCH_DEBUG. Raises ConfigError for an unknown
    engine, a limit that is no number or too small, or a home that is a file.
    """
    folder = home or Path(environment.get("QSEARCH_HOME") or ".qsearch")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"「{folder}」是檔案，不是資料夾。", hint="請以 --home 或 QSEARCH_HOME 指定資料夾。")
    engine = environment.get("QSEARCH_ENGINE") or "embedded"
    if engine not in get_args(EngineName):
        raise ConfigError(
            f"QSEARCH_ENGINE={engine} 不是可用的搜尋引擎。", hint=f"可用：{'、'.join(get_args(EngineName))}"
        )
    usual = Limits()
    return Settings(
        home=folder.resolve(),
        corpus=corpus_dir(),
        models=models_dir(),
        engine=cast(EngineName, engine),
        limits=Limits(
            seconds=_number(environment, "QSEARCH_READ_SECONDS", usual.seconds, least=1),
            ocr_seconds=_number(environment, "QSEARCH_OCR_SECONDS", usual.ocr_seconds, least=1),
            memory_mb=int(_number(environment, "QSEARCH_READ_MEMORY_MB", usual.memory_mb, least=_LEAST_MEMORY_MB)),
            pages=int(_number(environment, "QSEARCH_READ_PAGES", usual.pages, least=1)),
        ),
        readers=int(_number(environment, "QSEARCH_READERS", min(_processors(), _MOST_READERS), least=1)),
        processors=_processors(),
        debug=wants_tracebacks(environment),
    )


def _number(environment: Mapping[str, str], name: str, usual: float, *, least: float) -> float:
    text = environment.get(name)
    if not text:
        return usual
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number < math.inf:  # false for what is no number, too
        raise ConfigError(
            f"{name}={text} 不是可用的數值。", hint=f"請設為 {least:g} 以上的數字，或不設定（{usual:g}）。"
        )
    return number


def _processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def wants_tracebacks(environment: Mapping[str, str]) -> bool:
    """Whether QSEARCH_DEBUG asks to see where an unexpected error came from."""
    return bool(environment.get("QSEARCH_DEBUG"))
