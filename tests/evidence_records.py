"""Files of evidence for tests: small ones that really are what they are called."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Unit, User
from assessment.evidence.models import Evidence, Owner
from assessment.evidence.services import attach_evidence
from assessment.implementation.models import ImplementationRecord, RecordImport
from assessment.packages.journal import packed
from standards_catalog.models import Standard
from tests.records import make_record


def picture(name: str = "照片.jpg", colour: str = "navy") -> SimpleUploadedFile:
    """A photo, as a phone sends it."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def pdf(name: str = "签到表.pdf", words: str = "签到") -> SimpleUploadedFile:
    """What begins as a PDF does."""
    return SimpleUploadedFile(name, f"%PDF-1.4 {words}".encode(), "application/pdf")


def archive(name: str, member: str) -> SimpleUploadedFile:
    """An archive with one member: a Word, Excel or OFD file by its skeleton."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr(member, "内容")
    return SimpleUploadedFile(name, content.getvalue())


def make_evidence(owner: Owner, actor: User, **fields: Any) -> Evidence:
    """A photo kept with ``owner``."""
    upload = fields.pop("upload", None) or picture()
    evidence, _ = attach_evidence(
        to=owner, upload=upload, actor=actor, address="", **fields
    )
    return evidence


def make_filing_records(
    record: ImplementationRecord, draft_words: str, needle: str, actor: User
) -> dict[str, Any]:
    """A file with a filed record of a unit, and a draft of the same unit."""
    unit: Unit = record.unit
    standard: Standard | None = record.standard
    draft = make_record(
        record.pilot,
        unit,
        standard,
        is_filed=False,
        description=draft_words,
        clause=draft_words,
        returned_note=draft_words,
    )
    make_evidence(draft, actor, title=draft_words)
    imported = RecordImport.objects.create(
        pilot=record.pilot,
        unit=unit,
        source_name=f"{needle}.xlsx",
        digest="0" * 64,
        content=b"",
        uploaded_at=timezone.now(),
        uploaded_by=actor,
        applied_at=timezone.now(),
        journal=packed(()),
    )
    return {
        "record_import": imported,
        "unfiled_record": draft,
        "evidence": make_evidence(record, actor, title=needle),
    }
