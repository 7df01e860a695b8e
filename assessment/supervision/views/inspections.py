"""Checks: the list, and what the office orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE
from assessment.supervision.columns import only_done, result_columns, standing_column
from assessment.supervision.forms import OrderForm
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.services.inspections import (
    order_inspection,
    remove_inspection,
)
from assessment.supervision.services.notices import page_of
from assessment.supervision.standing import Standing, with_standing
from assessment.supervision.views.planning import FormPageMixin
from listing.columns import Column, Kind, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, choices_of
from listing.views import NextStep
from standards_catalog.views.citations import (
    CITATION_COLUMNS,
    CITATION_SEARCH,
    citation_filter,
)
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin

LIST = "supervision:inspections"
TITLE = "监督检查"
_KINDS = (("draw", "双随机抽查"), ("order", "专项检查"))


class ChecksOfUser(PilotPageMixin):
    """The checks this user may see."""

    def get_rows(self) -> QuerySet[Any]:
        checks = Inspection.objects.for_user(self.account).filter(pilot=self.pilot)
        return checks.select_related(
            "unit", "standard", "law", "finding", "draw"
        ).defer(*(f"draw__{name}" for name in Draw.LONG_FIELDS))


class CheckPageMixin(FormPageMixin):
    """A page on which the office changes checks."""

    list_title = TITLE
    list_view = LIST

    def check(self) -> Inspection:
        """The check of the address; a 404 for another pilot's."""
        rows = Inspection.objects.filter(pilot=self.pilot).select_related(
            "unit", "standard", "law", "draw", "finding"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


def _kind(rows: Any, chosen: tuple[str, ...]) -> Any:
    if len(chosen) == len(_KINDS):
        return rows
    return rows.filter(draw__isnull="order" in chosen)


class InspectionListView(ChecksOfUser, PilotListView):
    """监督检查: drawn checks and those ordered by hand."""

    template_name = "supervision/inspection_list.html"
    title = TITLE
    about = "{as_of} 及以前下达的检查；结果和逾期按该日判定"
    is_unit_list = True
    purpose = "抽取产生的检查任务和专项检查列在这里，由标准化办公室登记结果。"
    search_fields = (
        *CITATION_SEARCH,
        "code",
        "unit__name",
        "unit__short_name",
        "reason",
        "facts",
    )
    search_hint = "编号、单位、标准、检查情况"

    def get_columns(self) -> Sequence[Column]:
        day = self.as_of
        return (
            field_column(
                Inspection, "code", url=link("supervision:inspection"), width=14
            ),
            standing_column(day),
            field_column(Inspection, "unit", width=20),
            *CITATION_COLUMNS,
            Column("kind", "类别", width=12),
            field_column(Inspection, "due_on"),
            field_column(Inspection, "assigned_to", width=24),
            Column(
                "checked_on",
                "检查日期",
                Kind.DATE,
                value=only_done(day, "checked_on"),
                sort="checked_on",
            ),
            *result_columns(day)[1:],
        )

    def get_rows(self) -> QuerySet[Any]:
        rows = super().get_rows().filter(assigned_on__lte=self.as_of)
        return with_standing(rows, self.as_of)

    def search(self, rows: Any, text: str) -> Any:
        return super().search(rows, text)

    def get_filters(self) -> Sequence[Filter]:
        draws = Draw.objects.filter(pilot=self.pilot, drawn_at__isnull=False)
        named = [
            (str(pk), f"{code} {name}")
            for pk, code, name in draws.values_list("pk", "code", "name")
        ]
        by_draw = ChoiceFilter("draw", "抽查", choices=named)
        return (
            ChoiceFilter(
                "state", "状态", choices=choices_of(Standing), narrowing="standing"
            ),
            *self.own_unit_filters(),
            *([] if self.account.is_unit_bound else [by_draw]),
            ChoiceFilter("kind", "类别", choices=_KINDS, narrowing=_kind),
            citation_filter(self.pilot),
            DateRangeFilter("due", "检查期限", field="due_on"),
        )

    def next_step(self) -> NextStep | None:
        if not self.account.is_office:
            return None
        return NextStep("去双随机抽查", reverse("supervision:draws"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, may_edit=self.account.is_office)


class InspectionAddView(CheckPageMixin, TemplateView):
    """A 专项检查."""

    button = "下达"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OrderForm(pilot=self.pilot))
        return super().get_context_data(
            **kwargs,
            **self.page(
                "新增专项检查",
                "不经抽取、由办公室指定的检查；清单和汇总中标明“专项检查”",
                reverse(LIST),
            ),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Order the check."""
        form = OrderForm(request.POST, pilot=self.pilot)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        refusal = self.attempt(order_inspection, pilot=self.pilot, order=form.order())
        if refusal:
            form.add_error(None, f"{refusal}。")
            return self.render_to_response(self.get_context_data(form=form))
        newest = Inspection.objects.filter(pilot=self.pilot).latest("pk")
        messages.success(request, f"已下达专项检查“{newest}”。")
        return redirect(page_of(newest))


class InspectionDeleteView(CheckPageMixin, View):
    """Take back a 专项检查 that was not carried out."""

    roles = OFFICE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove the check that the form names."""
        check = self.check()
        if request.POST.get("confirm") != check.code:
            return redirect(page_of(check))
        label = str(check)
        if refusal := self.attempt(remove_inspection, check=check):
            messages.error(request, f"{refusal}。")
            return redirect(page_of(check))
        messages.success(request, f"已取消专项检查“{label}”。")
        return redirect(LIST)
