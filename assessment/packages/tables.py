"""From a grid of text to columns of values, with every bad cell reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from assessment.packages.cells import DoubtfulValueError, Kind, clean
from assessment.packages.grids import Grid
from assessment.packages.problems import IDENTITY_NUMBER, ProblemLog
from assessment.packages.schema import (
    QUESTION_HEADER,
    SILENT_EXTRAS,
    Column,
    Table,
    bare_header,
    question_column,
)


@dataclass
class ParsedTable:
    """The values of a table by field. A cell with an error holds ``None``.

    ``files[k]`` and ``rows[k]`` say where row ``k`` stands: a ledger has many files.
    ``questions`` are the columns of scores by question number.
    """

    table: Table
    rows: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    questions: dict[int, list[int | None]] = field(default_factory=dict)
    extras: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, field_name: str) -> list[Any]:
        """The column of ``field_name``."""
        return self.columns[field_name]

    def keys(self, field_names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """The rows' values of several fields."""
        return zip(*(self.columns[name] for name in field_names), strict=True)

    def extend(self, part: ParsedTable) -> None:
        """Append the rows of another part of the same table."""
        count = len(self)
        for name, values in part.columns.items():
            self.columns.setdefault(name, []).extend(values)
        for header in self.extras.keys() | part.extras.keys():
            mine = self.extras.setdefault(header, [""] * count)
            mine.extend(part.extras.get(header, [""] * len(part)))
        self.rows.extend(part.rows)
        self.files.extend(part.files)

    def extra_of(self, index: int) -> dict[str, str]:
        """The non-empty unknown columns of one row, by header."""
        return {
            header: values[index]
            for header, values in sorted(self.extras.items())
            if values[index]
        }


@dataclass(frozen=True)
class _Layout:
    """Which grid column is which: known fields, questions, and the others."""

    known: Mapping[int, Column]
    questions: Mapping[int, int]
    extras: Mapping[int, str]


def parse_table(table: Table, grid: Grid, log: ProblemLog) -> ParsedTable | None:
    """The values of ``grid``, or ``None`` if its header does not fit ``table``."""
    layout = _layout(table, grid, log)
    if layout is None:
        return None
    _report_stray_cells(grid, log)
    parsed = ParsedTable(table, list(grid.rows), [grid.file] * len(grid.rows))
    for column in table.columns:
        parsed.columns[column.field] = [column.kind.empty] * len(grid.rows)
    for index, column in layout.known.items():
        parsed.columns[column.field] = _parse_column(grid, index, column, log)
    for index, number in layout.questions.items():
        column = question_column(number)
        parsed.questions[number] = _parse_column(grid, index, column, log)
    for index, header in layout.extras.items():
        parsed.extras[header] = _extra_column(grid, index, header, log)
    return parsed


def _layout(table: Table, grid: Grid, log: ProblemLog) -> _Layout | None:
    by_header = {column.header: column for column in table.columns}
    known: dict[int, Column] = {}
    questions: dict[int, int] = {}
    extras: dict[int, str] = {}
    seen: set[str] = set()
    before = sum(log.counts.values())
    for index, header in enumerate(grid.header):
        bare = bare_header(header)
        question = QUESTION_HEADER.fullmatch(bare) if table.has_questions else None
        if bare in by_header:
            known[index] = by_header[bare]
        elif question is not None:
            bare = f"Q{int(question[1])}"
            questions[index] = int(question[1])
        elif bare:
            bare = extras[index] = header.strip()
        if bare and bare in seen:
            log.error(grid.file, "列名重复", row=1, column=bare)
        seen.add(bare)
    for column in table.columns:
        if column.required and column not in known.values():
            log.error(grid.file, "缺少必需的列", row=1, column=column.header)
    if sum(log.counts.values()) > before:
        return None
    for header in extras.values():
        if not table.keeps_extra:
            log.warning(grid.file, "未知的列，不载入", row=1, column=header)
        elif bare_header(header) not in SILENT_EXTRAS:
            log.warning(grid.file, "未知的列，原样保留", row=1, column=header)
    return _Layout(known, questions, extras)


def _report_stray_cells(grid: Grid, log: ProblemLog) -> None:
    for stray in grid.overflows:
        log.error(grid.file, "单元格右侧超出表头", row=stray.row, value=stray.value)
    for header, cells in zip(grid.header, grid.columns, strict=True):
        if header:
            continue
        for row, cell in zip(grid.rows, cells, strict=True):
            if cell.strip():
                log.error(grid.file, "所在的列没有列名", row=row, value=cell)


def _parse_column(grid: Grid, index: int, column: Column, log: ProblemLog) -> list[Any]:
    """Parse each distinct text once: ledgers repeat theirs a thousand times."""
    cells = grid.columns[index]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    doubts: dict[str, str] = {}
    for text in dict.fromkeys(cells):
        try:
            values[text] = _parse_cell(text, column)
        except DoubtfulValueError as doubt:
            values[text], doubts[text] = doubt.value, str(doubt)
        except ValueError as error:
            values[text], errors[text] = None, str(error)
    for reasons, report in ((errors, log.error), (doubts, log.warning)):
        if not reasons:
            continue
        for row, text in zip(grid.rows, cells, strict=True):
            if text in reasons:
                report(
                    grid.file,
                    reasons[text],
                    row=row,
                    column=column.header,
                    value=text.strip(),
                )
    return [values[text] for text in cells]


def _parse_cell(text: str, column: Column) -> Any:
    cleaned = clean(text)
    if not cleaned:
        if column.required and not column.may_be_empty:
            raise ValueError("不能为空")
        return column.kind.empty
    _check_for_identity_number(cleaned, column.kind)
    return column.kind.parse(cleaned)


def _check_for_identity_number(text: str, kind: Kind) -> None:
    if len(text) < 18 or not IDENTITY_NUMBER.search(normalize("NFKC", text)):
        return
    if kind.is_identifying:
        raise DoubtfulValueError(kind.parse(text), "像身份证号，入库时替换为密钥摘要")
    raise ValueError("含疑似身份证号；个人身份信息不得导入")


def _extra_column(grid: Grid, index: int, header: str, log: ProblemLog) -> list[str]:
    column = Column(header, header, Kind(str, str, ""), False, True)
    return _parse_column(grid, index, column, log)
