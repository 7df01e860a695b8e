"""缺项清单 as an official table in Word: columns of the domain brief, 2.8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from assessment.gaps.models import Gap
from assessment.gaps.selectors.records import GapSummary
from listing.columns import NOTHING, joined
from standards_catalog.models import Pilot
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Cover,
    Document,
    Table,
    note,
    row,
    text,
)
from typesetting.word import word_document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = "提标补缺缺项清单"
_COLUMNS = (
    Column("序号", 4, "center"),
    Column("领域", 8),
    Column("事项", 9),
    Column("环节", 12),
    Column("类型", 4, "center"),
    Column("现状", 26),
    Column("依据", 18),
    Column("拟制定标准", 14),
    Column("责任单位", 11),
    Column("完成时限", 8, "center"),
    Column("认领单位", 8),
    Column("状态", 6, "center"),
)
_KINDS = (
    ("缺", "没有现行标准"),
    ("低", "无可度量限值，或弱于上位要求"),
    ("旧", "引用文件失效，或超过复审年限"),
    ("重", "两项现行标准范围重叠"),
    ("冲突", "限值互相矛盾"),
)
_COUNTS = (
    Column("类型", 6, "center"),
    Column("含义", 30),
    Column("条数", 8, "right"),
)


def gap_list_document(
    *, pilot: Pilot, day: date, gaps: Sequence[Any], summary: GapSummary, chosen: str
) -> bytes:
    """The list of ``gaps``, whose ``state`` and ``row_number`` are annotated.

    ``chosen`` says which filters were in force. Raises MissingFontsError without the
    Chinese fonts.
    """
    mark = "演示数据" if pilot.is_demonstration else ""
    blocks: tuple[Block, ...] = (
        note(f"{f'【{mark}】' if mark else ''}{pilot.name}　数据截至{day.isoformat()}"),
        text(_summary_words(summary, len(gaps), chosen)),
        _counts(gaps),
        Table("缺项清单", _COLUMNS, tuple(map(_line, gaps)), small=True),
    )
    document = Document(
        cover=Cover(title=pilot.name, subtitle=TITLE, facts=(), mark=mark),
        chapters=(Chapter("gaps", TITLE, blocks, wide=True),),
        running=f"{pilot.name}{TITLE}　数据截至{day.isoformat()}",
        bare=True,
    )
    return word_document(document, created_at=timezone.localtime())


def _summary_words(summary: GapSummary, count: int, chosen: str) -> str:
    narrowed = f"（筛选条件：{chosen}）" if chosen else ""
    return (
        f"应有标准而未覆盖的环节{summary.uncovered}个，其中{summary.unsettled}个"
        f"没有落实责任单位或完成时限；本表列缺口{count}条{narrowed}，"
        f"全部未关闭缺口中逾期{summary.overdue}条。"
    )


def _counts(gaps: Iterable[Gap]) -> Table:
    listed = [gap.kind for gap in gaps]
    rows = [row(kind, words, str(listed.count(kind))) for kind, words in _KINDS]
    rows.append(row(Cell("合计", strong=True), "", str(len(listed))))
    return Table("各类缺口条数", _COUNTS, tuple(rows), small=True)


def _line(gap: Any) -> tuple[Cell, ...]:
    step = gap.step
    check = "（待核对）" if gap.needs_check else ""
    return row(
        str(gap.row_number),
        step.domain if step else NOTHING,
        step.item if step else NOTHING,
        step.name if step else NOTHING,
        gap.kind,
        f"{gap.statement}{check}",
        gap.basis or NOTHING,
        gap.proposed_title or NOTHING,
        joined(gap.owner_units.all()) or NOTHING,
        gap.due_on.isoformat() if gap.due_on else NOTHING,
        str(gap.claimed_by or NOTHING),
        f"{gap.state}（逾期）" if gap.is_overdue else gap.state,
    )
