"""The coverage matrix as an Excel sheet that looks like the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

import xlsxwriter

from listing.columns import Badge, Tone
from listing.spreadsheets import Heading

_INK = {
    Tone.GOOD: "#2E7D32",
    Tone.WARNING: "#9A5B00",
    Tone.BAD: "#B3261E",
    Tone.INFO: "#1E4F91",
    Tone.NEUTRAL: "#566072",
}
_GAP_FILL = "#FCEFEE"
_WIDTHS = (16, 22, 40)
_CELL_WIDTH = 24


class CoveringStandard(Protocol):
    """What the sheet prints of a covering standard."""

    @property
    def badge(self) -> Badge: ...


class MatrixRow(Protocol):
    """What the sheet prints of a step."""

    @property
    def step(self) -> Any: ...
    @property
    def owners(self) -> str: ...
    @property
    def cells(self) -> Sequence[Sequence[CoveringStandard]]: ...
    @property
    def laws(self) -> Sequence[Any]: ...
    @property
    def state(self) -> Badge: ...
    @property
    def is_gap(self) -> bool: ...


def write_matrix(
    heading: Heading, subsystems: Sequence[str], rows: Iterable[MatrixRow]
) -> IO[bytes]:
    """One sheet: heading, frozen header and step column, gaps filled in red.

    Returns a temporary file at its start; the caller closes it.
    """
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Matrix(book, subsystems).write(heading, rows)
    target.seek(0)
    return target


class _Matrix:
    def __init__(self, book: Any, subsystems: Sequence[str]) -> None:
        self.book = book
        self.sheet = book.add_worksheet("覆盖矩阵")
        self.labels = [
            *("领域", "事项", "环节"),
            *subsystems,
            *("法律法规（不计覆盖）", "责任单位", "覆盖情况", "适用性"),
        ]
        self.formats: dict[tuple[str, bool], Any] = {}

    def write(self, heading: Heading, rows: Iterable[MatrixRow]) -> None:
        bold = self.book.add_format({"bold": True, "font_size": 14})
        self.sheet.write_string(0, 0, heading.title, bold)
        for number, (label, value) in enumerate(heading.lines, start=1):
            self.sheet.write_string(number, 0, f"{label}：{value}")
        top = len(heading.lines) + 2
        header = self.book.add_format(
            {"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True}
        )
        for column, label in enumerate(self.labels):
            width = _WIDTHS[column] if column < len(_WIDTHS) else _CELL_WIDTH
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(top, column, label, header)
        last = top
        for last, row in enumerate(rows, start=top + 1):
            self._write_row(last, row)
        self._finish(top, last)

    def _write_row(self, number: int, row: MatrixRow) -> None:
        step = row.step
        values = [
            *((text, "#1F2937") for text in (step.domain, step.item, step.name)),
            *(_standards(cell) for cell in row.cells),
            ("、".join(law.code for law in row.laws), _INK[Tone.NEUTRAL]),
            (row.owners, "#1F2937"),
            (row.state.word, _INK[row.state.tone]),
            (step.applicability, "#1F2937"),
        ]
        for column, (text, ink) in enumerate(values):
            form = self._format(ink, row.is_gap)
            self.sheet.write_string(number, column, text, form)

    def _format(self, ink: str, is_gap: bool) -> Any:
        key = (ink, is_gap)
        if key not in self.formats:
            look = {"font_color": ink, "border": 1, "border_color": "#E3E6EA"}
            look |= {"text_wrap": True, "valign": "top", "quote_prefix": True}
            if is_gap:
                look["bg_color"] = _GAP_FILL
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def _finish(self, top: int, last: int) -> None:
        self.sheet.freeze_panes(top + 1, len(_WIDTHS))
        self.sheet.autofilter(top, 0, last, len(self.labels) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(8)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")


def _standards(cell: Sequence[CoveringStandard]) -> tuple[str, str]:
    """A cell's text and ink: the ink of its best standing, words tell each."""
    order = (Tone.GOOD, Tone.INFO, Tone.WARNING, Tone.NEUTRAL, Tone.BAD)
    tones = {item.badge.tone for item in cell}
    best = next((tone for tone in order if tone in tones), Tone.NEUTRAL)
    return "\n".join(str(item) for item in cell), _INK[best]
