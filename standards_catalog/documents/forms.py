"""The forms of documents: a Word file to be read, and what a collection holds."""

from __future__ import annotations

from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile

from standards_catalog.documents.word_file import LARGEST_FILE, MEBI
from standards_catalog.models import Subsystem


class WordUploadForm(forms.Form):
    """A Word file that becomes the draft."""

    file = forms.FileField(
        label="Word 文件",
        help_text=f"只接受 .docx，不超过 {LARGEST_FILE // MEBI} MB；旧的 .doc 请先在 Word 中另存为 .docx。",
        error_messages={
            "required": "请选择一个 .docx 文件。",
            "empty": "文件是空的，请重新选择。",
        },
        widget=forms.ClearableFileInput(
            attrs={"class": "form-control", "accept": ".docx"}
        ),
    )

    def clean_file(self) -> UploadedFile:
        """A .docx by its name and of a bearable size; what is in it is read later."""
        file: UploadedFile = self.cleaned_data["file"]
        ending = PurePath(file.name or "").suffix.lower()
        if ending == ".doc":
            raise forms.ValidationError(
                "这是旧的 .doc 格式，不能读取；请在 Word 中打开，另存为 .docx 后再上传。"
            )
        if ending != ".docx":
            raise forms.ValidationError(
                f"不能读取“{ending or '没有扩展名'}”文件，请上传 .docx。"
            )
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                f"文件超过 {LARGEST_FILE // MEBI} MB，请去掉大图片后再上传。"
            )
        return file


class CollectionForm(forms.Form):
    """Which standards a collection holds."""

    subsystem = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[("", "全部分体系"), *Subsystem.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    as_of = forms.DateField(
        label="截至日期",
        help_text="汇编在这一天现行的标准。",
        error_messages={
            "required": "请填写日期。",
            "invalid": "日期应写成 2021-12-31 的样子。",
        },
        widget=forms.DateInput(
            attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"
        ),
    )
