"""What the checks of the office leave to be done."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Unit
from assessment.supervision.selectors import expected_inspections, overdue_inspections
from home.todo import Todo
from standards_catalog.models import Pilot


def office_check_todo(pilot: Pilot, as_of: date) -> Todo:
    """Checks that are overdue. One query."""
    return Todo(
        "检查任务逾期",
        overdue_inspections(pilot, as_of).count(),
        "检查期限已过、还没有登记结果",
        f"{reverse('supervision:inspections')}?state=逾期未检查",
        is_late=True,
    )


def unit_check_todo(unit: Unit, pilot: Pilot, as_of: date) -> Todo:
    """Checks that the unit was told about and that are still to be made. One query."""
    return Todo(
        "待配合的检查",
        expected_inspections(unit, pilot, as_of).count(),
        "已通知本单位、还没有检查，请准备资料和现场",
        f"{reverse('supervision:inspections')}?state=待检查&state=逾期未检查",
    )
