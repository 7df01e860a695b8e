"""Drafts as files, for those who may read them.

Who that is follows from the page the file is linked on: the draft's own page, the
project, the review room, the invitation, the signed link, the public consultation.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic.base import View

from accounts.permissions import (
    EXPERTS,
    OFFICE,
    RECORD_READERS,
    UNITS,
    RolesRequiredMixin,
)
from accounts.services import client_address, record_event
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.permissions import may_read_draft
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.documents.selectors import (
    PrintedEdition,
    printed_draft,
    printed_snapshot,
)
from standards_catalog.documents.views.editions import pdf_response, word_response
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    DraftingProject,
    DraftSnapshot,
    ExpertReview,
    Invitation,
)
from standards_catalog.procedure.services.links import DeadLinkError, invitation_of
from standards_catalog.procedure.views.consulting import public_rounds

_FORMS = {"pdf": pdf_response, "docx": word_response}


def _response(printed: PrintedEdition | None, form: str) -> HttpResponseBase:
    if form not in _FORMS:
        raise Http404("只有 PDF 和 Word 两种文件。")
    return _FORMS[form](printed)


class _InsideFile(RolesRequiredMixin):
    """A text that is not published; handing it out leaves a trace."""

    def handed_out(self, printed: PrintedEdition | None, form: str) -> HttpResponseBase:
        """The file, recorded once it could be made."""
        response = _response(printed, form)
        if printed is not None:
            record_event(
                actor=self.account,
                action="下载标准文稿",
                object_label=printed.file_stem,
                detail={"格式": form, "摘要": printed.digest},
                address=client_address(self.request),
            )
        return response


class DraftFileView(_InsideFile):
    """草案: the newest draft, for the office and the responsible units."""

    roles = OFFICE | UNITS

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        """The file; 404 for those who may not read the draft."""
        standard = get_object_or_404(Standard.objects.select_related("pilot"), pk=pk)
        if not may_read_draft(self.account, standard):
            raise Http404("没有向您开放的草案。")
        page = get_object_or_404(StandardPage, standard=standard)
        printed = printed_draft(draft_text(page), standard)
        return self.handed_out(printed, form)


class SnapshotFileView(_InsideFile):
    """A frozen text of a project, for those who may open the project."""

    roles = RECORD_READERS

    def get(
        self, request: HttpRequest, pk: int, snapshot: int, form: str
    ) -> HttpResponseBase:
        """The file; 404 for another unit's project."""
        projects = DraftingProject.objects.for_user(self.account).filter(pk=pk)
        found = get_object_or_404(
            DraftSnapshot.objects.select_related("project__standard__pilot"),
            project__in=projects,
            pk=snapshot,
        )
        return self.handed_out(printed_snapshot(found), form)


class ReviewFileView(_InsideFile):
    """送审稿, for its panel and the office."""

    roles = EXPERTS | OFFICE

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        """The file; 404 for an expert of another panel."""
        reviews = ExpertReview.objects.for_user(self.account).select_related(
            "snapshot__project__standard__pilot"
        )
        review = get_object_or_404(reviews, pk=pk)
        return self.handed_out(printed_snapshot(review.snapshot), form)


class InvitationFileView(_InsideFile):
    """征求意见稿, for the units that were asked."""

    roles = UNITS

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        """The file; 404 for another unit's invitation."""
        invitations = Invitation.objects.for_user(self.account).select_related(
            "consultation__snapshot__project__standard__pilot"
        )
        invitation = get_object_or_404(invitations, pk=pk)
        return self.handed_out(printed_snapshot(invitation.consultation.snapshot), form)


class SignedFileView(View):
    """征求意见稿, for a body without an account that holds a signed link."""

    def get(self, request: HttpRequest, token: str, form: str) -> HttpResponseBase:
        """The file; 404 for a dead link."""
        try:
            invitation = invitation_of(token)
        except DeadLinkError as error:
            raise Http404(str(error)) from error
        return _response(printed_snapshot(invitation.consultation.snapshot), form)


class PublicDraftView(View):
    """征求意见稿 of a public round while it is open, for everybody."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        """The file; 404 when the round is not public or not open."""
        consultation = get_object_or_404(
            public_rounds().select_related("snapshot__project__standard__pilot"), pk=pk
        )
        return _response(printed_snapshot(consultation.snapshot), form)
