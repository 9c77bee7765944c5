"""Pack analysed items into bytes and back, for a pipe between two processes of one Python.

`marshal` knows nothing but plain values, so reading them runs nothing, and is several
times quicker than pickle; its format is that of the running Python and must not be kept.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable

from qsearch.search.engine import EngineItem, Field, FieldTerms, ItemTexts

__all__ = ["pack_items", "unpack_items"]

_FIELDS = tuple(Field)
_NUMBERS = {field: number for number, field in enumerate(_FIELDS)}

_Order = tuple[Field, ...]


def pack_items(items: Iterable[EngineItem]) -> bytes:
    """Return items as bytes for `unpack_items`."""
    orders: dict[_Order, int] = {}
    plain = [_plain(item, orders) for item in items]
    return marshal.dumps(([[_NUMBERS[field] for field in order] for order in orders], plain))


def unpack_items(packed: bytes) -> list[EngineItem]:
    """Return what `pack_items` was given; raise ValueError, EOFError or TypeError for any other bytes."""
    numbers, plain = marshal.loads(packed)  # noqa: S302 - our own process
    orders = [[_FIELDS[number] for number in order] for order in numbers]
    return [
        EngineItem(
            id_,
            plan,
            tuple(map(FieldTerms, orders[order], terms)),
            keys,
            facets,
            year,
            place,
            ItemTexts(*texts),
        )
        for id_, plan, order, terms, keys, facets, year, place, texts in plain
    ]


def _plain(item: EngineItem, orders: dict[_Order, int]) -> tuple[object, ...]:
    """Return an item in plain values; which fields it has is told once for all that have the same."""
    texts = item.texts
    fields, terms = zip(*item.fields, strict=True) if item.fields else ((), ())
    return (
        item.id,
        item.plan,
        orders.setdefault(fields, len(orders)),
        terms,
        item.keys,
        item.facets,
        item.year,
        item.order,
        (texts.text, texts.context, texts.about, texts.text_concepts, texts.context_concepts),
    )
