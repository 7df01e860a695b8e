"""Forms of promotions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit
from assessment.promotion.models import STAGE_BY_FIELD, PromotionProject, Stage
from standards_catalog.models import Standard
from standards_catalog.procedure.forms.fields import StyledForm, day_field, words_field


class _StandardField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class ProposalForm(StyledForm):
    """Which standard is to rise, to what, and since when it is intended."""

    standard = _StandardField(label="标准", queryset=Standard.objects.none())
    level = forms.ChoiceField(label="目标级别", choices=PromotionProject.Level.choices)
    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none())
    done_on = day_field("意向日期")
    document = forms.CharField(label="文号", max_length=200, required=False)
    note = words_field("说明", required=False, max_length=2000)
    next_due_on = day_field("下一步期限", required=False)

    def __init__(
        self,
        *args: Any,
        standards: QuerySet[Standard],
        units: QuerySet[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows, empty in (
            ("standard", standards, "请选择标准"),
            ("unit", units, "请选择责任单位"),
        ):
            field: Any = self.fields[name]
            field.queryset, field.empty_label = rows, empty


class StepForm(StyledForm):
    """The stage that was reached."""

    stage = forms.ChoiceField(label="阶段")
    done_on = day_field("日期")
    document = forms.CharField(label="文号", max_length=200, required=False)
    result_number = forms.CharField(
        label="结果编号",
        max_length=60,
        required=False,
        help_text="只在“发布”时填写，须是目标级别的标准编号。",
    )
    note = words_field("说明", required=False, max_length=2000)
    next_due_on = day_field("下一步期限", required=False)

    def __init__(self, *args: Any, stages: tuple[Stage, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage: Any = self.fields["stage"]
        stage.choices = [(item.field, item.word) for item in stages]

    def clean_stage(self) -> Stage:
        return STAGE_BY_FIELD[self.cleaned_data["stage"]]


class GiveUpForm(StyledForm):
    """Since when, and why, it is not carried on."""

    ended_on = day_field("终止日期")
    reason = words_field("终止原因", max_length=2000)
