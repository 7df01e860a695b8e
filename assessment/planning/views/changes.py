"""The office makes, changes and removes plans; units report what they did."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.planning.forms import MeasureForm, ReportForm, members_of
from assessment.planning.models import MeasureDuty, PlanMeasure
from assessment.planning.selectors import PlanRow, plan_rows
from assessment.planning.services import (
    Generation,
    draft_plans,
    generate_plans,
    keep_measure,
    remove_measure,
    remove_plan,
    report_done,
    take_report_back,
)
from assessment.planning.views.plans import MAY_REPORT
from listing.sequences import SequenceRows, with_words
from standards_catalog.models import Standard, Subsystem
from standards_catalog.views.pilot_lists import PilotPageMixin

# Django takes at most a thousand fields in a form.
_SHOWN = 300
_SKIPPED = 50


def _page_of(standard_id: int) -> str:
    return reverse("planning:plan", args=[standard_id])


class _OfficePage(PilotPageMixin, TemplateView):
    """A page on which the office changes a plan."""

    roles = OFFICE

    def standard(self) -> Standard:
        """The standard of the address; a 404 for another pilot's."""
        return get_object_or_404(Standard, pilot=self.pilot, pk=self.kwargs["pk"])

    def measure(self) -> PlanMeasure:
        """The measure of the address; a 404 for another pilot's."""
        rows = PlanMeasure.objects.select_related("standard__pilot")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    def done(self, message: str, url: str) -> HttpResponse:
        """On to ``url``, saying what was done."""
        messages.success(self.request, message)
        return redirect(url)

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, and from where."""
        return {"actor": self.account, "address": client_address(self.request)}


class GenerateView(_OfficePage):
    """从模板生成: the default plan for chosen standards that have none."""

    template_name = "planning/generate.html"

    def candidates(self) -> SequenceRows[PlanRow]:
        """The standards in force without a plan that the address narrows to."""
        rows = SequenceRows(plan_rows(self.pilot, self.as_of, self.account))
        rows = rows.where(lambda row: not row.has_plan)
        wanted = self.request.GET.get("subsystem", "")
        if wanted in Subsystem.values:
            rows = rows.where(lambda row: row.standard.subsystem == wanted)
        text = self.request.GET.get("q", "").strip()[:100]
        return with_words(
            rows, text, lambda row: f"{row.standard.code}\n{row.standard.title}"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.candidates()
        return super().get_context_data(
            **kwargs,
            rows=rows[:_SHOWN],
            total=len(rows),
            unlisted=max(len(rows) - _SHOWN, 0),
            subsystems=Subsystem.values,
            subsystem=self.request.GET.get("subsystem", ""),
            text=self.request.GET.get("q", "").strip()[:100],
            as_of=self.as_of,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the plans and say which could not be made, and why."""
        rows = self.candidates()
        standards = Standard.objects.filter(pilot=self.pilot)
        if "all" in request.POST:
            chosen = standards.filter(pk__in=[row.pk for row in rows])
        else:
            given = request.POST.getlist("standard")
            given += request.POST.get("keys", "").split(",")
            keys = [key for key in given if key.isdecimal()]
            chosen = standards.filter(pk__in=keys)
        if not chosen:
            context = self.get_context_data(error="请先选择要生成计划的标准。")
            return self.render_to_response(context)
        wanted: dict[str, Any] = {
            "pilot": self.pilot,
            "standards": chosen,
            "day": self.as_of,
        }
        if "confirmed" not in request.POST:
            return self._shown(draft_plans(**wanted))
        made = generate_plans(**wanted, **self.by)
        self._say(made)
        if len(made.made) == 1:
            return redirect(_page_of(made.made[0].pk))
        return redirect("planning:plans")

    def _shown(self, plans: Generation) -> HttpResponse:
        """What would be made, for how many units, and how much of it is late already."""
        return render(
            self.request,
            "planning/generate_confirm.html",
            {
                "view": self,
                "plans": plans,
                "keys": ",".join(str(standard.pk) for standard in plans.made),
                "late": plans.late_on(timezone.localdate()),
                "skipped": plans.skipped[:_SKIPPED],
            },
        )

    def _say(self, result: Generation) -> None:
        if result.made:
            text = f"已为 {len(result.made)} 项标准生成实施计划，日期和责任单位可以逐项修改。"
            messages.success(self.request, text)
        if result.skipped:
            named = "；".join(f"{s.code} {why}" for s, why in result.skipped[:10])
            more = "等" if len(result.skipped) > 10 else ""
            messages.warning(
                self.request, f"{len(result.skipped)} 项没有生成：{named}{more}。"
            )


class MeasureAddView(_OfficePage):
    """A further measure of a plan."""

    template_name = "planning/measure_form.html"

    def _form(self, data: Any, standard: Standard) -> MeasureForm:
        units = standard.applicable_units.all() or members_of(self.pilot)
        measure = PlanMeasure(pilot=self.pilot, standard=standard)
        return MeasureForm(
            data, pilot=self.pilot, instance=measure, initial={"units": units}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standard = self.standard()
        kwargs.setdefault("form", self._form(None, standard))
        return super().get_context_data(
            **kwargs,
            heading="新增措施",
            standard=standard,
            back=_page_of(standard.pk),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the measure."""
        standard = self.standard()
        form = self._form(request.POST, standard)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        measure = form.save(commit=False)
        keep_measure(measure=measure, units=form.cleaned_data["units"], **self.by)
        return self.done(f"已新增第 {measure.number} 项措施。", _page_of(standard.pk))


class MeasureEditView(_OfficePage):
    """Change a measure."""

    template_name = "planning/measure_form.html"

    def _form(self, data: Any, measure: PlanMeasure) -> MeasureForm:
        units = [duty.unit_id for duty in measure.duties.all()]
        return MeasureForm(
            data, pilot=self.pilot, instance=measure, initial={"units": units}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.measure()
        kwargs.setdefault("form", self._form(None, measure))
        return super().get_context_data(
            **kwargs,
            heading=f"修改第 {measure.number} 项措施",
            standard=measure.standard,
            measure=measure,
            reported=measure.duties.exclude(done_on=None).count(),
            back=_page_of(measure.standard_id),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the changes."""
        form = self._form(request.POST, self.measure())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        measure = form.save(commit=False)
        keep_measure(measure=measure, units=form.cleaned_data["units"], **self.by)
        return self.done("已保存措施。", _page_of(measure.standard_id))


class MeasureDeleteView(_OfficePage):
    """Delete a measure, after saying what goes with it."""

    template_name = "planning/delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.measure()
        reported = measure.duties.exclude(done_on=None).select_related("unit")
        return super().get_context_data(
            **kwargs,
            heading=f"删除第 {measure.number} 项措施",
            standard=measure.standard,
            what=measure.content,
            confirmation=measure.pk,
            lost=[f"{duty.unit} {duty.done_on} 完成" for duty in reported],
            back=_page_of(measure.standard_id),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it."""
        measure = self.measure()
        if request.POST.get("confirm") != str(measure.pk):
            return self.render_to_response(self.get_context_data())
        remove_measure(measure=measure, **self.by)
        return self.done("已删除措施。", _page_of(measure.standard_id))


class PlanDeleteView(_OfficePage):
    """Delete the whole plan of a standard, after saying what goes with it."""

    template_name = "planning/delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standard = self.standard()
        duties = MeasureDuty.objects.filter(measure__standard=standard)
        reported = duties.exclude(done_on=None).select_related("unit", "measure")
        return super().get_context_data(
            **kwargs,
            heading="删除实施计划",
            standard=standard,
            what=f"{standard.plan_measures.count()} 项措施",
            confirmation=standard.pk,
            lost=[
                f"第{duty.measure.number}项 {duty.unit} {duty.done_on} 完成"
                for duty in reported.order_by("measure__number", "pk")
            ],
            back=_page_of(standard.pk),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete all measures."""
        standard = self.standard()
        if request.POST.get("confirm") != str(standard.pk):
            return self.render_to_response(self.get_context_data())
        count = remove_plan(standard=standard, **self.by)
        text = f"已删除 {count} 项措施。" if count else "这项标准没有实施计划。"
        return self.done(text, _page_of(standard.pk))


class ReportView(PilotPageMixin, TemplateView):
    """A unit's liaison, or the office, reports that the unit's part is done."""

    roles = OFFICE | MAY_REPORT
    template_name = "planning/report.html"

    @cached_property
    def duty(self) -> MeasureDuty:
        """The part of the address; another unit's is a 404."""
        rows = MeasureDuty.objects.for_user(self.account)
        rows = rows.filter(measure__pilot=self.pilot)
        return get_object_or_404(
            rows.select_related("unit", "measure__standard__pilot"),
            pk=self.kwargs["pk"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        duty = self.duty
        first = {
            "done_on": duty.done_on or min(timezone.localdate(), self.as_of),
            "note": duty.note,
        }
        kwargs.setdefault("form", ReportForm(duty=duty, initial=first))
        return super().get_context_data(
            **kwargs,
            duty=duty,
            measure=duty.measure,
            standard=duty.measure.standard,
            back=_page_of(duty.measure.standard_id),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the report, or take it back."""
        duty = self.duty
        by: dict[str, Any] = {
            "actor": self.account,
            "address": client_address(request),
        }
        if "withdraw" in request.POST:
            if duty.done_on is not None:
                take_report_back(duty=duty, **by)
            messages.success(request, "已撤回，这项任务重新列为未完成。")
            return redirect(_page_of(duty.measure.standard_id))
        form = ReportForm(request.POST, duty=duty)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        report_done(duty=duty, **form.cleaned_data, **by)
        messages.success(request, "已报告完成。")
        return redirect(_page_of(duty.measure.standard_id))
