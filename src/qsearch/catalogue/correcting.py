"""Note the labels that people gave, and give them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from qsearch.catalogue.lookups import find_items, no_such_item
from qsearch.catalogue.records import Correction
from qsearch.catalogue.schema import corrections
from qsearch.catalogue.storing import log_change
from qsearch.plan import Label

__all__ = ["list_corrections", "record_correction"]


def record_correction(
    connection: Connection, item_id: str, *, given: Label, suggested: Label | None, by: str
) -> Correction:
    """Store a correction of one item as it reads now; raise NotFound."""
    found = find_items(connection, (item_id,))
    if not found:
        raise no_such_item(item_id)
    correction = Correction(item_id, found[0].item.text, given, suggested, by, datetime.now(UTC))
    revision = log_change(connection, found[0].plan.id, "corrected")
    connection.execute(
        insert(corrections).values(
            revision=revision,
            item_id=item_id,
            text=correction.text,
            given=_label_text(given),
            suggested=_label_text(suggested) if suggested else None,
            given_by=by,
            given_at=correction.at.isoformat(),
        )
    )
    return correction


def list_corrections(connection: Connection, item_ids: Sequence[str] | None) -> tuple[Correction, ...]:
    """Return corrections (all, or those of some items), oldest first."""
    wanted = None if item_ids is None else frozenset(item_ids)
    return tuple(
        Correction(
            item_id=row.item_id,
            text=row.text,
            given=Label(*json.loads(row.given)),
            suggested=Label(*json.loads(row.suggested)) if row.suggested else None,
            by=row.given_by,
            at=datetime.fromisoformat(row.given_at),
        )
        for row in connection.execute(select(corrections).order_by(corrections.c.revision))
        if wanted is None or row.item_id in wanted
    )


def _label_text(label: Label) -> str:
    levels = (label.framework, label.dimension, label.subdimension, label.execution_item)
    return json.dumps(levels, ensure_ascii=False)
