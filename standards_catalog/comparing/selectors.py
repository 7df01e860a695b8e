"""The texts of a standard that somebody may compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.permissions import may_read_draft
from standards_catalog.authoring.selectors import editions_with_text, text_of
from standards_catalog.documents.models import WordUpload
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import from_plain
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.portal.selectors import open_editions
from standards_catalog.procedure.models import (
    DraftingProject,
    DraftSnapshot,
    ExpertReview,
    Invitation,
)

EDITIONS, SNAPSHOTS, DRAFTS = "已发布的版次", "定稿的文稿", "草案"
MOST_REVISIONS = 40
"""An autosaved draft has hundreds of revisions; the newest ones are offered."""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One text of a standard: ``key`` names it in an address, ``label`` in Chinese.

    ``load`` reads the text, so that listing versions costs no parsing.
    """

    key: str
    label: str
    group: str
    load: Callable[[], StandardText] = field(compare=False, repr=False)


def public_versions(standard: Standard, day: date) -> tuple[TextVersion, ...]:
    """The editions that are open to everybody on ``day``, the newest first."""
    editions = editions_with_text(standard).filter(pk__in=open_editions(day))
    return tuple(map(_edition_version, editions))


def versions_for(standard: Standard, user: User) -> tuple[TextVersion, ...]:
    """Every text of ``standard`` that ``user`` may read, the newest first.

    Editions for all readers of the catalogue; frozen texts for those who may open the
    project, sit on the panel that reviews them or were asked for their opinion; the
    draft and its earlier states for the office and the responsible units.
    """
    return (
        *_draft_versions(standard, user),
        *_snapshot_versions(standard, user),
        *map(_edition_version, editions_with_text(standard)),
    )


def chosen_pair(
    versions: Sequence[TextVersion], old_key: str, new_key: str
) -> tuple[TextVersion, TextVersion] | None:
    """The versions with these keys; None if one of them is none of ``versions``, or
    there is no other to compare with.

    An empty key means the usual question: what does the newest text change in the
    newest edition before it, or else in the text that was frozen last?
    """
    by_key = {version.key: version for version in versions}
    new = by_key.get(new_key) if new_key else _usual_new(versions)
    if new is None:
        return None
    old = by_key.get(old_key) if old_key else _usual_old(versions, new)
    return None if old is None else (old, new)


def _usual_new(versions: Sequence[TextVersion]) -> TextVersion | None:
    return versions[0] if versions else None


def _usual_old(versions: Sequence[TextVersion], new: TextVersion) -> TextVersion | None:
    before = versions[versions.index(new) + 1 :] or [v for v in versions if v != new]
    ranks = {EDITIONS: 0, SNAPSHOTS: 1, DRAFTS: 2}
    return min(before, key=lambda version: ranks[version.group], default=None)


def _edition_version(edition: StandardEdition) -> TextVersion:
    day = edition.effective_on
    since = f"（{day.isoformat()} 实施）" if day is not None else ""
    name = edition.number or edition.standard.title
    return TextVersion(
        f"edition-{edition.pk}",
        f"{name}{since}",
        EDITIONS,
        partial(from_plain, edition.text),
    )


def _readable_snapshots(standard: Standard, user: User) -> QuerySet[DraftSnapshot]:
    projects = DraftingProject.objects.for_user(user).filter(standard=standard)
    reviews = ExpertReview.objects.for_user(user).filter(project__standard=standard)
    asked = Invitation.objects.for_user(user).filter(
        consultation__project__standard=standard
    )
    snapshots = DraftSnapshot.objects.filter(
        project__standard=standard, text__isnull=False
    )
    readable = (
        snapshots.filter(project__in=projects)
        | snapshots.filter(pk__in=reviews.values("snapshot"))
        | snapshots.filter(pk__in=asked.values("consultation__snapshot"))
    )
    return readable.order_by("-pk")


def _snapshot_versions(standard: Standard, user: User) -> Iterator[TextVersion]:
    for snapshot in _readable_snapshots(standard, user):
        taken = timezone.localtime(snapshot.taken_at)
        yield TextVersion(
            f"snapshot-{snapshot.pk}",
            f"{snapshot.kind}（{taken:%Y-%m-%d %H:%M} 定稿）",
            SNAPSHOTS,
            partial(from_plain, snapshot.text),
        )


def _draft_versions(standard: Standard, user: User) -> Iterator[TextVersion]:
    if not may_read_draft(user, standard):
        return
    page = StandardPage.objects.filter(
        standard=standard, latest_revision__isnull=False
    ).first()
    if page is None:
        return
    newest, *earlier = page.revisions.order_by("-created_at", "-pk")[:MOST_REVISIONS]
    yield _revision_version(newest, is_newest=True)
    for upload in WordUpload.objects.waiting().filter(standard=standard):
        yield TextVersion(
            f"upload-{upload.pk}",
            f"上传待确认的 {upload.file_name}",
            DRAFTS,
            partial(from_plain, upload.text),
        )
    for revision in earlier:
        yield _revision_version(revision, is_newest=False)


def _revision_version(revision: Revision, *, is_newest: bool) -> TextVersion:
    saved = timezone.localtime(revision.created_at)
    name = "当前草案" if is_newest else "草案"
    return TextVersion(
        f"revision-{revision.pk}",
        f"{name}（{saved:%Y-%m-%d %H:%M} 保存）",
        DRAFTS,
        partial(text_of, revision),
    )
