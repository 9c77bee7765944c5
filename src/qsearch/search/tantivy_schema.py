"""How items lie in a tantivy index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qsearch.search.engine import FACETS, RUN_END, EngineItem, Field

if TYPE_CHECKING:
    import tantivy

__all__ = ["FORMAT", "PLACE", "document", "key_term", "open_schema", "register_tokenizers"]

FORMAT = 5
"""Raised with every change of this module that an older index does not follow."""

# Terms come cut, joined by spaces: quicker to build than tantivy's pre-tokenized strings, and one text
# quicker than several.
_TERMS = "qsearch-terms"
_RUNS = "qsearch-runs"

PLACE = "place"
"""Where an item's id and texts are kept: nothing is stored in tantivy itself."""

_FACET_FIELDS = {name: f"facet_{name}" for name in FACETS}
_SPACE = "\x02"  # in a key, which is one term
_WITH_PHRASES = frozenset({Field.TEXT_CHARACTERS, Field.CONTEXT_CHARACTERS, Field.ABOUT_CHARACTERS})


def open_schema() -> tantivy.Schema:
    """Return the schema of an index."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("plan", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keys", tokenizer_name=_TERMS, index_option="basic")
    for field in Field:
        if field in _WITH_PHRASES:
            builder.add_text_field(field, tokenizer_name=_RUNS, index_option="position")
        else:
            builder.add_text_field(field, tokenizer_name=_TERMS, index_option="freq")
    for name in FACETS:
        if name != "year":
            builder.add_text_field(f"facet_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("year", fast=True, indexed=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field(PLACE, fast=True)
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Tell an index how its fields are parted: by spaces, RUN_END leaving a gap that no phrase bridges."""
    import tantivy

    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(_TERMS, terms.build())
    runs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(_RUNS, runs.filter(tantivy.Filter.custom_stopword([RUN_END])).build())


def document(item: EngineItem, place: int) -> tantivy.Document:
    """Return an item as tantivy takes it; `place` is where its texts are kept (texts_file.py)."""
    import tantivy

    made = tantivy.Document()
    made.add_text("plan", item.plan)
    for field, terms in item.fields:
        if terms:
            made.add_text(field, terms)
    made.add_text("keys", " ".join([key_term(name, key) for name, keys in item.keys for key in keys]))
    for facet, values in item.facets:
        for value in values:
            made.add_text(_FACET_FIELDS[facet], value)
    if item.year is not None:
        made.add_unsigned("year", item.year)
    made.add_unsigned("order", item.order)
    made.add_unsigned(PLACE, place)
    return made


def key_term(name: str, key: str) -> str:
    """Return the one term under which an item is found by a filter."""
    return f"{name}={key}".replace(" ", _SPACE)
