"""Fields the procedure's forms share, dressed as the site's controls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

_DASHES = BLANK_CHOICE_DASH[0][1]


class StyledForm(forms.Form):
    """A form whose controls look like the site's, with errors beside the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)


def style(form: forms.BaseForm) -> None:
    """Give every control of ``form`` its class, and say what to do about an empty one."""
    for field in form.fields.values():
        widget = field.widget
        is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        is_file = isinstance(field, forms.FileField)
        verb = "选择" if is_choice or is_file else "填写"
        field.error_messages["required"] = f"请{verb}{field.label}。"
        if isinstance(widget, forms.CheckboxInput):
            css = "form-check-input"
        elif isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            css = "choices"
        elif isinstance(widget, forms.Select):
            css = "form-select"
        else:
            css = "form-control"
        widget.attrs.setdefault("class", css)
        if is_choice:
            _name_empty_choice(field)


def _name_empty_choice(field: Any) -> None:
    """Say in words what the framework's row of dashes means."""
    words = f"请选择{field.label}" if field.required else "（不选）"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES:
            field.empty_label = words
        return
    choices = list(field.choices)
    if choices[:1] == BLANK_CHOICE_DASH:
        field.choices = [("", words), *choices[1:]]


def day_field(label: str, **options: Any) -> forms.DateField:
    """A date, picked or typed as 2021-12-31."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def words_field(label: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, **options)
