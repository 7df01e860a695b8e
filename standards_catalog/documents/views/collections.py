"""标准汇编: what would be bound, and the job that binds it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic.base import TemplateView

from accounts.permissions import CATALOGUE_READERS
from accounts.services import client_address
from background.selectors import is_worker_alive
from background.services import JobRequest, enqueue
from standards_catalog.documents.forms import CollectionForm
from standards_catalog.documents.selectors import collection_plan
from standards_catalog.documents.tasks import COLLECTION
from standards_catalog.views.pilot_lists import PilotPageMixin

_SECONDS_A_PAGE = 0.1


class CollectionView(PilotPageMixin, TemplateView):
    """汇编: choose the part of the pilot's system and the date, see what it holds,
    and have it bound in the background."""

    template_name = "standard_documents/collection.html"
    roles = CATALOGUE_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"subsystem": "", "as_of": self.as_of.isoformat()}
        asked = {**first, **self.request.GET.dict()}
        form = kwargs.pop("form", None) or CollectionForm(asked)
        plan = None
        if form.is_valid():
            plan = collection_plan(
                self.pilot, form.cleaned_data["as_of"], form.cleaned_data["subsystem"]
            )
        return super().get_context_data(
            **kwargs,
            form=form,
            plan=plan,
            minutes=_minutes(plan.pages) if plan is not None else "",
            is_worker_alive=is_worker_alive(),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Queue the job and go to its page."""
        form = CollectionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        day, subsystem = form.cleaned_data["as_of"], form.cleaned_data["subsystem"]
        if not collection_plan(self.pilot, day, subsystem).titles:
            form.add_error(None, "没有现行且文本已写入系统的标准，无法汇编。")
            return self.render_to_response(self.get_context_data(form=form))
        job = enqueue(
            request=JobRequest(
                kind=COLLECTION,
                title=f"标准汇编（{subsystem or '全部分体系'}，{day.isoformat()} 现行）",
                arguments={
                    "pilot": self.pilot.code,
                    "subsystem": subsystem,
                    "as_of": day.isoformat(),
                },
                pilot_name=self.pilot.name,
            ),
            actor=self.account,
            address=client_address(request),
        )
        return redirect("background:job", job.pk)


def _minutes(pages: int) -> str:
    """How long it takes, in words; measured at a tenth of a second a page."""
    seconds = pages * _SECONDS_A_PAGE
    return "不到 1 分钟" if seconds < 60 else f"约 {round(seconds / 60)} 分钟"
