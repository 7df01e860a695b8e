"""The files of editions and laws: put in by the office, read by whom the catalogue
is open to, always as a download."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView, View

from accounts.permissions import CATALOGUE_READERS, OFFICE
from accounts.services import client_address
from standards_catalog.models import LegalInstrument, StandardEdition
from standards_catalog.validity.forms import SourceDocumentForm
from standards_catalog.validity.models import SourceDocument
from standards_catalog.validity.services import (
    add_source_document,
    record_download,
    remove_source_document,
)
from standards_catalog.views.pilot_lists import PilotPageMixin


def page_of(owner: StandardEdition | LegalInstrument) -> str:
    """The page that shows the files of ``owner``."""
    if isinstance(owner, StandardEdition):
        return reverse("standards_catalog:detail", args=[owner.standard_id])
    return reverse("standards_catalog:law", args=[owner.pk])


class _UploadView(PilotPageMixin, TemplateView):
    """A file for an edition or a law of the pilot."""

    roles = OFFICE
    template_name = "standards_catalog/upkeep/form.html"

    def owner(self) -> StandardEdition | LegalInstrument:
        """Whose file it will be; a 404 for another pilot's."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owner = self.owner()
        kwargs.setdefault("form", SourceDocumentForm())
        is_law = isinstance(owner, LegalInstrument)
        listed = "standards_catalog:laws" if is_law else "standards_catalog:list"
        return super().get_context_data(
            **kwargs,
            heading=f"上传原文：{owner}",
            advice="登录的标准体系读者可以下载；每次上传、下载和删除记入审计",
            list_title="法律法规" if is_law else "标准明细",
            list_url=reverse(listed),
            back=page_of(owner),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the file."""
        form = SourceDocumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        owner = self.owner()
        document = add_source_document(
            owner=owner,
            title=form.cleaned_data["title"],
            upload=form.cleaned_data["file"],
            actor=self.account,
            address=client_address(request),
        )
        messages.success(request, f"已上传“{document}”。")
        return redirect(page_of(owner))


class EditionUploadView(_UploadView):
    """A file for an edition."""

    def owner(self) -> StandardEdition:
        rows = StandardEdition.objects.select_related("standard")
        return get_object_or_404(rows, standard__pilot=self.pilot, pk=self.kwargs["pk"])


class LawUploadView(_UploadView):
    """A file for a law."""

    def owner(self) -> LegalInstrument:
        return get_object_or_404(
            LegalInstrument, pilot=self.pilot, pk=self.kwargs["pk"]
        )


class _OneDocumentMixin(PilotPageMixin):
    """The file of the address; a 404 for another pilot's."""

    def document(self) -> SourceDocument:
        rows = SourceDocument.objects.select_related("edition", "law").filter(
            Q(edition__standard__pilot=self.pilot) | Q(law__pilot=self.pilot)
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class SourceDocumentView(_OneDocumentMixin, View):
    """A file, as a download."""

    roles = CATALOGUE_READERS

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file under the name it came with, with a trace in the audit trail."""
        document = self.document()
        record_download(
            document=document, actor=self.account, address=client_address(request)
        )
        return FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=PurePosixPath(document.file.name or "").name,
            headers={"X-Content-Type-Options": "nosniff"},
        )


class SourceDocumentDeleteView(_OneDocumentMixin, View):
    """Remove a file."""

    roles = OFFICE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove the file that the form names, so that an empty or repeated post does
        nothing, and go back to its owner's page."""
        document = self.document()
        back, title = page_of(document.owner), str(document)
        if request.POST.get("confirm") != document.digest:
            return redirect(back)
        remove_source_document(
            document=document, actor=self.account, address=client_address(request)
        )
        messages.success(request, f"已删除“{title}”。")
        return redirect(back)
