"""Which pages about the text of a standard somebody may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from standards_catalog.authoring.permissions import may_read_draft, may_write
from standards_catalog.authoring.selectors import edition_to_read
from standards_catalog.models import Standard


@dataclass(frozen=True, slots=True)
class TextLinks:
    """Addresses, empty for what is not there or not open; ``state`` says in words
    how the draft stands."""

    text: str = ""
    draft: str = ""
    check: str = ""
    editor: str = ""
    state: str = ""

    @property
    def any(self) -> bool:
        """Whether there is something to open."""
        return bool(self.text or self.draft)


def links_for(standard: Standard, user: User, day: date) -> TextLinks:
    """What ``user`` may open of ``standard`` on ``day``."""
    is_kept = edition_to_read(standard, day) is not None
    text = reverse("authoring:text", args=[standard.pk]) if is_kept else ""
    page = getattr(standard, "text_page", None)
    if page is None or not may_read_draft(user, standard):
        return TextLinks(text=text)
    editor = ""
    if may_write(user, page):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        # The editor's chooser of standards shows the pilot of the session.
        editor = f"{address}?pilot={standard.pilot.code}"
    return TextLinks(
        text=text,
        draft=reverse("authoring:draft", args=[standard.pk]),
        check=reverse("authoring:check", args=[standard.pk]),
        editor=editor,
        state=page.closed_reason if page.locked else "正在起草",
    )
