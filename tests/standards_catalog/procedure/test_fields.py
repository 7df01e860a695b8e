"""Fields say in Chinese what is to be chosen, never with a row of dashes."""

from __future__ import annotations

import pytest
from django import forms

from accounts.models import Unit
from standards_catalog.procedure.forms.fields import StyledForm, style


class ChoosingForm(StyledForm):
    unit = forms.ModelChoiceField(Unit.objects.all(), label="责任单位")
    other = forms.ModelChoiceField(Unit.objects.all(), label="协助单位", required=False)
    named = forms.ModelChoiceField(Unit.objects.all(), label="单位", empty_label="全部")


class UnitForm(forms.ModelForm[Unit]):
    class Meta:
        model = Unit
        fields = ("kind",)

    def __init__(self) -> None:
        super().__init__()
        style(self)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [("unit", "请选择责任单位"), ("other", "（不选）"), ("named", "全部")],
)
def test_the_empty_row_of_a_choice_says_what_it_means(name: str, words: str) -> None:
    [(_, first), *_] = ChoosingForm().fields[name].choices
    assert first == words


def test_so_does_that_of_a_model() -> None:
    form = UnitForm()
    label = form.fields["kind"].label
    assert next(iter(form.fields["kind"].choices)) == ("", f"请选择{label}")
