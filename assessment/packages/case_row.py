"""The row of ``cases``, whose table is columns of the ledger and never a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.packages.cells import (
    APPLICANT,
    COUNT,
    DEPARTMENT,
    TIME,
    UNIT,
    YES_NO,
    choice_kind,
    code_kind,
    name_kind,
    text_kind,
)
from assessment.packages.schema import PackageRow, column


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(PackageRow):
    """One service case; the ledger itself is columns, never a list of these.

    The fields are named like the columns of :mod:`assessment.indicators.ledger`.
    """

    case_number: str = column("案件编号", code_kind(80), required=True)
    unit: str = column("单位", UNIT, required=True)
    item: str = column("事项", name_kind(200), required=True)
    channel: str = column("渠道", text_kind(50))
    accepted_at: datetime = column("受理时间", TIME, required=True)
    transferred_at: datetime | None = column("转办时间", TIME)
    receiving_department: str = column("接收部门", DEPARTMENT)
    closed_at: datetime | None = column("办结时间", TIME)
    result: str = column("结果", choice_kind("准予", "不予", "终止"))
    applicant_feedback_at: datetime | None = column("反馈申请人时间", TIME)
    window_feedback_at: datetime | None = column("反馈窗口时间", TIME)
    one_time_notices: int | None = column("一次性告知次数", COUNT)
    written_notice: bool | None = column("书面通知", YES_NO)
    refusal_reason: str = column("不予理由", text_kind())
    applicant_key: str = column("申请人标识", APPLICANT)
