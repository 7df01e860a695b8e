"""Writes of the accounts layer: the audit trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEvent, User


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
