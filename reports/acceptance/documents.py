"""The files of a stored report: PDF, Word and the snapshot itself."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from reports.acceptance.models import AcceptanceReport
from reports.acceptance.outline import report_document
from reports.acceptance.selectors import canonical_json
from typesetting.blocks import Document
from typesetting.pdf import pdf_document
from typesetting.word import word_document

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def document_of(report: AcceptanceReport) -> Document:
    """What the stored report prints, from its snapshot alone."""
    return report_document(
        report.snapshot, version=report.version, digest=report.digest
    )


def file_name(report: AcceptanceReport, extension: str) -> str:
    """``jy-assistance-2020-验收报告-2021-12-31-v1.pdf``."""
    day = report.as_of.isoformat()
    return f"{report.pilot.code}-验收报告-{day}-v{report.version}.{extension}"


def file_content(report: AcceptanceReport, extension: str) -> bytes:
    """The bytes of one of the files in ``CONTENT_TYPES``.

    The same stored report gives the same bytes; the JSON file's SHA-256 is the
    report's digest. Raises ``MissingFontsError`` for a PDF or Word file without the
    Chinese fonts, and ``KeyError`` for another extension.
    """
    return _WRITERS[extension](report)


def _pdf(report: AcceptanceReport) -> bytes:
    return pdf_document(document_of(report), identifier=report.digest)


def _word(report: AcceptanceReport) -> bytes:
    created = timezone.localtime(report.created_at)
    return word_document(document_of(report), created_at=created)


def _json(report: AcceptanceReport) -> bytes:
    return canonical_json(report.snapshot)


_WRITERS: dict[str, Callable[[AcceptanceReport], bytes]] = {
    "pdf": _pdf,
    "docx": _word,
    "json": _json,
}
