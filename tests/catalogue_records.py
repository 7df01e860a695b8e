"""Made-up entries of the catalogue that have ended, and their files."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile

from accounts.models import User
from standards_catalog.models import LegalInstrument, Pilot, StandardEdition
from standards_catalog.validity.models import SourceDocument
from standards_catalog.validity.services import add_source_document

PDF = b"%PDF-1.7 test"


def make_ended_law(pilot: Pilot) -> LegalInstrument:
    """A regulation that was abolished in 2020; always the same one."""
    law, _ = LegalInstrument.objects.get_or_create(
        pilot=pilot,
        code="FL-ENDED",
        defaults={
            "title": "测试废止办法",
            "effective_on": date(2010, 1, 1),
            "abolished_on": date(2020, 1, 1),
        },
    )
    return law


def make_source_document(
    owner: StandardEdition | LegalInstrument, actor: User
) -> SourceDocument:
    """A small file of ``owner``; the same one if it has one already."""
    found = owner.source_documents.first()
    if found is not None:
        return found
    return add_source_document(
        owner=owner,
        title="测试原文",
        upload=ContentFile(PDF, name="test.pdf"),
        actor=actor,
        address="",
    )
