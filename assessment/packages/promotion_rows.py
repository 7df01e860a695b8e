"""The row of the further table ``promotions``: own standards rising to a higher level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.packages.cells import (
    DATE,
    UNIT,
    choice_kind,
    code_kind,
    standard_number_kind,
    text_kind,
)
from assessment.packages.schema import PackageRow, column

_DOCUMENT = text_kind(200)
_WORDS = text_kind()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow(PackageRow):
    code: str = column("体系编号", code_kind(30), required=True)
    level: str = column(
        "目标级别",
        choice_kind("国家标准", "行业标准", "省级地方标准"),
        required=True,
    )
    unit: str = column("责任单位", UNIT, required=True)
    intent_on: date | None = column("意向日期", DATE)
    intent_document: str = column("意向文号", _DOCUMENT)
    intent_note: str = column("意向说明", _WORDS)
    application_on: date | None = column("申报日期", DATE)
    application_document: str = column("申报文号", _DOCUMENT)
    application_note: str = column("申报说明", _WORDS)
    approval_on: date | None = column("立项日期", DATE)
    approval_document: str = column("立项文号", _DOCUMENT)
    approval_note: str = column("立项说明", _WORDS)
    drafting_on: date | None = column("起草和征求意见日期", DATE)
    drafting_document: str = column("起草和征求意见文号", _DOCUMENT)
    drafting_note: str = column("起草和征求意见说明", _WORDS)
    examination_on: date | None = column("审查日期", DATE)
    examination_document: str = column("审查文号", _DOCUMENT)
    examination_note: str = column("审查说明", _WORDS)
    publication_on: date | None = column("发布日期", DATE)
    publication_document: str = column("发布文号", _DOCUMENT)
    publication_note: str = column("发布说明", _WORDS)
    result_number: str = column("结果编号", standard_number_kind(60))
    next_due_on: date | None = column("下一步期限", DATE)
    ended_on: date | None = column("终止日期", DATE)
    end_reason: str = column("终止原因", _WORDS)
