"""Forms: a measure of a plan, and a unit's report that its part is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Unit
from assessment.planning.models import MeasureDuty, PlanMeasure
from standards_catalog.models import Pilot
from standards_catalog.procedure.forms.fields import (
    StyledForm,
    day_field,
    style,
    words_field,
)


def members_of(pilot: Pilot) -> Any:
    """The pilot's units in their order."""
    return Unit.objects.filter(memberships__pilot=pilot).order_by(
        "memberships__position", "pk"
    )


class MeasureForm(forms.ModelForm):
    """A measure and whose it is."""

    units = forms.ModelMultipleChoiceField(
        label="责任单位",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="每个单位各自报告完成；全部单位完成，这项措施才算完成。",
    )

    class Meta:
        model = PlanMeasure
        fields = (
            "stage",
            "preparation",
            "content",
            "responsible_post",
            "starts_on",
            "due_on",
        )
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "preparation": "只有准备阶段的措施填写。",
            "responsible_post": "写岗位名称，不写姓名。",
        }

    field_order = (
        "stage",
        "preparation",
        "content",
        "starts_on",
        "due_on",
        "responsible_post",
        "units",
    )

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["units"]
        units.queryset = members_of(pilot)
        preparation: Any = self.fields["preparation"]
        preparation.choices = [("", "（无）"), *PlanMeasure.Preparation.choices]
        style(self)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        begins, ends = data.get("starts_on"), data.get("due_on")
        if begins and ends and ends < begins:
            self.add_error("due_on", f"完成期限早于计划开始（{begins}）。")
        if data.get("preparation") and data.get("stage") != (
            PlanMeasure.Stage.PREPARATION
        ):
            self.add_error("preparation", "只有准备阶段的措施填写准备类别。")
        return data


class ReportForm(StyledForm):
    """When a unit had done its part, and what it did."""

    done_on = day_field("完成日期")
    note = words_field(
        "完成说明",
        required=False,
        max_length=2000,
        help_text="写做了什么、材料放在哪里；不写个人身份信息。",
    )

    def __init__(self, *args: Any, duty: MeasureDuty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty

    def clean_done_on(self) -> Any:
        """Something that is done is not in the future."""
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("完成日期不能晚于今天。")
        return day
