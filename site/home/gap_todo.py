"""What of the gaps waits to be done."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Unit
from assessment.gaps.models import Gap, GapState
from assessment.gaps.selectors.records import gap_summary, unit_gaps
from home.todo import Todo
from standards_catalog.models import Pilot


def gap_todos(pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    """Gaps that the office has to see to. Four queries."""
    summary = gap_summary(pilot, as_of)
    gaps = reverse("gaps:gaps")
    return (
        Todo(
            "缺口未落实责任或期限",
            summary.unsettled,
            "没有现行标准覆盖的环节，还没有责任单位或完成时限",
            f"{gaps}?settled=no&kind={Gap.Kind.MISSING}",
        ),
        Todo(
            "缺口逾期",
            summary.overdue,
            "完成时限已过、尚未补齐的缺口",
            f"{gaps}?is_overdue=yes",
            is_late=True,
        ),
    )


def unit_gap_todos(unit: Unit, pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    """Gaps that concern one unit. Three queries."""
    mine = unit_gaps(pilot, unit, as_of)
    gaps = reverse("gaps:gaps")
    return (
        Todo(
            "待认领的缺口",
            mine.unclaimed,
            "责任单位包括本单位、还没有单位认领",
            f"{gaps}?state={GapState.OPEN}&owner={unit.pk}",
        ),
        Todo(
            "本单位认领、将到期的缺口",
            mine.soon_due + mine.overdue,
            f"30 天内到期 {mine.soon_due} 条，已逾期 {mine.overdue} 条",
            f"{gaps}?claimed={unit.pk}",
            is_late=bool(mine.overdue),
        ),
    )
