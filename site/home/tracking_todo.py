"""Things that wait, on the home pages: publication and promotion of standards."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Unit
from assessment.promotion.selectors import late_promotions
from assessment.publication.selectors import late_count, waiting_reports
from home.todo import Todo
from standards_catalog.models import Pilot


def tracking_todos(
    pilot: Pilot, as_of: date, unit: Unit | None = None
) -> tuple[Todo, ...]:
    """What waits about making standards public, for the office or for ``unit``."""
    whose = "本单位" if unit is not None else ""
    late = Todo(
        f"{whose}服务标准逾期未公开",
        late_count(pilot, as_of, unit),
        "应公开、实施后过了公开期限还没有公开",
        f"{reverse('publication:list')}?publication=逾期",
        is_late=True,
    )
    steps = Todo(
        f"{whose}标准上升逾期",
        late_promotions(pilot, as_of, unit),
        "下一步期限已过，还没有登记进展",
        f"{reverse('promotion:projects')}?is_late=yes",
        is_late=True,
    )
    if unit is not None:
        return late, steps
    reports = Todo(
        "公开上报待核对",
        waiting_reports(pilot),
        "责任单位上报在别处公开，核对后计入公开率",
        f"{reverse('publication:list')}?has_report=yes",
    )
    return late, reports, steps
