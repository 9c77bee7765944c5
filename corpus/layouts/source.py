"""Read the sources of the sample plans into the records that parsing gives back.

A source groups its actions under the labels they share, so that a person can read and edit
it. An action with `actions` of its own is a heading; it is an item too where it has a
deadline or a unit. In a scorecard the groups hold `kpis`, and those hold the actions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from corpus.layouts.grid import Setting

from qsearch.plan import Extra, Heading, Kpi, Plan, PlanItem, Step

__all__ = ["SOURCES", "Source", "load_source", "load_sources"]

SOURCES = Path(__file__).resolve().parents[1] / "plans" / "sources"

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one plan, the name of its file, the kind of file it ships as, and how it is set."""

    slug: str
    layout: str
    plan: Plan
    format: Literal["txt", "pdf", "odt", "docx"] = "txt"
    setting: Setting = field(default_factory=Setting)


def load_sources(folder: Path = SOURCES) -> tuple[Source, ...]:
    """Return the sources of a folder, by name."""
    return tuple(load_source(path) for path in sorted(folder.glob("*.json")))


def load_source(path: Path) -> Source:
    """Return one source; items are numbered by position in the order of the file."""
    data: _Json = json.loads(path.read_text(encoding="utf-8"))
    items = (item for section in data["sections"] for item in _section(section))
    plan = Plan(
        title=data["title"],
        agency=data["agency"],
        year=data["year"],
        framework=data["framework"],
        document_number=data.get("document_number"),
        issued=data.get("issued"),
        basis=tuple(data.get("basis", ())),
        goals=tuple(data.get("goals", ())),
        targets=data.get("targets"),
        period=data.get("period"),
        steps=tuple(data.get("steps", ())),
        control=tuple(data.get("control", ())),
        items=tuple(replace(item, position=position) for position, item in enumerate(items, start=1)),
    )
    given: Any = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.get("setting", {}).items()
    }
    return Source(path.stem, data["layout"], plan, data.get("format", "txt"), Setting(**given))


def _section(section: _Json) -> Iterator[PlanItem]:
    labels = PlanItem(
        position=0,
        text="",
        dimension=section["dimension"],
        subdimension=section.get("subdimension"),
        execution_item=section["execution_item"],
        criterion=section.get("criterion"),
    )
    yield from _actions(section.get("actions", ()), labels)
    for kpi in section.get("kpis", ()):
        yield from _actions(kpi["actions"], replace(labels, kpi=Kpi(kpi["number"], kpi["text"])))


def _actions(actions: list[_Json], labels: PlanItem) -> Iterator[PlanItem]:
    for action in actions:
        steps = tuple(Step(step["number"], step["deadline"]) for step in action.get("steps", ()))
        item = replace(
            labels,
            number=action["number"],
            text=action["text"],
            steps=steps,
            deadline=";".join(step.deadline for step in steps) if steps else action.get("deadline"),
            units=tuple(action.get("units", ())),
            extra=tuple(Extra(extra["heading"], extra["text"]) for extra in action.get("extra", ())),
        )
        below = action.get("actions")
        if below is None or item.deadline or item.units:
            yield item
        heading = Heading(item.number, item.text)
        yield from _actions(below or [], replace(labels, ancestors=(*labels.ancestors, heading)))
