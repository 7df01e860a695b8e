"""From checked columns to typed rows, and to the columns of the case ledger."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from assessment.packages.case_row import CaseRow
from assessment.packages.cells import COUNT, TIME, YES_NO
from assessment.packages.schema import PackageRow, columns_of
from assessment.packages.tables import ParsedTable

_ARROW_TYPES = {
    id(TIME): pa.timestamp("us"),
    id(COUNT): pa.int32(),
    id(YES_NO): pa.bool_(),
}

CASE_SCHEMA = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        *(
            pa.field(column.field, _ARROW_TYPES.get(id(column.kind), pa.string()))
            for column in columns_of(CaseRow)
        ),
        pa.field("extra", pa.string()),
    ]
)
"""Columns of the ledger, those of :mod:`assessment.indicators.ledger` and ``extra``:
``position`` is the row's number in file order from 1, an empty cell is null, times are
naive Asia/Shanghai time, ``extra`` holds the unknown columns as JSON."""


def typed_rows(parsed: ParsedTable) -> tuple[PackageRow, ...]:
    """The rows of a table without errors, in file order."""
    build: Any = parsed.table.row_type
    names = [column.field for column in parsed.table.columns]
    columns = [parsed.values(name) for name in names]
    rows = []
    for index, (row, *values) in enumerate(zip(parsed.rows, *columns, strict=True)):
        known = dict(zip(names, values, strict=True))
        if parsed.table.has_questions:
            known["answers"] = {
                number: scores[index]
                for number, scores in sorted(parsed.questions.items())
                if scores[index] is not None
            }
        rows.append(build(row=row, extra=parsed.extra_of(index), **known))
    return tuple(rows)


def case_columns(parsed: ParsedTable) -> pa.Table:
    """The ledger as an Arrow table with :data:`CASE_SCHEMA`."""
    columns: dict[str, Any] = {"position": range(1, len(parsed) + 1)}
    for column in parsed.table.columns:
        values = parsed.values(column.field)
        empty = column.kind.empty
        columns[column.field] = [None if value == empty else value for value in values]
    columns["extra"] = [None] * len(parsed)
    if parsed.extras:
        columns["extra"] = [_json(parsed.extra_of(i)) for i in range(len(parsed))]
    return pa.table(columns, schema=CASE_SCHEMA)


def _json(extra: dict[str, str]) -> str | None:
    return json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None
