"""Standards handed out as files, inside and to the public."""

from __future__ import annotations

import io

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic.base import View

from accounts.permissions import CATALOGUE_READERS
from standards_catalog.documents.pdf import standard_pdf
from standards_catalog.documents.selectors import (
    PrintedEdition,
    picture_addresses,
    printed_edition,
)
from standards_catalog.documents.word import standard_word
from standards_catalog.models import Standard
from standards_catalog.views.pilot_lists import PilotPageMixin
from standards_catalog.views.public import open_standards

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_TEXT = "这项标准的文本还没有写入系统，没有可以下载的文件。"
# A part of the key, to be raised when the layout changes.
_LAYOUT = 1
_KEEP_SECONDS = 30 * 24 * 3600


def file_response(content: bytes, name: str, kind: str) -> FileResponse:
    """``content`` as a download that no browser may run anything from."""
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type=kind,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


def _pdf_response(edition: PrintedEdition | None) -> FileResponse:
    """The edition as PDF. Its text never changes, so the file is made once."""
    if edition is None:
        raise Http404(_NO_TEXT)
    key = f"standard-pdf:{_LAYOUT}:{edition.demonstration}:{edition.digest}"
    content = cache.get(key)
    if content is None:
        content = standard_pdf(
            edition.text,
            demonstration=edition.demonstration,
            pictures=picture_addresses(edition.text),
        )
        cache.set(key, content, _KEEP_SECONDS)
    return file_response(content, f"{edition.file_stem}.pdf", PDF)


class EditionFileView(PilotPageMixin, View):
    """The edition of the request's date, for everybody who reads the catalogue."""

    roles = CATALOGUE_READERS

    def edition(self, pk: int) -> PrintedEdition | None:
        """The edition to hand out; a 404 for another pilot's standard."""
        standards = Standard.objects.filter(pilot=self.pilot).select_related("pilot")
        return printed_edition(get_object_or_404(standards, pk=pk), self.as_of)


class EditionPdfView(EditionFileView):
    """标准全文, PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return _pdf_response(self.edition(pk))


class EditionWordView(EditionFileView):
    """标准全文, Word."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        edition = self.edition(pk)
        if edition is None:
            raise Http404(_NO_TEXT)
        return file_response(
            standard_word(edition.text), f"{edition.file_stem}.docx", WORD
        )


class PublicPdfView(View):
    """An open standard as PDF, without an account, always of today."""

    def get(self, request: HttpRequest, pilot: str, code: str) -> HttpResponseBase:
        today = timezone.localdate()
        standard = get_object_or_404(
            open_standards(today).select_related("pilot"),
            pilot__code=pilot,
            code=code,
        )
        return _pdf_response(printed_edition(standard, today, is_public=True))
