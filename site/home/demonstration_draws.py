"""A draw that is announced and waits to be made, so that it can be tried out.

It is announced by the service that a user's click would call: its secret is sealed in
this installation, which no package could bring along.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessment.supervision.models import Draw
from assessment.supervision.selectors import candidates_for
from assessment.supervision.services.draws import announce, keep_plan, obstacles
from standards_catalog.models import Pilot

_DAYS_TO_NOTICE, _DAYS_TO_CHECK = 1, 30
_POOL = "标准化办公室主任\n标准化办公室检查岗\n标准化办公室标准管理岗"


@transaction.atomic
def announce_draw(*, pilot: Pilot, say: Callable[[str], object]) -> None:
    """Announce a draw unless one waits that can be made, or nothing can be drawn."""
    waiting = Draw.objects.filter(pilot=pilot, drawn_at=None, voided_at=None)
    office = User.objects.filter(username="office", is_active=True).first()
    if office is None or waiting.exclude(sealed_secret="").exists():
        return
    today = timezone.localdate()
    plan = Draw(
        pilot=pilot,
        name=f"{today.year}年标准实施双随机抽查",
        unit_count=3,
        standards_per_unit=2,
        inspectors_per_unit=2,
        inspector_pool=_POOL,
        draws_on=today,
        notice_on=today + timedelta(days=_DAYS_TO_NOTICE),
        due_on=today + timedelta(days=_DAYS_TO_CHECK),
        witness_rule="领导小组会议上由审计员当场说出的一句话",
    )
    if obstacles(plan, candidates_for(plan)):
        return
    say("公布一次待抽取的双随机抽查……")
    keep_plan(plan=plan, changed_fields=["名称"], actor=office, address="")
    announce(plan=plan, actor=office, address="")
