"""Forms about making standards public."""

from __future__ import annotations

from typing import Any

from django import forms

from standards_catalog.procedure.forms.fields import StyledForm, day_field, words_field

_HERE, _ELSEWHERE = "here", "elsewhere"
_YES_NO = [("yes", "应公开"), ("no", "不公开")]


class RecordForm(StyledForm):
    """Since when, and where."""

    opened_on = day_field("公开日期")
    place = forms.ChoiceField(
        label="公开在",
        choices=[(_HERE, "本站门户（网址自动填写）"), (_ELSEWHERE, "其他网站")],
        initial=_HERE,
        widget=forms.RadioSelect,
    )
    url = forms.CharField(
        label="公开网址",
        max_length=500,
        required=False,
        help_text="公开在其他网站的，填写浏览器地址栏里的完整网址；本站门户不用填。",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["url"] = data.get("url", "").strip()
        if data.get("place") == _ELSEWHERE and not data["url"]:
            self.add_error("url", "请填写公开网址，或选择“本站门户”。")
        if data.get("place") == _HERE:
            data["url"] = ""
        return data


class DecisionForm(StyledForm):
    """Whether a standard is owed to the public, and if not, why."""

    must_publish = forms.ChoiceField(
        label="是否公开", choices=_YES_NO, widget=forms.RadioSelect
    )
    reason = words_field("不公开理由", required=False, help_text="不公开的必须填写。")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("must_publish") == "no" and not data.get("reason", "").strip():
            self.add_error("reason", "不公开的须写明理由。")
        return data


class ReportForm(StyledForm):
    """Where a unit made its standard public."""

    opened_on = day_field("公开日期")
    url = forms.CharField(
        label="公开网址",
        max_length=500,
        help_text="群众能直接打开的网页，填写浏览器地址栏里的完整网址。",
    )
    note = words_field("说明", required=False, max_length=1000)


class SettleForm(StyledForm):
    """Confirmed, or given back with a reason."""

    verdict = forms.ChoiceField(
        label="核对结果",
        choices=[("yes", "确认公开"), ("no", "退回")],
        widget=forms.RadioSelect,
    )
    answer = words_field(
        "核对意见", required=False, max_length=1000, help_text="退回的必须填写。"
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") == "no" and not data.get("answer", "").strip():
            self.add_error("answer", "退回的须写明理由。")
        return data


class DaysForm(StyledForm):
    """The days allowed."""

    days = forms.IntegerField(
        label="公开期限（天）",
        min_value=0,
        max_value=3650,
        help_text="自实施日期起算的自然日；超过这些天还没有公开的算“逾期”。",
    )
