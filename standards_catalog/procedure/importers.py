"""Reading a filled 意见表 in Excel or Word.

The usual form is found by its head: 标准章条编号, 意见内容, 提出单位, in any order and
among other columns; a row without 意见内容 is empty and left out, and “无意见” is a reply.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from python_calamine import CalamineError, CalamineWorkbook

from standards_catalog.procedure.models import Consultation, Invitation
from standards_catalog.procedure.selectors.clauses import (
    ClausePlace,
    places_by_number,
    text_of_snapshot,
)

CLAUSE, CONTENT, PROPOSER = "标准章条编号", "意见内容", "提出单位"
NO_COMMENT = "无意见"
_OTHER_HEADS = {
    "章条编号": CLAUSE,
    "条款编号": CLAUSE,
    "章条号": CLAUSE,
    "修改意见": CONTENT,
    "意见": CONTENT,
    "意见或建议": CONTENT,
    "单位": PROPOSER,
    "单位名称": PROPOSER,
}
_WHOLE = ("", "全文", "总体", "—", "-", "/")
_MOST_ROWS = 2000
_MOST_BYTES = 10 * 1024 * 1024

Row = tuple[int, Mapping[str, str]]


class SheetError(Exception):
    """A sheet that cannot be entered; ``problems`` are Chinese lines."""

    def __init__(self, *problems: str) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a sheet says: its SHA-256 and its rows as plain values.

    A row has ``row``, ``invitation`` (a key), ``block``, ``clause`` and ``content``;
    a reply without opinion has the content “无意见”.
    """

    digest: str
    rows: tuple[dict[str, Any], ...]


def read_sheet(upload: IO[bytes], consultation: Consultation) -> SheetReading:
    """Read and check a filled 意见表.

    SheetError, with a line for every bad row, if anything in it cannot be entered:
    a clause the text does not have, a body that was not asked, a missing head.
    """
    name = PurePosixPath(getattr(upload, "name", "") or "").name
    content = upload.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise SheetError(f"{name}：文件超过 {_MOST_BYTES // 1024 // 1024} MB")
    table = _table_of(name, content)
    places = places_by_number(text_of_snapshot(consultation.snapshot))
    asked = _asked_by_name(consultation)
    rows, problems = [], []
    for number, cells in table:
        found, problem = _row(number, cells, places, asked)
        if problem:
            problems.append(f"{name} 第 {number} 行 {problem}")
        elif found:
            rows.append(found)
    if problems:
        raise SheetError(*problems)
    if not rows:
        raise SheetError(f"{name}：表中没有填写意见；没有意见请在“意见内容”写“无意见”")
    return SheetReading(hashlib.sha256(content).hexdigest(), tuple(rows))


def _row(
    number: int,
    cells: Mapping[str, str],
    places: Mapping[str, ClausePlace],
    asked: Mapping[str, int],
) -> tuple[dict[str, Any] | None, str]:
    content, proposer = cells[CONTENT], cells[PROPOSER]
    clause = cells[CLAUSE].strip()
    if not content:
        return None, ""
    if not proposer:
        return None, "没有填写“提出单位”"
    invitation = asked.get(proposer)
    if invitation is None:
        return None, f"提出单位“{proposer}”不在本轮征求意见的单位中，请先增加该单位"
    place = None if clause in _WHOLE else places.get(_bare(clause))
    if clause not in _WHOLE and place is None:
        return None, f"标准章条编号“{clause}”在征求意见稿中没有"
    return {
        "row": number,
        "invitation": invitation,
        "block": place.block_id if place is not None else "",
        "clause": place.number if place is not None else "全文",
        "content": content,
    }, ""


def _bare(clause: str) -> str:
    """``第5章`` and ``5.2 条`` as the number alone."""
    return (
        clause.strip().removeprefix("第").removesuffix("章").removesuffix("条").strip()
    )


def _asked_by_name(consultation: Consultation) -> dict[str, int]:
    """Keys of invitations by every name their body goes by."""
    known: dict[str, int] = {}
    invitations = Invitation.objects.filter(consultation=consultation)
    for invitation in invitations.select_related("unit").prefetch_related(
        "unit__aliases"
    ):
        unit = invitation.unit
        names = (
            [invitation.body_name]
            if unit is None
            else [unit.name, unit.short_name, *(a.name for a in unit.aliases.all())]
        )
        for name in names:
            if name:
                known.setdefault(name, invitation.pk)
    return known


def _table_of(name: str, content: bytes) -> Iterator[Row]:
    ending = PurePosixPath(name).suffix.lower()
    if ending in (".xlsx", ".xls"):
        grids = [_excel_rows(name, content)]
    elif ending == ".docx":
        grids = _word_tables(name, content)
    else:
        raise SheetError(f"{name}：应为 Excel（.xlsx）或 Word（.docx）文件")
    for grid in grids:
        head = _head_of(grid)
        if head is not None:
            return _rows_below(grid, *head)
    raise SheetError(f"{name}：没有找到表头，表头应有“{CLAUSE}”“{CONTENT}”“{PROPOSER}”")


def _excel_rows(name: str, content: bytes) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise SheetError(f"{name}：不是可以读取的 Excel 文件") from error
    return [[_cell(value) for value in row] for row in values[: _MOST_ROWS + 1]]


def _cell(value: object) -> str:
    # Excel keeps a clause “5” as the number 5.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _word_tables(name: str, content: bytes) -> list[list[list[str]]]:
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise SheetError(f"{name}：不是可以读取的 Word 文件") from error
    return [
        [[cell.text.strip() for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]


def _head_of(grid: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The place of the head row and the column of each head."""
    for number, cells in enumerate(grid[:20]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            bare = "".join(cell.split())
            columns.setdefault(_OTHER_HEADS.get(bare, bare), index)
        if {CLAUSE, CONTENT, PROPOSER} <= columns.keys():
            return number, columns
    return None


def _rows_below(
    grid: list[list[str]], head: int, columns: dict[str, int]
) -> Iterator[Row]:
    wanted = (CLAUSE, CONTENT, PROPOSER)
    for number, cells in enumerate(grid[head + 1 :], start=head + 2):
        if number > _MOST_ROWS:
            raise SheetError(f"意见表超过 {_MOST_ROWS} 行，请分成几个文件")
        yield (
            number,
            {
                name: cells[columns[name]] if columns[name] < len(cells) else ""
                for name in wanted
            },
        )
