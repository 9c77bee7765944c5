"""Make the tables of plans, their items, warnings, files and changes."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE plans (
        id TEXT NOT NULL PRIMARY KEY,
        institution TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('published', 'draft')),
        title TEXT NOT NULL,
        agency TEXT NOT NULL,
        year INTEGER,
        framework TEXT NOT NULL,
        document_number TEXT,
        issued TEXT,
        basis TEXT,
        goals TEXT,
        targets TEXT,
        period TEXT,
        steps TEXT,
        control TEXT,
        form TEXT NOT NULL,
        partial INTEGER NOT NULL,
        file TEXT NOT NULL,
        item_count INTEGER NOT NULL,
        digest TEXT NOT NULL,
        added_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE items (
        id TEXT NOT NULL PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        number TEXT,
        dimension TEXT,
        subdimension TEXT,
        execution_item TEXT,
        criterion TEXT,
        ancestors TEXT,
        steps TEXT,
        deadline TEXT,
        units TEXT,
        kpi_number TEXT,
        kpi_text TEXT,
        extra TEXT,
        label_framework TEXT NOT NULL,
        label_dimension TEXT,
        label_subdimension TEXT,
        label_execution_item TEXT,
        schedule_kind TEXT NOT NULL,
        schedule_dates TEXT,
        schedule_every TEXT,
        source TEXT
    )
    """,
    "CREATE UNIQUE INDEX items_by_plan ON items (plan_id, position)",
    """
    CREATE TABLE warnings (
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        page INTEGER,
        PRIMARY KEY (plan_id, ordinal)
    )
    """,
    """
    CREATE TABLE files (
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        stem TEXT NOT NULL,
        sha256 TEXT,
        suffix TEXT,
        added_at TEXT NOT NULL,
        PRIMARY KEY (plan_id, name)
    )
    """,
    "CREATE INDEX files_by_stem ON files (stem)",
    "CREATE INDEX files_by_original ON files (sha256)",
    """
    CREATE TABLE changes (
        revision BIGINT NOT NULL PRIMARY KEY,
        plan_id TEXT NOT NULL,
        kind TEXT NOT NULL
    )
    """,
)
