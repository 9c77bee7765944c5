"""Set the sources of the sample plans as the text files that ship beside them.

    python -m corpus.build_plans            write corpus/plans/*.txt anew
    python -m corpus.build_plans --check    say which files differ, exit status 1 where any does

The same sources always give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corpus.layouts import columns, outline, scorecard, tables
from corpus.layouts.source import SOURCES, load_source, load_sources

from qsearch.plan import Plan

__all__ = ["SOURCES", "built_plans", "load_source", "load_sources", "main"]

_LAYOUTS: Mapping[str, Callable[[Plan], str]] = {
    "columns": columns.set_plan,
    "rows": tables.set_rows,
    "cells": tables.set_cells,
    "outline": outline.set_plan,
    "scorecard": scorecard.set_plan,
}


def built_plans(sources: Path = SOURCES) -> dict[str, bytes]:
    """Return the content of each text file by its name.

    Raises:
        KeyError: a source names a layout that is not set here.

    """
    built = {}
    for source in load_sources(sources):
        built[f"{source.slug}.txt"] = _LAYOUTS[source.layout](source.plan).encode()
    return built


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files; return the exit status."""
    parser = argparse.ArgumentParser(description="Set the sample plans as text.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs")
    options = parser.parse_args(arguments)
    folder = SOURCES.parent
    built = built_plans()
    stale = [name for name, content in built.items() if not _same(folder / name, content)]
    left_over = sorted({path.name for path in folder.glob("*.txt")} - set(built))
    if options.check:
        for name in [*stale, *left_over]:
            print(f"{name} does not come from its source", file=sys.stderr)
        return 1 if stale or left_over else 0
    for name in stale:
        (folder / name).write_bytes(built[name])
        print(f"wrote {name}")
    return 0


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
