"""Opening, closing and freezing the text a project works on."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from accounts.models import User
from standards_catalog.authoring.selectors import draft_text, editions_with_text
from standards_catalog.authoring.services import (
    close_text,
    next_revision_draft,
    open_draft,
    reopen_text,
    replace_text,
)
from standards_catalog.drafting.json_form import to_plain
from standards_catalog.procedure.models import DraftingProject, DraftSnapshot
from standards_catalog.procedure.selectors.drafts import (
    current_draft,
    last_edition,
    page_of,
)


def start_text(*, project: DraftingProject, actor: User) -> None:
    """Give the lead unit a text to write in.

    A revision starts from the last edition's text. The text of a project that was
    abandoned is taken up again rather than thrown away.
    """
    if project.kind == DraftingProject.Kind.ABOLITION:
        return
    page = page_of(project)
    is_revision = project.kind == DraftingProject.Kind.REVISION
    if is_revision and editions_with_text(project.standard).exists():
        next_revision_draft(standard=project.standard, actor=actor)
    elif page is not None:
        reopen_text(page=page, actor=actor, note=str(project))
    else:
        page = open_draft(standard=project.standard, actor=actor)
        replaced = last_edition(project) if is_revision else None
        if replaced is not None and replaced.number:
            text = draft_text(page)
            cover = replace(text.cover, replaces=(replaced.number,))
            replace_text(
                page=page,
                text=replace(text, cover=cover),
                actor=actor,
                note=f"修订 {replaced.number}",
            )


def allow_writing(*, project: DraftingProject, actor: User) -> None:
    """Let the drafters change the text again."""
    page = page_of(project)
    if page is not None and page.locked and project.kind != "废止":
        reopen_text(page=page, actor=actor, note=str(project))


def forbid_writing(*, project: DraftingProject, reason: str, actor: User) -> None:
    """Close the text for everybody."""
    page = page_of(project)
    if page is not None and project.kind != "废止":
        close_text(page=page, reason=reason, actor=actor)


def take_snapshot(*, project: DraftingProject, kind: str, actor: User) -> DraftSnapshot:
    """Freeze the text as it stands, for a step that is about exactly this text."""
    draft = current_draft(project)
    return DraftSnapshot.objects.create(
        project=project,
        kind=kind,
        text=None if draft.text is None else to_plain(draft.text),
        digest=draft.digest,
        revision=draft.revision,
        taken_at=timezone.now(),
        taken_by=actor,
    )
