"""Decisions about what has ended, and the files of standards and laws."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from standards_catalog.models import LegalInstrument, Pilot, StandardEdition
from standards_catalog.validity.models import SourceDocument, ValidityDecision


@transaction.atomic
def decide(
    *,
    pilot: Pilot,
    subject: str,
    conclusion: str,
    note: str,
    actor: User,
    address: str,
) -> ValidityDecision:
    """Put down how the office dealt with ``subject``, in place of what it said before."""
    decision, _ = ValidityDecision.objects.update_or_create(
        pilot=pilot,
        subject=subject,
        defaults={
            "conclusion": conclusion,
            "note": note.strip(),
            "decided_on": timezone.localdate(),
            "decided_by": actor,
        },
    )
    record_event(
        actor=actor,
        action="处理失效文件",
        object_label=f"{pilot.name} {subject}",
        detail={"处理结果": conclusion, "说明": decision.note},
        address=address,
    )
    return decision


@transaction.atomic
def withdraw_decision(*, pilot: Pilot, subject: str, actor: User, address: str) -> bool:
    """Let ``subject`` wait again; whether something had been decided."""
    removed, _ = ValidityDecision.objects.filter(pilot=pilot, subject=subject).delete()
    if not removed:
        return False
    record_event(
        actor=actor,
        action="撤回失效文件处理",
        object_label=f"{pilot.name} {subject}",
        address=address,
    )
    return True


@transaction.atomic
def add_source_document(
    *,
    owner: StandardEdition | LegalInstrument,
    title: str,
    upload: File[bytes],
    actor: User,
    address: str,
) -> SourceDocument:
    """Keep the file of an edition or a law, with its size and SHA-256."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    document = SourceDocument(
        title=title.strip() or str(upload.name),
        file=upload,
        size=upload.size or 0,
        digest=digest.hexdigest(),
        added_at=timezone.now(),
        added_by=actor,
    )
    if isinstance(owner, StandardEdition):
        document.edition = owner
    else:
        document.law = owner
    document.save()
    _record(document, "上传原文文件", actor, address)
    return document


@transaction.atomic
def remove_source_document(
    *, document: SourceDocument, actor: User, address: str
) -> None:
    """Remove a file; it leaves the disk once that is certain."""
    _record(document, "删除原文文件", actor, address)
    stored, name = document.file.storage, document.file.name
    document.delete()
    if name:
        transaction.on_commit(lambda: stored.delete(name))


def record_download(*, document: SourceDocument, actor: User, address: str) -> None:
    """Trace that a file left the system."""
    _record(document, "下载原文文件", actor, address)


def _record(document: SourceDocument, action: str, actor: User, address: str) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=str(document.owner),
        detail={"名称": document.title, "摘要": document.digest},
        address=address,
    )
