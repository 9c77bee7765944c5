"""Derive the ids of plans and items from what identifies them, and compare contents.

Ids are hashes, so that every home gives the same plan the same id. Their recipe is frozen:
another recipe would orphan every correction and bookmark. It therefore leans on nothing
that may improve later, such as the folding of the search.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from qsearch.plan import PlanItem, Status

__all__ = ["content_digest", "item_ids", "plan_id"]

_PLAN_ID_LENGTH = 12
"""Characters of 5 bits: 60 bits keep a million plans apart."""

_ITEM_ID_LENGTH = 16
"""80 bits keep every item ever stored apart."""


def plan_id(institution: str, year: int | None, title: str, status: Status) -> str:
    """Return the id of one institution's plan of one year under one title.

    A draft has another id than the published plan of the same name, so neither can
    replace the other. White space and character width do not count: the same title read
    from a PDF and from an office file is one title.
    """
    return _hashed("plan", _folded(institution), year, _folded(title), status)[:_PLAN_ID_LENGTH]


def item_ids(plan: str, items: Iterable[PlanItem]) -> tuple[str, ...]:
    """Return the ids of a plan's items, in the order given.

    An id depends on the plan, the item's printed label path, its number and on how many
    items before it share these; neither on its position nor on its text. An ancestor
    counts by its text: where a heading above is dropped, the others are renumbered.
    """
    folds: dict[str | None, str | None] = {None: None}

    def fold(text: str | None) -> str | None:
        if text not in folds:
            folds[text] = _folded(text) if text is not None else None
        return folds[text]

    seen: Counter[tuple[object, ...]] = Counter()
    ids = []
    for item in items:
        ancestors = [fold(heading.text or heading.number) for heading in item.ancestors]
        path = (fold(item.dimension), fold(item.subdimension), fold(item.execution_item), fold(item.criterion))
        key = (*path, *ancestors, fold(item.number))
        seen[key] += 1
        ids.append(_hashed("item", plan, list(path), ancestors, fold(item.number), seen[key])[:_ITEM_ID_LENGTH])
    return tuple(ids)


def content_digest(front: dict[str, object], items: Iterable[dict[str, object]]) -> str:
    """Return a hash that is equal for two plans of equal content.

    Takes the rows of the plan and of its items without ids and provenance. Columns that
    hold nothing are left out, so that a column added later changes no old digest.
    """
    digest = sha256()
    for row in (front, *items):
        held = [(name, value) for name, value in row.items() if value is not None]
        digest.update(json.dumps(held, ensure_ascii=False).encode())
    return digest.hexdigest()


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _hashed(*parts: object) -> str:
    digest = sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).digest()
    return b32encode(digest[:20]).decode().lower()
