"""Forms: how something that ended is dealt with, and the file of an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from standards_catalog.validity.models import ValidityDecision

# What may be kept, with how such a file begins: a name alone proves nothing.
_BEGINNINGS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "ofd": b"PK\x03\x04",
    "png": b"\x89PNG",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}


class DecisionForm(forms.Form):
    """How the office dealt with it."""

    conclusion = forms.ChoiceField(
        label="处理结果", choices=ValidityDecision.Conclusion.choices
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text="“继续参照”的须写明理由。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kept = ValidityDecision.Conclusion.KEPT
        if data.get("conclusion") == kept and not data.get("note", "").strip():
            self.add_error("note", "文件已经失效，继续参照的须写明理由。")
        return data


class SourceDocumentForm(forms.Form):
    """The file of an edition or a law."""

    file = forms.FileField(
        label="文件",
        help_text="PDF、OFD、Word（.docx）、Excel（.xlsx）或图片；请只上传依法取得、可以在单位内使用的文本。",
    )
    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="不填则用文件名。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_file(self) -> UploadedFile:
        """A file of a known kind that is what its name says, not too large."""
        file: UploadedFile = self.cleaned_data["file"]
        ending = Path(file.name or "").suffix.lower().removeprefix(".")
        beginning = _BEGINNINGS.get(ending)
        if beginning is None:
            raise forms.ValidationError(
                f"不能上传“{ending or '没有扩展名'}”文件；可以是 {'、'.join(_BEGINNINGS)}。"
            )
        limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        if (file.size or 0) > limit:
            raise forms.ValidationError(f"文件超过 {limit // 1024 // 1024} MB。")
        if file.read(len(beginning)) != beginning:
            raise forms.ValidationError(
                f"“{file.name}”的内容不是 {ending} 文件，请另存为 {ending} 后再上传。"
            )
        file.seek(0)
        return file
