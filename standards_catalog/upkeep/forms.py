"""Forms of the workbench for standards, their editions, and laws."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.models import Unit
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.upkeep.checks import (
    EntryError,
    checked_code,
    checked_level,
    is_being_made,
    number_to_offer,
)
from standards_catalog.upkeep.fields import (
    EDITION_SUCCESSOR_HELP,
    LAW_SUCCESSOR_HELP,
    EditionChecksMixin,
    LawChecksMixin,
    successor_field,
)

_DAY = {"type": "date"}
_THREE_WAYS = [("unknown", "未定"), ("true", "是"), ("false", "否")]


def _dressed(form: forms.BaseForm) -> None:
    """Give every control the site's look."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple):
            css = "choices"
        elif isinstance(widget, forms.Select):
            css = "form-select"
        else:
            css = "form-control"
        widget.attrs.setdefault("class", css)


def _named_first(field: Any, label: str) -> None:
    """Let the empty choice of ``field`` say ``label`` instead of dashes."""
    field.choices = [("", label), *(c for c in field.choices if c[0])]


def _day_widget() -> forms.DateInput:
    return forms.DateInput(attrs=_DAY, format="%Y-%m-%d")


class StandardEntryForm(forms.ModelForm[Standard]):
    """The identity of a standard: place in the system, name, level, units."""

    class Meta:
        model = Standard
        fields: ClassVar = [
            "code", "title", "level", "status", "section", "subsystem",
            "responsible_units", "applicable_units", "must_publish",
            "unpublished_reason", "promoted_to", "promoted_on", "source_file", "source_clause",
        ]  # fmt: skip
        widgets: ClassVar = {
            "responsible_units": forms.CheckboxSelectMultiple,
            "applicable_units": forms.CheckboxSelectMultiple,
            "unpublished_reason": forms.Textarea(attrs={"rows": 2}),
            "source_clause": forms.Textarea(attrs={"rows": 2}),
            "must_publish": forms.NullBooleanSelect,
            "promoted_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "code": "标准在体系中的编号，如 FW301；与标准编号不同，在试点内不能重复。",
            "section": "选了子体系，分体系随之确定。",
            "status": "还没有文本的填“待制定”；已发布的，各日期的状态由版次的日期判定。",
        }

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pilot = pilot
        section: Any = self.fields["section"]
        section.queryset = Section.objects.filter(pilot=pilot).order_by(
            "position", "pk"
        )
        section.empty_label = "（直接列在分体系下）"
        self.fields["subsystem"].required = False
        for name in ("level", "status", "subsystem"):
            _named_first(self.fields[name], "请选择")
        must_publish: Any = self.fields["must_publish"]
        must_publish.widget.choices = _THREE_WAYS
        units = Unit.objects.filter(memberships__pilot=pilot)
        for name in ("responsible_units", "applicable_units"):
            field: Any = self.fields[name]
            field.queryset = units.order_by("memberships__position", "pk")
        _dressed(self)

    def clean_code(self) -> str:
        """A code that nothing else of the pilot has."""
        code: str = self.cleaned_data["code"].strip()
        if "code" not in self.changed_data:
            return code
        try:
            return checked_code(code, self.instance.pilot, Standard, self.instance.pk)
        except EntryError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_level(self) -> str:
        """A level that the numbers of its editions have."""
        level: str = self.cleaned_data["level"]
        if self.instance.pk is not None and "level" in self.changed_data:
            try:
                checked_level(self.instance, level)
            except EntryError as error:
                raise forms.ValidationError(str(error)) from error
        return level

    def clean_status(self) -> str:
        """A status that does not deny the editions there are."""
        status: str = self.cleaned_data["status"]
        dated = StandardEdition.objects.filter(standard=self.instance.pk or 0)
        is_published = dated.exclude(effective_on=None).exists()
        if status in Standard.UNPUBLISHED and is_published:
            raise forms.ValidationError(
                f"本标准已有实施日期的版次，状态不能是“{status}”；"
                "填错的版次请先修改或删除。"
            )
        return status

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        section = data.get("section")
        if section is not None:
            data["subsystem"] = section.subsystem
        elif not data.get("subsystem"):
            self.add_error("subsystem", "请选择分体系，或选择一个子体系。")
        if data.get("must_publish") is False and not data.get("unpublished_reason"):
            self.add_error("unpublished_reason", "不公开的须写明理由。")
        return data


class EditionEntryForm(EditionChecksMixin, forms.ModelForm[StandardEdition]):
    """An edition of a standard: its number, its dates, what took its place."""

    replaced_by = successor_field(EDITION_SUCCESSOR_HELP)

    class Meta:
        model = StandardEdition
        fields: ClassVar = [
            "number", "issuer", "published_on", "effective_on", "abolished_on",
            "replaces", "opened_on", "opened_at_url",
        ]  # fmt: skip
        widgets: ClassVar = {
            name: forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
            for name in ("published_on", "effective_on", "abolished_on", "opened_on")
        }
        help_texts: ClassVar = {
            "number": "“-”也可以，保存为“—”。如 GB/T 24421.2—2023、MZ/T 039—2013、"
            "DB32/T 1234—2021、T/ISC 0048—2024、Q/ABC 001—2020。",
            "replaces": "它代替的标准编号，多项用顿号隔开。",
        }

    field_order = [
        "number", "issuer", "published_on", "effective_on", "abolished_on",
        "replaced_by", "replaces", "opened_on", "opened_at_url",
    ]  # fmt: skip

    def __init__(
        self, *args: Any, standard: Standard, year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standard = standard
        self.start_edition()
        self.offered = number_to_offer(standard, year) if standard.pk else ""
        if self.offered:
            self.fields["number"].help_text = f"下一个可用编号：{self.offered}"
        if self.instance.is_minted:
            for name in self.fields.keys() & StandardEdition.FROZEN:
                self.fields[name].disabled = True
                self.fields[name].help_text = "版次已发布，不能修改。"
        _dressed(self)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.check_edition(data, self.standard)
        if self.instance.pk is None and is_being_made(self.standard):
            self.add_error(
                None, "本标准正在制修订，新版次由“批准发布”生成，不在这里登记。"
            )
        return data

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, so that no edition is meant."""
        return not self.has_changed()


class LawEntryForm(LawChecksMixin, forms.ModelForm[LegalInstrument]):
    """A law, regulation or policy of the 法律法规清单."""

    replaced_by = successor_field(LAW_SUCCESSOR_HELP)

    class Meta:
        model = LegalInstrument
        fields: ClassVar = [
            "code", "title", "document_number", "issuer", "effective_on",
            "abolished_on", "source_file", "source_clause",
        ]  # fmt: skip
        widgets: ClassVar = {
            "effective_on": _day_widget(),
            "abolished_on": _day_widget(),
            "source_clause": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "code": "如 FL12；与标准的体系编号不能重复。",
            "title": "不加书名号。",
        }

    field_order = [
        "code", "title", "document_number", "issuer", "effective_on",
        "abolished_on", "replaced_by", "source_file", "source_clause",
    ]  # fmt: skip

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pilot = pilot
        self.start_law()
        _dressed(self)

    def clean_code(self) -> str:
        """A code that nothing else of the pilot has."""
        code: str = self.cleaned_data["code"].strip()
        if "code" not in self.changed_data:
            return code
        try:
            return checked_code(
                code, self.instance.pilot, LegalInstrument, self.instance.pk
            )
        except EntryError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_title(self) -> str:
        """The name without book-title marks."""
        title: str = self.cleaned_data["title"]
        return title.strip().strip("《》")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.check_law(data)
        return data
