"""The form that takes in a 工作事项表."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms

MOST_BYTES = 20 * 1024**2
_SUFFIXES = (".xlsx", ".csv")


class StepSheetForm(forms.Form):
    """One ``.xlsx`` or ``.csv`` with the table ``work_items``."""

    sheet = forms.FileField(
        label="工作事项表（.xlsx 或 .csv）",
        max_length=200,
        help_text="用本页导出的表或模板填写，不超过 20 MB。",
        error_messages={
            "required": "请先选择文件。",
            "empty": "文件是空的，请重新选择。",
        },
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".xlsx,.csv"},
        ),
    )

    def clean_sheet(self) -> Any:
        """A file of a known kind and a sensible size."""
        sheet = self.cleaned_data["sheet"]
        if Path(sheet.name).suffix.lower() not in _SUFFIXES:
            raise forms.ValidationError(
                f"“{sheet.name}”不是 .xlsx 或 .csv 文件；旧的 .xls 请另存为 .xlsx。"
            )
        if sheet.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，没有保存。")
        return sheet
