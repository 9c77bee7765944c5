"""Turn a plan into the rows it will be stored as, before any lock is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from qsearch.catalogue.identity import content_digest, item_ids, plan_id
from qsearch.catalogue.rows import CONTENT_NAMES, FRONT_NAMES, front_row, item_row, source_text
from qsearch.errors import InputError
from qsearch.plan import Plan, Status

__all__ = ["PreparedPlan", "prepare"]


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """Hold a plan as the rows it will become; `front` is its row but for the times."""

    id: str
    title: str
    file: str
    digest: str
    item_ids: tuple[str, ...]
    partial: bool
    front: Mapping[str, object]
    items: Sequence[tuple[object, ...]]
    warnings: Sequence[Mapping[str, object]]


def prepare(plan: Plan, *, institution: str, status: Status, file_name: str) -> PreparedPlan:
    """Turn a plan into rows; items are taken in order of position.

    Raises InputError where the plan has no title or agency, two items share a position,
    or a text cannot be written as UTF-8.
    """
    if not plan.title or not plan.agency:
        raise InputError(
            f"「{file_name}」的計畫沒有{'名稱' if not plan.title else '機關'}，不能存入。",
            hint="請以機關、年度與計畫名稱為檔名，以便補上。",
        )
    ordered = sorted(plan.items, key=lambda item: item.position)
    for before, after in pairwise(ordered):
        if before.position == after.position:
            raise InputError(
                f"「{file_name}」有兩個第 {after.position} 項。",
                hint="計畫的項目請自 1 起依序編號。",
            )
    front, contents = front_row(plan), [item_row(item) for item in ordered]
    try:
        own_id = plan_id(institution, plan.year, plan.title, status)
        ids = item_ids(own_id, ordered)
        digest = content_digest(chain([(FRONT_NAMES, front)], ((CONTENT_NAMES, content) for content in contents)))
    except UnicodeEncodeError as error:
        raise InputError(
            f"「{file_name}」有不完整的字元（U+{ord(error.object[error.start]):04X}）。",
            hint="請重新存成 UTF-8。",
        ) from error
    name = Path(file_name).name
    return PreparedPlan(
        id=own_id,
        title=plan.title,
        file=name,
        digest=digest,
        item_ids=ids,
        partial=plan.partial,
        front={
            **dict(zip(FRONT_NAMES, front, strict=True)),
            "id": own_id,
            "institution": institution,
            "status": status,
            "form": plan.form,
            "partial": int(plan.partial),
            "file": name,
            "item_count": len(ordered),
            "digest": digest,
        },
        items=[
            (item_id, own_id, *content, source_text(item.source))
            for item, item_id, content in zip(ordered, ids, contents, strict=True)
        ],
        warnings=[
            {"plan_id": own_id, "ordinal": n, "code": warning.code, "message": warning.message, "page": warning.page}
            for n, warning in enumerate(plan.warnings)
        ],
    )
