"""What the steps of 征求意见 ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Role, Unit, User
from standards_catalog.procedure.forms.fields import day_field, words_field
from standards_catalog.procedure.forms.step_form import StepForm
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.procedure.selectors.drafts import (
    current_draft,
    drafting_problems,
)
from standards_catalog.procedure.selectors.readiness import latest_consultation
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.services import rounds


class _UnitsField(forms.ModelMultipleChoiceField):
    """Units to ask; those that nobody can answer for here need their link."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.has_liaison else f"{obj}（没有账号）"


def _member_units(project: DraftingProject) -> Any:
    liaisons = User.objects.filter(
        unit=OuterRef("pk"), role=Role.UNIT_LIAISON, is_active=True
    )
    units = Unit.objects.filter(memberships__pilot=project.standard.pilot).annotate(
        has_liaison=Exists(liaisons)
    )
    return units.order_by("memberships__position", "pk")


class OpenConsultationForm(StepForm):
    """发出征求意见稿."""

    advice = "文本在征求意见期间固定下来，不能修改；每个单位收到通知。"
    closes_on = day_field("截止日期")
    units = _UnitsField(
        Unit.objects.none(),
        label="征求意见的单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="有账号的收到通知；标明“没有账号”的，发出后在项目页复制专用链接发给对方。",
    )
    bodies = words_field(
        "系统外单位",
        required=False,
        help_text="试点成员以外的单位，每行一个；同样用专用链接回函。",
    )
    is_public = forms.BooleanField(label="同时向社会公开征求意见", required=False)
    message = words_field(
        "征求意见说明", required=False, help_text="编制背景、希望重点研究的内容等。"
    )

    def prepare(self) -> None:
        days = rules_of(self.project.standard.pilot).consultation_days
        field = self.fields["closes_on"]
        field.initial = timezone.localdate() + timedelta(days=days)
        field.help_text = f"不少于 {days} 天。"
        choices: Any = self.fields["units"]
        choices.queryset = _member_units(self.project).exclude(
            pk=self.project.lead_unit_id
        )
        found = drafting_problems(self.project, current_draft(self.project).text)
        if found:
            self.advice += f"起草检查还有 {len(found)} 处须改正，提请审议前要改完。"

    def take(self, address: str) -> None:
        data = self.cleaned_data
        plan = rounds.ConsultationPlan(
            closes_on=data["closes_on"],
            units=tuple(data["units"]),
            bodies=tuple(data["bodies"].splitlines()),
            is_public=data["is_public"],
            message=data["message"],
        )
        rounds.open_consultation(
            project=self.project, actor=self.actor, plan=plan, address=address
        )


class ExtendConsultationForm(StepForm):
    """延长期限、增加单位."""

    advice = "已有的意见和链接继续有效；还没有回函的单位再收到一次通知。"
    closes_on = day_field("新的截止日期")
    units = _UnitsField(
        Unit.objects.none(),
        label="增加单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    bodies = words_field("增加系统外单位", required=False, help_text="每行一个。")

    def prepare(self) -> None:
        current = latest_consultation(self.project)
        if current is None:
            return
        self.fields["closes_on"].initial = current.closes_on
        choices: Any = self.fields["units"]
        asked = current.invitations.exclude(unit=None).values("unit")
        choices.queryset = (
            _member_units(self.project)
            .exclude(pk=self.project.lead_unit_id)
            .exclude(pk__in=asked)
        )

    def take(self, address: str) -> None:
        data = self.cleaned_data
        rounds.extend_consultation(
            project=self.project,
            actor=self.actor,
            closes_on=data["closes_on"],
            units=tuple(data["units"]),
            bodies=tuple(data["bodies"].splitlines()),
            address=address,
        )


class CloseConsultationForm(StepForm):
    """结束征求意见."""

    advice = "不再接受意见；牵头单位逐条写处理意见，并可以修改文本。"
    note = words_field("说明", required=False)

    def take(self, address: str) -> None:
        rounds.close_consultation(
            project=self.project,
            actor=self.actor,
            note=self.cleaned_data["note"],
            address=address,
        )
