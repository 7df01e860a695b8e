"""Keys: unique within their table, and one statement per thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable

Key = tuple[Any, ...]
Place = tuple[str, int]
"""File and row of a key's first appearance."""

# Fields that must agree among all rows with the same key.
_CONSISTENT = (
    ("deliverables", "phase", ("phase_starts_on", "phase_ends_on")),
    ("surveys", "survey", ("survey_name", "opens_on", "closes_on")),
)


def check_keys(tables: Mapping[str, ParsedTable], log: ProblemLog) -> None:
    """Keys are unique; 体系编号 also between standards and laws; what several rows
    say about one phase or survey is the same."""
    for name, parsed in tables.items():
        if not parsed.table.key:
            continue
        taken: dict[Key, Place] = {}
        if name == "laws" and "standards" in tables:
            taken = first_places(tables["standards"], ("code",))
        _check_unique(parsed, taken, log)
    for name, key, fields in _CONSISTENT:
        if name in tables:
            for field in fields:
                _check_consistent(tables[name], key, field, log)


def first_places(parsed: ParsedTable, fields: tuple[str, ...]) -> dict[Key, Place]:
    """Where each key stands first."""
    places: dict[Key, Place] = {}
    for values, file, row in zip(
        parsed.keys(fields), parsed.files, parsed.rows, strict=True
    ):
        places.setdefault(values, (file, row))
    return places


def place_words(place: Place, file: str) -> str:
    """``第3行``, with the file's name if it is another than ``file``."""
    return f"第{place[1]}行" if place[0] == file else f" {place[0]} 第{place[1]}行"


def _check_unique(
    parsed: ParsedTable, taken: Mapping[Key, Place], log: ProblemLog
) -> None:
    key = parsed.table.key
    first = {**first_places(parsed, key), **taken}
    if len(first) == len(parsed) + len(taken):
        return
    columns = [parsed.table.column(field) for field in key]
    for values, file, row in zip(
        parsed.keys(key), parsed.files, parsed.rows, strict=True
    ):
        place = first[values]
        if place == (file, row) or None in values:
            continue
        written = (c.kind.write(v) for c, v in zip(columns, values, strict=True))
        log.error(
            file,
            f"与{place_words(place, file)}重复",
            row=row,
            column="+".join(column.header for column in columns),
            value=" / ".join(written),
        )


def _check_consistent(
    parsed: ParsedTable, key: str, field: str, log: ProblemLog
) -> None:
    first: dict[Any, tuple[Any, Place]] = {}
    column = parsed.table.column(field)
    owners, stated = parsed.values(key), parsed.values(field)
    for owner, value, file, row in zip(
        owners, stated, parsed.files, parsed.rows, strict=True
    ):
        if owner is None or value is None:
            continue
        earlier, place = first.setdefault(owner, (value, (file, row)))
        if value != earlier:
            log.error(
                file,
                f"与{place_words(place, file)}不一致（同一“{owner}”）",
                row=row,
                column=column.header,
                value=column.kind.write(value),
            )
