"""The office looks after gaps: adds, changes, settles, leaves and closes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts.models import Unit, User
from assessment.gaps.models import Gap
from assessment.gaps.services.records import (
    GapRefusedError,
    code_of,
    locked,
    next_number,
    record_gap_event,
)
from standards_catalog.models import Pilot


@transaction.atomic
def add_gap(*, gap: Gap, owners: Iterable[Unit], actor: User, address: str = "") -> Gap:
    """Keep a gap found by a person, under the next number."""
    pilot = Pilot.objects.select_for_update().get(pk=gap.pilot_id)
    number = next_number(pilot)
    gap.code, gap.position = code_of(number), number
    gap.source = Gap.Source.HAND
    gap.save()
    gap.owner_units.set(owners)
    record_gap_event(gap, "新增缺口", actor, address, 类型=gap.kind, 现状=gap.statement)
    pilot.mark_changed()
    return gap


@transaction.atomic
def keep_gap(
    *,
    gap: Gap,
    owners: Iterable[Unit],
    changed: Iterable[str],
    actor: User,
    address: str = "",
) -> None:
    """Keep what the office changed of a gap; ``changed`` names it in Chinese."""
    gap.save()
    gap.owner_units.set(owners)
    record_gap_event(gap, "修改缺口", actor, address, 改动="、".join(changed))
    gap.pilot.mark_changed()


@transaction.atomic
def settle_gaps(
    *,
    gaps: Iterable[Gap],
    owners: Iterable[Unit],
    due_on: date | None,
    actor: User,
    address: str = "",
) -> int:
    """Give several gaps an owner, a due date, or both; what is not given stays."""
    units, chosen = list(owners), list(gaps)
    for gap in chosen:
        if units:
            gap.owner_units.set(units)
        if due_on is not None:
            gap.due_on = due_on
            gap.save(update_fields=["due_on"])
        record_gap_event(
            gap,
            "落实缺口责任",
            actor,
            address,
            责任单位="、".join(map(str, units)) or "不变",
            完成时限=due_on.isoformat() if due_on else "不变",
        )
    if chosen:
        chosen[0].pilot.mark_changed()
    return len(chosen)


@transaction.atomic
def waive(
    *, gap: Gap, reason: str, post: str, on: date, actor: User, address: str = ""
) -> None:
    """不处理: the office puts down why a gap is left, and who accepted that."""
    now = locked(gap)
    now.waived_on, now.waived_reason, now.waived_post = on, reason, post
    now.save(update_fields=["waived_on", "waived_reason", "waived_post"])
    record_gap_event(now, "缺口不处理", actor, address, 理由=reason, 认可岗位=post)
    now.pilot.mark_changed()


@transaction.atomic
def close_by_hand(
    *, gap: Gap, reason: str, on: date, actor: User, address: str = ""
) -> None:
    """Close a gap that no rule can close: one added by hand."""
    now = locked(gap)
    if now.source != Gap.Source.HAND:
        raise GapRefusedError(
            "按规则发现的缺口由分析关闭；不再处理的请写明不处理理由。"
        )
    now.closed_on, now.closing_reason = on, reason
    now.save(update_fields=["closed_on", "closing_reason"])
    record_gap_event(now, "关闭缺口", actor, address, 理由=reason)
    now.pilot.mark_changed()


@transaction.atomic
def reopen(*, gap: Gap, actor: User, address: str = "") -> None:
    """Take back a decision to leave a gap, or the closing of one added by hand."""
    now = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    if now.closed_on is not None and now.source == Gap.Source.RULE:
        raise GapRefusedError("按规则关闭的缺口再次出现时，分析会另立一条。")
    now.waived_on, now.waived_reason, now.waived_post = None, "", ""
    now.closed_on, now.closing_reason = None, ""
    now.save()
    record_gap_event(now, "恢复缺口", actor, address)
    now.pilot.mark_changed()
