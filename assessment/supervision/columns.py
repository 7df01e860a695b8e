"""What tables of checks and their sums show, on pages and in files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from assessment.supervision.models import Inspection
from assessment.supervision.standing import Standing, standing_of
from listing.columns import (
    Badge,
    Column,
    Kind,
    Tone,
    field_column,
    joined,
    link,
    share_text,
)
from standards_catalog.views.citations import CITATION_COLUMNS

_TONES = {
    Standing.WAITING: Tone.INFO,
    Standing.OVERDUE: Tone.BAD,
    Standing.CONFORMS: Tone.GOOD,
    Standing.PARTLY: Tone.WARNING,
    Standing.FAILS: Tone.BAD,
    Standing.CANCELLED: Tone.NEUTRAL,
}


def standing_badge(standing: Standing) -> Badge:
    """The standing of a check in colour, icon and word."""
    return Badge(standing.value, _TONES[standing])


def standing_column(day: date) -> Column:
    """状态 on a day."""

    def value(check: Inspection) -> Badge:
        return standing_badge(standing_of(check, day))

    return Column("standing", "状态", Kind.STATUS, value=value, sort="standing")


def only_done(day: date, name: str) -> Callable[[Any], Any]:
    """A field of what was recorded; nothing of it before the check has happened."""

    def value(check: Inspection) -> Any:
        is_done = check.checked_on is not None and check.checked_on <= day
        return getattr(check, name) if is_done else None

    return value


def _methods(day: date) -> Callable[[Any], str | None]:
    done = only_done(day, "methods")
    return lambda check: joined(done(check) or ()) or None


def _page_of_finding(check: Inspection) -> str | None:
    if check.finding_id is None:
        return None
    return reverse("rectification:finding", args=[check.finding_id])


def finding_column(day: date) -> Column:
    """The 不符合项 that a check opened, if it had happened by ``day``."""

    def value(check: Inspection) -> Any:
        found = only_done(day, "finding")(check)
        return found.code if found is not None else None

    return Column("finding", "不符合项", value=value, url=_page_of_finding, width=14)


def check_columns(day: date) -> tuple[Column, ...]:
    """The checks of a draw."""
    return (
        field_column(Inspection, "code", url=link("supervision:inspection"), width=14),
        Column("unit", "单位", width=20),
        *CITATION_COLUMNS,
        standing_column(day),
        Column("assigned_to", "派定检查人", width=24),
        Column("due_on", "检查期限", Kind.DATE),
        Column("checked_on", "检查日期", Kind.DATE, value=only_done(day, "checked_on")),
        finding_column(day),
    )


def result_columns(day: date) -> tuple[Column, ...]:
    """What was recorded of a check."""
    return (
        Column("checked_on", "检查日期", Kind.DATE, value=only_done(day, "checked_on")),
        Column(
            "inspector_post",
            "检查人岗位",
            value=only_done(day, "inspector_post"),
            width=20,
        ),
        Column("clause", "检查的条款", value=only_done(day, "clause"), width=14),
        Column("methods", "检查方式", value=_methods(day), width=14),
        Column(
            "sample_size", "抽样数", Kind.NUMBER, value=only_done(day, "sample_size")
        ),
        Column(
            "conforming_count",
            "其中符合",
            Kind.NUMBER,
            value=only_done(day, "conforming_count"),
        ),
        Column("facts", "检查情况", value=only_done(day, "facts"), is_wide=True),
        finding_column(day),
    )


SUMMARY_COLUMNS = (
    Column("label", "单位", width=24),
    Column("assigned", "检查任务", Kind.NUMBER),
    Column("checked", "已检查", Kind.NUMBER),
    Column("conforming", "符合", Kind.NUMBER),
    Column("partly", "部分符合", Kind.NUMBER),
    Column("failing", "不符合", Kind.NUMBER),
    Column("overdue", "逾期未检查", Kind.NUMBER, width=12),
    Column(
        "rate",
        "符合率",
        Kind.NUMBER,
        value=lambda line: share_text(line.conforming_rate),
        width=10,
    ),
    Column("sampled", "抽样数", Kind.NUMBER),
    Column("sampled_conforming", "抽样符合", Kind.NUMBER),
    Column("findings", "不符合项", Kind.NUMBER),
    Column("closed", "已关闭", Kind.NUMBER),
)
"""检查情况汇总, one line a unit."""
