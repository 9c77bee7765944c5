"""The tables as the newest migration leaves them.

Written for queries only: `migrations` alone makes tables. Tuples of records stand in
text columns as JSON arrays, and an empty tuple as NULL.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

__all__ = ["changes", "corrections", "files", "items", "plans", "schema_version", "warnings"]

_tables = MetaData()

schema_version = Table(
    "schema_version",
    _tables,
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("applied_at", Text, nullable=False),
)

plans = Table(
    "plans",
    _tables,
    Column("id", Text, primary_key=True),
    Column("institution", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("year", Integer),
    Column("framework", Text, nullable=False),
    Column("document_number", Text),
    Column("issued", Text),
    Column("basis", Text),
    Column("goals", Text),
    Column("targets", Text),
    Column("period", Text),
    Column("steps", Text),
    Column("control", Text),
    Column("form", Text, nullable=False),
    Column("partial", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
)

items = Table(
    "items",
    _tables,
    Column("id", Text, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("number", Text),
    Column("dimension", Text),
    Column("subdimension", Text),
    Column("execution_item", Text),
    Column("criterion", Text),
    Column("ancestors", Text),
    Column("steps", Text),
    Column("deadline", Text),
    Column("units", Text),
    Column("kpi_number", Text),
    Column("kpi_text", Text),
    Column("extra", Text),
    Column("label_framework", Text, nullable=False),
    Column("label_dimension", Text),
    Column("label_subdimension", Text),
    Column("label_execution_item", Text),
    Column("schedule_kind", Text, nullable=False),
    Column("schedule_dates", Text),
    Column("schedule_every", Text),
    Column("source", Text),
)

warnings = Table(
    "warnings",
    _tables,
    Column("plan_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("page", Integer),
)

# A file a plan was read from; `sha256` and `suffix` name its kept original, if any.
files = Table(
    "files",
    _tables,
    Column("plan_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("stem", Text, nullable=False),
    Column("sha256", Text),
    Column("suffix", Text),
    Column("added_at", Text, nullable=False),
)

# One row a committed change; never shortened, so that every past revision is known.
changes = Table(
    "changes",
    _tables,
    Column("revision", BigInteger, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
)

# No foreign key: a correction outlives its item, which may come back under the same id.
corrections = Table(
    "corrections",
    _tables,
    Column("revision", BigInteger, primary_key=True),
    Column("item_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("suggested", Text),
    Column("given_by", Text, nullable=False),
    Column("given_at", Text, nullable=False),
)
