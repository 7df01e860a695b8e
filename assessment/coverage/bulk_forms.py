"""The form of one change for many steps, and that of a new name."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.models import Unit
from assessment.coverage.bulk import (
    OWNERS_ADDED,
    OWNERS_KEPT,
    OWNERS_REMOVED,
    OWNERS_REPLACED,
    BulkChange,
)
from assessment.coverage.models import WorkStep
from assessment.coverage.unit_names import NamedUnits, units_named
from standards_catalog.models import Pilot
from standards_catalog.procedure.forms.fields import StyledForm, day_field, words_field

CORRECT, FROM_DAY, RETIRE = "correct", "from_day", "retire"
_KEPT = ("", "不变")
_HOW = [
    (CORRECT, "更正：原来写错了，以前的日期也随之改变"),
    (FROM_DAY, "自某日起变更：以前的日期仍按原来的内容统计"),
    (RETIRE, "自某日起停用"),
]
_DAY_FIELDS = {FROM_DAY: "自该日起变更", RETIRE: "停用日期"}


class HowForm(StyledForm):
    """As a correction, or from a day on."""

    how = forms.ChoiceField(label="方式", choices=_HOW[:2], widget=forms.RadioSelect)
    day = day_field("日期", required=False, help_text="选“更正”时不填。")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        how, day = data.get("how"), data.get("day")
        if how in _DAY_FIELDS and day is None and "day" not in self.errors:
            self.add_error("day", f"请填写日期：{_DAY_FIELDS[how]}。")
        if how == CORRECT and day is not None:
            self.add_error("day", "“更正”不分日期；请清空日期，或改选“自某日起变更”。")
        return data

    def words(self) -> str:
        """How it is done and from when, as the person is asked to confirm it."""
        how, day = self.cleaned_data["how"], self.cleaned_data["day"]
        if how == FROM_DAY:
            return f"自 {day.isoformat()} 起变更；以前的日期仍按原来的内容统计。"
        if how == RETIRE:
            return f"自 {day.isoformat()} 起停用；以前的日期不变。"
        return "更正：以前的日期也随之改变。"

    def from_day(self) -> date | None:
        """The day from which the change is, ``None`` for a correction."""
        day: date | None = self.cleaned_data["day"]
        return day


class RenameForm(HowForm):
    """A new name for a domain or an item."""

    name = forms.CharField(label="新名称", max_length=200)
    field_order = ("name", "how", "day")


class BulkForm(HowForm):
    """What to change about the chosen steps; what is left alone stays."""

    owners_how = forms.ChoiceField(
        label="责任单位",
        required=False,
        choices=[
            _KEPT,
            (OWNERS_ADDED, "增加下列单位"),
            (OWNERS_REMOVED, "去掉下列单位"),
            (OWNERS_REPLACED, "改为下列单位"),
        ],
    )
    owners_typed = forms.CharField(
        label="单位名称",
        required=False,
        max_length=1000,
        help_text="全称、简称、别名均可，多个用顿号分开；已停用的单位改由继任单位负责。",
    )
    applicability = forms.ChoiceField(
        label="适用性", required=False, choices=[_KEPT, *WorkStep.Applicability.choices]
    )
    needs_standard = forms.ChoiceField(
        label="需要标准",
        required=False,
        choices=[_KEPT, ("True", "是"), ("False", "否")],
    )
    no_standard_reason = words_field(
        "不需要理由", rows=2, required=False, help_text="改为不需要标准时必填。"
    )
    time_limit_how = forms.ChoiceField(
        label="办理时限",
        required=False,
        choices=[_KEPT, ("set", "改为下列时限"), ("clear", "清空")],
    )
    time_limit = forms.CharField(label="新的时限", required=False, max_length=100)
    field_order = (
        "how", "day", "owners_how", "owners_typed", "applicability",
        "needs_standard", "no_standard_reason", "time_limit_how", "time_limit",
    )  # fmt: skip

    def __init__(self, *args: Any, pilot: Pilot, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pilot, self.as_of = pilot, day
        self.named = NamedUnits()
        how: Any = self.fields["how"]
        how.choices = _HOW
        self.fields["day"].help_text = "变更或停用从这一天起；选“更正”时不填。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_owners(data)
        needs, reason = data.get("needs_standard"), data.get("no_standard_reason")
        if needs == "False" and not reason:
            self.add_error("no_standard_reason", "不需要标准的环节须写明理由。")
        if needs != "False" and reason:
            self.add_error(
                "no_standard_reason",
                "只有改为不需要标准时才填理由；请清空，或改选“否”。",
            )
        limit = data.get("time_limit")
        if data.get("time_limit_how") == "set" and not limit:
            self.add_error("time_limit", "请填写新的时限。")
        if data.get("time_limit_how") != "set" and limit:
            self.add_error("time_limit_how", "填了新的时限，请选“改为下列时限”。")
        self._check_something(data)
        return data

    def _check_owners(self, data: dict[str, Any]) -> None:
        how, typed = data.get("owners_how"), data.get("owners_typed") or ""
        removes = how == OWNERS_REMOVED
        if typed and removes:
            # What goes may have closed long ago; it goes under its own name.
            self.named = units_named(self.pilot, typed, date.min)
        elif typed:
            self.named = units_named(self.pilot, typed, data.get("day") or self.as_of)
        for problem in self.named.problems:
            self.add_error("owners_typed", problem)
        if how and not typed and how != OWNERS_REPLACED:
            self.add_error("owners_typed", "请写要增加或去掉的单位。")
        if typed and not how:
            self.add_error("owners_how", "写了单位名称，请选增加、去掉还是改为。")

    def _check_something(self, data: dict[str, Any]) -> None:
        names = ("owners_how", "applicability", "needs_standard", "time_limit_how")
        chosen = any(data.get(name) for name in names)
        if data.get("how") == RETIRE and chosen:
            self.add_error("how", "停用时不能同时修改其他内容，请分两次办理。")
        if data.get("how") != RETIRE and not chosen and not self.errors:
            self.add_error(None, "请至少选择一项要修改的内容。")

    def change(self) -> BulkChange:
        """What the form says."""
        data = self.cleaned_data
        if data["how"] == RETIRE:
            return BulkChange({}, retire_on=data["day"])
        values: dict[str, Any] = {}
        if data["applicability"]:
            values["applicability"] = data["applicability"]
        if data["needs_standard"]:
            values["needs_standard"] = data["needs_standard"] == "True"
            values["no_standard_reason"] = data["no_standard_reason"].replace(
                "\r\n", "\n"
            )
        if data["time_limit_how"]:
            values["time_limit"] = data["time_limit"]
        units: tuple[Unit, ...] = tuple(self.named.units)
        return BulkChange(
            values,
            owners_how=data["owners_how"] or OWNERS_KEPT,
            owners=units,
            from_day=data["day"],
        )
