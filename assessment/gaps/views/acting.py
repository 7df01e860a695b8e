"""What the office and the units do about a gap, one form each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.gaps.forms import (
    ClaimForm,
    EndForm,
    GapForm,
    ReasonForm,
    SettleForm,
    WaiveForm,
)
from assessment.gaps.models import UNFINISHED, Gap
from assessment.gaps.selectors.records import gaps_on
from assessment.gaps.services.claims import claim, return_claim
from assessment.gaps.services.records import GapRefusedError, gap_url
from assessment.gaps.services.upkeep import (
    add_gap,
    close_by_hand,
    keep_gap,
    reopen,
    settle_gaps,
    waive,
)
from assessment.gaps.views.pages import GapMixin
from standards_catalog.views.pilot_lists import PilotPageMixin

CLAIMERS = OFFICE | frozenset({"unit_liaison"})


class GapAddView(PilotPageMixin, TemplateView):
    """A gap found by a person."""

    roles = OFFICE
    template_name: str | None = "gaps/form.html"

    def _form(self, data: Any = None) -> GapForm:
        gap = Gap(pilot=self.pilot, source=Gap.Source.HAND, raised_on=self.as_of)
        first = {"step": self.request.GET.get("step")}
        return GapForm(
            data, instance=gap, initial=first, pilot=self.pilot, day=self.as_of
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self._form()
        return super().get_context_data(
            **kwargs,
            heading="新增缺口",
            advice=f"由人工发现的缺口，提出日期为 {self.as_of.isoformat()}。",
            button="保存",
            back=reverse("gaps:gaps"),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the gap, or show what is wrong."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        gap = add_gap(
            gap=form.save(commit=False),
            owners=form.cleaned_data["owner_units"],
            actor=self.account,
            address=client_address(request),
        )
        messages.success(request, f"已新增缺口 {gap.code}。")
        return redirect(gap_url(gap))


class GapFormView(GapMixin, TemplateView):
    """A form about one gap: shown, and what it asks for done."""

    template_name: str | None = "gaps/form.html"
    heading = ""
    advice = ""
    button = ""

    def make_form(self, data: Any = None) -> Any:
        """The form, filled in with ``data``."""
        raise NotImplementedError

    def do(self, form: Any, address: str) -> str:
        """Do it; what to tell the user. GapRefusedError says why not."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(
            **kwargs,
            gap=self.gap,
            heading=f"{self.heading} {self.gap.code}",
            advice=self.advice,
            button=self.button,
            back=gap_url(self.gap),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or show what is wrong and everything typed."""
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                words = self.do(form, client_address(request))
            except GapRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, words)
                return redirect(gap_url(self.gap))
        return self.render_to_response(self.get_context_data(form=form))


class GapEditView(GapFormView):
    """The office changes owner and due date, and all of a gap added by hand."""

    roles = OFFICE
    heading = "修改缺口"
    advice = (
        "按规则发现的缺口，现状和依据由分析写入；这里落实责任单位、时限和拟制定标准。"
    )
    button = "保存"

    def make_form(self, data: Any = None) -> GapForm:
        # What is annotated for the page must not be saved with the row.
        gap = Gap.objects.select_related("pilot").get(pk=self.gap.pk)
        return GapForm(data, instance=gap, pilot=self.pilot, day=self.as_of)

    def do(self, form: GapForm, address: str) -> str:
        if not form.changed_data:
            return "没有改动。"
        keep_gap(
            gap=form.save(commit=False),
            owners=form.cleaned_data["owner_units"],
            changed=[str(form.fields[name].label) for name in form.changed_data],
            actor=self.account,
            address=address,
        )
        return f"已保存缺口 {self.gap.code}。"


class GapClaimView(GapFormView):
    """认领, by a liaison for the own unit or by the office for any."""

    roles = CLAIMERS
    heading = "认领缺口"
    advice = "认领后由认领单位提出立项，在完成时限前补齐标准。"
    button = "认领"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        owners = list(self.gap.owner_units.all())
        if owners and self.account.unit_id not in {unit.pk for unit in owners}:
            named = "、".join(map(str, owners))
            context["advice"] = f"责任单位是{named}。{self.advice}"
        return context

    def make_form(self, data: Any = None) -> ClaimForm:
        unit = None if self.account.is_office else self.account.unit
        return ClaimForm(data, gap=self.gap, unit=unit, first_day=self.first_day)

    def do(self, form: ClaimForm, address: str) -> str:
        unit = form.cleaned_data["unit"]
        claim(
            gap=self.gap,
            unit=unit,
            on=form.cleaned_data["on"],
            actor=self.account,
            address=address,
        )
        return f"缺口 {self.gap.code} 已由{unit}认领。"


class GapReturnView(GapFormView):
    """退回认领, with the reason."""

    roles = CLAIMERS
    heading = "退回认领"
    advice = "退回后缺口重新待认领，对方会收到通知。"
    button = "退回认领"

    def make_form(self, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def do(self, form: ReasonForm, address: str) -> str:
        return_claim(
            gap=self.gap,
            reason=form.cleaned_data["reason"],
            actor=self.account,
            address=address,
        )
        return f"缺口 {self.gap.code} 的认领已退回。"


class GapWaiveView(GapFormView):
    """不处理: the office writes down why, and which post accepted it."""

    roles = OFFICE
    heading = "不处理缺口"
    advice = "写明不处理的理由和认可的岗位；缺口仍列在清单里，可以恢复。"
    button = "决定不处理"

    def make_form(self, data: Any = None) -> WaiveForm:
        return WaiveForm(data, gap=self.gap, first_day=self.first_day)

    def do(self, form: WaiveForm, address: str) -> str:
        waive(gap=self.gap, **form.cleaned_data, actor=self.account, address=address)
        return f"缺口 {self.gap.code} 已决定不处理。"


class GapCloseView(GapFormView):
    """The office closes a gap that was added by hand."""

    roles = OFFICE
    heading = "关闭缺口"
    advice = "人工提出的缺口解决后在这里关闭；按规则发现的由分析关闭。"
    button = "关闭缺口"

    def make_form(self, data: Any = None) -> EndForm:
        return EndForm(data, gap=self.gap, first_day=self.first_day)

    def do(self, form: EndForm, address: str) -> str:
        close_by_hand(
            gap=self.gap, **form.cleaned_data, actor=self.account, address=address
        )
        return f"缺口 {self.gap.code} 已关闭。"


class GapReopenView(GapMixin, View):
    """Take back 不处理, or the closing of a gap added by hand."""

    roles = OFFICE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the gap again."""
        try:
            reopen(gap=self.gap, actor=self.account, address=client_address(request))
        except GapRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"缺口 {self.gap.code} 已恢复。")
        return redirect(gap_url(self.gap))


class GapSettleView(PilotPageMixin, TemplateView):
    """批量落实责任: owner and due date for many gaps at once."""

    roles = OFFICE
    template_name = "gaps/settle.html"

    def _gaps(self) -> Any:
        rows = gaps_on(self.pilot, self.as_of).filter(state__in=UNFINISHED)
        return (
            rows.select_related("step", "pilot")
            .prefetch_related("owner_units")
            .order_by("position", "pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gaps = list(self._gaps())
        shows_all = self.request.GET.get("all") == "yes"
        lacking = [g for g in gaps if g.due_on is None or not g.owner_units.all()]
        if "form" not in kwargs:
            kwargs["form"] = SettleForm(pilot=self.pilot, gaps=self._gaps())
        chosen = set(self.request.POST.getlist("gaps"))
        shown = gaps if shows_all or chosen else lacking
        return super().get_context_data(
            **kwargs,
            gaps=[(gap, str(gap.pk) in chosen) for gap in shown],
            total=len(gaps),
            lacking=len(lacking),
            shows_all=shows_all,
            as_of=self.as_of,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Settle the chosen ones, or show what is missing."""
        form = SettleForm(request.POST, pilot=self.pilot, gaps=self._gaps())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        count = settle_gaps(
            gaps=Gap.objects.filter(pk__in=[gap.pk for gap in data["gaps"]])
            .select_related("pilot")
            .order_by("position"),
            owners=data["owner_units"],
            due_on=data["due_on"],
            actor=self.account,
            address=client_address(request),
        )
        messages.success(request, f"已落实 {count} 条缺口的责任。")
        return redirect("gaps:gaps")
