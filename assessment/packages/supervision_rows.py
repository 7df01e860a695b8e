"""The rows of 双随机 draws, their candidates, and checks.

Tables of our own (decision 0012). What a draw was made of travels as it was
published, names included, so that its digests stay true whatever units and standards
are called later. A secret is in the file once the draw is made, never before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from assessment.packages.cells import (
    COUNT,
    DATE,
    TIME,
    UNIT,
    YES_NO,
    Kind,
    choice_kind,
    code_kind,
    join_values,
    names_kind,
    split_values,
    text_kind,
)
from assessment.packages.schema import PackageRow, Table, column

METHODS = ("查资料", "查现场", "访谈", "抽件")
DRAW_CODE = code_kind(50)
_DIGEST = code_kind(64)
_WORDS = text_kind()


def _parse_methods(text: str) -> tuple[str, ...]:
    found = split_values(text)
    if not set(found) <= set(METHODS):
        raise ValueError(f"应为{'/'.join(METHODS)}，几种之间用“;”隔开")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow(PackageRow):
    code: str = column("编号", DRAW_CODE, required=True)
    name: str = column("名称", text_kind(200), required=True)
    subsystems: tuple[str, ...] = column("分体系", names_kind(10))
    domains: tuple[str, ...] = column("领域", names_kind(100))
    unit_kinds: tuple[str, ...] = column("单位类别", names_kind(10))
    unit_count: int = column("抽取单位数", COUNT, required=True)
    standards_per_unit: int = column("每单位标准数", COUNT, required=True)
    inspectors_per_unit: int = column("每单位检查人数", COUNT, required=True)
    inspector_pool: str = column("检查人名录", _WORDS)
    draws_on: date = column("抽取日期", DATE, required=True)
    notice_on: date = column("通知日期", DATE, required=True)
    due_on: date = column("检查期限", DATE, required=True)
    witness_rule: str = column("见证文字的来源", text_kind(200), required=True)
    announced_at: datetime | None = column("公布时间", TIME)
    commitment: str = column("密钥摘要", _DIGEST)
    candidates_digest: str = column("候选清单摘要", _DIGEST)
    drawn_at: datetime | None = column("抽取时间", TIME)
    secret: str = column("密钥", _DIGEST)
    witness: str = column("见证文字", text_kind(200))
    witness_post: str = column("见证人岗位", text_kind(200))
    seed: str = column("种子", _DIGEST)
    result_digest: str = column("结果摘要", _DIGEST)
    voided_at: datetime | None = column("作废时间", TIME)
    void_reason: str = column("作废理由", _WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCandidateRow(PackageRow):
    """One line of a 候选清单, with the names as they were published."""

    draw: str = column("抽查编号", DRAW_CODE, required=True)
    kind: str = column("类别", choice_kind("单位", "标准", "检查人"), required=True)
    unit: str = column("单位", text_kind(100))
    code: str = column("体系编号", text_kind(30))
    title: str = column("标准名称", text_kind(300))
    units: str = column("适用单位", _WORDS)
    post: str = column("岗位", text_kind(200))


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRow(PackageRow):
    code: str = column("编号", code_kind(50), required=True)
    draw: str = column("抽查编号", DRAW_CODE)
    reason: str = column("专项检查事由", text_kind(300))
    unit: str = column("单位", UNIT, required=True)
    catalogue_code: str = column("体系编号", code_kind(30), required=True)
    assigned_to: str = column("派定检查人", text_kind(500))
    assigned_on: date = column("下达日期", DATE, required=True)
    notice_on: date = column("通知日期", DATE, required=True)
    due_on: date = column("检查期限", DATE, required=True)
    checked_on: date | None = column("检查日期", DATE)
    inspector_post: str = column("检查人岗位", text_kind(500))
    clause: str = column("条款", text_kind(200))
    methods: tuple[str, ...] = column("检查方式", Kind(_parse_methods, join_values, ()))
    sample_size: int | None = column("抽样数", COUNT)
    conforming_count: int | None = column("其中符合", COUNT)
    result: str = column("检查结果", choice_kind("符合", "部分符合", "不符合"))
    facts: str = column("检查情况", _WORDS)
    is_counted: bool | None = column("计入实施记录", YES_NO)
    finding: str = column("不符合项编号", code_kind(50))


SUPERVISION_TABLES = (
    Table("draws", DrawRow, ("code",)),
    Table(
        "draw_candidates",
        DrawCandidateRow,
        ("draw", "kind", "unit", "code", "post"),
        keeps_extra=False,
    ),
    Table("inspections", InspectionRow, ("code",)),
)
"""In order of dependence, after the findings."""
