"""The table ``gaps``: 提标补缺, a further table of our own (decision 0004).

A step is named by what tells its rows apart: 领域, 事项, 环节 and 环节启用日期. The
drafting project of a gap does not travel; where the gap stands without it is told by its
dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.gaps.rules.facts import Rule
from assessment.packages.cells import (
    DATE,
    UNIT,
    UNITS,
    YES_NO,
    choice_kind,
    code_kind,
    name_kind,
    text_kind,
)
from assessment.packages.schema import PackageRow, column

_CODE, _LONG = code_kind(30), text_kind()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow(PackageRow):
    """One gap of the standards system."""

    code: str = column("编号", code_kind(30), required=True)
    kind: str = column(
        "类型", choice_kind("缺", "低", "旧", "重", "冲突"), required=True
    )
    source: str = column("来源", choice_kind("规则", "人工"), required=True)
    rule: str = column("规则", choice_kind(*(rule.value for rule in Rule)))
    subject: str = column("要点", text_kind(200))
    needs_check: bool | None = column("待核对", YES_NO)
    domain: str = column("领域", name_kind(100))
    item: str = column("事项", name_kind(200))
    step_name: str = column("环节", name_kind(300))
    step_starts_on: date | None = column("环节启用日期", DATE)
    standard: str = column("体系编号", _CODE)
    other_standard: str = column("另一体系编号", _CODE)
    statement: str = column("现状", _LONG, required=True)
    basis: str = column("依据", _LONG)
    proposed_title: str = column("拟制定标准", text_kind(300))
    owner_units: tuple[str, ...] = column("责任单位", UNITS)
    due_on: date | None = column("完成时限", DATE)
    claimed_by: str = column("认领单位", UNIT)
    claimed_post: str = column("认领岗位", name_kind(100))
    claimed_on: date | None = column("认领日期", DATE)
    raised_on: date = column("提出日期", DATE, required=True)
    waived_on: date | None = column("不处理日期", DATE)
    waived_reason: str = column("不处理理由", _LONG)
    waived_post: str = column("认可岗位", name_kind(100))
    closed_on: date | None = column("关闭日期", DATE)
    closing_reason: str = column("关闭理由", _LONG)
