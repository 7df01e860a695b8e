"""Whether the database can be used yet."""

from __future__ import annotations

from pathlib import Path

from django.db import connection


def database_is_prepared() -> bool:
    """Whether the database has any table.

    A SQLite file that is not there is not created by asking: a check must leave
    nothing behind.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name:
        path = Path(name)
        if not path.exists() or path.stat().st_size == 0:
            return False
    return bool(connection.introspection.table_names())
