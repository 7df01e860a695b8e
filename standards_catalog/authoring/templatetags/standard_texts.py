"""Tags that print the text of a standard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from accounts.models import User
from standards_catalog.authoring.access import TextLinks, links_for
from standards_catalog.authoring.selectors import (
    edition_text,
    edition_to_read,
    read_text,
)
from standards_catalog.drafting.document import StandardText
from standards_catalog.models import Standard

register = template.Library()


@register.inclusion_tag("authoring/_reading.html")
def show_text(text: StandardText, rules_url: str = "") -> dict[str, Any]:
    """The whole text; ``rules_url`` plus a rule's code is the address of its rule."""
    return {"reading": read_text(text), "rules_url": rules_url}


@register.simple_tag
def public_text(standard: Standard) -> StandardText | None:
    """The text that everybody may read today, if it is kept here."""
    edition = edition_to_read(standard, timezone.localdate(), is_public=True)
    return edition_text(edition) if edition is not None else None


@register.simple_tag
def text_links(standard: Standard, user: User, day: date) -> TextLinks:
    """Where ``user`` reads and writes the text of ``standard``."""
    return links_for(standard, user, day)
