"""Reading back what an export wrote."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook


@dataclass(frozen=True, slots=True)
class ExportedList:
    """An exported sheet: the lines above the header, the header, the rows."""

    lines: list[str]
    header: list[str]
    rows: list[list[Any]]
    frozen: str | None


def read_workbook(response: Any) -> ExportedList:
    """Read an .xlsx answer; the header row follows the first empty row."""
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gap = next(i for i, row in enumerate(values) if not any(row))
    return ExportedList(
        lines=[row[0] for row in values[:gap]],
        header=values[gap + 1],
        rows=values[gap + 2 :],
        frozen=sheet.freeze_panes,
    )


def read_csv(response: Any) -> list[list[str]]:
    """Read a .csv answer, which must start with a byte order mark."""
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
