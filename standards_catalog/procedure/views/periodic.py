"""复审: what is due, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE, RECORD_READERS
from accounts.services import client_address
from listing.columns import Badge, Column, Tone, field_column
from listing.views import panel
from standards_catalog.models import Standard
from standards_catalog.procedure.forms.records import PeriodicReviewForm
from standards_catalog.procedure.models import PeriodicReview
from standards_catalog.procedure.selectors.periodic import (
    ReviewLine,
    ReviewState,
    review_lines,
)
from standards_catalog.procedure.services.periodic import (
    ReviewOutcome,
    record_periodic_review,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.views.pilot_lists import PilotPageMixin

_TONES = {
    ReviewState.OVERDUE: Tone.BAD,
    ReviewState.SOON: Tone.WARNING,
    ReviewState.LATER: Tone.NEUTRAL,
}


class PeriodicReviewListView(PilotPageMixin, TemplateView):
    """复审: every own edition in force with the day it is due, and past reviews."""

    template_name = "procedure/periodic_reviews.html"
    roles = RECORD_READERS

    _PAST: Sequence[Column] = (
        Column("standard", "标准", value="standard.title", is_wide=True),
        field_column(PeriodicReview, "edition_number"),
        field_column(PeriodicReview, "due_on"),
        field_column(PeriodicReview, "reviewed_on"),
        field_column(PeriodicReview, "conclusion"),
        field_column(PeriodicReview, "reason"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        lines = review_lines(self.pilot, today)
        show_all = self.request.GET.get("all") == "yes"
        past = PeriodicReview.objects.filter(standard__pilot=self.pilot)
        urgent = [line for line in lines if line.state is not ReviewState.LATER]
        return super().get_context_data(
            **kwargs,
            lines=[(line, _badge(line)) for line in (lines if show_all else urgent)],
            show_all=show_all,
            counts=[
                (state, sum(line.state is state for line in lines))
                for state in ReviewState
            ],
            today=today,
            past=panel("复审记录", self._PAST, past.select_related("standard")),
            may_review=self.account.is_office,
        )


def _badge(line: ReviewLine) -> Badge:
    if line.has_project:
        return Badge("修订或废止中", Tone.INFO)
    return Badge(line.state, _TONES[line.state])


class PeriodicReviewView(PilotPageMixin, TemplateView):
    """The conclusion of one 复审; 修订 and 废止 start a project."""

    template_name = "procedure/form.html"
    roles = OFFICE

    @cached_property
    def standard(self) -> Standard:
        """The standard of the address."""
        standards = Standard.objects.select_related("pilot")
        return get_object_or_404(standards, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PeriodicReviewForm(pilot=self.standard.pilot))
        return super().get_context_data(
            **kwargs,
            heading=f"复审《{self.standard.title}》",
            advice="继续有效的从今天起重新计算复审周期；修订、废止的随即提出立项。",
            button="保存复审结论",
            back=reverse("procedure:periodic_reviews"),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record the conclusion."""
        form = PeriodicReviewForm(request.POST, pilot=self.standard.pilot)
        if form.is_valid():
            data = form.cleaned_data
            outcome = ReviewOutcome(
                data["conclusion"], data["reason"], data["lead_unit"]
            )
            try:
                review = record_periodic_review(
                    standard=self.standard,
                    outcome=outcome,
                    actor=self.account,
                    address=client_address(request),
                )
            except StepRefusedError as error:
                form.add_error(None, [f"{reason}。" for reason in error.reasons])
            else:
                messages.success(request, f"已记录复审结论：{review.conclusion}。")
                if review.project is not None:
                    return redirect("procedure:project", pk=review.project.pk)
                return redirect("procedure:periodic_reviews")
        return self.render_to_response(self.get_context_data(form=form))
