"""Forms of the work steps' editor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from accounts.models import Unit
from assessment.coverage.models import WorkStep
from assessment.coverage.owners import heirs_on, owners_of
from assessment.coverage.unit_names import NamedUnits, units_named
from assessment.coverage.versions import WRITTEN, words_of
from assessment.coverage.writing import Change
from standards_catalog.models import Pilot
from standards_catalog.procedure.forms.fields import StyledForm, day_field, style

_YES_NO = [(True, "是"), (False, "否")]
_TYPED_HELP = (
    "也可以直接写名称：全称、简称、别名均可，“各镇街园”“各成员单位”表示多个单位，"
    "多个用顿号或分号分开；已停用的单位改由继任单位负责，保存时会说明。"
)
_REASON_HELP = "选“否”时必填。理由由领导小组成员认可，未认可的列入“需核对”。"


def unit_choices(pilot: Pilot, day: date | None, kept: Iterable[int]) -> Any:
    """The member units that can be named from ``day`` on, and those named already."""
    units = Unit.objects.filter(memberships__pilot=pilot)
    if day is not None:
        active = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        units = units.filter(active | Q(pk__in=list(kept)))
    return units.order_by("memberships__position")


class StepForm(forms.ModelForm[WorkStep]):
    """What a step is: its place, its owners, its time limit, whether it needs a
    standard and if not, why."""

    owners_typed = forms.CharField(
        label="责任单位（写名称）",
        required=False,
        max_length=1000,
        help_text=_TYPED_HELP,
    )
    needs_standard = forms.TypedChoiceField(
        label="需要标准",
        choices=_YES_NO,
        coerce=lambda text: text == "True",
        widget=forms.RadioSelect,
        initial=True,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = WorkStep
        fields: ClassVar = [
            "domain", "item", "name", "code", "owner_units", "owners_typed",
            "time_limit", "applicability", "needs_standard", "no_standard_reason",
            "source_file", "source_clause", "starts_on", "ends_on",
        ]  # fmt: skip
        widgets: ClassVar = {
            "domain": forms.TextInput(attrs={"list": "known-domains"}),
            "item": forms.TextInput(attrs={"list": "known-items"}),
            "owner_units": forms.CheckboxSelectMultiple,
            "applicability": forms.RadioSelect,
            "no_standard_reason": forms.Textarea(attrs={"rows": 2}),
            "source_clause": forms.Textarea(attrs={"rows": 2}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "code": "同一环节的各个版本编号相同；留空时，第一次变更会自动编号。",
            "no_standard_reason": _REASON_HELP,
            "starts_on": "留空表示一直都有。",
            "ends_on": "从这天起不再有这个环节；留空表示仍在使用。",
            "applicability": "“参考”是外地文件中的环节，不计入覆盖率。",
        }

    left_out: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, pilot: Pilot, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pilot = pilot
        self.day = day
        self.named = NamedUnits()
        kept = self._named_already()
        units: Any = self.fields["owner_units"]
        units.queryset = unit_choices(pilot, self.instance.starts_on or day, kept)
        units.help_text = ""
        applicability: Any = self.fields["applicability"]
        applicability.choices = WorkStep.Applicability.choices
        self.fields["seen"].initial = state_of(self.instance)
        for name in self.left_out:
            del self.fields[name]
        style(self)

    def _named_already(self) -> list[int]:
        step = self.instance
        return [unit.pk for unit in step.owner_units.all()] if step.pk else []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._check_seen(data)
        needs, reason = data.get("needs_standard"), data.get("no_standard_reason")
        if needs is False and not reason:
            self.add_error("no_standard_reason", "不需要标准的环节须写明理由。")
        if needs is True and reason:
            self.add_error(
                "no_standard_reason", "需要标准的环节不填理由；请清空，或改选“否”。"
            )
        self.named = units_named(
            self.pilot, data.get("owners_typed") or "", self._day_of(data)
        )
        for problem in self.named.problems:
            self.add_error("owners_typed", problem)
        return data

    def _day_of(self, data: dict[str, Any]) -> date:
        """The day from which the owners have to answer."""
        return data.get("starts_on") or self.day

    def _check_seen(self, data: dict[str, Any]) -> None:
        if self.instance.pk and data.get("seen") != state_of(self.instance):
            self.add_error(
                None,
                "这个环节刚被别人修改过，下面是您填写的内容；"
                "请在另一个窗口核对现在的内容，改好后再次保存。",
            )
            # What the person sees from here on is the state of now.
            shown: Any = self.data
            shown = shown.copy()
            shown[self.add_prefix("seen")] = state_of(self.instance)
            self.data = shown

    def _post_clean(self) -> None:
        # The services check what the model's own constraints say, in our words; and
        # the instance has to stay what is stored.
        return None

    def owners(self) -> frozenset[int]:
        """Keys of the units chosen or named."""
        chosen = {unit.pk for unit in self.cleaned_data["owner_units"]}
        return frozenset(chosen | {unit.pk for unit in self.named.units})

    def values(self) -> dict[str, Any]:
        """The values of the step's own fields."""
        names = (*WRITTEN, "code", "starts_on", "ends_on")
        known = {n: self.cleaned_data[n] for n in names if n in self.cleaned_data}
        # Browsers send CRLF; what a package says has plain line ends.
        return {
            n: v.replace("\r\n", "\n") if isinstance(v, str) else v
            for n, v in known.items()
        }

    def change(self) -> Change:
        """What is to be different about the step."""
        return Change(self.instance, self.values(), self.owners())


class NewStepForm(StepForm):
    """A step that was not there before."""

    left_out = ("ends_on",)

    def new_step(self) -> WorkStep:
        """The step, unsaved."""
        return WorkStep(pilot=self.pilot, **self.values())


class ChangeStepForm(StepForm):
    """A step as it is from a day on."""

    day_begins = day_field(
        "自该日起变更", help_text="这一天起是下面的内容，此前的日期仍按原来的内容统计。"
    )
    left_out = ("code", "starts_on", "ends_on")
    field_order = ("day_begins",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self._offer_successors()

    def _offer_successors(self) -> None:
        """Tick who answers on the day in the place of units that have closed."""
        heirs = heirs_on(self.pilot, self.day)
        owners = owners_of(self.instance.owner_units.all(), heirs, self.day)
        self.initial["owner_units"] = [owner.unit.pk for owner in owners]
        self.offered = [f"{owner}（{owner.note}）" for owner in owners if owner.note]
        if self.offered:
            self.fields[
                "owner_units"
            ].help_text = f"已按继任关系勾选：{'、'.join(self.offered)}。"

    def _day_of(self, data: dict[str, Any]) -> date:
        return data.get("day_begins") or self.day


class DayForm(StyledForm):
    """One day: of 停用, 恢复."""

    day = day_field("日期")

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = label


class AcceptanceForm(StyledForm):
    """认可: the day, and the state of the step that was read."""

    day = day_field("认可日期", help_text="可填开会或签批的日期，不能晚于今天。")
    seen = forms.CharField(widget=forms.HiddenInput)


def state_of(step: WorkStep) -> str:
    """What a person saw of a stored step, to notice a change meanwhile."""
    if not step.pk:
        return ""
    names = (*WRITTEN, "code", "starts_on", "ends_on", "reason_accepted_by")
    told = [words_of(step, name) for name in names]
    told += sorted(str(unit.pk) for unit in step.owner_units.all())
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
