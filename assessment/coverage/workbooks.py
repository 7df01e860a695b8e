"""The coverage matrix as an Excel file that looks like the page.

Two sheets: the matrix, whose rows carry domain and item each so that filters and sorting
work, with a line of coverage above each domain; and the coverage of each domain as
numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

import xlsxwriter

from assessment.indicators.engine import IndicatorValue
from listing.columns import Badge, Tone
from listing.spreadsheets import Heading

_INK = {
    Tone.GOOD: "#2E7D32",
    Tone.WARNING: "#9A5B00",
    Tone.BAD: "#B3261E",
    Tone.INFO: "#1E4F91",
    Tone.NEUTRAL: "#566072",
}
_TEXT_INK, _SOFT_INK = "#1F2937", "#566072"
_GAP_FILL, _OUT_FILL, _DOMAIN_FILL = "#FCEFEE", "#F6F7F9", "#EDF2F9"
_HAIRLINE = "#C9CED6"
_PLACES = ("领域", "事项", "环节")
_ENDS = ("覆盖情况", "缺口与处理", "责任单位", "法律法规（不计覆盖）", "适用性")
_PLACE_WIDTHS = (15, 20, 36)
_CELL_WIDTH = 25
_END_WIDTHS = (12, 24, 28, 16, 8)
_A3 = 8


class CoveringStandard(Protocol):
    """What the sheet prints of a covering standard."""

    @property
    def badge(self) -> Badge: ...
    @property
    def with_clauses(self) -> str: ...


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
    def marks(self) -> Sequence[object]: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DomainLine:
    """The coverage of a domain, or of all; ``value`` is None where nothing counts."""

    name: str
    value: IndicatorValue | None
    share: str

    @property
    def words(self) -> str:
        """“已覆盖 33 / 35，94.29%”."""
        if self.value is None or not self.value.denominator:
            return "没有计入覆盖率的环节"
        return f"已覆盖 {self.value.numerator} / {self.value.denominator}，{self.share}"

    @property
    def counts(self) -> tuple[int, int, int]:
        """Steps counted, covered, and not."""
        if self.value is None:
            return 0, 0, 0
        covered, counted = self.value.numerator, self.value.denominator
        return counted, covered, counted - covered


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """The whole file: ``subsystems`` are those shown, with their place in a row's
    cells; ``blocks`` the rows shown by domain; ``domains`` and ``whole`` cover the
    pilot, whatever is shown."""

    heading: Heading
    subsystems: tuple[tuple[int, str], ...]
    blocks: tuple[tuple[DomainLine, tuple[MatrixRow, ...]], ...]
    domains: tuple[DomainLine, ...]
    whole: DomainLine


def write_matrix(content: MatrixSheet) -> IO[bytes]:
    """Write the file. Returns it as a temporary one at its start; the caller closes."""
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Matrix(book, content).write()
        _write_domains(book, content)
    target.seek(0)
    return target


class _Matrix:
    def __init__(self, book: Any, content: MatrixSheet) -> None:
        self.book, self.content = book, content
        self.sheet = book.add_worksheet("覆盖矩阵")
        self.labels = [*_PLACES, *(name for _, name in content.subsystems), *_ENDS]
        self.formats: dict[tuple[Any, ...], Any] = {}

    def write(self) -> None:
        top = _write_heading(self.book, self.sheet, self.content.heading)
        header = self._format(_TEXT_INK, fill="#E8EDF4", is_bold=True)
        widths = (
            *_PLACE_WIDTHS,
            *(_CELL_WIDTH for _ in self.content.subsystems),
            *_END_WIDTHS,
        )
        for column, (label, width) in enumerate(zip(self.labels, widths, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(top, column, label, header)
        last = top
        for line, rows in self.content.blocks:
            last += 1
            self._write_domain(last, line)
            for row in rows:
                last += 1
                self._write_row(last, row)
        self._finish(top, last)

    def _write_domain(self, number: int, line: DomainLine) -> None:
        form = self._format(_TEXT_INK, fill=_DOMAIN_FILL, is_bold=True, wraps=False)
        for column in range(len(self.labels)):
            self.sheet.write_blank(number, column, None, form)
        self.sheet.write_string(number, 0, line.name, form)
        self.sheet.write_string(number, 1, f"本领域{line.words}", form)

    def _write_row(self, number: int, row: MatrixRow) -> None:
        step = row.step
        fill = {"gap": _GAP_FILL, "out": _OUT_FILL}.get(row.kind, "")
        soft = _SOFT_INK if row.kind == "out" else _TEXT_INK
        places = (step.domain, step.item, step.name)
        ends = (
            (row.state.word, _INK[row.state.tone]),
            ("\n".join(map(str, row.marks)), _INK[Tone.BAD]),
            (row.owners, _INK[Tone.BAD] if row.kind == "gap" else soft),
            ("、".join(law.code for law in row.laws), _SOFT_INK),
            (step.applicability, soft),
        )
        for column, text in enumerate(places):
            self.sheet.write_string(number, column, text, self._format(soft, fill))
        for column, (index, _) in enumerate(self.content.subsystems, len(places)):
            self._write_cell(number, column, row.cells[index], fill)
        for column, (text, ink) in enumerate(ends, len(self.labels) - len(ends)):
            self.sheet.write_string(number, column, text, self._format(ink, fill))
        self.sheet.set_row(number, None, None, {"level": 1})

    def _write_cell(
        self, number: int, column: int, cell: Sequence[CoveringStandard], fill: str
    ) -> None:
        """Each standard on its line and in the colour of its standing."""
        lines = [(item.with_clauses, _INK[item.badge.tone]) for item in cell]
        if len(lines) < 2:
            text, ink = lines[0] if lines else ("", _TEXT_INK)
            self.sheet.write_string(number, column, text, self._format(ink, fill))
            return
        pieces: list[Any] = []
        for place, (text, ink) in enumerate(lines):
            pieces += [self._ink(ink), text if place == 0 else f"\n{text}"]
        look = self._format(_TEXT_INK, fill)
        self.sheet.write_rich_string(number, column, *pieces, look)

    def _ink(self, ink: str) -> Any:
        return self._kept(("ink", ink), {"font_color": ink})

    def _format(
        self, ink: str, fill: str = "", is_bold: bool = False, wraps: bool = True
    ) -> Any:
        look = {"font_color": ink, "border": 1, "border_color": _HAIRLINE}
        look |= {"valign": "top", "quote_prefix": True, "font_size": 10}
        if wraps:
            look["text_wrap"] = True
        if is_bold:
            look["bold"] = True
        if fill:
            look["bg_color"] = fill
        return self._kept((ink, fill, is_bold, wraps), look)

    def _kept(self, key: tuple[Any, ...], look: dict[str, Any]) -> Any:
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def _finish(self, top: int, last: int) -> None:
        self.sheet.outline_settings(True, False, True, False)
        self.sheet.freeze_panes(top + 1, len(_PLACES))
        self.sheet.autofilter(top, 0, last, len(self.labels) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A3)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)
        title, lines = self.content.heading.title, dict(self.content.heading.lines)
        day = lines.get("数据截至", "")
        mark = "演示数据　" if lines.get("说明") else ""
        self.sheet.set_header(f"&L{mark}{title}&R数据截至 {day}")
        self.sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_heading(book: Any, sheet: Any, heading: Heading) -> int:
    """Title and lines above a table; the number of the row its header goes to."""
    bold = book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, heading.title, bold)
    for number, (label, value) in enumerate(heading.lines, start=1):
        sheet.write_string(number, 0, f"{label}：{value}")
    return len(heading.lines) + 2


def _write_domains(book: Any, content: MatrixSheet) -> None:
    sheet = book.add_worksheet("分领域")
    heading = Heading("各领域的标准覆盖率（整个试点）", content.heading.lines)
    top = _write_heading(book, sheet, heading)
    look = {"border": 1, "border_color": _HAIRLINE, "quote_prefix": True}
    header = book.add_format({**look, "bold": True, "bg_color": "#E8EDF4"})
    plain, bold = book.add_format(look), book.add_format({**look, "bold": True})
    for column, label in enumerate(("领域", "计入环节", "已覆盖", "缺口", "覆盖率")):
        sheet.write_string(top, column, label, header)
    for number, line in enumerate((*content.domains, content.whole), start=top + 1):
        form = bold if line is content.whole else plain
        sheet.write_string(number, 0, line.name, form)
        for column, count in enumerate(line.counts, start=1):
            sheet.write_number(number, column, count, form)
        sheet.write_string(number, 4, line.share, form)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 12)
    sheet.freeze_panes(top + 1, 1)
