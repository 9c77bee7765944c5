"""Read labelled actions: the texts a model learns from and is judged by.

A file of `corpus/examples` holds one JSON object a line: `framework`, `label` (the
execution item, or the dimension of a framework that has none), `agency_kind`, `text`
and, for border cases, `why`; for an action of a sample plan, `institution`, the key of
its agency's lineage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qsearch.errors import ConfigError
from qsearch.frameworks import Framework, Frameworks
from qsearch.plan import Label

__all__ = ["EXAMPLES_GROUP", "LabelledText", "leaf", "load_examples", "of_framework"]

EXAMPLES_GROUP = "examples:"
"""Begins the group of every shipped example; what follows is the kind of agency."""

_FIELDS = frozenset({"framework", "label", "agency_kind", "text"})
_MORE = frozenset({"why", "institution"})


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Hold one action and where it belongs.

    `group` names what must not stand on both sides of a test: the lineage of the
    institution (that of a sample plan, too), or `examples:` and the kind of agency an
    example was written for. `origin` tells the shipped examples from the plans of a home.
    """

    text: str
    label: Label
    group: str
    origin: Literal["examples", "home"]
    kind: str | None = None
    """The kind of agency, where it is known."""


def leaf(label: Label) -> str | None:
    """Return the finest name a label has for a model: its execution item, else its dimension."""
    return label.execution_item or label.dimension


def load_examples(folder: Path, frameworks: Frameworks) -> tuple[LabelledText, ...]:
    """Return the labelled examples of a folder, file by file, without exact duplicates.

    Raises ConfigError that names file and line where one cannot be read or names a label
    that its framework lacks.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise ConfigError(f"there are no labelled examples in {folder}", hint="install qsearch again")
    places = {framework.id: {leaf(label): label for label in framework.labels()} for framework in frameworks}
    found: dict[tuple[Label, str], LabelledText] = {}
    for path in paths:
        for where, entry in _entries(path):
            labels = places.get(entry["framework"])
            if labels is None:
                raise ConfigError(f"{where}: there is no framework {entry['framework']!r}")
            label = labels.get(entry["label"])
            if label is None:
                raise ConfigError(f"{where}: {entry['framework']} has no label {entry['label']!r}")
            group = entry.get("institution") or EXAMPLES_GROUP + entry["agency_kind"]
            example = LabelledText(entry["text"], label, group, "examples", entry["agency_kind"])
            found.setdefault((label, example.text), example)
    return tuple(found.values())


def of_framework(examples: Iterable[LabelledText], framework: Framework) -> tuple[LabelledText, ...]:
    """Return the examples a model of that framework can learn: those with one of its finest labels."""
    known = set(framework.labels())
    return tuple(example for example in examples if example.label in known and example.text.strip())


def _entries(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a readable UTF-8 file: {error}", hint="install qsearch again") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise ConfigError(f"{where}: not JSON: {error}") from error
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise ConfigError(f"{where}: must be an object of texts")
        if set(entry) - _FIELDS - _MORE or _FIELDS - set(entry) or not entry["text"].strip():
            raise ConfigError(
                f"{where}: needs framework, label, agency_kind, text (not empty) and may have why and institution"
            )
        yield where, entry
