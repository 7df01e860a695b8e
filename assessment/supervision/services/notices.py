"""Telling units that they will be checked, and what came of it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from assessment.supervision.models import Inspection
from assessment.supervision.selectors import overdue_inspections
from standards_catalog.models import Pilot
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)


def tell_units(*, pilot: Pilot, day: date) -> int:
    """Tell each unit of the checks whose 通知日期 has come and that wait; each is told
    once. How many notices were left."""
    waiting = (
        Inspection.objects.filter(pilot=pilot, notice_on__lte=day)
        .waiting_on(day)
        .select_related("unit", "standard", "law")
    )
    return sum(map(_tell_unit, waiting))


def _tell_unit(check: Inspection) -> int:
    cited = check.standard or check.law
    told = notify(
        liaisons_of([check.unit]),
        f"将检查本单位执行“{cited}”的情况，请准备资料，{check.due_on.isoformat()} 前完成",
        page_of(check),
        subject=f"inspection-{check.pk}",
        due_on=check.due_on,
    )
    return len(told)


def tell_result(check: Inspection) -> None:
    """Tell the unit what a check found; again if it was recorded anew."""
    text = f"检查 {check.code} 的结果：{check.result}"
    if check.finding is not None:
        text += f"，须整改，期限 {check.finding.due_on.isoformat()}"
    due_on = check.finding.due_on if check.finding is not None else None
    notify(liaisons_of([check.unit]), text, page_of(check), due_on=due_on)


def remind_office(*, pilot: Pilot, day: date) -> QuerySet[Inspection]:
    """Tell the office once of each check that is overdue; the overdue checks."""
    late = overdue_inspections(pilot, day).select_related("unit", "standard", "law")
    accounts = office_accounts()
    for check in late:
        notify(
            accounts,
            f"检查 {check.code}（{check.unit}）已过期限，还没有登记结果",
            page_of(check),
            subject=f"inspection-late-{check.pk}",
            due_on=check.due_on,
        )
    return late


def page_of(check: Inspection) -> str:
    """The address of a check."""
    return reverse("supervision:inspection", args=[check.pk])
