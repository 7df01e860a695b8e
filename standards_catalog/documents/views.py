"""Standards handed out as files, inside and to the public."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic.base import View

from accounts.permissions import CATALOGUE_READERS
from standards_catalog.authoring.selectors import editions_with_text
from standards_catalog.documents.changes_word import changes_word
from standards_catalog.documents.collection import collection_pdf
from standards_catalog.documents.pdf import standard_pdf
from standards_catalog.documents.selectors import (
    PrintedEdition,
    collection_of,
    picture_addresses,
    printed_edition,
)
from standards_catalog.documents.word import standard_word
from standards_catalog.drafting.json_form import from_plain
from standards_catalog.models import Standard, StandardEdition, Subsystem
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


def _kept(name: str, build: Callable[[], bytes]) -> bytes:
    """A file whose ``name`` is that of its content: it is made once."""
    key = f"standard-pdf:{_LAYOUT}:{name}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = build()
        cache.set(key, content, _KEEP_SECONDS)
    return content


def _pdf_response(edition: PrintedEdition | None) -> FileResponse:
    """The edition as PDF. Its text never changes, so the file is made once."""
    if edition is None:
        raise Http404(_NO_TEXT)
    content = _kept(
        f"{edition.demonstration}:{edition.digest}",
        lambda: standard_pdf(
            edition.text,
            demonstration=edition.demonstration,
            pictures=picture_addresses(edition.text),
        ),
    )
    return file_response(content, f"{edition.file_stem}.pdf", PDF)


class EditionFileView(PilotPageMixin, View):
    """The edition of the request's date, for everybody who reads the catalogue."""

    roles = CATALOGUE_READERS

    def standard(self, pk: int) -> Standard:
        """The standard of the address; a 404 for another pilot's."""
        standards = Standard.objects.filter(pilot=self.pilot).select_related("pilot")
        return get_object_or_404(standards, pk=pk)

    def edition(self, pk: int) -> PrintedEdition | None:
        """The edition to hand out on the date of the request."""
        return printed_edition(self.standard(pk), self.as_of)


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


class ChangesWordView(EditionFileView):
    """修改对照表 of two editions, by default of the two newest with a text."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        editions = list(editions_with_text(self.standard(pk)))
        if len(editions) < 2:
            raise Http404("这项标准还没有两个有文本的版次，没有可以对照的内容。")
        new = _asked(editions, request.GET.get("new", ""), editions[0])
        old = _asked(editions, request.GET.get("old", ""), editions[1])
        content = changes_word(from_plain(old.text), from_plain(new.text))
        name = f"修改对照表_{old.number}_{new.number}.docx".replace("/", "_")
        return file_response(content, name, WORD)


def _asked(
    editions: Sequence[StandardEdition], asked: str, otherwise: StandardEdition
) -> StandardEdition:
    """The edition whose key is ``asked``; a 404 for none of these."""
    if not asked:
        return otherwise
    found = next((e for e in editions if str(e.pk) == asked), None)
    if found is None:
        raise Http404("没有这个版次的文本。")
    return found


class CollectionPdfView(PilotPageMixin, View):
    """标准汇编: what is in force on the date of the request, as one PDF."""

    roles = CATALOGUE_READERS

    def get(self, request: HttpRequest) -> HttpResponseBase:
        subsystem = request.GET.get("subsystem", "")
        if subsystem not in ("", *Subsystem.values):
            raise Http404("没有这个分体系。")
        collection = collection_of(self.pilot, self.as_of, subsystem)
        if not collection.texts:
            raise Http404("没有现行且文本已写入系统的标准，无法汇编。")
        content = _kept(
            f"collection:{collection.identifier}",
            lambda: collection_pdf(
                collection, pictures=picture_addresses(*collection.texts)
            ),
        )
        return file_response(content, f"{collection.file_stem}.pdf", PDF)


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
