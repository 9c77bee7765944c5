"""Set the sources of the sample plans as the files that ship beside them.

    python -m corpus.build_plans            write anew what differs from its source
    python -m corpus.build_plans --check    say which files differ, exit status 1 where any does

Text files come out the same, byte for byte. Office documents hold the time they were made,
and LibreOffice, which makes PDF and ODT of the Word documents, numbers what it writes; such
a file differs from its source where reading it gives another plan.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from corpus.layouts import columns, office, outline, scorecard, tables, word
from corpus.layouts.source import SOURCES, Source, load_source, load_sources

from qsearch.errors import QsearchError
from qsearch.frameworks import Frameworks, load_agencies, load_frameworks
from qsearch.labels.examples import leaf
from qsearch.parsing.plans import parse_document
from qsearch.plan import Plan
from qsearch.reading.files import read_file
from qsearch.shipped import corpus_dir

__all__ = [
    "EXAMPLES",
    "FRONT",
    "PRINTED",
    "SOURCES",
    "bare",
    "differences",
    "labelled_actions",
    "load_source",
    "load_sources",
    "main",
    "texts",
]

_LAYOUTS: Mapping[str, Callable[[Plan], str]] = {
    "columns": columns.set_plan,
    "rows": tables.set_rows,
    "cells": tables.set_cells,
    "outline": outline.set_plan,
    "scorecard": scorecard.set_plan,
}

FRONT: tuple[str, ...] = ("title", "agency", "year", "framework", "document_number", "issued")
FRONT += ("basis", "goals", "targets", "period", "steps", "control")
"""What the front matter prints."""

EXAMPLES = "sample-plans.jsonl"
"""Where, beside the single examples, the actions of the plans stand for the label models."""

PRINTED: tuple[str, ...] = ("number", "dimension", "subdimension", "execution_item", "criterion", "ancestors")
PRINTED += ("text", "steps", "deadline", "units", "kpi")
"""What every layout prints of an action."""


def texts(sources: Sequence[Source]) -> dict[str, bytes]:
    """Return the content of each text file by its name.

    Raises:
        KeyError: a source names a layout that is not set here.

    """
    return {
        f"{source.slug}.txt": _LAYOUTS[source.layout](source.plan).encode()
        for source in sources
        if source.format == "txt"
    }


def labelled_actions(sources: Sequence[Source], frameworks: Frameworks) -> bytes:
    """Return the actions of the plans as labelled examples, so that the label models can learn from them."""
    agencies = load_agencies(corpus_dir() / "agencies")
    lines = []
    for source in sources:
        plan = source.plan
        agency = plan.agency or source.slug
        for item in plan.items:
            label = frameworks.canonical(plan.framework, item.dimension, item.subdimension, item.execution_item)
            if (name := leaf(label)) is not None:
                entry = {
                    "framework": plan.framework,
                    "label": name,
                    "agency_kind": agencies.kind(agency) or "",
                    "institution": agencies.lineage(agency),
                    "text": item.text,
                }
                lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def differences(read: Plan, source: Source) -> list[str]:
    """Return what a plan as read has otherwise than its source, white space apart; `extra` where it is set."""
    found = [
        f"{name}: {getattr(read, name)!r} instead of {getattr(source.plan, name)!r}"
        for name in FRONT
        if bare(getattr(read, name)) != bare(getattr(source.plan, name))
    ]
    if len(read.items) != len(source.plan.items):
        return [*found, f"{len(read.items)} actions instead of {len(source.plan.items)}"]
    names: tuple[str, ...] = (*PRINTED, "extra") if source.format != "txt" else PRINTED
    for got, printed in zip(read.items, source.plan.items, strict=True):
        found += [
            f"{printed.number} {printed.text[:12]}… {name}: {getattr(got, name)!r} instead of {getattr(printed, name)!r}"
            for name in names
            if bare(getattr(got, name)) != bare(getattr(printed, name))
        ]
    return found


def bare(value: object) -> object:
    """Return a record, or any part of it, as tuples and strings without white space, which no layout keeps."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", value)
    if isinstance(value, tuple):
        return tuple(bare(part) for part in value)
    if is_dataclass(value):
        return tuple(bare(getattr(value, field.name)) for field in fields(value))
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files; return the exit status."""
    parser = argparse.ArgumentParser(description="Set the sample plans as the files that ship.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs")
    options = parser.parse_args(arguments)
    folder = SOURCES.parent
    sources = load_sources()
    built = texts(sources)
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    stale = [source for source in sources if not _is_current(source, folder, built, frameworks)]
    named = {f"{source.slug}.{source.format}" for source in sources}
    actions = labelled_actions(sources, frameworks)
    examples = corpus_dir() / "examples" / EXAMPLES
    stale_examples = not examples.is_file() or examples.read_bytes() != actions
    left_over = sorted(
        path.name for path in folder.iterdir() if path.is_file() and path.name[0] != "." and path.name not in named
    )
    if options.check:
        wrong = [*(f"{source.slug}.{source.format}" for source in stale), *left_over]
        wrong += [EXAMPLES] if stale_examples else []
        for name in wrong:
            print(f"{name} does not come from its source", file=sys.stderr)
        return 1 if wrong else 0
    built |= _documents([source for source in stale if source.format != "txt"])
    for source in stale:
        name = f"{source.slug}.{source.format}"
        (folder / name).write_bytes(built[name])
        print(f"wrote {name}")
    if stale_examples:
        examples.write_bytes(actions)
        print(f"wrote {EXAMPLES}")
    for name in left_over:
        (folder / name).unlink()
        print(f"removed {name}")
    return 0


def _is_current(source: Source, folder: Path, built: Mapping[str, bytes], frameworks: Frameworks) -> bool:
    path = folder / f"{source.slug}.{source.format}"
    if not path.is_file():
        return False
    if source.format == "txt":
        return path.read_bytes() == built[path.name]
    try:
        return not differences(parse_document(read_file(path), frameworks), source)
    except QsearchError:
        return False


def _documents(sources: Sequence[Source]) -> dict[str, bytes]:
    """Return the office documents of sources by their names."""
    built: dict[str, bytes] = {}
    for kind in sorted({source.format for source in sources}):
        words = {
            source.slug: word.set_plan(source.plan, replace(source.setting, name=source.slug))
            for source in sources
            if source.format == kind
        }
        made = words if kind == "docx" else office.convert(words, kind)
        built |= {f"{slug}.{kind}": content for slug, content in made.items()}
    return built


if __name__ == "__main__":
    sys.exit(main())
