"""Forms of gaps: entered by hand, settled, claimed, returned, left, closed."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from accounts.models import Unit
from assessment.coverage.models import WorkStep
from assessment.gaps.models import Gap
from standards_catalog.models import Pilot, Standard
from standards_catalog.procedure.forms.fields import (
    StyledForm,
    day_field,
    style,
    words_field,
)


def member_units(pilot: Pilot) -> Any:
    """The member units of ``pilot`` in its order."""
    units = Unit.objects.filter(memberships__pilot=pilot)
    return units.order_by("memberships__position", "pk")


def checked_day(gap: Gap, day: date) -> date:
    """A day between the one ``gap`` was raised on and today; ValidationError else."""
    if day < gap.raised_on:
        raise forms.ValidationError(
            f"不能早于提出日期（{gap.raised_on.isoformat()}）。"
        )
    if day > timezone.localdate():
        raise forms.ValidationError("不能晚于今天。")
    return day


class _StepField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.domain} / {obj.item} / {obj.name}"


class GapForm(forms.ModelForm[Gap]):
    """A gap as the office enters or changes it."""

    step = _StepField(
        WorkStep.objects.none(),
        label="工作环节",
        required=False,
        empty_label="（不涉及具体环节）",
    )
    due_on = day_field("完成时限", required=False)

    class Meta:
        model = Gap
        fields: ClassVar = [
            "kind", "step", "standard", "other_standard", "statement", "basis",
            "proposed_title", "owner_units", "due_on", "needs_check",
        ]  # fmt: skip
        widgets: ClassVar = {
            "owner_units": forms.CheckboxSelectMultiple,
            "statement": forms.Textarea(attrs={"rows": 3}),
            "basis": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "statement": "现在是什么情况，缺什么、低在哪里、与什么冲突。",
            "basis": "文件和条款，例如：澄政发〔2018〕121号 三、(二)2。",
            "proposed_title": "要新制定或修订的标准名称。",
            "needs_check": "须由人核对后才能确定的缺口。",
        }

    def __init__(self, *args: Any, pilot: Pilot, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pilot = pilot
        fields: Any = self.fields
        steps = WorkStep.objects.filter(pilot=pilot).in_use_on(day)
        if self.instance.step_id:
            steps = steps | WorkStep.objects.filter(pk=self.instance.step_id)
        fields["step"].queryset = steps.distinct()
        for name in ("standard", "other_standard"):
            fields[name].queryset = Standard.objects.filter(pilot=pilot)
            fields[name].empty_label = "（不涉及）"
        fields["owner_units"].queryset = member_units(pilot)
        fields["kind"].choices = [("", "请选择类型"), *Gap.Kind.choices]
        if self.instance.source == Gap.Source.RULE:
            # What a rule found stays what it is; people decide who does it until when.
            for name in ("kind", "step", "standard", "other_standard", "statement"):
                del fields[name]
            for name in ("basis", "needs_check"):
                del fields[name]
        style(self)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        one, other = data.get("standard"), data.get("other_standard")
        if other is not None and one is None:
            self.add_error("standard", "写了另一标准的，须先选择标准。")
        if one is not None and one == other:
            self.add_error("other_standard", "两项标准不能是同一项。")
        if data.get("kind") == Gap.Kind.MISSING and data.get("step") is None:
            self.add_error("step", "类型为“缺”的，请选择缺标准的环节。")
        return data


class SettleForm(StyledForm):
    """落实责任: the owner, the due date, or both, of all gaps chosen."""

    gaps = forms.ModelMultipleChoiceField(Gap.objects.none(), label="缺口")
    owner_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="责任单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则各条的责任单位不变。",
    )
    due_on = day_field("完成时限", required=False, help_text="不填则各条的时限不变。")

    def __init__(self, data: Any = None, *, pilot: Pilot, gaps: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["gaps"].queryset = gaps
        fields["gaps"].error_messages["required"] = "请至少选择一条缺口。"
        fields["owner_units"].queryset = member_units(pilot)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not (data.get("owner_units") or data.get("due_on")):
            self.add_error(None, "请选择责任单位或填写完成时限。")
        return data


class ClaimForm(StyledForm):
    """认领: on which day, and for the office by which unit."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="认领单位", empty_label="请选择单位"
    )
    on = day_field("认领日期")

    def __init__(
        self,
        data: Any = None,
        *,
        gap: Gap,
        unit: Unit | None,
        first_day: date,
    ) -> None:
        super().__init__(data, initial={"on": first_day, "unit": unit})
        self.gap = gap
        field: Any = self.fields["unit"]
        field.queryset = member_units(gap.pilot)
        if unit is not None:
            field.queryset = field.queryset.filter(pk=unit.pk)
            field.widget = forms.HiddenInput()

    def clean_on(self) -> date:
        """Between the day the gap was raised and today."""
        return checked_day(self.gap, self.cleaned_data["on"])


class _DatedForm(StyledForm):
    """Something done about a gap on a day, by default the day shown."""

    on = day_field("日期")

    def __init__(self, data: Any = None, *, gap: Gap, first_day: date) -> None:
        super().__init__(data, initial={"on": first_day})
        self.gap = gap

    def clean_on(self) -> date:
        """Between the day the gap was raised and today."""
        return checked_day(self.gap, self.cleaned_data["on"])


class ReasonForm(StyledForm):
    """Why: for a returned claim."""

    reason = words_field("理由", max_length=2000)


class EndForm(_DatedForm):
    """Why and since when: for a gap that is closed by hand."""

    reason = words_field("理由", max_length=2000)


class WaiveForm(EndForm):
    """不处理: with the post that accepted the reason."""

    post = forms.CharField(
        label="认可岗位",
        max_length=100,
        help_text="认可不处理的岗位，例如：标准化办公室负责人。",
    )


class AnalysisForm(StyledForm):
    """运行分析: the due date of what is new; ``seen`` is the preview looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    due_on = day_field("新缺口的完成时限", required=False, help_text="不填则逐条落实。")
