"""Texts to hand out, for the tests about who may read which address."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from background.kinds import JobResult
from background.services import JobRequest, claim_next, complete, enqueue
from standards_catalog.documents.models import WordUpload
from standards_catalog.drafting.document import Cover, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import DraftSnapshot
from tests.factories import AS_OF
from tests.permission_records import Scene


def offices_job(scene: Scene) -> tuple[Any, ...]:
    """A job of the office's that is done."""
    request = JobRequest("test", "测试任务", {})
    job = enqueue(request=request, actor=scene.cast.office)
    claim = claim_next(worker="test")
    assert claim is not None
    complete(claim=claim, result=JobResult("a.txt", "text/plain", b"a"))
    return (job.pk,)


def kept_text(scene: Scene) -> Standard:
    """The shared standard, its edition with a text to hand out."""
    standard: Standard = scene.shared["standard"]
    edition = standard.editions.earliest("pk")
    if not edition.is_minted:
        text = StandardText(cover=Cover(title=standard.title))
        edition.text, edition.text_digest = to_plain(text), digest(text)
        edition.save()
    return standard


def text_file(scene: Scene) -> tuple[Any, ...]:
    """The arguments of the address of a standard with a text."""
    return (kept_text(scene).pk,)


def open_text_file(scene: Scene) -> tuple[Any, ...]:
    """The same for its public address."""
    return scene.cast.pilot.code, kept_text(scene).code


def _two_texts(scene: Scene) -> Standard:
    standard = kept_text(scene)
    if standard.editions.count() == 1:
        text = StandardText(cover=Cover(title=standard.title), foreword=("新",))
        StandardEdition.objects.create(
            standard=standard,
            text=to_plain(text),
            text_digest=digest(text),
            opened_on=AS_OF,
        )
    return standard


def two_texts(scene: Scene) -> tuple[Any, ...]:
    """A standard with two editions to compare."""
    return (_two_texts(scene).pk,)


def two_open_texts(scene: Scene) -> tuple[Any, ...]:
    """The same for its public address."""
    return scene.cast.pilot.code, _two_texts(scene).code


def with_text(holder: Any) -> Any:
    """A round or a review whose frozen text is kept here."""
    snapshot: DraftSnapshot = holder.snapshot
    if snapshot.text is None:
        text = StandardText(cover=Cover(title="测试文稿"))
        snapshot.text, snapshot.digest = to_plain(text), digest(text)
        snapshot.save()
    return holder


def kept_upload(records: dict[str, Any]) -> WordUpload:
    """A Word file that was read for a unit's draft and waits."""
    standard: Standard = records["drafted"]
    text = StandardText(cover=Cover(title=standard.title), foreword=("来自文件",))
    upload, _ = WordUpload.objects.get_or_create(
        standard=standard,
        defaults={
            "file_name": "draft.docx",
            "digest": "0" * 64,
            "text": to_plain(text),
            "base_digest": "0" * 64,
            "uploaded_at": timezone.now(),
            "uploaded_by": records["project"].proposed_by,
        },
    )
    return upload
