"""Keeping, describing, removing and handing out files of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from assessment.evidence.files import (
    MOST_FILES,
    EvidenceError,
    check_file,
    digest_of,
    keep_file,
    remove_file,
)
from assessment.evidence.models import Evidence, Owner
from assessment.implementation.models import ImplementationRecord

_TITLE = 200
_NAME = 255


@transaction.atomic
def attach_evidence(
    *,
    to: Owner,
    upload: File[bytes],
    actor: User,
    address: str,
    title: str = "",
) -> tuple[Evidence, bool]:
    """Keep a file with a record or a check, and whether it was not there yet.

    The same file, by its SHA-256, is kept once. :class:`EvidenceError` says in Chinese
    why a file is not taken.
    """
    check_file(upload)
    digest = digest_of(upload)
    known = to.evidence.filter(digest=digest).first()
    if known is not None:
        return known, False
    if to.evidence.count() >= MOST_FILES:
        raise EvidenceError(
            f"“{upload.name}”：一项{to._meta.verbose_name}最多 {MOST_FILES} 个文件，"
            "请合并或打包后上传。"
        )
    kept = keep_file(upload)
    name = Path(str(upload.name)).name[-_NAME:]
    try:
        with transaction.atomic():
            evidence = to.evidence.create(
                unit=to.unit,
                title=(title.strip() or Path(name).stem)[:_TITLE],
                original_name=name,
                stored_name=kept.stored_name,
                size=kept.size,
                digest=kept.digest,
                uploaded_at=timezone.now(),
                uploaded_by=actor,
            )
            _record(evidence, "上传佐证材料", actor, address)
    except BaseException:
        # The database forgets a failed upload by itself; files do not.
        remove_file(kept.stored_name)
        raise
    return evidence, True


def attach_each(
    *,
    to: Callable[[], Owner],
    uploads: Iterable[File[bytes]],
    actor: User,
    address: str,
) -> tuple[str, ...]:
    """Keep several files; one Chinese line for each that was not taken.

    Each is kept by itself, so that one of them loses no other. ``to`` locks what they
    belong to and refuses what may not be given files any more, in the transaction of
    every file anew.
    """
    refused = []
    for upload in uploads:
        try:
            with transaction.atomic():
                _, is_new = attach_evidence(
                    to=to(), upload=upload, actor=actor, address=address
                )
        except EvidenceError as error:
            refused.append(str(error))
        else:
            if not is_new:
                refused.append(f"“{upload.name}”：这个文件已经上传过，没有重复保存。")
    return tuple(refused)


@transaction.atomic
def describe_evidence(
    *,
    evidence: Evidence,
    title: str,
    valid_from: date | None,
    valid_until: date | None,
    actor: User,
    address: str,
) -> None:
    """Name a file and say from when until when it holds."""
    wanted = (title.strip()[:_TITLE] or evidence.title, valid_from, valid_until)
    if wanted == (evidence.title, evidence.valid_from, evidence.valid_until):
        return
    evidence.title, evidence.valid_from, evidence.valid_until = wanted
    evidence.save(update_fields=["title", "valid_from", "valid_until"])
    _record(evidence, "修改佐证材料说明", actor, address)


@transaction.atomic
def remove_evidence(*, files: Iterable[Evidence], actor: User, address: str) -> None:
    """Remove files; they leave the disk once that is certain."""
    for evidence in files:
        _record(evidence, "删除佐证材料", actor, address)
        stored_name = evidence.stored_name
        evidence.delete()
        transaction.on_commit(partial(remove_file, stored_name))


def record_opening(*, evidence: Evidence, actor: User, address: str) -> None:
    """Trace that a file was opened or left the system."""
    _record(evidence, "打开佐证材料", actor, address)


def _record(evidence: Evidence, action: str, actor: User, address: str) -> None:
    owner = evidence.owner
    about = {"大小": evidence.size, "摘要": evidence.digest}
    # The names of an unfiled record's files are its unit's own affair, as the rest.
    if not isinstance(owner, ImplementationRecord) or owner.is_filed:
        about |= {"名称": evidence.title, "原文件名": evidence.original_name}
    record_event(
        actor=actor,
        action=action,
        object_label=owner.audit_label,
        detail=about,
        address=address,
    )
