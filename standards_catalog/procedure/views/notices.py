"""The notices of an account."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import ListView
from django.views.generic.base import View

from accounts.permissions import EVERYBODY, RolesRequiredMixin
from standards_catalog.procedure.models import Notice
from standards_catalog.procedure.services.notices import mark_read


class NoticeListView(RolesRequiredMixin, ListView[Notice]):
    """通知: the newest first; reading them all at once is one button."""

    template_name = "procedure/notices.html"
    roles = EVERYBODY
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.filter(recipient=self.account)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark everything read."""
        mark_read(notices=self.get_queryset().filter(read_at=None))
        return redirect("procedure:notices")


class NoticeView(RolesRequiredMixin, View):
    """Open what a notice is about; from then on it counts as read."""

    roles = EVERYBODY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the page the notice names; to the list if it is not one's own."""
        notice = Notice.objects.filter(recipient=self.account, pk=pk).first()
        if notice is None:
            return redirect("procedure:notices")
        mark_read(notices=[notice])
        return redirect(notice.url)
