"""What a text must keep to so that the database, the editor and the rows for its
clauses can hold it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assessment.packages.problems import ProblemLog
from standards_catalog.drafting.document import (
    MEASURABLE_BLOCKS,
    Block,
    Clause,
    Formula,
    ListItem,
    NormativeReference,
    StandardText,
    Table,
    block_texts,
)

LONGEST_ID = 36
LONGEST_RULE = 30
DEEPEST = 9
WIDEST_SPAN = 100
"""No paper holds more; unlimited ones would fill the memory of whoever draws them."""
_COVER = (
    ("title", "标准名称", 255),
    ("english_title", "英文名称", 500),
    ("number", "标准编号", 60),
    ("ics", "ICS", 50),
    ("ccs", "CCS", 50),
)
_LISTS = (("replaces", "代替标准", 200), ("issuing_bodies", "发布机构", 200))
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL cannot hold the first, no file the others."""


def check_limits(file: str, source: str, text: StandardText, log: ProblemLog) -> None:
    """Report what is too long, what occurs twice, and characters nothing can keep."""
    for field, header, longest in _COVER:
        _check_length(file, header, getattr(text.cover, field), longest, log)
    for field, header, longest in _LISTS:
        joined = "、".join(getattr(text.cover, field))
        _check_length(file, header, joined, longest, log)
    if not text.cover.title.strip():
        log.error(file, "封面没有标准名称", column="标准名称")
    for block in text.blocks:
        for reason, value in _faults(block):
            log.error(file, reason, row=_lines_of(source, block.id)[0], value=value)
    for block_id, times in Counter(block.id for block in text.blocks).items():
        if times > 1:
            row = _lines_of(source, block_id)[-1]
            log.error(file, "编号重复", row=row, value=block_id)
    front = (text.cover.title, *text.foreword, *text.introduction)
    if any(map(_UNKEPT.search, front)):
        log.error(file, "封面、前言或引言含有不能保存的字符")


def _check_length(
    file: str, header: str, value: str, longest: int, log: ProblemLog
) -> None:
    if len(value) > longest:
        log.error(file, f"超过{longest}字", column=header, value=value)
    if _UNKEPT.search(value):
        log.error(file, "含有不能保存的字符", column=header)


def _faults(block: Block) -> Iterator[tuple[str, str]]:
    if len(block.id) > LONGEST_ID:
        yield f"编号超过{LONGEST_ID}个字符", block.id
    rule = block.measurable if isinstance(block, MEASURABLE_BLOCKS) else ""
    if len(rule) > LONGEST_RULE:
        yield f"规则编号超过{LONGEST_RULE}个字符", rule
    if isinstance(block, Clause | ListItem) and block.level > DEEPEST:
        yield f"层次超过{DEEPEST}层", str(block.level)
    if isinstance(block, Table):
        yield from _wide_cells(block)
    own = block.latex if isinstance(block, Formula) else ""
    number = block.number if isinstance(block, NormativeReference) else ""
    if any(map(_UNKEPT.search, (own, number, *block_texts(block)))):
        yield "含有不能保存的字符", ""


def _wide_cells(table: Table) -> Iterator[tuple[str, str]]:
    if table.header_rows > WIDEST_SPAN:
        yield f"表头超过{WIDEST_SPAN}行", str(table.header_rows)
    for cell in (cell for row in table.rows for cell in row):
        if max(cell.colspan, cell.rowspan) > WIDEST_SPAN:
            yield f"合并的单元格超过{WIDEST_SPAN}", cell.text


def _lines_of(source: str, block_id: str) -> list[int]:
    """The lines on which a block with this id begins."""
    head = re.compile(rf"\{{#{re.escape(block_id)}[ }}]")
    lines = enumerate(source.split("\n"), start=1)
    return [number for number, line in lines if head.search(line)] or [1]
