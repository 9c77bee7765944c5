"""Plans, items and corrections in SQL: the source of truth."""
