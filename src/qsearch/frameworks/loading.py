"""Read frameworks from their folder: one TOML file each, and the crosswalk between them.

A framework is added by adding a file, to those that ship or to `frameworks` in a home. Its shape::

    id = "service-award"
    name = "政府服務獎"
    first_year = 106                        # leave out what does not hold

    [[dimensions]]
    label = "基礎服務"                       # also: variants, group, source, and guidance (below)

    [[dimensions.subdimensions]]            # label left out where there is no such level
    execution_items = [{ label = "服務友善", variants = [], criteria = [], any_text = false }]

Each level may say in our own words what it is for: `definition`, and for dimensions and
execution items `belongs`, `excludes` (lists of texts) and `boundaries`, a list of
`{ against = "the other label", rule = "how to decide" }`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from qsearch.errors import ConfigError
from qsearch.frameworks.collection import Frameworks
from qsearch.frameworks.folding import fold_label
from qsearch.frameworks.model import (
    Boundary,
    Correspondence,
    Dimension,
    ExecutionItem,
    Framework,
    Guidance,
    Subdimension,
)

__all__ = ["load_frameworks"]

CROSSWALK = "crosswalk.json"
_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")  # it names folders and stands in addresses
_GUIDANCE = ("definition", "belongs", "excludes", "boundaries")
_CERTAINTIES: tuple[Literal["likely", "possible", "none"], ...] = ("likely", "possible", "none")


def load_frameworks(folder: Path, own: Path | None = None) -> Frameworks:
    """Return every framework of a folder, and those of a home's `own` one, which may be missing.

    Raises ConfigError that says which file is wrong, and how.
    """
    if not folder.is_dir():
        raise ConfigError(f"there is no folder of frameworks at {folder}", hint="install qsearch again")
    frameworks: dict[str, Framework] = {}
    for path in (*sorted(folder.glob("*.toml")), *(sorted(own.glob("*.toml")) if own is not None else ())):
        framework = _read_framework(path)
        if framework.id in frameworks:
            raise ConfigError(f"{path}: a second framework has the id {framework.id!r}")
        frameworks[framework.id] = framework
    if not any(folder.glob("*.toml")):
        raise ConfigError(f"no framework (*.toml) in {folder}", hint="install qsearch again")
    known = Frameworks(frameworks.values())
    crosswalk = folder / CROSSWALK
    return Frameworks(frameworks.values(), _read_crosswalk(crosswalk, known)) if crosswalk.exists() else known


class _Entry:
    """Read one table of a file, and say where in the file it stands when it is wrong."""

    def __init__(self, value: object, where: str, allowed: Sequence[str]) -> None:
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: expected a table, found {type(value).__name__}")
        unknown = sorted(set(value) - set(allowed))
        if unknown:
            raise ConfigError(
                f"{where}: unknown field {', '.join(map(repr, unknown))}", hint=f"known fields: {', '.join(allowed)}"
            )
        self._value: Mapping[str, Any] = value
        self.where = where

    def text(self, key: str) -> str:
        found = self.text_or_none(key)
        if found is None:
            raise ConfigError(f"{self.where}: {key!r} is missing")
        return found

    def text_or_none(self, key: str) -> str | None:
        value = self._value.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f"{self.where}: {key!r} must be text that is not empty, found {value!r}")
        return value

    def label_or_none(self, key: str) -> str | None:
        value = self.text_or_none(key)
        if value is not None and not fold_label(value):
            raise ConfigError(f"{self.where}: {key!r} holds no words: {value!r}")
        return value

    def label(self, key: str) -> str:
        found = self.label_or_none(key)
        if found is None:
            raise ConfigError(f"{self.where}: {key!r} is missing")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and fold_label(text) for text in value):
            raise ConfigError(f"{self.where}: {key!r} must be a list of texts, found {value!r}")
        return tuple(value)

    def year(self, key: str) -> int | None:
        value = self._value.get(key)
        if value is not None and (not isinstance(value, int) or not 1 <= value < 1000):
            raise ConfigError(f"{self.where}: {key!r} must be a year of the Republic such as 106, found {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self._value.get(key, False)
        if not isinstance(value, bool):
            raise ConfigError(f"{self.where}: {key!r} must be true or false, found {value!r}")
        return value

    def entries(self, key: str, allowed: Sequence[str]) -> list[_Entry]:
        value = self._value.get(key, [])
        if not isinstance(value, list):
            raise ConfigError(f"{self.where}: {key!r} must be a list of tables, found {type(value).__name__}")
        return [_Entry(entry, f"{self.where}, {key} {n}", allowed) for n, entry in enumerate(value, 1)]


def _read_framework(path: Path) -> Framework:
    try:
        shape = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: not a readable TOML file: {error}") from error
    entry = _Entry(shape, str(path), ("id", "name", "first_year", "last_year", "dimensions"))
    framework = Framework(
        id=entry.text("id"),
        name=entry.text("name"),
        first_year=entry.year("first_year"),
        last_year=entry.year("last_year"),
        dimensions=tuple(
            _dimension(dimension)
            for dimension in entry.entries(
                "dimensions", ("label", "variants", "group", *_GUIDANCE, "source", "subdimensions")
            )
        ),
    )
    if not _ID.fullmatch(framework.id):
        raise ConfigError(f"{path}: 'id' must be small letters, digits and hyphens, found {framework.id!r}")
    first, last = framework.first_year, framework.last_year
    if last is not None and (first is None or last < first):
        raise ConfigError(f"{path}: 'last_year' {last} does not follow 'first_year' {first}")
    _refuse_clashes(framework, path)
    _refuse_unknown_boundaries(framework, path)
    return framework


def _dimension(entry: _Entry) -> Dimension:
    return Dimension(
        label=entry.label("label"),
        variants=entry.texts("variants"),
        group=entry.texts("group"),
        guidance=_guidance(entry),
        source=entry.text_or_none("source"),
        subdimensions=tuple(
            _subdimension(subdimension)
            for subdimension in entry.entries(
                "subdimensions", ("label", "variants", "definition", "source", "execution_items")
            )
        ),
    )


def _subdimension(entry: _Entry) -> Subdimension:
    items = entry.entries("execution_items", ("label", "variants", "criteria", "any_text", *_GUIDANCE, "source"))
    if not items:
        raise ConfigError(f"{entry.where}: 'execution_items' is missing or empty")
    subdimension = Subdimension(
        label=entry.label_or_none("label"),
        variants=entry.texts("variants"),
        guidance=Guidance(entry.text_or_none("definition")),
        source=entry.text_or_none("source"),
        execution_items=tuple(
            ExecutionItem(
                label=item.label("label"),
                variants=item.texts("variants"),
                criteria=item.texts("criteria"),
                any_text=item.flag("any_text"),
                guidance=_guidance(item),
                source=item.text_or_none("source"),
            )
            for item in items
        ),
    )
    if any(item.any_text for item in subdimension.execution_items) and len(subdimension.execution_items) > 1:
        raise ConfigError(f"{entry.where}: 'any_text' needs a subdimension with that one execution item")
    return subdimension


def _guidance(entry: _Entry) -> Guidance:
    return Guidance(
        definition=entry.text_or_none("definition"),
        belongs=entry.texts("belongs"),
        excludes=entry.texts("excludes"),
        boundaries=tuple(
            Boundary(boundary.label("against"), boundary.text("rule"))
            for boundary in entry.entries("boundaries", ("against", "rule"))
        ),
    )


def _refuse_unknown_boundaries(framework: Framework, path: Path) -> None:
    """Refuse a boundary against a label that the framework lacks: nobody could follow it."""
    for level in (framework.dimensions, [i for d in framework.dimensions for i in d.execution_items()]):
        known = {entry.label for entry in level}
        for entry in level:
            for boundary in entry.guidance.boundaries:
                if boundary.against not in known or boundary.against == entry.label:
                    raise ConfigError(
                        f"{path}: {entry.label!r} has a boundary against {boundary.against!r}, "
                        "which is no other label of its level"
                    )


def _refuse_clashes(framework: Framework, path: Path) -> None:
    """Refuse a wording that would name two labels of one level: no print could be told apart."""
    _refuse_clash([(d.label, d.names()) for d in framework.dimensions], "dimensions", path)
    subdimensions = [s for d in framework.dimensions for s in d.subdimensions if s.label is not None]
    _refuse_clash([(s.label or "", s.names()) for s in subdimensions], "subdimensions", path)
    items = [item for d in framework.dimensions for item in d.execution_items()]
    _refuse_clash([(item.label, item.names()) for item in items], "execution items", path)


def _refuse_clash(labels: Sequence[tuple[str, tuple[str, ...]]], level: str, path: Path) -> None:
    owner: dict[str, int] = {}
    for number, (label, names) in enumerate(labels):
        for name in names:
            other = owner.setdefault(fold_label(name), number)
            if other != number:
                raise ConfigError(f"{path}: {name!r} names two {level}, {labels[other][0]!r} and {label!r}")


def _read_crosswalk(path: Path, frameworks: Frameworks) -> tuple[Correspondence, ...]:
    try:
        shape = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: not a readable JSON file: {error}") from error
    entry = _Entry(shape, str(path), ("about", "from", "to", "pairs"))
    old_id, new_id = entry.text("from"), entry.text("to")
    for framework_id in (old_id, new_id):
        if framework_id not in frameworks:
            raise ConfigError(f"{path}: there is no framework {framework_id!r}")
    found = []
    for pair in entry.entries("pairs", ("old", "new", "certainty", "origin", "note")):
        certainty = next((c for c in _CERTAINTIES if c == pair.text("certainty")), None)
        new_name = pair.label_or_none("new")
        if certainty is None or (certainty == "none") != (new_name is None):
            raise ConfigError(
                f"{pair.where}: 'certainty' must be likely or possible, or none where 'new' is null",
            )
        old = frameworks.find_execution_item(old_id, pair.label("old"))
        new = None if new_name is None else frameworks.find_execution_item(new_id, new_name)
        if old.execution_item is None or (new is not None and new.execution_item is None):
            raise ConfigError(f"{pair.where}: no such execution item in {old_id} or {new_id}")
        found.append(Correspondence(old, new, certainty, pair.text("origin"), pair.text_or_none("note")))
    return tuple(found)
