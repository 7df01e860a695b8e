"""检查情况汇总 of a draw as Excel and Word."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from assessment.supervision.columns import (
    SUMMARY_COLUMNS,
    check_columns,
    result_columns,
)
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.selectors import Summary, time_words
from listing.columns import Column, Kind, printed
from listing.spreadsheets import Heading, SheetContent, write_sheets
from typesetting.blocks import Column as WordColumn
from typesetting.blocks import Table, row
from typesetting.word_styles import NOTE, prepare_styles
from typesetting.word_tables import add_table

_TITLE = "监督检查情况汇总"
_WIDTH = Mm(257)
_DETAIL = ("code", "unit", "title", "standing", "checked_on", "facts", "finding")
_SHARES = {"facts": 30, "title": 24, "unit": 14, "label": 20}


def facts_of(draw: Draw, day: date) -> list[tuple[str, str]]:
    """What stands above the tables."""
    lines = [
        ("试点", draw.pilot.name),
        ("抽查", str(draw)),
        ("抽取时间", time_words(draw.drawn_at)),
        ("种子", draw.seed),
        ("检查期限", draw.due_on.isoformat()),
        ("数据截至", day.isoformat()),
        ("符合率", "结果为“符合”的检查 ÷ 已检查"),
    ]
    if draw.voided_at is not None:
        lines.append(("作废", f"{time_words(draw.voided_at)} {draw.void_reason}"))
    if draw.pilot.is_demonstration:
        lines.insert(0, ("说明", "演示数据"))
    return lines


def _detail_columns(day: date) -> tuple[Column, ...]:
    """Every check with its result; what both tables name stands once."""
    own = {column.key: column for column in check_columns(day)}
    own |= {column.key: column for column in result_columns(day)}
    return tuple(own.values())


def summary_workbook(
    draw: Draw, lines: Sequence[Summary], checks: Sequence[Inspection], day: date
) -> IO[bytes]:
    """Two sheets: the sums by unit, and every check."""
    heading = Heading(_TITLE, tuple(facts_of(draw, day)))
    return write_sheets(
        [
            SheetContent("汇总", heading, SUMMARY_COLUMNS, lines),
            SheetContent("检查任务", heading, _detail_columns(day), checks),
        ]
    )


def summary_word(
    draw: Draw, lines: Sequence[Summary], checks: Sequence[Inspection], day: date
) -> IO[bytes]:
    """The same as a landscape Word file."""
    word = docx.Document()
    prepare_styles(word)
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    word.add_paragraph(_TITLE, "Heading 1")
    for label, value in facts_of(draw, day):
        word.add_paragraph(f"{label}：{value}", NOTE)
    word.add_paragraph("按单位汇总", "Heading 2")
    add_table(word, _table(SUMMARY_COLUMNS, lines), _WIDTH)
    word.add_paragraph("检查任务", "Heading 2")
    by_key = {column.key: column for column in _detail_columns(day)}
    add_table(word, _table([by_key[key] for key in _DETAIL], checks), _WIDTH)
    stream = io.BytesIO()
    word.save(stream)
    stream.seek(0)
    return stream


def _table(columns: Sequence[Column], rows: Iterable[Any]) -> Table:
    heads = tuple(
        WordColumn(
            column.label,
            _SHARES.get(column.key, 10),
            "right" if column.kind is Kind.NUMBER else "left",
        )
        for column in columns
    )
    cells = tuple(row(*(printed(c.value_of(one)) for c in columns)) for one in rows)
    return Table("", heads, cells, small=True)
