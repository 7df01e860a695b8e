"""Record lists as Excel workbooks and CSV.

A cell that looks like a formula is data here, never a formula: Excel cells are
written as strings and quoted, CSV cells get a leading apostrophe (the usual defence
against formula injection, for half-width and full-width signs alike).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from tempfile import TemporaryFile
from typing import IO, Any, TypeGuard

import xlsxwriter

from listing.columns import Column, Kind, local_time, printed

# The sheet of an .xlsx file has 2^20 rows; some stand above the records.
MAX_SHEET_ROWS = 1_048_576 - 50
_MAX_CELL = 32_767
_CUT = "…（超过 Excel 单元格长度，已截断，全文见系统）"
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL_SIGNS = ("\t", "\r", "\n")
_WIDTHS = {
    Kind.NUMBER: 10,
    Kind.DATE: 12,
    Kind.DATETIME: 17,
    Kind.BOOL: 8,
    Kind.STATUS: 12,
    Kind.LINK: 40,
    Kind.TEXT: 18,
}
_WIDE = 48


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an exported table: its title and ``(label, value)`` lines."""

    title: str
    lines: tuple[tuple[str, str], ...]


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula.

    Spaces before the sign do not protect; a leading tab or line break is itself
    a known trick.
    """
    return text.startswith(_CONTROL_SIGNS) or text.lstrip().startswith(_FORMULA_SIGNS)


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One sheet of a workbook; ``name`` stands on its tab."""

    name: str
    heading: Heading
    columns: Sequence[Column]
    rows: Iterable[Any]


def write_workbook(
    heading: Heading, columns: Sequence[Column], rows: Iterable[Any]
) -> IO[bytes]:
    """Write one sheet: the heading, a frozen header row, the rows."""
    return write_sheets([SheetContent("列表", heading, columns, rows)])


def write_sheets(contents: Iterable[SheetContent]) -> IO[bytes]:
    """Write a workbook of one or more sheets.

    Returns a temporary file at its start; the caller closes it. Numbers and dates
    are real ones. Rows stream through, so memory does not grow with their number.
    """
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        for content in contents:
            sheet = _Sheet(book, content.name, content.columns)
            sheet.write_heading(content.heading)
            for row in content.rows:
                sheet.write_row(row)
            sheet.finish()
    target.seek(0)
    return target


class _Sheet:
    """One worksheet, written from top to bottom."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet(name)
        self.columns = columns
        self.next_row = 0
        self.header_row = 0
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format({"font_color": "#5B6470"})
        self.header = book.add_format(
            {
                "bold": True,
                "bg_color": "#E8EDF4",
                "border": 1,
                "border_color": "#C9D0D9",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        cell = {"valign": "top", "text_wrap": True}
        self.text = book.add_format(cell)
        self.quoted = book.add_format({**cell, "quote_prefix": True})
        self.day = book.add_format({**cell, "num_format": "yyyy-mm-dd"})
        self.time = book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"})

    def write_heading(self, heading: Heading) -> None:
        # Widths come first: in constant-memory mode rows are flushed as written.
        for index, column in enumerate(self.columns):
            wide = _WIDE if column.is_wide else _WIDTHS[column.kind]
            self.sheet.set_column(index, index, column.width or wide)
        self.sheet.write_string(0, 0, heading.title, self.title)
        for number, (label, value) in enumerate(heading.lines, start=1):
            self.sheet.write_string(number, 0, f"{label}：{value}", self.label)
        self.header_row = len(heading.lines) + 2
        for index, column in enumerate(self.columns):
            self.sheet.write_string(self.header_row, index, column.label, self.header)
        self.next_row = self.header_row + 1

    def write_row(self, row: Any) -> None:
        for index, column in enumerate(self.columns):
            self._write(index, column.value_of(row))
        self.next_row += 1

    def _write(self, index: int, value: object) -> None:
        if value is None or value == "":
            return
        place = (self.next_row, index)
        if isinstance(value, datetime):
            self.sheet.write_datetime(*place, local_time(value), self.time)
        elif isinstance(value, date):
            self.sheet.write_datetime(*place, value, self.day)
        elif _is_number(value):
            self.sheet.write_number(*place, value, self.text)
        else:
            text = printed(value)
            if len(text) > _MAX_CELL:
                text = text[: _MAX_CELL - len(_CUT)] + _CUT
            form = self.quoted if looks_like_a_formula(text) else self.text
            self.sheet.write_string(*place, text, form)

    def finish(self) -> None:
        self.sheet.freeze_panes(self.header_row + 1, 0)
        last = max(self.next_row - 1, self.header_row)
        self.sheet.autofilter(self.header_row, 0, last, len(self.columns) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.header_row)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")


def _is_number(value: object) -> TypeGuard[int | Decimal | Fraction]:
    # Excel keeps 15 digits; a longer whole number (a document number) stays text.
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Decimal | Fraction):
        return -(10**15) < value < 10**15
    return False


class _Line:
    """A file-like object that keeps only the last line a csv writer wrote."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The list as CSV lines: BOM (so that Excel reads UTF-8), labels, rows."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([column.label for column in columns])
    yield "\ufeff" + line.text
    for row in rows:
        writer.writerow([csv_text(column.value_of(row)) for column in columns])
        yield line.text


def csv_text(value: object) -> str:
    """A value as harmless CSV text; numbers keep their sign."""
    if value is None:
        return ""
    text = printed(value) if value != "" else ""
    if _is_number(value) or not looks_like_a_formula(text):
        return text
    return f"'{text}"
