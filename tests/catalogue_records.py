"""Made-up entries of the catalogue that have ended, and their files."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from accounts.models import User
from standards_catalog.models import LegalInstrument, Pilot, StandardEdition
from standards_catalog.validity.models import SourceDocument
from standards_catalog.validity.services import add_source_document


def _blank_pdf() -> bytes:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(content)
    return content.getvalue()


PDF = _blank_pdf()


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
