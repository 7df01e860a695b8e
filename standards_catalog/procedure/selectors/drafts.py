"""The text a project works on now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Revision

from standards_catalog.authoring.checking import binding_problems
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import (
    edition_text,
    editions_with_text,
    text_of,
)
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import digest
from standards_catalog.models import StandardEdition
from standards_catalog.procedure.models import DraftingProject


@dataclass(frozen=True, slots=True)
class CurrentDraft:
    """The newest text with its SHA-256 and the revision it is; all empty where no
    text is kept here."""

    text: StandardText | None = None
    digest: str = ""
    revision: Revision | None = None


def page_of(project: DraftingProject) -> StandardPage | None:
    """The page the standard's text is written on."""
    return StandardPage.objects.filter(standard=project.standard_id).first()


def last_edition(project: DraftingProject) -> StandardEdition | None:
    """The edition that a revision replaces or an abolition ends: the newest that has
    not ended yet."""
    editions = project.standard.editions.filter(abolished_on=None)
    return editions.exclude(effective_on=None).order_by("effective_on", "pk").last()


def current_draft(project: DraftingProject) -> CurrentDraft:
    """The newest revision of the draft; of a 废止 project, the edition's own text."""
    if project.kind == DraftingProject.Kind.ABOLITION:
        edition = editions_with_text(project.standard).first()
        text = edition_text(edition) if edition is not None else None
        return CurrentDraft(text, digest(text)) if text is not None else CurrentDraft()
    page = page_of(project)
    revision = page.latest_revision if page is not None else None
    if revision is None:
        return CurrentDraft()
    text = text_of(revision)
    return CurrentDraft(text, digest(text), revision)


def drafting_problems(project: DraftingProject, text: StandardText | None) -> list[str]:
    """What the binding drafting check objects to in a text that is to be published,
    and a cover that does not name the edition it replaces."""
    if text is None or project.kind == DraftingProject.Kind.ABOLITION:
        return []
    pilot, today = project.standard.pilot, timezone.localdate()
    problems = binding_problems(text, pilot=pilot, day=today)
    missing = [f"起草检查 {problem}" for problem in problems]
    if project.kind == DraftingProject.Kind.REVISION:
        replaced = last_edition(project)
        number = replaced.number if replaced is not None else ""
        if number and number not in text.cover.replaces:
            missing.append(f"封面“代替的标准”须写 {number}")
    return missing
