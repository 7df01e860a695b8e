"""标准汇编."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.generic.base import View

from accounts.permissions import CATALOGUE_READERS
from standards_catalog.documents.collection import collection_pdf
from standards_catalog.documents.responses import PDF, file_response, kept
from standards_catalog.documents.selectors import collection_of, picture_addresses
from standards_catalog.models import Subsystem
from standards_catalog.views.pilot_lists import PilotPageMixin


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
        content = kept(
            f"collection:{collection.identifier}",
            lambda: collection_pdf(
                collection, pictures=picture_addresses(*collection.texts)
            ),
        )
        return file_response(content, f"{collection.file_stem}.pdf", PDF)
