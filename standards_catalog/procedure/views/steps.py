"""Taking a step: one view for every step of the table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import RECORD_READERS
from accounts.services import client_address
from standards_catalog.procedure.forms.step_form import StepForm
from standards_catalog.procedure.forms.steps import FORMS
from standards_catalog.procedure.selectors.readiness import (
    MISSING,
    pending_deliberation,
)
from standards_catalog.procedure.services.steps import (
    STEP_BY_KEY,
    Step,
    StepRefusedError,
    may_take,
)
from standards_catalog.procedure.views.projects import OneProjectMixin

_CONFLICT = 409


class StepView(OneProjectMixin, TemplateView):
    """The form of a step. A step that is not to be taken now answers 409 and says
    why, whether it was asked for or posted."""

    template_name = "procedure/step.html"
    roles = RECORD_READERS

    @property
    def step(self) -> Step:
        """The step of the address; 403 if it is another role's."""
        step = STEP_BY_KEY.get(self.kwargs["key"])
        if step is None:
            raise Http404("没有这个步骤。")
        user = self.account
        if not (user.is_superuser or user.role in step.roles):
            raise PermissionDenied
        if not may_take(step, self.project, user):
            raise PermissionDenied
        return step

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form, or why there is none."""
        reasons = self._reasons()
        form = None if reasons else self._form()
        return self._page(form, reasons)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take the step and return to the project."""
        if reasons := self._reasons():
            return self._page(None, reasons)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, ())
        try:
            form.take(client_address(request))
        except StepRefusedError as error:
            form.add_error(None, [f"{reason}。" for reason in error.reasons])
            return self._page(form, ())
        messages.success(request, f"已办理：{self.step.label}。")
        return redirect("procedure:project", pk=self.project.pk)

    def _form(self, data: Any = None) -> StepForm:
        form_class = FORMS[self.step.key]
        return form_class(data, project=self.project, actor=self.account)

    def _reasons(self) -> tuple[str, ...]:
        step, stage = self.step, self.project.stage
        if stage not in step.sources:
            places = "、".join(step.sources)
            return (f"项目现在处于“{stage}”，这一步只能在“{places}”阶段办理",)
        return tuple(MISSING[step.key](self.project, timezone.localdate()))

    def _page(self, form: StepForm | None, reasons: tuple[str, ...]) -> HttpResponse:
        context = self.get_context_data(
            project=self.project,
            step=self.step,
            form=form,
            reasons=reasons,
            deliberation=pending_deliberation(self.project),
            is_grave=self.step.key in ("abandon", "withdraw", "return_to_drafting"),
        )
        status = _CONFLICT if reasons else 200
        return self.render_to_response(context, status=status)
