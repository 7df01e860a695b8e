"""Forms of what is put on a project's file, and of the pilot's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Unit, User
from standards_catalog.models import Pilot, Standard
from standards_catalog.numbering.number_parts import NumberError
from standards_catalog.procedure.forms.fields import (
    StyledForm,
    day_field,
    style,
    words_field,
)
from standards_catalog.procedure.models import (
    DraftingProject,
    NoveltySearch,
    PeriodicReview,
    ProcedureRules,
    ProjectDocument,
)


class _StandardField(forms.ModelChoiceField):
    """A standard with its status, which decides whether it is made or revised."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}（{obj.status}）"


class ProposalForm(StyledForm):
    """提出立项: a liaison proposes for the own unit, the office for any."""

    standard = _StandardField(
        Standard.objects.none(),
        label="标准",
        empty_label="请选择标准",
        help_text="这里没有的标准，先由标准化办公室在“标准明细”中新建，状态填“待制定”。",
    )
    kind = forms.ChoiceField(
        label="类别",
        choices=DraftingProject.Kind.choices,
        widget=forms.RadioSelect,
        help_text="还没有发布过的选“制定”；已经发布的选“修订”或“废止”。",
    )
    lead_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="牵头单位", empty_label="请选择单位"
    )
    purpose = words_field("立项理由", help_text="目的和必要性，要解决的问题。")
    planned_on = day_field("计划完成日期", required=False)

    def __init__(self, data: Any = None, *, pilot: Pilot, actor: User, **kw: Any):
        super().__init__(data, **kw)
        standard: Any = self.fields["standard"]
        busy = DraftingProject.objects.active().values("standard")
        standard.queryset = Standard.objects.filter(
            pilot=pilot, level=Standard.Level.INTERNAL
        ).exclude(pk__in=busy)
        units = Unit.objects.filter(memberships__pilot=pilot)
        if actor.is_unit_bound:
            units = units.filter(users=actor)
            self.fields["lead_unit"].initial = actor.unit_id
        lead: Any = self.fields["lead_unit"]
        lead.queryset = units.order_by("memberships__position", "pk")


class SearchForm(forms.ModelForm):
    """查新记录."""

    searched_on = day_field("查新日期")
    result = forms.ChoiceField(
        label="查新结果", choices=[("", "请选择"), *NoveltySearch.Result.choices]
    )

    class Meta:
        model = NoveltySearch
        fields = ["searched_on", "sources", "keywords", "result", "findings"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].widget.attrs["rows"] = 3
        style(self)


class DocumentForm(StyledForm):
    """A file for the project's file."""

    kind = forms.ChoiceField(label="类别", choices=ProjectDocument.Kind.choices)
    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="不填则用文件名。"
    )
    file = forms.FileField(label="文件")

    def clean_file(self) -> UploadedFile:
        """A document of a known kind, not too large."""
        file: UploadedFile = self.cleaned_data["file"]
        known = settings.WAGTAILDOCS_EXTENSIONS
        ending = Path(file.name or "").suffix.lower().removeprefix(".")
        if ending not in known:
            raise forms.ValidationError(
                f"不能上传“{ending or '没有扩展名'}”文件；可以是 {'、'.join(known)}。"
            )
        limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        if (file.size or 0) > limit:
            raise forms.ValidationError(f"文件超过 {limit // 1024 // 1024} MB。")
        return file


class SheetForm(StyledForm):
    """An 意见表 to be read."""

    file = forms.FileField(
        label="意见表",
        help_text="Excel（.xlsx）或 Word（.docx），第一行为表头：标准章条编号、意见内容、提出单位。",
    )


class PeriodicReviewForm(StyledForm):
    """复审结论."""

    conclusion = forms.ChoiceField(
        label="复审结论",
        choices=PeriodicReview.Conclusion.choices,
        widget=forms.RadioSelect,
    )
    reason = words_field("理由")
    lead_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="牵头单位",
        required=False,
        help_text="结论为修订或废止时须指定，系统随即提出立项。",
    )

    def __init__(self, data: Any = None, *, pilot: Pilot) -> None:
        super().__init__(data)
        lead: Any = self.fields["lead_unit"]
        lead.queryset = Unit.objects.filter(memberships__pilot=pilot).order_by(
            "memberships__position", "pk"
        )


class RulesForm(forms.ModelForm):
    """The rules of a pilot's procedure."""

    class Meta:
        model = ProcedureRules
        fields = [
            "consultation_days",
            "panel_size",
            "quorum_numerator",
            "quorum_denominator",
            "approval_numerator",
            "approval_denominator",
            "review_years",
            "warning_months",
            "number_prefix",
            "number_separator",
            "serial_separator",
            "serial_width",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)

    def clean(self) -> dict[str, Any]:
        """Shares at most 1, and a pattern that no formal standard uses."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("quorum", "approval"):
            above = data.get(f"{name}_numerator")
            below = data.get(f"{name}_denominator")
            if above is not None and below is not None and above > below:
                self.add_error(
                    f"{name}_numerator", "占比不能大于 1：分子不能大于分母。"
                )
        if not self.errors:
            try:
                ProcedureRules(**data).number_pattern  # noqa: B018 - it checks itself
            except NumberError as error:
                self.add_error("number_prefix", f"{error}。")
        return data
