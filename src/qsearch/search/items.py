"""Turn stored items into an engine's: what is indexed in which field, and for which filter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from qsearch.frameworks.filtering import ItemKeys
from qsearch.plan import Label, PlanItem, PlanRef, StoredItem
from qsearch.search.beginnings import beginning_term
from qsearch.search.engine import EngineItem, FacetName, Field, FieldTerms, ItemTexts
from qsearch.text.analyse import BETWEEN_RUNS, Analyser, IndexTerms

__all__ = ["ItemAnalyser"]

_FIELDS = "fields 6"
"""Names what this module puts where; to be raised when the same item is indexed otherwise."""


class _Fields(NamedTuple):
    """Name the fields of one group of texts."""

    words: Field
    bigrams: Field
    characters: Field
    concepts: Field | None


class _Group(NamedTuple):
    """Hold what is indexed of one group of texts: its fields, its folded texts, its concepts."""

    fields: tuple[FieldTerms, ...]
    folded: str
    concepts: tuple[str, ...]


class _Filed(NamedTuple):
    """Hold what an item is filtered by and counted under: an EngineItem's keys, facets and year."""

    keys: tuple[tuple[str, tuple[str, ...]], ...]
    facets: tuple[tuple[FacetName, tuple[str, ...]], ...]
    year: int | None


_Alike = tuple[Label, str | None, str | None, tuple[str, ...]]
"""What decides, within a plan, where an item is filed: labels, the printed ones, and units."""

_TEXT = _Fields(Field.TEXT_WORDS, Field.TEXT_BIGRAMS, Field.TEXT_CHARACTERS, Field.TEXT_CONCEPTS)
_CONTEXT = _Fields(Field.CONTEXT_WORDS, Field.CONTEXT_BIGRAMS, Field.CONTEXT_CHARACTERS, Field.CONTEXT_CONCEPTS)
_ABOUT = _Fields(Field.ABOUT_WORDS, Field.ABOUT_BIGRAMS, Field.ABOUT_CHARACTERS, None)
_PARTED = "\n"  # between texts of one group, so that nothing is found over their border
_LAST_YEAR = 1023
"""Stands for no year in the order of listings, so that such plans come last."""


class ItemAnalyser:
    """Analyse items for an index; `keys` gives the filter keys of an item."""

    def __init__(self, analyser: Analyser, keys: Callable[[StoredItem], ItemKeys]) -> None:
        self._analyser = analyser
        self._keys = keys
        # Labels, agencies and units come back with every item of a plan.
        self._label_terms = lru_cache(maxsize=4096)(analyser.index_terms)
        self._groups = lru_cache(maxsize=4096)(self._group)

    @property
    def fingerprint(self) -> str:
        """Name what the items depend on; an index built under another name is stale."""
        return f"{_FIELDS}, {self._analyser.fingerprint}"

    def engine_items(self, items: Iterable[StoredItem]) -> Iterator[EngineItem]:
        """Yield items as engines take them. An item without an id is left out: nothing could show it."""
        plan: PlanRef | None = None
        known: dict[_Alike, _Filed] = {}
        for stored in items:
            if stored.plan is not plan:
                plan, known = stored.plan, {}
            if stored.item.id is not None:
                yield self._engine_item(stored, stored.item.id, self._filed(stored, known))

    def _engine_item(self, stored: StoredItem, id_: str, filed: _Filed) -> EngineItem:
        plan, item = stored.plan, stored.item
        numbers = (plan.document_number, item.number, item.kpi.number if item.kpi else None)
        # Not the title: 提升服務品質 stands in nearly every one, and would make everything match 服務.
        about_texts = [text for text in dict.fromkeys((plan.agency, *item.units, *numbers)) if text]
        text = self._analyser.index_terms(item.text)
        context = self._groups(_CONTEXT, tuple(_context(item)))
        about = self._groups(_ABOUT, tuple(about_texts))
        return EngineItem(
            id=id_,
            plan=plan.id,
            fields=(
                *_fields(_TEXT, text),
                *context.fields,
                *about.fields,
                # What is typed is completed out of what is public: a draft's words are nobody's yet.
                *(() if plan.status == "draft" else (FieldTerms(Field.BEGINNING, beginning_term(item.text)),)),
            ),
            keys=filed.keys,
            facets=filed.facets,
            year=filed.year,
            order=_order(filed.year, plan.id, item.position),
            texts=ItemTexts(text.folded, context.folded, about.folded, tuple(text.concepts), context.concepts),
        )

    def _filed(self, stored: StoredItem, known: dict[_Alike, _Filed]) -> _Filed:
        """Return where an item is found and counted; `known` holds it for those of its plan that are filed alike."""
        plan, item = stored.plan, stored.item
        alike = (item.label, item.dimension, item.execution_item, item.units)
        found = known.get(alike)
        if found is None:
            keys = self._keys(stored)
            named = (
                ("agency", keys.agency),
                ("dimension", keys.dimension),
                ("execution_item", keys.execution_item),
                ("unit", keys.unit),
                ("framework", keys.framework),
                ("status", (plan.status,)),
            )
            found = known[alike] = _Filed(named, _facets(stored), keys.year)
        return found

    def _group(self, fields: _Fields, texts: tuple[str, ...]) -> _Group:
        terms = _joined([self._label_terms(text) for text in texts])
        return _Group(_fields(fields, terms), terms.folded, tuple(terms.concepts))


def _context(item: PlanItem) -> list[str]:
    """Return what an action is filed under and what is printed beside it, without repeats.

    Canonical labels are among it, so that the wording of the framework finds every variant.
    """
    label = item.label
    texts = (
        item.execution_item,
        item.subdimension,
        item.dimension,
        label.execution_item,
        label.subdimension,
        label.dimension,
        item.criterion,
        *(heading.text for heading in item.ancestors),
        item.kpi.text if item.kpi else None,
        *(extra.text for extra in item.extra),
    )
    return [text for text in dict.fromkeys(texts) if text]


def _fields(fields: _Fields, terms: IndexTerms) -> tuple[FieldTerms, ...]:
    found = (
        FieldTerms(fields.words, terms.words),
        FieldTerms(fields.bigrams, terms.bigrams),
        FieldTerms(fields.characters, terms.characters),
    )
    if fields.concepts is None:
        return found
    return (*found, FieldTerms(fields.concepts, " ".join(terms.concepts)))


def _joined(terms: Sequence[IndexTerms]) -> IndexTerms:
    """Return the terms of several texts as those of one; nothing is found over their borders."""
    return IndexTerms(
        words=" ".join([one.words for one in terms if one.words]),
        bigrams=" ".join([one.bigrams for one in terms if one.bigrams]),
        characters=BETWEEN_RUNS.join([one.characters for one in terms if one.characters]),
        concepts=[concept for one in terms for concept in one.concepts],
        folded=_PARTED.join([one.folded for one in terms]),
    )


def _facets(stored: StoredItem) -> tuple[tuple[FacetName, tuple[str, ...]], ...]:
    label = stored.item.label
    return (
        ("agency", _values(stored.plan.agency)),
        ("dimension", _values(label.dimension)),
        ("execution_item", _values(label.execution_item)),
        ("unit", tuple(dict.fromkeys(unit for unit in stored.item.units if unit))),
        ("framework", _values(label.framework)),
    )


def _values(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _order(year: int | None, plan: str, position: int) -> int:
    """Return the place in listings: newest year first, then plan by plan, by position.

    Ten bits of year, 38 that tell plans apart, 16 of position.
    """
    newest_first = _LAST_YEAR if year is None else min(max(_LAST_YEAR - 1 - year, 0), _LAST_YEAR - 1)
    return newest_first << 54 | _apart(plan) << 16 | min(position, 0xFFFF)


@lru_cache(maxsize=256)
def _apart(plan: str) -> int:
    """Return 38 bits that tell a plan from others; items come plan by plan."""
    return int.from_bytes(hashlib.sha256(plan.encode()).digest()[:5], "big") >> 2
