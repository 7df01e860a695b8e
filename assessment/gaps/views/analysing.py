"""运行分析: what the rules would change, and doing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.gaps.forms import AnalysisForm
from assessment.gaps.models import Gap
from assessment.gaps.rules.facts import FoundGap
from assessment.gaps.selectors.analysis import AnalysisPlan, planned_analysis
from assessment.gaps.selectors.records import gap_summary
from assessment.gaps.services.analysis import analyse
from assessment.gaps.services.records import GapRefusedError
from listing.columns import Column, Kind, joined
from listing.views import Panel, panel
from standards_catalog.views.pilot_lists import PilotPageMixin

_FOUND = (
    Column("kind", "类型", value=lambda gap: gap.kind.value),
    Column("place", "环节", value=lambda gap: gap.step.place if gap.step else ""),
    Column("statement", "现状", is_wide=True),
    Column("proposed", "拟制定标准"),
    Column("owners", "责任单位", value=lambda gap: joined(gap.owners)),
    Column("check", "核对", value=lambda gap: "" if gap.is_certain else "待核对"),
)
_CLOSING = (
    Column("code", "编号", value="gap.code"),
    Column("kind", "类型", value="gap.kind"),
    Column("statement", "原现状", value="gap.statement", is_wide=True),
    Column("on", "关闭日期", Kind.DATE),
    Column("reason", "关闭理由", is_wide=True),
)


class AnalysisView(PilotPageMixin, TemplateView):
    """Preview of a run on the date, then the run."""

    roles = OFFICE
    template_name = "gaps/analysis.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_future = self.as_of > timezone.localdate()
        plan = None if is_future else planned_analysis(self.pilot, self.as_of)
        if plan is not None:
            bound = kwargs.pop("form", None)
            data = bound.data.copy() if bound is not None else None
            if data is not None:
                data["seen"] = plan.digest
            form = AnalysisForm(data, initial={"seen": plan.digest})
            kwargs |= {"form": form, "panels": _panels(plan)}
        return super().get_context_data(
            **kwargs,
            plan=plan,
            kinds=_by_kind(plan.new) if plan else (),
            summary=gap_summary(self.pilot, self.as_of),
            as_of=self.as_of,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Run it, unless what was looked at is no longer what would be done."""
        form = AnalysisForm(request.POST)
        if self.as_of > timezone.localdate():
            messages.error(request, "不能按以后的日期运行分析。")
            return redirect("gaps:analyse")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            result = analyse(
                pilot=self.pilot,
                as_of=self.as_of,
                actor=self.account,
                due_on=form.cleaned_data["due_on"],
                seen=form.cleaned_data["seen"],
                address=client_address(request),
            )
        except GapRefusedError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(
            request,
            f"分析完成：新增 {len(result.raised)} 条，关闭 {len(result.closed)} 条，"
            f"{result.unchanged} 条没有变化。",
        )
        return redirect("gaps:gaps")


def _panels(plan: AnalysisPlan) -> list[Panel]:
    return [
        panel("将新增的缺口", _FOUND, plan.new, empty="没有新的缺口。"),
        panel("将关闭的缺口", _CLOSING, plan.closing, empty="没有可以关闭的缺口。"),
    ]


def _by_kind(found: tuple[FoundGap, ...]) -> list[tuple[str, int]]:
    kinds = [gap.kind.value for gap in found]
    return [(kind, kinds.count(kind)) for kind in Gap.Kind.values]
