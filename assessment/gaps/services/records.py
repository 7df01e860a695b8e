"""What every service of gaps needs: the lock, the next number, the audit trail."""

from __future__ import annotations

import re

from django.urls import reverse

from accounts.models import User
from accounts.services import record_event
from assessment.gaps.models import Gap
from standards_catalog.models import Pilot

PREFIX = "TB"
_NUMBER = re.compile(rf"{PREFIX}-(\d+)")


class GapRefusedError(Exception):
    """What was asked cannot be done with this gap; the message says why, in Chinese."""


def event_label(gap: Gap) -> str:
    """How the audit trail calls a gap; its page finds its history by it."""
    return f"{gap.pilot.name} {Gap._meta.verbose_name} {gap.code}"


def gap_url(gap: Gap) -> str:
    """The page of a gap."""
    return reverse("gaps:gap", args=[gap.pk])


def next_number(pilot: Pilot) -> int:
    """The number after the greatest in use; the caller holds the pilot's lock."""
    codes = Gap.objects.filter(pilot=pilot).values_list("code", flat=True)
    used = (int(match[1]) for code in codes if (match := _NUMBER.fullmatch(code)))
    return max(used, default=0) + 1


def code_of(number: int) -> str:
    """编号 of a gap: TB-0001."""
    return f"{PREFIX}-{number:04}"


def record_gap_event(
    gap: Gap, action: str, actor: User | None, address: str, **detail: str
) -> None:
    """Write what was done with a gap to the audit trail."""
    record_event(
        actor=actor,
        action=action,
        object_label=event_label(gap),
        detail=detail,
        address=address,
    )


def locked(gap: Gap) -> Gap:
    """The gap as it is now, not to be changed by others until the commit.

    GapRefusedError for one that has been closed or waived.
    """
    rows = Gap.objects.select_for_update(of=("self",)).select_related("pilot")
    now = rows.get(pk=gap.pk)
    if now.closed_on is not None:
        raise GapRefusedError(f"缺口 {now.code} 已于 {now.closed_on} 关闭。")
    if now.waived_on is not None:
        raise GapRefusedError(f"缺口 {now.code} 已于 {now.waived_on} 决定不处理。")
    return now
