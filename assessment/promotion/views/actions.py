"""What is done about promotions, one form a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.edit import FormView

from accounts.models import Role, Unit
from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.promotion.forms import GiveUpForm, ProposalForm, StepForm
from assessment.promotion.models import (
    PUBLICATION,
    STAGES,
    PromotionProject,
    Stage,
)
from assessment.promotion.services import (
    PromotionRefusedError,
    StepPlan,
    give_up,
    propose_promotion,
    take_back_step,
    take_step,
)
from assessment.promotion.views.lists import ProjectsOfUser
from standards_catalog.models import Standard

_FILERS = OFFICE | {Role.UNIT_LIAISON.value}


class _ActionView(ProjectsOfUser, FormView):
    """One form; what is refused is said above it, and nothing typed is lost."""

    roles = _FILERS
    template_name = "promotion/form.html"
    heading = ""
    button = "保存"
    done = "已保存。"

    def act(self, data: dict[str, Any]) -> str:
        """Do it and say where to go; PromotionRefusedError says why it cannot be."""
        raise NotImplementedError

    def back(self) -> str:
        """Where “取消” leads."""
        return reverse("promotion:projects")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            onward = self.act(form.cleaned_data)
        except PromotionRefusedError as error:
            form.add_error(None, f"{error}。")
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(onward)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            heading=self.heading,
            button=self.button,
            back=self.back(),
            list_url=reverse("promotion:projects"),
        )

    def address(self) -> str:
        """Where the request came from."""
        return client_address(self.request)


class ProposeView(_ActionView):
    """提出上升: the office any own standard, a liaison those of the own unit."""

    form_class = ProposalForm
    heading = "提出上升"
    button = "提出"
    done = "已提出上升。"

    def get_form_kwargs(self) -> dict[str, Any]:
        standards = Standard.objects.filter(
            pilot=self.pilot, level=Standard.Level.INTERNAL
        )
        units = Unit.objects.filter(memberships__pilot=self.pilot)
        if self.account.is_unit_bound:
            own = self.account.unit_id
            standards = standards.filter(responsible_units=own)
            units = units.filter(pk=own or 0)
        return {
            **super().get_form_kwargs(),
            "standards": standards.order_by("position", "pk"),
            "units": units.order_by("memberships__position", "pk"),
        }

    def get_initial(self) -> dict[str, Any]:
        own = self.account.unit_id if self.account.is_unit_bound else None
        asked = self.request.GET.get("standard", "")
        return {"unit": own, "standard": asked if asked.isdecimal() else None}

    def act(self, data: dict[str, Any]) -> str:
        project = propose_promotion(
            standard=data["standard"],
            level=data["level"],
            unit=data["unit"],
            plan=StepPlan(
                STAGES[0],
                data["done_on"],
                data["document"],
                data["note"],
                data["next_due_on"],
            ),
            actor=self.account,
            address=self.address(),
        )
        return reverse("promotion:project", args=[project.pk])


class _OneProjectView(_ActionView):
    """An action on one project; a 404 for one the user may not see."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._project: PromotionProject | None = None

    @property
    def project(self) -> PromotionProject:
        """The project of the address."""
        if self._project is None:
            found = PromotionProject.objects.for_user(self.account).filter(
                pilot=self.pilot
            )
            self._project = get_object_or_404(
                found.select_related("standard", "unit", "pilot"), pk=self.kwargs["pk"]
            )
        return self._project

    def back(self) -> str:
        return reverse("promotion:project", args=[self.project.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, about=str(self.project))


class StepView(_OneProjectView):
    """登记进展: the next stage that was reached."""

    form_class = StepForm
    heading = "登记进展"
    button = "登记"
    done = "已登记进展。"

    def _stages(self) -> tuple[Stage, ...]:
        stages = self.project.following()
        if self.account.is_office:
            return stages
        return tuple(stage for stage in stages if stage != PUBLICATION)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "stages": self._stages()}

    def get_initial(self) -> dict[str, Any]:
        return {"done_on": timezone.localdate()}

    def act(self, data: dict[str, Any]) -> str:
        take_step(
            project=self.project,
            plan=StepPlan(**data),
            actor=self.account,
            address=self.address(),
        )
        return self.back()


class GiveUpView(_OneProjectView):
    """终止: the office ends a project that will not be carried on."""

    roles = OFFICE
    form_class = GiveUpForm
    heading = "终止上升项目"
    button = "终止"
    done = "项目已终止。"

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": timezone.localdate()}

    def act(self, data: dict[str, Any]) -> str:
        give_up(
            project=self.project,
            **data,
            actor=self.account,
            address=self.address(),
        )
        return self.back()


class TakeBackView(_OneProjectView):
    """撤回上一步: after a question, the office takes back a step entered by mistake."""

    roles = OFFICE
    form_class = Form
    heading = "撤回上一步"
    button = "撤回"
    done = "已撤回上一步。"

    def act(self, data: dict[str, Any]) -> str:
        take_back_step(project=self.project, actor=self.account, address=self.address())
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = self.project.taken()[-1]
        question = (
            f"撤回 {last.done_on.isoformat()} 的“{last.stage.word}”"
            "及其文号和说明？撤回“发布”会同时取消标准的“上升为”。"
        )
        return super().get_context_data(**kwargs, question=question)
