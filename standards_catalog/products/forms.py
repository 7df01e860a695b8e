"""Forms of the workbench for the sections and the 编制说明."""

from __future__ import annotations

from typing import Any

from django import forms

from standards_catalog.models import Pilot, Section
from standards_catalog.products.notes import unknown_tokens

_MAX_NOTE = 20_000
_CONTROL = {"class": "form-control"}
_CHOICE = {"class": "form-select"}


class NoteForm(forms.Form):
    """The wording of one point."""

    text = forms.CharField(
        label="内容",
        max_length=_MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 14, **_CONTROL}),
        help_text="每行一段。",
    )

    def clean_text(self) -> str:
        """The text with line ends as kept; every token in it stands for something."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        unknown = unknown_tokens(text)
        if unknown:
            named = "、".join(f"“{{{{{name}}}}}”" for name in unknown)
            reason = f"没有这样的占位符：{named}，请对照下方列表改正。"
            raise forms.ValidationError(reason)
        return text


class SectionForm(forms.ModelForm[Section]):
    """A section of one pilot. Below a parent it is of the parent's subsystem."""

    class Meta:
        model = Section
        fields = ["code", "title", "subsystem", "parent", "source_clause"]
        widgets = {
            "code": forms.TextInput(attrs=_CONTROL),
            "title": forms.TextInput(attrs=_CONTROL),
            "subsystem": forms.Select(attrs=_CHOICE),
            "parent": forms.Select(attrs=_CHOICE),
            "source_clause": forms.Textarea(attrs={"rows": 2, **_CONTROL}),
        }
        help_texts = {
            "code": "在试点内不能重复。",
            "subsystem": "选了上级子体系时，随上级所在的分体系。",
            "parent": "不选表示直接列在分体系下。",
        }

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pilot = pilot
        own = Section.objects.filter(pilot=pilot).order_by("position", "pk")
        if self.instance.pk is not None:
            own = own.exclude(pk=self.instance.pk)
        parent: Any = self.fields["parent"]
        parent.queryset, parent.empty_label = own, "（无）"

    def clean_code(self) -> str:
        """A code that no other section of the pilot has."""
        code: str = self.cleaned_data["code"]
        others = Section.objects.filter(pilot=self.instance.pilot, code=code)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"本试点已有编号为“{code}”的子体系。")
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        parent = data.get("parent")
        if parent is None:
            return data
        above, seen = parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                self.add_error("parent", "上级子体系不能是它自己的下级。")
                return data
            seen.add(above.pk)
            above = above.parent
        data["subsystem"] = parent.subsystem
        return data
