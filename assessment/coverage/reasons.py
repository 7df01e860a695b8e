"""Why a step needs no standard, and who accepted that."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from assessment.coverage.models import WorkStep
from assessment.coverage.services import (
    locked_pilot,
    record_step_event,
    stored_step,
)
from assessment.coverage.versions import StepRefusedError


@transaction.atomic
def accept_reason(
    *, step: WorkStep, reason: str, day: date, actor: User, address: str
) -> None:
    """Accept ``reason``, why ``step`` needs no standard: a member of the leadership
    group does, never the office, which wrote it. StepRefusedError otherwise, and if
    the reason is another one by now."""
    pilot = locked_pilot(step.pilot)
    step = stored_step(step)
    if actor.is_office or actor.role != Role.LEADERSHIP_GROUP:
        raise StepRefusedError("理由由标准化办公室填写，由领导小组成员认可。")
    if step.needs_standard or not step.no_standard_reason:
        raise StepRefusedError("这个环节没有写不需要标准的理由，不能认可。")
    if day > timezone.localdate():
        raise StepRefusedError("认可日期不能晚于今天。", "day")
    if step.no_standard_reason != reason:
        raise StepRefusedError("理由刚被修改过，请看过现在的理由再认可。")
    step.reason_accepted_by = str(actor)[:100]
    step.reason_accepted_on = day
    step.save(update_fields=["reason_accepted_by", "reason_accepted_on"])
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="认可不需要标准的理由",
        label=str(step),
        detail={"理由": step.no_standard_reason, "认可日期": day.isoformat()},
        address=address,
    )
