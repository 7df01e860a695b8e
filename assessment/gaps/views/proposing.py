"""From a gap to a project: 立项 with its fields filled in, and the catalogue entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.services import client_address
from assessment.gaps.models import Gap, GapState
from assessment.gaps.services.claims import (
    claim,
    propose_standard,
    remember_project,
)
from assessment.gaps.services.records import GapRefusedError, gap_url
from assessment.gaps.views.pages import GapMixin, proposable
from standards_catalog.models import Standard, Subsystem
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.procedure.views.projects import ProposeView
from standards_catalog.views.upkeep import StandardAddView

_DONE = (GapState.CLOSED, GapState.WAIVED, GapState.COVERED)


class GapProposeView(GapMixin, ProposeView):
    """提出立项 for a gap; who proposes for one that nobody has claimed claims it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send on where there is nothing to propose."""
        if request.user.is_authenticated and self._is_allowed():
            why = self._why_not()
            if why:
                messages.error(request, why)
                return redirect(gap_url(self.gap))
        return super().dispatch(request, *args, **kwargs)

    def _is_allowed(self) -> bool:
        account = self.account
        return account.is_superuser or account.role in self.roles

    def _why_not(self) -> str:
        gap, unit = self.gap, self.account.unit_id
        if not self.account.is_office and gap.claimed_by_id not in (None, unit):
            raise Http404("这条缺口由其他单位认领。")
        if GapState(gap.state) in _DONE:
            return f"缺口 {gap.code} 的状态为“{gap.state}”，不用立项。"
        if gap.project is not None and gap.project.is_active:
            return f"缺口 {gap.code} 已经提出{gap.project}。"
        return ""

    def first_values(self) -> dict[str, Any]:
        """The fields of 立项, from the gap."""
        gap = self.gap
        standard = proposable(gap)
        kinds = DraftingProject.Kind
        values: dict[str, Any] = {
            "standard": standard,
            "kind": kinds.NEW,
            "lead_unit": gap.claimed_by_id or self._own_unit(),
            "purpose": purpose_of(gap),
            "planned_on": gap.due_on,
        }
        if standard is not None:
            dated = standard.editions.exclude(effective_on=None)
            values["kind"] = kinds.REVISION if dated.exists() else kinds.NEW
        return {name: value for name, value in values.items() if value}

    def _own_unit(self) -> int | None:
        owners = list(self.gap.owner_units.values_list("pk", flat=True)[:2])
        if self.account.is_unit_bound:
            return self.account.unit_id
        return owners[0] if len(owners) == 1 else None

    def proposed(self, project: DraftingProject) -> None:
        """Keep the project with the gap; a gap nobody has claimed is the leader's."""
        address = client_address(self.request)
        try:
            if self.gap.claimed_by_id is None:
                claim(
                    gap=self.gap,
                    unit=project.lead_unit,
                    on=max(self.first_day, self.gap.raised_on),
                    actor=self.account,
                    address=address,
                )
            remember_project(
                gap=self.gap, project=project, actor=self.account, address=address
            )
        except GapRefusedError as error:
            raise StepRefusedError(str(error).rstrip("。")) from error

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "advice": f"按缺口 {self.gap.code} 填好，可以修改；提出后登记查新记录。",
            "back": gap_url(self.gap),
        }


def purpose_of(gap: Gap) -> str:
    """立项理由 as the gap gives it."""
    lines = [f"提标补缺，缺口 {gap.code}（{gap.kind}）。{gap.statement}"]
    if gap.basis:
        lines.append(f"依据：{gap.basis}。")
    return "\n".join(lines)


class GapEntryView(GapMixin, StandardAddView):
    """新建标准条目: the catalogue entry that is to cover the gap's step."""

    def first_values(self) -> dict[str, Any]:
        """Title, subsystem, level and status, from the gap."""
        gap = self.gap
        owners = list(gap.owner_units.all())
        return {
            **super().first_values(),
            "title": gap.proposed_title,
            "level": Standard.Level.INTERNAL,
            "status": Standard.Status.PLANNED,
            "subsystem": _likely_subsystem(gap),
            "responsible_units": owners,
            "source_clause": gap.basis,
        }

    def added(self, standard: Standard) -> str:
        """Let it cover the step, and go on to 立项."""
        propose_standard(
            gap=self.gap,
            standard=standard,
            actor=self.account,
            address=client_address(self.request),
        )
        return reverse("gaps:propose", args=[self.gap.pk])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, unless the gap has its standard."""
        if self.gap.standard is not None or GapState(self.gap.state) in _DONE:
            messages.error(request, f"缺口 {self.gap.code} 不用新建标准条目。")
            return redirect(gap_url(self.gap))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"back": gap_url(self.gap)}


def _likely_subsystem(gap: Gap) -> str:
    """What covers the other steps of the item; 管理 where nothing does."""
    if gap.step is not None:
        rows = Standard.objects.filter(
            pilot=gap.pilot_id,
            covered_steps__step__domain=gap.step.domain,
            covered_steps__step__item=gap.step.item,
        )
        for subsystem in rows.values_list("subsystem", flat=True):
            return str(subsystem)
    return Subsystem.MANAGEMENT.value
