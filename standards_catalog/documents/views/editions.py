"""Published standards handed out as files, inside and to the public."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic.base import View

from accounts.permissions import CATALOGUE_READERS
from standards_catalog.authoring.selectors import edition_text, editions_with_text
from standards_catalog.documents.pdf import standard_pdf
from standards_catalog.documents.responses import PDF, WORD, file_response, kept
from standards_catalog.documents.selectors import (
    PrintedEdition,
    picture_addresses,
    printed_edition,
)
from standards_catalog.documents.word import standard_word
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.portal.selectors import open_editions, open_standards
from standards_catalog.views.pilot_lists import PilotPageMixin

_NO_TEXT = "这项标准的文本还没有写入系统，没有可以下载的文件。"


def pdf_response(printed: PrintedEdition | None) -> FileResponse:
    """The text as PDF. What bears the same digest says the same: it is made once."""
    if printed is None:
        raise Http404(_NO_TEXT)
    content = kept(
        f"{printed.demonstration}:{printed.status}:{printed.digest}",
        lambda: standard_pdf(
            printed.text,
            demonstration=printed.demonstration,
            status=printed.status,
            pictures=picture_addresses(printed.text),
        ),
    )
    return file_response(content, f"{printed.file_stem}.pdf", PDF)


def word_response(printed: PrintedEdition | None) -> FileResponse:
    """The text as Word, made once likewise."""
    if printed is None:
        raise Http404(_NO_TEXT)
    content = kept(
        f"word:{printed.status}:{printed.digest}",
        lambda: standard_word(printed.text, status=printed.status),
    )
    return file_response(content, f"{printed.file_stem}.docx", WORD)


def _asked(editions: QuerySet[StandardEdition], key: str) -> PrintedEdition:
    """The one of ``editions`` whose key was asked for; a 404 for none of them."""
    wanted = editions.select_related("standard__pilot")
    edition = wanted.filter(pk=int(key) if key.isdecimal() else 0).first()
    text = edition_text(edition) if edition is not None else None
    if edition is None or text is None:
        raise Http404("没有这个版次的文本。")
    demonstration = edition.standard.pilot.is_demonstration
    return PrintedEdition(text, edition.text_digest, demonstration)


class EditionFileView(PilotPageMixin, View):
    """The edition of the request's date, for everybody who reads the catalogue.

    ``edition=KEY`` asks for another one.
    """

    roles = CATALOGUE_READERS

    def printed(self, pk: int) -> PrintedEdition | None:
        """The edition to hand out; a 404 for a standard of another pilot's."""
        standards = Standard.objects.filter(pilot=self.pilot).select_related("pilot")
        standard = get_object_or_404(standards, pk=pk)
        if asked := self.request.GET.get("edition", ""):
            return _asked(editions_with_text(standard), asked)
        return printed_edition(standard, self.as_of)


class EditionPdfView(EditionFileView):
    """标准全文, PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return pdf_response(self.printed(pk))


class EditionWordView(EditionFileView):
    """标准全文, Word."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return word_response(self.printed(pk))


class PublicPdfView(View):
    """An open standard as PDF, without an account, always of today.

    ``edition=KEY`` asks for another one of its open editions.
    """

    def get(self, request: HttpRequest, pilot: str, code: str) -> HttpResponseBase:
        today = timezone.localdate()
        standard = get_object_or_404(
            open_standards(today).select_related("pilot"),
            pilot__code=pilot,
            code=code,
        )
        if asked := request.GET.get("edition", ""):
            editions = editions_with_text(standard).filter(pk__in=open_editions(today))
            return pdf_response(_asked(editions, asked))
        return pdf_response(printed_edition(standard, today, is_public=True))
