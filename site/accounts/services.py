"""Writes of the accounts layer: the audit trail and who signed in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AuditEvent, User

# Five wrong passwords from one address lock that name there for a quarter of an hour.
FAILURES_ALLOWED = 5
LOCK_MINUTES = 15
SIGN_IN = "登录"
SIGN_IN_FAILED = "登录失败"
SIGN_IN_LOCKED = "锁定期间尝试登录"
SIGN_OUT = "退出"
PASSWORD_CHANGED = "修改密码"  # noqa: S105


def _digest(event: AuditEvent) -> str:
    content = json.dumps(
        [
            event.at.isoformat(),
            event.actor_label,
            event.unit_name,
            event.action,
            event.object_label,
            event.detail,
            event.address,
            event.previous_digest,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def record_event(
    *,
    actor: User | None,
    action: str,
    object_label: str = "",
    detail: dict[str, Any] | None = None,
    address: str = "",
) -> AuditEvent:
    """Append one event to the trail within the caller's transaction.

    ``actor`` is ``None`` for the system itself (commands). The last row is
    locked so that two writers cannot continue the same digest.
    """
    last = AuditEvent.objects.select_for_update().order_by("-pk").first()
    unit = actor.unit if actor is not None else None
    event = AuditEvent(
        at=timezone.now(),
        actor=actor,
        actor_label=str(actor) if actor is not None else "系统",
        unit_name=unit.name if unit is not None else "",
        action=action,
        object_label=object_label[:300],
        detail=detail or {},
        address=address,
        previous_digest=last.digest if last is not None else "",
    )
    event.digest = _digest(event)
    event.save()
    return event


def broken_events() -> Iterator[AuditEvent]:
    """Yield the events whose digest or link to the previous event is wrong."""
    previous = ""
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if event.previous_digest != previous or event.digest != _digest(event):
            yield event
        previous = event.digest


def client_address(request: HttpRequest) -> str:
    """The address a request came from, as the web server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def is_sign_in_locked(username: str, address: str) -> bool:
    """Whether too many wrong passwords came for ``username`` from ``address``.

    Counted in the audit trail, so every process of the site sees the same count;
    a successful sign-in starts the count again.
    """
    since = timezone.now() - timedelta(minutes=LOCK_MINUTES)
    recent = AuditEvent.objects.filter(
        at__gte=since, object_label=username[:300], address=address
    )
    last_success = recent.filter(action=SIGN_IN).order_by("-pk").first()
    failures = recent.filter(action=SIGN_IN_FAILED)
    if last_success is not None:
        failures = failures.filter(pk__gt=last_success.pk)
    return failures.count() >= FAILURES_ALLOWED


def record_sign_in(*, user: User, username: str, address: str) -> AuditEvent:
    """Record that ``user`` signed in under ``username``."""
    return record_event(
        actor=user, action=SIGN_IN, object_label=username, address=address
    )


def record_failed_sign_in(
    *, username: str, address: str, action: str = SIGN_IN_FAILED
) -> AuditEvent:
    """Record a refused sign-in; the name is what was typed, known or not."""
    return record_event(
        actor=None, action=action, object_label=username, address=address
    )
