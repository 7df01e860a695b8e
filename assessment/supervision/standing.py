"""Where a check stands on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from assessment.supervision.models import Inspection


class Standing(StrEnum):
    """Where a check stands; what was recorded stands by its result."""

    WAITING = "待检查"
    OVERDUE = "逾期未检查"
    CONFORMS = "符合"
    PARTLY = "部分符合"
    FAILS = "不符合"
    CANCELLED = "已取消"


def standing_of(check: Inspection, day: date) -> Standing:
    """The standing of one check, whose draw is at hand."""
    if check.checked_on is not None and check.checked_on <= day:
        return Standing(check.result)
    if check.is_cancelled:
        return Standing.CANCELLED
    return Standing.OVERDUE if check.due_on < day else Standing.WAITING


def with_standing(checks: QuerySet[Inspection], day: date) -> QuerySet[Any]:
    """Annotate ``standing``: what :func:`standing_of` says, for filters and order."""
    standing = Case(
        When(checked_on__lte=day, then=F("result")),
        When(draw__voided_at__isnull=False, then=Value(Standing.CANCELLED.value)),
        When(due_on__lt=day, then=Value(Standing.OVERDUE.value)),
        default=Value(Standing.WAITING.value),
        output_field=CharField(),
    )
    return checks.annotate(standing=standing)
