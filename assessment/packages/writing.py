"""The canonical files of a package: what an export consists of.

CSV is UTF-8 without BOM, with LF and canonical headers. Text that looks like a
formula is written as it is: a package is data for exchange and must come back byte
for byte; neutralising belongs to the downloads people open in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from assessment.packages.cells import clean
from assessment.packages.manifest import Manifest
from assessment.packages.schema import Column, PackageRow, Table, question_column

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SETTINGS = (
    "satisfaction_counts_fair",
    "implementation_scope",
    "minimum_answers_per_unit",
)


def table_text(table: Table, rows: Sequence[PackageRow]) -> str:
    """The CSV of one table; unknown columns follow the known ones, by name."""
    columns = _columns(table, rows)
    extras = sorted({header for row in rows for header in row.extra})
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow([*(column.header for column in columns), *extras])
    for row in rows:
        cells = [_cell(row, column) for column in columns]
        writer.writerow([*cells, *(row.extra.get(header, "") for header in extras)])
    return output.getvalue()


def _columns(table: Table, rows: Sequence[PackageRow]) -> list[Column]:
    """The table's columns, questions in the place where the page has them."""
    known = {column.field: column for column in table.columns}
    columns: list[Column] = []
    for declared in fields(table.row_type):
        if declared.name in known:
            columns.append(known[declared.name])
        elif declared.name == "answers":
            asked = {number for row in rows for number in _answers(row)}
            columns += [question_column(number) for number in sorted(asked)]
    return columns


def _answers(row: PackageRow) -> Mapping[int, int]:
    answers: Mapping[int, int] = getattr(row, "answers", {})
    return answers


def _cell(row: PackageRow, column: Column) -> str:
    if not hasattr(row, column.field):
        return column.kind.write(_answers(row).get(int(column.field[1:])))
    value = getattr(row, column.field)
    text = column.kind.write(value)
    if isinstance(value, str | tuple) and text:
        return _as_read_back(text, column)
    return text


def _as_read_back(text: str, column: Column) -> str:
    """Text entered on a screen (CRLF, spaces around) as loading would keep it."""
    try:
        return column.kind.write(column.kind.parse(clean(text)))
    except ValueError:
        return text


def manifest_text(manifest: Manifest) -> str:
    """``pilot.toml``: keys of the page first, then others by name."""
    lines = [
        f"code = {_toml(manifest.code)}",
        f"name = {_toml(manifest.name)}",
    ]
    if manifest.document:
        lines.append(f"document = {_toml(manifest.document)}")
    lines.append(f"starts = {manifest.starts.isoformat()}")
    lines.append(f"ends = {manifest.ends.isoformat()}")
    if manifest.kind != "pilot":
        lines.append(f"kind = {_toml(manifest.kind)}")
    if manifest.demonstration:
        lines.append("demonstration = true")
    extra = dict(manifest.extra)
    other_settings = extra.pop("settings", {})
    lines += [f"{_key(key)} = {_toml(extra[key])}" for key in sorted(extra)]
    lines += _section("targets", sorted(manifest.targets.items()))
    stated = [(k, manifest.settings[k]) for k in _SETTINGS if k in manifest.settings]
    lines += _section("settings", stated + sorted(other_settings.items()))
    return "\n".join(lines) + "\n"


def _section(name: str, items: Sequence[tuple[str, Any]]) -> list[str]:
    if not items:
        return []
    return ["", f"[{name}]", *(f"{_key(key)} = {_toml(value)}" for key, value in items)]


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _toml(key)


def _toml(value: Any) -> str:
    """A value in one line: text, number, yes or no, list or table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        items = (f"{_key(key)} = {_toml(value[key])}" for key in sorted(value))
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value)
