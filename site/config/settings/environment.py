"""Typed readers of environment variables that fail loudly.

A mistyped value stops the program at start with the variable's name and what
was expected; it never silently becomes a default.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}

# IMMEDIATE takes the write lock when a transaction starts, so two writers wait
# for each other instead of failing half-way with “database is locked”.
_SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
    ),
}


def read_bool(name: str, default: bool) -> bool:
    """Read a yes/no variable; anything but 1/0/true/false/yes/no/on/off fails."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}")


def read_int(name: str, default: int) -> int:
    """Read a whole number; anything else fails."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must be a whole number, not {raw!r}"
        ) from error


def read_list(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list; empty entries are dropped."""
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def read_secret(name: str) -> str:
    """Read a secret of at least 32 characters; a missing or short one fails."""
    value = os.environ.get(name, "")
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} must be set to at least 32 characters")
    return value


def read_directory(name: str, default: Path) -> Path:
    """Read a folder path; it is made absolute but not created here."""
    raw = os.environ.get(name, "").strip()
    return Path(raw).expanduser().resolve() if raw else default


def read_database(default_path: Path) -> dict[str, Any]:
    """Database settings from ``DATABASE_URL``, else SQLite at ``default_path``.

    Accepts ``postgres://…`` and ``sqlite:////absolute/path.db``; other engines
    fail, because the suite proves the product on these two only.
    """
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default_path}"
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    except (ValueError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not valid: {error}") from error
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **_SQLITE_OPTIONS}
        config["CONN_MAX_AGE"] = 0
        return config
    if engine.endswith("postgresql"):
        config["CONN_HEALTH_CHECKS"] = True
        return config
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:// or postgres://")
