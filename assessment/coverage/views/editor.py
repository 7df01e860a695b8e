"""The office writes steps: new ones, corrections, changes from a day on, their end."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import LEADERS, OFFICE
from accounts.services import client_address
from assessment.coverage.forms import (
    AcceptanceForm,
    ChangeStepForm,
    DayForm,
    NewStepForm,
    StepForm,
    state_of,
)
from assessment.coverage.models import WorkStep
from assessment.coverage.reasons import accept_reason
from assessment.coverage.removing import (
    StepInUseError,
    holdings_of_step,
    remove_step,
    version_before,
)
from assessment.coverage.services import (
    add_step,
    change_step,
    correct_step,
    restore_step,
    retire_step,
)
from assessment.coverage.versions import StepRefusedError, day_text
from standards_catalog.views.pilot_lists import PilotPageMixin


class StepPageMixin(PilotPageMixin, TemplateView):
    """A page on which one step of the pilot is written."""

    roles = OFFICE
    template_name: str | None = "coverage/step_form.html"
    heading: ClassVar[str] = ""

    def step(self) -> WorkStep:
        """The version of the address; a 404 for another pilot's."""
        rows = WorkStep.objects.select_related("pilot").prefetch_related("owner_units")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    def done(self, message: str, step: WorkStep, *notes: str) -> HttpResponse:
        """On to the page of ``step``, saying what was done."""
        messages.success(self.request, message)
        for note in notes:
            messages.info(self.request, note)
        return redirect("coverage:step", pk=step.pk)

    def written_by(self) -> dict[str, Any]:
        """Who writes, and from where."""
        return {"actor": self.account, "address": client_address(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.get("step")
        back = reverse("coverage:step", args=[step.pk]) if step else self.list_url()
        return super().get_context_data(
            **kwargs, heading=self.heading, back=back, known=self._known_names()
        )

    def list_url(self) -> str:
        """The page to go back to without a step."""
        return reverse("coverage:arrange")

    def _known_names(self) -> dict[str, list[str]]:
        """The domains and items there are, to choose from while typing."""
        steps = WorkStep.objects.filter(pilot=self.pilot).order_by("position", "pk")
        rows = list(steps.values_list("domain", "item"))
        return {
            "domains": list(dict.fromkeys(domain for domain, _ in rows)),
            "items": list(dict.fromkeys(item for _, item in rows)),
        }


def put_error(form: Any, error: StepRefusedError, fields: dict[str, str]) -> None:
    """The reason beside the field it is about; ``fields`` renames fields."""
    field = fields.get(error.field, error.field)
    form.add_error(field if field in form.fields else None, str(error))


class StepAddView(StepPageMixin):
    """A new step, in an item that is there or in a new one."""

    heading = "新增环节"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            given = {n: self.request.GET.get(n, "") for n in ("domain", "item")}
            applicable = WorkStep.Applicability.APPLICABLE
            kwargs["form"] = self._form(initial={**given, "applicability": applicable})
        return super().get_context_data(
            **kwargs,
            advice="写上新的领域或事项名称，就随这个环节一并新增",
            intent="new",
        )

    def _form(self, data: Any = None, **kwargs: Any) -> NewStepForm:
        return NewStepForm(data, pilot=self.pilot, day=self.as_of, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the step."""
        form = self._form(request.POST)
        if form.is_valid():
            try:
                step = add_step(
                    step=form.new_step(), owners=form.owners(), **self.written_by()
                )
            except StepRefusedError as error:
                put_error(form, error, {})
            else:
                return self.done(f"已新增环节“{step}”。", step, *form.named.notes)
        return self.render_to_response(self.get_context_data(form=form))


class StepCorrectView(StepPageMixin):
    """更正: it was written wrongly, also of the past."""

    heading = "更正环节"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.setdefault("step", self.step())
        kwargs.setdefault("form", self._form(step))
        return super().get_context_data(**kwargs, advice=str(step), intent="correct")

    def _form(self, step: WorkStep, data: Any = None) -> StepForm:
        return StepForm(data, instance=step, pilot=self.pilot, day=self.as_of)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it into the version itself."""
        step = self.step()
        form = self._form(step, request.POST)
        if form.is_valid():
            change = form.change()
            if not change.changes_anything:
                return self.done("没有改动。", step)
            try:
                correct_step(step=step, change=change, **self.written_by())
            except StepRefusedError as error:
                put_error(form, error, {})
            else:
                message = "已更正，以前的日期也按更正后的内容统计。"
                return self.done(message, step, *form.named.notes)
        return self.render_to_response(self.get_context_data(form=form, step=step))


class StepChangeView(StepPageMixin):
    """自某日起变更: it was so until then, and is different from then on."""

    heading = "自某日起变更"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.setdefault("step", self.step())
        if "form" not in kwargs:
            initial = {"day_begins": self.as_of}
            kwargs["form"] = self._form(step, initial=initial)
        return super().get_context_data(**kwargs, advice=str(step), intent="change")

    def _form(self, step: WorkStep, data: Any = None, **kwargs: Any) -> ChangeStepForm:
        return ChangeStepForm(
            data, instance=step, pilot=self.pilot, day=self.as_of, **kwargs
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a new version."""
        step = self.step()
        form = self._form(step, request.POST)
        if form.is_valid():
            day = form.cleaned_data["day_begins"]
            try:
                new = change_step(
                    step=step, change=form.change(), day=day, **self.written_by()
                )
            except StepRefusedError as error:
                put_error(form, error, {"day": "day_begins"})
            else:
                message = (
                    f"已变更：自 {day} 起是下面的内容，此前的版本保留在“版本沿革”。"
                )
                return self.done(message, new, *form.named.notes)
        return self.render_to_response(self.get_context_data(form=form, step=step))


class _StepDayView(StepPageMixin):
    """A page that asks for one day."""

    template_name = "coverage/step_day.html"
    label: ClassVar[str] = ""
    button: ClassVar[str] = ""
    explained: ClassVar[str] = ""

    def first_day(self, step: WorkStep) -> Any:
        """The day the form offers."""
        return self.as_of

    def write(self, step: WorkStep, day: Any) -> WorkStep:
        """Do it; the version to go on to."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.setdefault("step", self.step())
        initial = {"day": self.first_day(step)}
        kwargs.setdefault("form", DayForm(label=self.label, initial=initial))
        return super().get_context_data(
            **kwargs, advice=str(step), button=self.button, explained=self.explained
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write the day, or say why not."""
        step = self.step()
        form = DayForm(request.POST, label=self.label)
        if form.is_valid():
            try:
                onwards = self.write(step, form.cleaned_data["day"])
            except StepRefusedError as error:
                put_error(form, error, {})
            else:
                return self.done(f"已{self.button}“{step}”。", onwards)
        return self.render_to_response(self.get_context_data(form=form, step=step))


class StepRetireView(_StepDayView):
    """停用: the step is no more from a day on."""

    heading, label, button = "停用环节", "停用日期", "停用"
    explained = (
        "从停用日期起，这个环节不再计入覆盖率，矩阵和列表不再显示；"
        "以前的日期仍照旧统计。停用可以恢复。"
    )

    def write(self, step: WorkStep, day: Any) -> WorkStep:
        retire_step(step=step, day=day, **self.written_by())
        return step


class StepRestoreView(_StepDayView):
    """恢复: a step that has ended is used again."""

    heading, label, button = "恢复环节", "恢复日期", "恢复"
    explained = (
        "恢复日期就是停用日期的，视同没有停用过；更晚的，中间一段仍是停用，"
        "自恢复日期起另起一个版本。"
    )

    def first_day(self, step: WorkStep) -> Any:
        return step.ends_on or self.as_of

    def write(self, step: WorkStep, day: Any) -> WorkStep:
        return restore_step(step=step, day=day, **self.written_by())


class StepDeleteView(StepPageMixin):
    """Ask before a version is deleted, or say what rests on it."""

    template_name = "coverage/step_delete.html"
    heading = "删除环节"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.setdefault("step", self.step())
        kwargs.setdefault("holdings", holdings_of_step(step))
        return super().get_context_data(
            **kwargs,
            advice=str(step),
            earlier=version_before(step),
            until=day_text(step.ends_on, "至今"),
            link_count=step.coverage.count(),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete what the form names, so that an empty post does nothing."""
        step = self.step()
        if request.POST.get("confirm") != str(step.pk):
            return self.render_to_response(self.get_context_data(step=step))
        earlier = version_before(step)
        try:
            remove_step(step=step, **self.written_by())
        except StepInUseError as error:
            context = self.get_context_data(step=step, holdings=error.holdings)
            return self.render_to_response(context, status=409)
        if earlier is not None:
            return self.done("已删除这个版本，前一个版本接续它的时间。", earlier)
        messages.success(request, f"已删除“{step}”。")
        return redirect(self.list_url())


class ReasonAcceptView(StepPageMixin):
    """认可: why the step needs no standard is accepted by the leadership group."""

    roles = LEADERS
    template_name = "coverage/step_accept.html"
    heading = "认可不需要标准的理由"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = kwargs.setdefault("step", self.step())
        today = min(self.as_of, timezone.localdate())
        initial = {"day": today, "seen": state_of(step)}
        kwargs.setdefault("form", AcceptanceForm(initial=initial))
        return super().get_context_data(**kwargs, advice=str(step))

    def list_url(self) -> str:
        return reverse("coverage:steps")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept the reason that was read."""
        step = self.step()
        form = AcceptanceForm(request.POST)
        if form.is_valid() and form.cleaned_data["seen"] != state_of(step):
            messages.warning(request, "这个环节刚被修改过，请看过现在的内容再认可。")
            return redirect("coverage:step_accept", pk=step.pk)
        if form.is_valid():
            try:
                accept_reason(
                    step=step,
                    reason=step.no_standard_reason,
                    day=form.cleaned_data["day"],
                    **self.written_by(),
                )
            except StepRefusedError as error:
                put_error(form, error, {})
            else:
                return self.done(f"已认可“{step}”不需要标准的理由。", step)
        return self.render_to_response(self.get_context_data(form=form, step=step))
