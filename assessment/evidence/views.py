"""Files of evidence as the people see them who may see their record."""

from __future__ import annotations

from functools import cached_property

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic.base import View

from accounts.permissions import RECORD_READERS
from accounts.services import client_address
from assessment.evidence.files import path_of, small_path_of
from assessment.evidence.models import Evidence
from assessment.evidence.services import record_opening
from standards_catalog.views.pilot_lists import PilotPageMixin

_GONE = "这个文件已不在服务器上，请联系管理员从备份恢复。"
_PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private"}


class _OneFileMixin(PilotPageMixin):
    """The file of the address; a 404 for one of a record or check that the user may
    not see."""

    roles = RECORD_READERS

    @cached_property
    def evidence(self) -> Evidence:
        """The file of the address."""
        files = Evidence.objects.for_user(self.account).in_pilot(self.pilot)
        return get_object_or_404(files.with_owners(), pk=self.kwargs["pk"])


class EvidenceView(_OneFileMixin, View):
    """A file: pictures and PDF are shown, everything else is a download."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file under the name it came with, with a trace in the audit trail."""
        evidence = self.evidence
        path = path_of(evidence.stored_name)
        if not path.is_file():
            raise Http404(_GONE)
        record_opening(
            evidence=evidence, actor=self.account, address=client_address(request)
        )
        is_wanted_as_file = "download" in request.GET
        return FileResponse(
            path.open("rb"),
            as_attachment=is_wanted_as_file or not evidence.is_shown,
            filename=evidence.original_name,
            content_type=evidence.content_type,
            headers=_PRIVATE,
        )


class ThumbnailView(_OneFileMixin, View):
    """The small copy of a picture; too small to be traced."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The small copy, or a 404 for what is no picture."""
        path = small_path_of(self.evidence.stored_name)
        if not path.is_file():
            raise Http404(_GONE)
        return FileResponse(
            path.open("rb"), content_type="image/jpeg", headers=_PRIVATE
        )
