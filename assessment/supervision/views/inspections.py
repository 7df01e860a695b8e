"""Checks: the list, one check, and what the office puts down about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE
from assessment.supervision.columns import (
    only_done,
    result_columns,
    standing_badge,
    standing_column,
)
from assessment.supervision.forms import OrderForm, OutcomeForm, ReasonForm
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.services.inspections import (
    order_inspection,
    record_inspection,
    remove_inspection,
    withdraw_record,
)
from assessment.supervision.standing import Standing, standing_of, with_standing
from assessment.supervision.views.planning import FormPageMixin
from listing.columns import Column, Kind, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, choices_of
from listing.views import NextStep
from standards_catalog.views.citations import (
    CITATION_COLUMNS,
    CITATION_SEARCH,
    citation_filter,
)
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)

_LIST = "supervision:inspections"
_TITLE = "监督检查"
_KINDS = (("draw", "双随机抽查"), ("order", "专项检查"))


class _ChecksOfUser(PilotPageMixin):
    """The checks this user may see."""

    def get_rows(self) -> QuerySet[Any]:
        checks = Inspection.objects.for_user(self.account).filter(pilot=self.pilot)
        return checks.select_related(
            "unit", "standard", "law", "finding", "draw"
        ).defer(*(f"draw__{name}" for name in Draw.LONG_FIELDS))


def _kind(rows: Any, chosen: tuple[str, ...]) -> Any:
    if len(chosen) == len(_KINDS):
        return rows
    return rows.filter(draw__isnull="order" in chosen)


class InspectionListView(_ChecksOfUser, PilotListView):
    """监督检查: drawn checks and those ordered by hand."""

    template_name = "supervision/inspection_list.html"
    title = _TITLE
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


class InspectionView(_ChecksOfUser, PilotDetailView):
    """One check, as it stands today."""

    template_name = "supervision/inspection.html"
    list_title = _TITLE

    def list_url(self) -> str:
        return reverse(_LIST)

    def heading(self) -> str:
        return f"监督检查 {self.record.code}"

    def subtitle(self) -> str:
        cited = self.record.standard or self.record.law
        return f"{self.record.unit} · {cited}"

    def get_columns(self) -> Sequence[Column]:
        check = self.record
        origin = (
            Column("draw", "双随机抽查", url=self._page_of_draw)
            if check.draw_id
            else Column("reason", "专项检查事由", is_wide=True)
        )
        given = (
            standing_column(timezone.localdate()),
            Column("unit", "单位"),
            *CITATION_COLUMNS,
            Column("kind", "类别"),
            origin,
            Column("assigned_to", "派定检查人"),
            Column("assigned_on", "下达日期", Kind.DATE),
            Column("notice_on", "通知日期", Kind.DATE),
            Column("due_on", "检查期限", Kind.DATE),
        )
        if not check.is_recorded:
            return given
        found = result_columns(timezone.localdate())
        counted = Column("is_counted", "计入实施记录", Kind.BOOL)
        return (*given, *found, counted)

    def _page_of_draw(self, check: Inspection) -> str | None:
        draw = check.draw
        if draw is None:
            return None
        if self.account.is_unit_bound:
            return reverse("supervision:public_draw", args=[self.pilot.code, draw.code])
        return reverse("supervision:draw", args=[draw.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check, is_office = self.record, self.account.is_office
        standing = standing_of(check, timezone.localdate())
        is_open = not check.is_recorded and standing is not Standing.CANCELLED
        return super().get_context_data(
            **kwargs,
            check=check,
            badge=standing_badge(standing),
            is_overdue=standing is Standing.OVERDUE,
            is_cancelled=standing is Standing.CANCELLED,
            is_told=check.notice_on <= timezone.localdate(),
            may_record=is_office and is_open,
            may_withdraw=is_office and check.is_recorded,
            may_remove=is_office and is_open and check.draw_id is None,
        )


def page_of(check: Inspection) -> str:
    """The address of a check."""
    return reverse("supervision:inspection", args=[check.pk])


class _CheckPageMixin(FormPageMixin):
    """A page on which the office changes checks."""

    list_title = _TITLE
    list_view = _LIST

    def check(self) -> Inspection:
        """The check of the address; a 404 for another pilot's."""
        rows = Inspection.objects.filter(pilot=self.pilot).select_related(
            "unit", "standard", "law", "draw", "finding"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class InspectionAddView(_CheckPageMixin, TemplateView):
    """A 专项检查."""

    button = "下达"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OrderForm(pilot=self.pilot))
        return super().get_context_data(
            **kwargs,
            **self.page(
                "新增专项检查",
                "不经抽取、由办公室指定的检查；清单和汇总中标明“专项检查”",
                reverse(_LIST),
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


class InspectionRecordView(_CheckPageMixin, TemplateView):
    """Put down what a check found."""

    template_name = "supervision/record.html"
    button = "保存结果"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.check()
        kwargs.setdefault("form", OutcomeForm(check=check))
        cited = check.standard or check.law
        return super().get_context_data(
            **kwargs,
            check=check,
            **self.page(
                f"登记检查结果：{check.code}",
                f"{check.unit} · {cited} · 期限 {check.due_on.isoformat()}",
                page_of(check),
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the result, or show what is wrong with it."""
        check = self.check()
        form = OutcomeForm(request.POST, check=check)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        refusal = self.attempt(record_inspection, check=check, outcome=form.outcome())
        if refusal:
            form.add_error(None, f"{refusal}。")
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, self._words(self.check()))
        return redirect(page_of(check))

    def _words(self, check: Inspection) -> str:
        words = f"已登记检查 {check.code} 的结果：{check.result}。"
        if check.finding is not None:
            words += f"已开出不符合项 {check.finding.code}。"
        if check.is_counted:
            words += "已计入实施记录。"
        return words


class InspectionWithdrawView(_CheckPageMixin, TemplateView):
    """Take back a result that was put down wrongly."""

    button = "撤回结果"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.check()
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(
            **kwargs,
            **self.page(
                f"撤回检查结果：{check.code}",
                "登记有误时用；由它开出的不符合项和实施记录一并撤回，原内容留在审计中",
                page_of(check),
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back, or say why not."""
        check, form = self.check(), ReasonForm(request.POST)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            refusal = self.attempt(withdraw_record, check=check, reason=reason)
            if not refusal:
                messages.success(request, f"已撤回检查 {check.code} 的结果。")
                return redirect(page_of(check))
            form.add_error(None, f"{refusal}。")
        return self.render_to_response(self.get_context_data(form=form))


class InspectionDeleteView(_CheckPageMixin, View):
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
        return redirect(_LIST)
