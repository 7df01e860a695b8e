"""The matrix of posts and standards as an Excel sheet that looks like the page."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from assessment.training.post_matrix import Cell, PostLine, PostMatrix
from listing.spreadsheets import Heading
from standards_catalog.selectors import Standing

_INK = {
    "good": "#2E7D32",
    "warning": "#9A5B00",
    "plain": "#1F2937",
    "neutral": "#566072",
    "bad": "#B3261E",
}
_GAP_FILL = "#FCEFEE"
_LABELS = ("单位", "岗位", "在册人数", "现行岗位标准")
_WIDTHS = (18, 22, 9, 13)
_CELL_WIDTH = 11


def write_post_matrix(heading: Heading, matrix: PostMatrix) -> IO[bytes]:
    """One sheet: heading, frozen header and posts, posts without a standard in red.

    Returns a temporary file at its start; the caller closes it.
    """
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Sheet(book).write(heading, matrix)
    target.seek(0)
    return target


class _Sheet:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheet = book.add_worksheet("岗位与标准")
        self.formats: dict[tuple[str, bool], Any] = {}

    def write(self, heading: Heading, matrix: PostMatrix) -> None:
        bold = self.book.add_format({"bold": True, "font_size": 14})
        self.sheet.write_string(0, 0, heading.title, bold)
        for number, (label, value) in enumerate(heading.lines, start=1):
            self.sheet.write_string(number, 0, f"{label}：{value}")
        top = len(heading.lines) + 2
        self._write_header(top, matrix)
        last = top
        for last, line in enumerate(matrix.lines, start=top + 1):
            self._write_line(last, line)
        self._finish(top, last, len(_LABELS) + len(matrix.columns))

    def _write_header(self, top: int, matrix: PostMatrix) -> None:
        form = self.book.add_format(
            {
                "bold": True,
                "bg_color": "#E8EDF4",
                "border": 1,
                "text_wrap": True,
                "valign": "top",
            }
        )
        for index, (label, width) in enumerate(zip(_LABELS, _WIDTHS, strict=True)):
            self.sheet.set_column(index, index, width)
            self.sheet.write_string(top, index, label, form)
        for index, column in enumerate(matrix.columns, start=len(_LABELS)):
            in_force = column.standing is Standing.IN_FORCE
            standing = "" if in_force else f"\n（{column.standing}）"
            self.sheet.set_column(index, index, _CELL_WIDTH)
            self.sheet.write_string(
                top, index, f"{column.code}\n{column.title}{standing}", form
            )

    def _write_line(self, number: int, line: PostLine) -> None:
        gap = not line.is_covered
        plain = self._format("plain", gap)
        self.sheet.write_string(number, 0, line.post.unit.name, plain)
        self.sheet.write_string(number, 1, line.post.title, plain)
        self.sheet.write_number(number, 2, line.people, plain)
        word, ink = ("无", "bad") if gap else ("有", "good")
        self.sheet.write_string(number, 3, word, self._format(ink, gap))
        for index, cell in enumerate(line.cells, start=len(_LABELS)):
            text, tone = _said(cell)
            self.sheet.write_string(number, index, text, self._format(tone, gap))

    def _format(self, tone: str, is_gap: bool) -> Any:
        key = (tone, is_gap)
        if key not in self.formats:
            look = {"font_color": _INK[tone], "border": 1, "border_color": "#E3E6EA"}
            look |= {"text_wrap": True, "valign": "top", "quote_prefix": True}
            if is_gap:
                look["bg_color"] = _GAP_FILL
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def _finish(self, top: int, last: int, columns: int) -> None:
        self.sheet.freeze_panes(top + 1, 2)
        self.sheet.autofilter(top, 0, last, max(columns - 1, 0))
        self.sheet.set_landscape()
        self.sheet.set_paper(8)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")


def _said(cell: Cell | None) -> tuple[str, str]:
    return ("", "plain") if cell is None else (f"{cell.mark} {cell.count}", cell.tone)


LEGEND: Sequence[tuple[str, str]] = (
    (
        "图例",
        "● 应掌握（岗位标准）；○ 应了解（本单位负责或适用的现行服务提供、管理标准）",
    ),
    ("格内数字", "已参训人数/在册人数；底色为红的岗位没有现行岗位标准"),
)
