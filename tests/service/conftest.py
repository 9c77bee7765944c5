"""Fixtures of the service tests: a command line that runs in this process, a home that is filled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qsearch.cli import main
from tests.service import invented


@dataclass(frozen=True)
class Ran:
    """Hold what a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs one command in a home of its own."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        status = main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """Return the same over a home that holds two invented plans."""
    source = invented.write_jsonl(tmp_path / "plans.jsonl", invented.NORTH, invented.SOUTH)
    assert run("ingest", source).status == 0
    return run
