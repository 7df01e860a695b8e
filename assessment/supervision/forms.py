"""Forms: the plan of a draw, the draw, a check and its result."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Unit, UnitAlias
from assessment.coverage.models import WorkStep
from assessment.implementation.choosing import clause_choices, edition_on
from assessment.rectification.models import Finding
from assessment.supervision.drawing import is_usable
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.services.inspections import (
    BETWEEN_CLAUSES,
    Order,
    Outcome,
)
from standards_catalog.models import Pilot, Standard, Subsystem
from standards_catalog.procedure.forms.fields import (
    StyledForm,
    day_field,
    style,
    words_field,
)

_MOST_UNITS, _MOST_STANDARDS, _MOST_INSPECTORS = 500, 100, 10
_SOME = forms.CheckboxSelectMultiple


class PlanForm(forms.ModelForm[Draw]):
    """The plan of a draw."""

    subsystems = forms.MultipleChoiceField(
        label="分体系",
        choices=Subsystem.choices,
        widget=_SOME,
        required=False,
        help_text="不选表示四个分体系都在范围内。",
    )
    domains = forms.MultipleChoiceField(
        label="领域",
        widget=_SOME,
        required=False,
        help_text="选了领域，只抽覆盖这些领域工作环节的标准；不选表示不按领域限定。",
    )
    unit_kinds = forms.MultipleChoiceField(
        label="单位类别",
        choices=Unit.Kind.choices,
        widget=_SOME,
        required=False,
        help_text="不选表示所有成员单位都是候选单位。",
    )
    unit_count = forms.IntegerField(
        label="抽取单位数", min_value=1, max_value=_MOST_UNITS
    )
    standards_per_unit = forms.IntegerField(
        label="每单位标准数",
        min_value=1,
        max_value=_MOST_STANDARDS,
        help_text="适用于该单位的候选标准不足的，全部检查。",
    )
    inspectors_per_unit = forms.IntegerField(
        label="每单位检查人数",
        min_value=0,
        max_value=_MOST_INSPECTORS,
        help_text="0 表示检查人不抽取，由办公室另行派定。",
    )
    inspector_pool = words_field(
        "检查人名录",
        rows=5,
        required=False,
        help_text="每行一个岗位：“单位：岗位”，如“民政局：社会救助科科长”；"
        "办公室的岗位只写岗位。不写姓名。检查本单位时自动回避。",
    )
    draws_on = day_field(
        "抽取日期", help_text="候选单位和现行标准按这一天计；到这一天才能抽取。"
    )
    notice_on = day_field(
        "通知日期", help_text="从这一天起单位能看到自己的检查，种子和结果向社会公开。"
    )
    due_on = day_field("检查期限")
    witness_rule = forms.CharField(
        label="见证文字的来源",
        max_length=200,
        help_text="事先约定、抽取时才知道的文字从哪里来，如“抽取当日上证综合指数收盘点数”"
        "或“领导小组会议上由审计员当场说出的一句话”。",
    )

    class Meta:
        model = Draw
        fields = (
            "name",
            "subsystems",
            "domains",
            "unit_kinds",
            "unit_count",
            "standards_per_unit",
            "inspectors_per_unit",
            "inspector_pool",
            "draws_on",
            "notice_on",
            "due_on",
            "witness_rule",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = WorkStep.objects.filter(pilot=self.instance.pilot)
        domains = dict.fromkeys(steps.values_list("domain", flat=True))
        self.fields["domains"].choices = [(name, name) for name in domains]  # type: ignore[attr-defined]
        if not domains:
            del self.fields["domains"]
        style(self)

    def clean_inspector_pool(self) -> str:
        """The posts, one a line, each unit under its full name."""
        own = _unit_names(self.instance.pilot)
        lines = []
        plan = Draw(inspector_pool=self.cleaned_data["inspector_pool"])
        for one in plan.inspectors:
            if not is_usable(one.post):
                raise forms.ValidationError(f"“{one}”没有写岗位，或含有制表符。")
            if one.unit and one.unit not in own:
                raise forms.ValidationError(f"“{one.unit}”不是本试点的单位。")
            unit = own.get(one.unit, "")
            lines.append(f"{unit}：{one.post}" if unit else one.post)
        return "\n".join(dict.fromkeys(lines))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        day, notice, due = (data.get(n) for n in ("draws_on", "notice_on", "due_on"))
        if day and notice and notice < day:
            self.add_error("notice_on", "通知日期不能早于抽取日期。")
        if notice and due and due < notice:
            self.add_error("due_on", "检查期限不能早于通知日期。")
        wanted = data.get("inspectors_per_unit") or 0
        if wanted and not data.get("inspector_pool") and "inspector_pool" in data:
            self.add_error("inspector_pool", "要抽检查人的，请列出检查人岗位。")
        return data


def _unit_names(pilot: Pilot) -> dict[str, str]:
    """The full name of each member unit by every name it has."""
    members = Unit.objects.filter(memberships__pilot=pilot)
    names: dict[str, str] = {}
    for alias, name in UnitAlias.objects.filter(unit__in=members).values_list(
        "name", "unit__name"
    ):
        names[alias] = name
    for name, short in members.values_list("name", "short_name"):
        names |= {short: name, name: name} if short else {name: name}
    return names


class AnnounceForm(StyledForm):
    """Whether the office means it."""

    is_sure = forms.BooleanField(label="已核对候选清单，现在公布；公布后不能再改")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_sure"].error_messages["required"] = "请核对后勾选。"


class PerformForm(StyledForm):
    """The witnessed text, at the draw."""

    witness = forms.CharField(
        label="见证文字",
        max_length=200,
        help_text="按公布的来源当场取得，原样录入；首尾的空格不算。录入后不能更改。",
    )
    witness_post = forms.CharField(
        label="见证人岗位", max_length=200, help_text="在场见证的岗位，不写姓名。"
    )
    is_sure = forms.BooleanField(
        label="已当众核对见证文字，现在抽取；抽取后结果不能更改"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_sure"].error_messages["required"] = "请核对见证文字后勾选。"

    def clean_witness(self) -> str:
        words = str(self.cleaned_data["witness"]).strip()
        if not is_usable(words):
            raise forms.ValidationError("见证文字不能为空，也不能含有制表符。")
        return words


class ReasonForm(StyledForm):
    """Why something is declared void or taken back."""

    reason = words_field("理由", max_length=1000)


class _StandardChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class OrderForm(StyledForm):
    """A 专项检查: which unit and standard, why, and until when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    standard = _StandardChoice(
        Standard.objects.none(), label="标准", help_text="今天现行的标准。"
    )
    reason = forms.CharField(
        label="事由", max_length=300, help_text="为什么不经抽取就检查，如投诉、复查。"
    )
    assigned_to = forms.CharField(
        label="检查人岗位",
        max_length=500,
        required=False,
        help_text="多个岗位用“；”隔开，不写姓名。",
    )
    notice_on = day_field("通知日期", help_text="从这一天起单位能看到这项检查。")
    due_on = day_field("检查期限")

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        today = timezone.localdate()
        first = {"notice_on": today, "due_on": today + timedelta(days=14)}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._choose_from("unit", _active_members(pilot, today))
        in_force = Standard.objects.filter(pilot=pilot).in_force_on(today)
        self._choose_from("standard", in_force)

    def _choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        unit, standard = data.get("unit"), data.get("standard")
        if unit and standard:
            meant = set(standard.applicable_units.values_list("pk", flat=True))
            if meant and unit.pk not in meant:
                self.add_error("standard", f"这项标准不适用于{unit}。")
        notice, due = data.get("notice_on"), data.get("due_on")
        if notice and due and due < notice:
            self.add_error("due_on", "检查期限不能早于通知日期。")
        return data

    def order(self) -> Order:
        """The checked order."""
        return Order(**self.cleaned_data)


def _active_members(pilot: Pilot, day: date) -> QuerySet[Unit]:
    members = Unit.objects.filter(memberships__pilot=pilot).active_on(day)
    return members.order_by("memberships__position")


class OutcomeForm(StyledForm):
    """What a check found."""

    checked_on = day_field("检查日期")
    inspector_post = forms.CharField(
        label="检查人岗位",
        max_length=500,
        help_text="实际到场的岗位；与派定的不同，在检查情况中写明原因。",
    )
    clause = forms.CharField(
        label="检查的条款", max_length=200, help_text="如“5.2”；几条之间用“、”隔开。"
    )
    methods = forms.MultipleChoiceField(
        label="检查方式", choices=Inspection.Method.choices, widget=_SOME
    )
    sample_size = forms.IntegerField(
        label="抽样数", min_value=1, max_value=1_000_000, required=False
    )
    conforming_count = forms.IntegerField(
        label="其中符合", min_value=0, max_value=1_000_000, required=False
    )
    result = forms.ChoiceField(
        label="检查结果", choices=Inspection.Result.choices, widget=forms.RadioSelect
    )
    facts = words_field(
        "检查情况",
        required=False,
        max_length=5000,
        help_text="查了什么、看到什么；部分符合或不符合的必须写，并成为不符合项的事实。",
    )
    is_counted = forms.BooleanField(
        label="符合的，计入实施记录",
        required=False,
        help_text="勾选后登记一条类型为“检查”、当日核实的实施记录，标准实施率把它算作"
        "该单位执行这项标准的证明。只在检查足以证明标准得到执行时勾选。",
    )
    severity = forms.ChoiceField(
        label="不符合程度",
        choices=Finding.Severity.choices,
        required=False,
        help_text="部分符合或不符合的，保存时开出不符合项，编号自动取下一个。",
    )
    finding_due_on = day_field(
        "整改期限",
        required=False,
        help_text="部分符合或不符合的填；不填时取检查日期后 30 天。",
    )

    def __init__(self, *args: Any, check: Inspection, **kwargs: Any) -> None:
        first = {
            "checked_on": timezone.localdate(),
            "inspector_post": check.assigned_to,
            "clause": check.clause,
            "severity": Finding.Severity.MINOR,
        }
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.inspection = check

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("检查日期不能晚于今天。")
        if day < self.inspection.assigned_on:
            given = self.inspection.assigned_on.isoformat()
            raise forms.ValidationError(f"检查日期不能早于下达日期（{given}）。")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._check_sample(data)
        self._check_clauses(data)
        result, day = data.get("result"), data.get("checked_on")
        if not result or result == Inspection.Result.CONFORMS:
            return data
        if not data.get("facts", "").strip() and "facts" in data:
            self.add_error("facts", "请写明哪里不符合。")
        if data.get("is_counted"):
            self.add_error("is_counted", "只有结果为“符合”的检查可以计入实施记录。")
        due = data.get("finding_due_on")
        if day and due and due < day:
            self.add_error("finding_due_on", "整改期限不能早于检查日期。")
        return data

    def _check_clauses(self, data: dict[str, Any]) -> None:
        day, standard = data.get("checked_on"), self.inspection.standard
        if day is None or standard is None or not data.get("clause"):
            return
        edition = edition_on(standard, day)
        known = {choice.number for choice in clause_choices(edition)}
        named = (one.strip() for one in BETWEEN_CLAUSES.split(data["clause"]))
        unknown = [one for one in named if one and known and one not in known]
        if unknown:
            self.add_error("clause", f"{edition} 中没有条款 {'、'.join(unknown)}。")

    def _check_sample(self, data: dict[str, Any]) -> None:
        size, good = data.get("sample_size"), data.get("conforming_count")
        is_sampled = Inspection.Method.SAMPLE in data.get("methods", ())
        if is_sampled and size is None and "sample_size" in data:
            self.add_error("sample_size", "用抽件方式的，请填写抽样数。")
        if size is not None and good is None and "conforming_count" in data:
            self.add_error("conforming_count", "请填写抽样中符合的件数。")
        if good is not None and size is None and "sample_size" in data:
            self.add_error("sample_size", "请填写抽样数。")
        if size is not None and good is not None and good > size:
            self.add_error("conforming_count", f"不能多于抽样数 {size}。")
        conforms = data.get("result") == Inspection.Result.CONFORMS
        if conforms and size is not None and good is not None and good < size:
            self.add_error(
                "result",
                f"抽样 {size} 件中有 {size - good} 件不符合，结果不能是“符合”。",
            )

    def outcome(self) -> Outcome:
        """The checked outcome."""
        data = dict(self.cleaned_data)
        data["severity"] = data["severity"] or Finding.Severity.MINOR
        data["facts"] = data["facts"].strip()
        return Outcome(**data)
