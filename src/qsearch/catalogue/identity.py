"""Derive the ids of plans and items from what identifies them, and compare contents.

Ids are hashes, so that every home gives the same plan the same id. Their recipe is frozen:
another recipe would orphan every correction and bookmark. It therefore leans on nothing
that may improve later, such as the folding of the search.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from qsearch.plan import PlanItem, Status

__all__ = ["content_digest", "item_ids", "plan_id"]

# The letter tells plans and items apart, and keeps spreadsheets from reading an id as a number.
_PLAN_PREFIX, _PLAN_DIGITS = "p", 14
_ITEM_PREFIX, _ITEM_DIGITS = "i", 12
# Items of one plan begin alike and so lie side by side in the index of ids, where a plan
# then fills a few pages instead of touching one for each of its items.
_SHARED_DIGITS = 8


def plan_id(institution: str, year: int | None, title: str, status: Status) -> str:
    """Return the id of one institution's plan of one year under one title.

    A draft has another id than the published plan of the same name, so neither can
    replace the other. White space and character width do not count: the same title read
    from a PDF and from an office file is one title.
    """
    identity = json.dumps(["plan", _folded(institution), year, _folded(title), status], ensure_ascii=False)
    return _PLAN_PREFIX + sha256(identity.encode()).hexdigest()[:_PLAN_DIGITS]


def item_ids(plan: str, items: Iterable[PlanItem]) -> tuple[str, ...]:
    """Return the ids of a plan's items, in the order given.

    An id depends on the plan, the item's printed label path, its number and on how many
    items before it share these; neither on its position nor on its text. An ancestor
    counts by its text: where a heading above is dropped, the others are renumbered.
    """
    beginning = _ITEM_PREFIX + plan.removeprefix(_PLAN_PREFIX)[:_SHARED_DIGITS]
    folds: dict[str | None, str | None] = {None: None}
    paths: dict[tuple[str | None, ...], str] = {}
    seen: Counter[tuple[str, str | None]] = Counter()
    ids = []
    for item in items:
        printed = (
            item.dimension,
            item.subdimension,
            item.execution_item,
            item.criterion,
            *(heading.text or heading.number for heading in item.ancestors),
        )
        for text in (*printed, item.number):
            if text not in folds:
                # An empty cell is no other place than a missing one.
                folds[text] = _folded(text or "") or None
        if printed not in paths:
            paths[printed] = json.dumps([folds[text] for text in printed], ensure_ascii=False)
        path, number = paths[printed], folds[item.number]
        seen[path, number] += 1
        # JSON holds no bare line feed and a folded number no white space, so the parts stay apart.
        identity = f"item\n{plan}\n{path}\n{number or ''}\n{seen[path, number]}"
        ids.append(beginning + sha256(identity.encode()).hexdigest()[:_ITEM_DIGITS])
    return tuple(ids)


def content_digest(rows: Iterable[tuple[Sequence[str], Sequence[object]]]) -> str:
    """Return a hash that is equal for equal contents.

    Takes rows as column names and values, without ids and provenance. A column that holds
    nothing is left out, so that one added later changes no old digest.
    """
    digest = sha256()
    for names, values in rows:
        held = [
            f"{name}:{len(text := str(value))}:{text},"  # the length keeps texts from running into each other
            for name, value in zip(names, values, strict=True)
            if value is not None
        ]
        digest.update(f"{''.join(held)};".encode())
    return digest.hexdigest()


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
