"""The office plans, announces, draws and declares void."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.supervision.forms import AnnounceForm, PerformForm, PlanForm, ReasonForm
from assessment.supervision.models import Draw, FrozenDrawError
from assessment.supervision.selectors import candidates_for
from assessment.supervision.services.draws import (
    DrawRefusedError,
    announce,
    keep_plan,
    obstacles,
    perform,
    remove_plan,
    void,
    why_not_drawn,
    why_not_void,
)
from assessment.supervision.views.draws import OneDrawMixin
from standards_catalog.views.pilot_lists import PilotPageMixin

_LIST = "supervision:draws"


def page_of(draw: Draw) -> str:
    """The address of a draw in the workbench."""
    return reverse("supervision:draw", args=[draw.pk])


class FormPageMixin(PilotPageMixin):
    """A page with one form about draws or checks."""

    roles = OFFICE
    template_name: str | None = "supervision/form.html"
    button: ClassVar[str] = "保存"
    list_title: ClassVar[str] = "双随机抽查"
    list_view: ClassVar[str] = _LIST

    def page(self, heading: str, advice: str, back: str, **more: Any) -> dict[str, Any]:
        """What the form's page prints."""
        return {
            "heading": heading,
            "advice": advice,
            "back": back,
            "button": self.button,
            "list_title": self.list_title,
            "list_url": reverse(self.list_view),
            **more,
        }

    def attempt(self, step: Callable[..., object], **arguments: Any) -> str:
        """Take a step; the reason if it is refused, else an empty text."""
        try:
            step(
                **arguments,
                actor=self.account,
                address=client_address(self.request),
            )
        except (DrawRefusedError, FrozenDrawError) as error:
            return str(error).rstrip("。")
        return ""


class _PlanView(FormPageMixin, TemplateView):
    """A plan is written or changed."""

    heading: ClassVar[str]

    def plan(self) -> Draw:
        """The plan of the form."""
        raise NotImplementedError

    def back(self, plan: Draw) -> str:
        """Where “取消” leads."""
        return page_of(plan) if plan.pk else reverse(_LIST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan()
        kwargs.setdefault("form", PlanForm(instance=plan))
        advice = "保存后还可以修改；公布以后方案和候选清单不能再改"
        return super().get_context_data(
            **kwargs, **self.page(self.heading, advice, self.back(plan))
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep the plan."""
        form = PlanForm(request.POST, instance=self.plan())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        plan = form.save(commit=False)
        changed = [str(form.fields[name].label) for name in form.changed_data]
        refusal = self.attempt(keep_plan, plan=plan, changed_fields=changed)
        if refusal:
            form.add_error(None, f"{refusal}。")
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, f"已保存抽查方案“{plan}”。")
        return redirect(page_of(plan))


class PlanAddView(_PlanView):
    """A new plan."""

    heading = "新建抽查方案"

    def plan(self) -> Draw:
        today = timezone.localdate()
        return Draw(
            pilot=self.pilot,
            draws_on=today,
            notice_on=today,
            due_on=today + timedelta(days=30),
            inspectors_per_unit=2,
        )


class PlanEditView(OneDrawMixin, _PlanView):
    """Change a plan that was not announced."""

    roles = OFFICE
    heading = "修改抽查方案"

    def plan(self) -> Draw:
        return self.draw

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, or back where there is nothing to change any more."""
        if self.draw.announced_at is not None:
            messages.error(request, "方案已经公布，不能再改；有误的请作废后重新编制。")
            return redirect(page_of(self.draw))
        return super().get(request, *args, **kwargs)


class PlanDeleteView(OneDrawMixin, FormPageMixin, View):
    """Remove a plan that was not announced."""

    roles = OFFICE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove the plan that the form names."""
        draw = self.draw
        if request.POST.get("confirm") != draw.code:
            return redirect(page_of(draw))
        label = str(draw)
        if refusal := self.attempt(remove_plan, plan=draw):
            messages.error(request, f"{refusal}。")
            return redirect(page_of(draw))
        messages.success(request, f"已删除抽查方案“{label}”。")
        return redirect(_LIST)


class _StepView(OneDrawMixin, FormPageMixin, TemplateView):
    """A step of a draw, asked for by a form of its own."""

    roles = OFFICE
    heading: ClassVar[str]
    done: ClassVar[str]

    def form(self, data: Any = None) -> forms.Form:
        """The form of the step."""
        raise NotImplementedError

    def take(self, form: forms.Form) -> str:
        """Take the step; the reason if it is refused."""
        raise NotImplementedError

    def advice(self) -> str:
        """What the step does, in a line."""
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        """What else the page prints."""
        return {}

    def refusal_now(self) -> str:
        """Why the step cannot be taken whatever is typed, or nothing."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, or back with the reason why there is none."""
        if refusal := self.refusal_now():
            messages.error(request, f"{refusal}。")
            return redirect(page_of(self.draw))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        return super().get_context_data(
            **kwargs,
            draw=self.draw,
            **self.page(
                f"{self.heading}：{self.draw}",
                self.advice(),
                page_of(self.draw),
                **self.more(),
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or say beside the form why not."""
        form = self.form(request.POST)
        if form.is_valid():
            refusal = self.take(form)
            if not refusal:
                messages.success(request, self.done)
                return redirect(page_of(self.draw))
            form.add_error(None, f"{refusal}。")
        return self.render_to_response(self.get_context_data(form=form))


class AnnounceView(_StepView):
    """Publish plan, candidates and the digest of the secret."""

    template_name = "supervision/announce.html"
    heading = "公布方案和候选清单"
    button = "公布"
    done = "已公布。公开页面上任何人都可以看到方案、候选清单和密钥摘要。"

    def form(self, data: Any = None) -> forms.Form:
        return AnnounceForm(data)

    def refusal_now(self) -> str:
        return "这次抽查已经公布" if self.draw.announced_at is not None else ""

    def take(self, form: forms.Form) -> str:
        return self.attempt(announce, plan=self.draw)

    def advice(self) -> str:
        return "公布以后方案和候选清单固定不变；抽取前有误的，作废后重新编制"

    def more(self) -> dict[str, Any]:
        candidates = candidates_for(self.draw)
        return {
            "candidates": candidates,
            "obstacles": obstacles(self.draw, candidates),
        }


class PerformView(_StepView):
    """Draw."""

    template_name = "supervision/perform.html"
    heading = "抽取"
    button = "抽取"
    done = "已抽取，检查任务已下达。"

    def form(self, data: Any = None) -> forms.Form:
        return PerformForm(data)

    def refusal_now(self) -> str:
        return why_not_drawn(self.draw, timezone.localdate())

    def take(self, form: forms.Form) -> str:
        return self.attempt(
            perform,
            plan=self.draw,
            witness=form.cleaned_data["witness"],
            witness_post=form.cleaned_data["witness_post"],
        )

    def advice(self) -> str:
        return f"见证文字的来源：{self.draw.witness_rule}"


class VoidView(_StepView):
    """Declare a draw void."""

    heading = "作废"
    button = "作废"
    done = "已作废；它仍列在清单和公开页面上。"

    def form(self, data: Any = None) -> forms.Form:
        return ReasonForm(data)

    def refusal_now(self) -> str:
        return why_not_void(self.draw)

    def take(self, form: forms.Form) -> str:
        return self.attempt(void, plan=self.draw, reason=form.cleaned_data["reason"])

    def advice(self) -> str:
        waiting = self.draw.inspections.count()
        also = f"，已下达的 {waiting} 项检查任务一并取消" if waiting else ""
        return (
            f"作废不能撤回，理由向社会公开{also}；登记过检查结果的抽查不能作废，"
            "以免挑选结果"
        )
