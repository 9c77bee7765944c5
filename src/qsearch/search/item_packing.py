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


def pack_items(items: Iterable[EngineItem]) -> bytes:
    """Return items as bytes for `unpack_items`."""
    return marshal.dumps([_plain(item) for item in items])


def unpack_items(packed: bytes) -> list[EngineItem]:
    """Return what `pack_items` was given; raise ValueError, EOFError or TypeError for any other bytes."""
    return [
        EngineItem(
            id_,
            plan,
            tuple([FieldTerms(_FIELDS[number], terms) for number, terms in fields]),
            keys,
            facets,
            year,
            order,
            ItemTexts(*texts),
        )
        for id_, plan, fields, keys, facets, year, order, texts in marshal.loads(packed)  # noqa: S302 - our own process
    ]


def _plain(item: EngineItem) -> tuple[object, ...]:
    texts = item.texts
    return (
        item.id,
        item.plan,
        [(_NUMBERS[field], terms) for field, terms in item.fields],
        item.keys,
        item.facets,
        item.year,
        item.order,
        (texts.text, texts.context, texts.about, texts.text_concepts, texts.context_concepts),
    )
