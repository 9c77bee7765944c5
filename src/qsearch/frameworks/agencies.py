"""Know agencies by every name they had: one institution stays one through its renamings.

The authority list is `agencies.json`: names from old to new, each with the day from which
the next one holds, and the units that were renamed. An agency that is not listed is known by the name it prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qsearch.errors import ConfigError
from qsearch.frameworks.folding import fold_words

__all__ = ["Agencies", "Agency", "AgencyName", "load_agencies"]

FILE = "agencies.json"
_DAY = re.compile(r"\d{2,3}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class AgencyName:
    """Hold one name of an agency; `until` is the day (ROC, `102-01-01`) from which the next one holds."""

    name: str
    short: tuple[str, ...] = ()
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """Hold one institution; its names run from the oldest to today's."""

    names: tuple[AgencyName, ...]
    kind: str | None = None
    parent: str | None = None
    units: tuple[tuple[str, ...], ...] = ()
    """Units that were renamed: each with its names from the oldest to today's."""

    @property
    def key(self) -> str:
        """The folded oldest name: listing an agency that was unknown before does not change its key."""
        return fold_words(self.names[0].name)

    def wordings(self) -> Iterator[str]:
        """Yield every name and short name, alone and behind the superior agency's."""
        for name in self.names:
            for wording in (name.name, *name.short):
                yield wording
                if self.parent is not None:
                    yield self.parent + wording


class Agencies:
    """Answer what an agency was and is called; unlisted agencies are what they are called."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._agencies = tuple(agencies)
        self._by_name: dict[str, Agency] = {}
        for agency in self._agencies:
            for wording in agency.wordings():
                other = self._by_name.setdefault(fold_words(wording), agency)
                if other is not agency:
                    raise ConfigError(
                        f"{wording!r} names two agencies, {other.names[-1].name!r} and {agency.names[-1].name!r}"
                    )

    def __iter__(self) -> Iterator[Agency]:
        return iter(self._agencies)

    def find(self, name: str) -> Agency | None:
        """Return the listed agency of that name, short name or former name, or None.

        The superior agency printed before the name (教育部國立臺灣圖書館) is looked through.
        """
        return self._by_name.get(fold_words(name))

    def lineage(self, name: str) -> str:
        """Return a key that stays the same through all names of one institution."""
        agency = self.find(name)
        return fold_words(name) if agency is None else agency.key

    def today(self, name: str) -> str:
        """Return the name an agency has today; an unlisted one keeps the name given."""
        agency = self.find(name)
        return name.strip() if agency is None else agency.names[-1].name

    def names(self, name: str) -> tuple[str, ...]:
        """Return all full names an agency had, from the oldest to today's."""
        agency = self.find(name)
        return (name.strip(),) if agency is None else tuple(entry.name for entry in agency.names)

    def kind(self, name: str) -> str | None:
        """Return what kind of agency it is, in the words of the labelled examples; None where unlisted."""
        agency = self.find(name)
        return None if agency is None else agency.kind

    def unit_names(self, agency: str, unit: str) -> tuple[str, ...]:
        """Return all names that a unit of an agency had, from the oldest to today's; an unlisted one keeps its name."""
        found = self.find(agency)
        wanted = fold_words(unit)
        for names in found.units if found is not None else ():
            if any(fold_words(name) == wanted for name in names):
                return names
        return (unit,)


def load_agencies(folder: Path) -> Agencies:
    """Return the authority list of a folder; raise ConfigError that says what is wrong in it."""
    path = folder / FILE
    try:
        shape = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: not a readable JSON file: {error}", hint="install qsearch again") from error
    entries = shape.get("agencies") if isinstance(shape, dict) else None
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: 'agencies' must be a list")
    try:
        return Agencies(_agency(entry, f"{path}, agency {number}") for number, entry in enumerate(entries, 1))
    except ConfigError as error:
        message = error.message if error.message.startswith(str(path)) else f"{path}: {error.message}"
        raise ConfigError(message, hint=error.hint) from error


def _agency(entry: object, where: str) -> Agency:
    if not isinstance(entry, dict) or not isinstance(entry.get("names"), list) or not entry["names"]:
        raise ConfigError(f"{where}: must be an object with a list 'names' that is not empty")
    unknown = sorted(set(entry) - {"names", "kind", "parent", "units"})
    if unknown:
        raise ConfigError(f"{where}: unknown field {', '.join(map(repr, unknown))}")
    for key in ("kind", "parent"):
        if entry.get(key) is not None and not isinstance(entry[key], str):
            raise ConfigError(f"{where}: {key!r} must be text")
    names = tuple(_name(name, f"{where}, name {number}") for number, name in enumerate(entry["names"], 1))
    if any(name.until is None for name in names[:-1]) or names[-1].until is not None:
        raise ConfigError(f"{where}: every name but the last needs 'until', and the last has none")
    return Agency(names, entry.get("kind"), entry.get("parent"), _units(entry.get("units", []), where))


def _units(entry: object, where: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(entry, list) or not all(
        isinstance(names, list) and len(names) > 1 and all(isinstance(name, str) and fold_words(name) for name in names)
        for names in entry
    ):
        raise ConfigError(f"{where}: 'units' must be a list of lists of names, each from the oldest to today's")
    folded = [fold_words(name) for names in entry for name in names]
    if len(set(folded)) < len(folded):
        raise ConfigError(f"{where}: 'units' names a unit twice")
    return tuple(tuple(names) for names in entry)


def _name(entry: object, where: str) -> AgencyName:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not fold_words(entry["name"]):
        raise ConfigError(f"{where}: must be an object with a text 'name'")
    unknown = sorted(set(entry) - {"name", "short", "until"})
    if unknown:
        raise ConfigError(f"{where}: unknown field {', '.join(map(repr, unknown))}")
    short, until = entry.get("short", []), entry.get("until")
    if not isinstance(short, list) or not all(isinstance(text, str) and fold_words(text) for text in short):
        raise ConfigError(f"{where}: 'short' must be a list of texts")
    if until is not None and not (isinstance(until, str) and _DAY.fullmatch(until)):
        raise ConfigError(f"{where}: 'until' must be a day of the Republic such as 102-01-01, found {until!r}")
    return AgencyName(entry["name"], tuple(short), until)
