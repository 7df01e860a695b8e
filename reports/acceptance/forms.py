"""The one question the office answers to build a report."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone


class ReportForm(forms.Form):
    """The as-of date of a new report."""

    as_of = forms.DateField(
        label="数据截至",
        widget=forms.DateInput(
            attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"
        ),
        help_text="报告只计入该日及以前发生的事项。",
        error_messages={
            "required": "请填写数据截至日期。",
            "invalid": "日期不正确，应写作 2021-12-31。",
        },
    )

    def clean_as_of(self) -> date:
        """A day that has not come has no records yet."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError("数据截至日期不能晚于今天。")
        return day
