"""A draft from a Word file, in two steps: read and kept, then confirmed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.authoring.services import DraftError, replace_text
from standards_catalog.documents.models import WordUpload
from standards_catalog.documents.word_import import read_word
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import digest, from_plain, to_plain


@transaction.atomic
def keep_upload(
    *, page: StandardPage, file_name: str, content: bytes, actor: User
) -> WordUpload:
    """Read a Word file for the draft ``page`` and keep what was read.

    An earlier upload of the same user that was not applied is given up.
    WordFileError for a file that is not read, DraftError for a closed text and for a
    file without any words.
    """
    _require_open(page)
    draft = draft_text(page)
    read = read_word(content)
    if not (read.text.blocks or read.text.foreword or read.text.introduction):
        raise DraftError("文件中没有读到文字。")
    ids = [block.id for block in read.text.blocks]
    if len(set(ids)) < len(ids):
        raise DraftError("文件中有重复的章条标识，请从系统重新导出后再修改。")
    WordUpload.objects.waiting().filter(
        standard=page.standard, uploaded_by=actor
    ).delete()
    return WordUpload.objects.create(
        standard=page.standard,
        file_name=file_name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        text=to_plain(_with_cover_of(draft, read.text)),
        doubts=list(read.doubts),
        base_digest=digest(draft),
        uploaded_at=timezone.now(),
        uploaded_by=actor,
    )


def _require_open(page: StandardPage) -> None:
    if page.locked:
        raise DraftError(f"文本现在不能修改：{page.closed_reason or '已关闭'}。")


def _with_cover_of(draft: StandardText, read: StandardText) -> StandardText:
    """``read`` with the cover that the draft keeps.

    Number and dates are given on publishing and never by a file; what the file's
    cover leaves empty stays as it is in the draft.
    """
    kept, found = draft.cover, read.cover
    cover = replace(
        found,
        title=found.title or kept.title,
        english_title=found.english_title or kept.english_title,
        number=kept.number,
        replaces=found.replaces or kept.replaces,
        ics=found.ics or kept.ics,
        ccs=found.ccs or kept.ccs,
        published_on=kept.published_on,
        effective_on=kept.effective_on,
        issuing_bodies=found.issuing_bodies or kept.issuing_bodies,
    )
    return replace(read, cover=cover)


@transaction.atomic
def apply_upload(*, upload: WordUpload, actor: User, address: str = "") -> None:
    """Make what was read the draft, as a new revision; earlier ones stay.

    DraftError if it was applied already, the text is closed by now, or the draft was
    changed since the preview: then the preview is renewed and nothing is written.
    """
    locked = WordUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.applied_at is not None:
        raise DraftError("这个文件已经写入草案。")
    page = StandardPage.objects.select_for_update().get(standard=locked.standard)
    _require_open(page)
    if digest(draft_text(page)) != locked.base_digest:
        raise DraftError("草案在上传之后又被修改过，没有写入；请重新核对后再确认。")
    replace_text(
        page=page,
        text=from_plain(locked.text),
        actor=actor,
        note=f"导入Word文件 {locked.file_name}",
    )
    locked.applied_at = timezone.now()
    locked.save(update_fields=["applied_at"])
    record_event(
        actor=actor,
        action="导入Word草案",
        object_label=f"{page.pilot.name} {locked.standard}",
        detail={
            "文件": locked.file_name,
            "摘要": locked.digest,
            "待核对": len(locked.doubts),
        },
        address=address,
    )


@transaction.atomic
def look_again(*, upload: WordUpload) -> None:
    """Compare ``upload`` with the draft as it is now."""
    page = StandardPage.objects.get(standard=upload.standard)
    upload.base_digest = digest(draft_text(page))
    upload.save(update_fields=["base_digest"])


@transaction.atomic
def give_up_upload(*, upload: WordUpload) -> None:
    """Throw away what was read; the draft stays as it is."""
    WordUpload.objects.waiting().filter(pk=upload.pk).delete()
