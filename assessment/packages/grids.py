"""From the bytes of a table file to columns of text.

Whatever the format, a grid says the same: the header (row 1), and per column the
text of each row that is not blank, with the row's number as Excel shows it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import PurePosixPath

from assessment.packages.containers import ContainerError
from assessment.packages.ledger_files import parquet_columns
from assessment.packages.schema import bare_header
from assessment.packages.workbooks import workbook_rows

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TableFileError(Exception):
    """The file cannot be read as a table: where, what stands there, and why."""

    def __init__(self, reason: str, *, row: int | None = None, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row
        self.value = value


@dataclass(frozen=True, slots=True)
class Overflow:
    """A cell to the right of the last header."""

    row: int
    value: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The text of one table file: ``columns[i][k]`` belongs to row ``rows[k]``."""

    file: str
    header: tuple[str, ...]
    rows: Sequence[int]
    columns: tuple[Sequence[str], ...]
    overflows: tuple[Overflow, ...] = ()


def read_grid(file: str, content: bytes, known_headers: frozenset[str]) -> Grid:
    """The grid of ``content``; the suffix of ``file`` says which format it is in.

    ``known_headers`` are the bare headers the table may have: they tell GB18030
    from damaged UTF-8. Raises :class:`TableFileError` or :class:`ContainerError`.
    """
    suffix = PurePosixPath(file).suffix.lower()
    if suffix == ".parquet":
        return _parquet_grid(file, content)
    if suffix == ".xlsx":
        rows = [
            [cell_text(cell) for cell in row] for row in workbook_rows(content, file)
        ]
    else:
        rows = _csv_rows(_decoded(content, known_headers))
    return _grid_of_rows(file, rows)


def cell_text(cell: object) -> str:
    """What a spreadsheet or Parquet value would read as if it had been typed."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        # Excel keeps days as fractions: 09:30 may arrive as 09:29:59.9997.
        moment = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
        return moment.date().isoformat() if midnight else moment.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _grid_of_rows(file: str, rows: Sequence[Sequence[str]]) -> Grid:
    header = [cell.strip() for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    width = len(header)
    numbers: list[int] = []
    kept: list[Sequence[str]] = []
    overflows: list[Overflow] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        surplus = [cell for cell in cells[width:] if cell.strip()]
        overflows.extend(Overflow(number, value) for value in surplus)
        numbers.append(number)
        kept.append(cells[:width])
    columns = tuple(zip_longest(*kept, fillvalue="")) if kept else ()
    # Rows that all end early would otherwise lose their last columns.
    columns += (("",) * len(kept),) * (width - len(columns))
    return Grid(file, tuple(header), numbers, columns, tuple(overflows))


def _decoded(content: bytes, known_headers: frozenset[str]) -> str:
    """``content`` decoded strictly as UTF-8 (with or without BOM) or GB18030."""
    if content.startswith(UTF16_MARKS) or b"\0" in content[:4096]:
        raise TableFileError("编码是 UTF-16；请另存为 UTF-8 或 GB18030（GBK）")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        first_bad = error.start
    try:
        text = content.decode("gb18030")
        if _knows_a_header(text, known_headers):
            return text
        position = first_bad
    except UnicodeDecodeError as error:
        # The header tells which of the two encodings the file was meant to be in.
        head = content[: error.start].decode("gb18030", "ignore")
        position = error.start if _knows_a_header(head, known_headers) else first_bad
    raise TableFileError(
        f"编码错误：第{position + 1}个字节既不是有效的 UTF-8，也不是有效的 GB18030",
        row=content.count(b"\n", 0, position) + 1,
        value=f"0x{content[position]:02X}",
    )


def _knows_a_header(text: str, known_headers: frozenset[str]) -> bool:
    first_line = text.partition("\n")[0]
    return any(bare_header(part) in known_headers for part in first_line.split(","))


def _csv_rows(text: str) -> list[list[str]]:
    """Logical rows: a line break inside quotes does not start a new row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        too_long = "field larger" in str(error)
        reason = "单元格过长" if too_long else "引号不配对，CSV 格式错误"
        raise TableFileError(reason, row=len(rows) + 1) from error
    return rows


def _parquet_grid(file: str, content: bytes) -> Grid:
    columns = parquet_columns(content, file)
    texts = tuple([cell_text(cell) for cell in cells] for cells in columns.values())
    count = len(texts[0]) if texts else 0
    return Grid(file, tuple(columns), range(2, count + 2), texts)


__all__ = ["ContainerError", "Grid", "TableFileError", "cell_text", "read_grid"]
