"""What waits to be done about implementation records."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Role, User
from assessment.implementation.models import ImplementationRecord, RecordState
from home.todo import Todo
from standards_catalog.models import Pilot


def verification_todo(pilot: Pilot) -> Todo:
    """What units have filed and the office has not verified. One query."""
    return Todo(
        "实施记录待核实",
        ImplementationRecord.objects.waiting().filter(pilot=pilot).count(),
        "单位已填报，请对照条款和佐证材料核实",
        reverse("implementation:verification"),
    )


def filing_todos(user: User, pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    """What the unit has not filed, and what its leader has not read. One query."""
    is_unfiled = Q(is_filed=False)
    is_unread = Q(is_filed=True, reviewed_on=None, done_on__lte=as_of) & (
        Q(verified_on=None) | Q(verified_on__gt=as_of)
    )
    records = ImplementationRecord.objects.filter(pilot=pilot, unit=user.unit_id)
    counts = records.aggregate(
        returned=Count("pk", filter=is_unfiled & Q(returned_on__isnull=False)),
        drafts=Count("pk", filter=is_unfiled & Q(returned_on=None)),
        unread=Count("pk", filter=is_unread),
    )
    unfiled_url = reverse("implementation:unfiled")
    todos = (
        Todo(
            "被退回的实施记录",
            counts["returned"],
            "按退回说明补正后重新填报",
            f"{unfiled_url}?state={RecordState.RETURNED}",
            is_late=True,
        ),
        Todo(
            "实施记录草稿未填报",
            counts["drafts"],
            "填报以后标准化办公室才能核实",
            f"{unfiled_url}?state={RecordState.DRAFT}",
        ),
    )
    if user.role != Role.UNIT_LEADER:
        return todos
    return (
        *todos,
        Todo(
            "实施记录待审阅",
            counts["unread"],
            "本单位已填报、还没有核实的记录，请审阅或退回",
            f"{reverse('implementation:records')}?reviewed=no&verified=no",
        ),
    )
