"""How items lie in a tantivy index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qsearch.search.engine import FACETS, EngineItem, Field

if TYPE_CHECKING:
    import tantivy

__all__ = ["FORMAT", "PLACE", "WHITESPACE", "document", "key_term", "open_schema"]

FORMAT = 4
"""Raised with every change of this module that an older index does not follow."""

WHITESPACE = "qsearch-whitespace"
"""Terms come cut, joined by spaces: quicker to build than tantivy's pre-tokenized strings."""

PLACE = "place"
"""Where an item's id and texts are kept: nothing is stored in tantivy itself."""

_WITH_PHRASES = frozenset({Field.TEXT_CHARACTERS, Field.CONTEXT_CHARACTERS, Field.ABOUT_CHARACTERS})


def open_schema() -> tantivy.Schema:
    """Return the schema of an index."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("plan", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    for field in Field:
        builder.add_text_field(
            field,
            tokenizer_name=WHITESPACE,
            index_option="position" if field in _WITH_PHRASES else "freq",
        )
    for name in FACETS:
        if name != "year":
            builder.add_text_field(f"facet_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("year", fast=True, indexed=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field(PLACE, fast=True)
    return builder.build()


def document(item: EngineItem, place: int) -> tantivy.Document:
    """Return an item as tantivy takes it; `place` is where its texts are kept (texts_file.py)."""
    import tantivy

    made = tantivy.Document()
    made.add_text("id", item.id)
    made.add_text("plan", item.plan)
    for terms in item.fields:
        if terms.field in _WITH_PHRASES:
            for run in terms.runs:
                # tantivy leaves a gap between two values, which no phrase bridges.
                made.add_text(terms.field, " ".join(run))
        elif terms.runs:
            # Without places, where a run ends says nothing; one value is quicker than several.
            made.add_text(terms.field, " ".join(map(" ".join, terms.runs)))
    for name, keys in item.keys:
        for key in keys:
            made.add_text("keys", key_term(name, key))
    for facet, values in item.facets:
        for value in values:
            made.add_text(f"facet_{facet}", value)
    if item.year is not None:
        made.add_unsigned("year", item.year)
    made.add_unsigned("order", item.order)
    made.add_unsigned(PLACE, place)
    return made


def key_term(name: str, key: str) -> str:
    """Return the one term under which an item is found by a filter."""
    return f"{name}={key}"
