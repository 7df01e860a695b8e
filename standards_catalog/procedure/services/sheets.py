"""Entering what a filled 意见表 says, in two steps: kept, then confirmed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from standards_catalog.procedure.importers import NO_COMMENT, SheetReading
from standards_catalog.procedure.models import (
    Comment,
    CommentSheet,
    Consultation,
    Invitation,
    Stage,
)
from standards_catalog.procedure.selectors.clauses import place_by_id, text_of_snapshot
from standards_catalog.procedure.services.steps import StepRefusedError


def keep_sheet(
    *,
    consultation: Consultation,
    file_name: str,
    reading: SheetReading,
    actor: User,
) -> CommentSheet:
    """Keep what was read, to be confirmed. The same file is not entered twice."""
    same = consultation.sheets.filter(digest=reading.digest)
    if same.filter(entered_at__isnull=False).exists():
        raise StepRefusedError("这个文件已经录入过")
    return CommentSheet.objects.create(
        consultation=consultation,
        file_name=file_name[:200],
        digest=reading.digest,
        rows=list(reading.rows),
        uploaded_at=timezone.now(),
        uploaded_by=actor,
    )


@transaction.atomic
def enter_sheet(*, sheet: CommentSheet, actor: User, address: str = "") -> int:
    """Enter the rows of a kept sheet; returns how many.

    A sheet counts as a reply on paper, so the deadline does not hold for it; the
    round must only not be closed yet.
    """
    locked = (
        CommentSheet.objects.select_for_update(of=("self",))
        .select_related("consultation__project__standard", "consultation__snapshot")
        .get(pk=sheet.pk)
    )
    consultation = locked.consultation
    if locked.entered_at is not None:
        raise StepRefusedError("这个文件已经录入过")
    if consultation.closed_at or consultation.project.stage != Stage.CONSULTING:
        raise StepRefusedError("征求意见已经结束，不能再录入")
    now = timezone.now()
    _enter_rows(locked, actor, now)
    locked.entered_at = now
    locked.save(update_fields=["entered_at"])
    record_event(
        actor=actor,
        action="录入意见表",
        object_label=str(consultation),
        detail={
            "文件": locked.file_name,
            "行数": len(locked.rows),
            "摘要": locked.digest,
        },
        address=address,
    )
    return len(locked.rows)


def _enter_rows(sheet: CommentSheet, actor: User, now: datetime) -> None:
    consultation = sheet.consultation
    text = text_of_snapshot(consultation.snapshot)
    for row in sheet.rows:
        invitation = Invitation.objects.get(
            pk=row["invitation"], consultation=consultation
        )
        if row["content"] != NO_COMMENT:
            place = place_by_id(text, row["block"])
            Comment.objects.create(
                consultation=consultation,
                invitation=invitation,
                channel=Comment.Channel.SHEET,
                block_id=row["block"],
                clause_number=place.number if place is not None else "",
                clause_text=place.text if place is not None else "",
                position=place.position if place is not None else 0,
                content=row["content"],
                proposed_at=now,
                proposed_by=actor,
            )
        invitation.replied_at = invitation.replied_at or now
        invitation.has_no_comment = not invitation.comments.exists()
        invitation.save(update_fields=["replied_at", "has_no_comment"])
