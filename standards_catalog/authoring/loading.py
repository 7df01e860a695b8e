"""Drafts that come from elsewhere: opened or replaced by a load, and taken back.

The text is the one of a pilot package (``docs/pilot-package.md``, texts). A page holds
a text in one form (``text.stream``); texts are compared in that form, so that loading
what was exported changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Revision

from accounts.models import User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text, text_of
from standards_catalog.authoring.services import (
    DraftError,
    open_draft,
    replace_text,
)
from standards_catalog.authoring.text.stream import (
    blocks_of,
    lines_of,
    paragraphs_of,
    raw_stream,
)
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import digest
from standards_catalog.models import Pilot, Standard


@dataclass(frozen=True, slots=True)
class LoadedDraft:
    """What a load wrote: the page, its new revision with the text's SHA-256, and the
    revision that was the newest before; 0 for a page that was not there."""

    page: int
    revision: int
    digest: str
    former: int


def as_kept(text: StandardText) -> StandardText:
    """``text`` as a page gives it back."""
    cover = text.cover
    return replace(
        text,
        cover=replace(
            cover,
            replaces=paragraphs_of(lines_of(cover.replaces)),
            issuing_bodies=paragraphs_of(lines_of(cover.issuing_bodies)),
        ),
        foreword=paragraphs_of(lines_of(text.foreword)),
        introduction=paragraphs_of(lines_of(text.introduction)),
        blocks=blocks_of(raw_stream(text.blocks)),
    )


def pages_of(pilot: Pilot) -> dict[int, StandardPage]:
    """The pages of the pilot's standards by the standard's primary key."""
    pages = StandardPage.objects.filter(standard__pilot=pilot)
    found = pages.select_related("standard__pilot", "latest_revision")
    return {page.standard_id: page for page in found.order_by("standard__position")}


def needs_loading(page: StandardPage | None, text: StandardText) -> bool:
    """Whether the draft on ``page`` says anything else than ``text``.

    DraftError if it does and is closed.
    """
    if page is None:
        return True
    if draft_text(page) == as_kept(text):
        return False
    if page.locked:
        raise DraftError(f"标准“{page.standard}”的文本已关闭：{page.closed_reason}。")
    return True


@transaction.atomic
def load_draft(
    *, standard: Standard, text: StandardText, actor: User | None
) -> LoadedDraft | None:
    """Make ``text`` the draft of ``standard``; None if it is already.

    DraftError if the text is closed.
    """
    page = StandardPage.objects.filter(standard=standard).first()
    if not needs_loading(page, text):
        return None
    former = 0
    if page is None:
        page = open_draft(standard=standard, actor=actor, text=text)
    else:
        former = page.latest_revision_id or 0
        replace_text(page=page, text=text, actor=actor, note="导入试点包")
    page.refresh_from_db()
    revision = page.latest_revision
    assert revision is not None  # noqa: S101 - it has just been saved
    return LoadedDraft(page.pk, revision.pk, digest(text_of(revision)), former)


@transaction.atomic
def take_back_drafts(drafts: Iterable[LoadedDraft]) -> None:
    """Undo :func:`load_draft`, the newest first.

    DraftError if a draft was edited since, or something is kept on its revision.
    """
    for draft in reversed(list(drafts)):
        page = StandardPage.objects.select_for_update().filter(pk=draft.page).first()
        revision = Revision.objects.filter(pk=draft.revision).first()
        if page is None or revision is None:
            raise DraftError("导入的标准草案已不存在。")
        if page.latest_revision_id != draft.revision or (
            digest(text_of(revision)) != draft.digest
        ):
            raise DraftError(f"标准“{page.standard}”的草案在导入后已被修改。")
        _take_back(page, revision, draft.former)


def _take_back(page: StandardPage, revision: Revision, former: int) -> None:
    if not former:
        page.delete()
        return
    before = Revision.objects.filter(
        pk=former, base_content_type=ContentType.objects.get_for_model(Page)
    ).first()
    if before is None:
        raise DraftError(f"标准“{page.standard}”导入前的草案已不存在。")
    # A query, because saving the page would make it the text of the newest revision.
    Page.objects.filter(pk=page.pk).update(
        latest_revision=before,
        latest_revision_created_at=before.created_at,
        draft_title=before.content["title"],
    )
    revision.delete()


def draft_texts(pilot: Pilot) -> Mapping[int, StandardText]:
    """The draft of every standard of ``pilot`` that has a page, by primary key."""
    return {key: draft_text(page) for key, page in pages_of(pilot).items()}
