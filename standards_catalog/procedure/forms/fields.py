"""Fields the procedure's forms share, dressed as the site's controls."""

from __future__ import annotations

from typing import Any

from django import forms


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
        verb = "选择" if is_choice else "填写"
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


def day_field(label: str, **options: Any) -> forms.DateField:
    """A date, picked or typed as 2021-12-31."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def words_field(label: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, **options)
