"""Make the table of the labels that people gave."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE corrections (
        revision BIGINT NOT NULL PRIMARY KEY,
        item_id TEXT NOT NULL,
        text TEXT NOT NULL,
        given TEXT NOT NULL,
        suggested TEXT,
        given_by TEXT NOT NULL,
        given_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX corrections_by_item ON corrections (item_id)",
)
