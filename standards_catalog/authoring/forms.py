"""Forms of the drafting check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from standards_catalog.authoring.models import RuleSeverity
from standards_catalog.drafting.checks.registry import RULES, Rule
from standards_catalog.drafting.checks.report import Severity


class SeverityForm(forms.Form):
    """How much each rule binds: one field a rule, named by its code."""

    def __init__(
        self, *args: Any, severities: Mapping[str, Severity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for rule in RULES:
            self.fields[rule.code] = forms.ChoiceField(
                label=f"{rule.code} {rule.title}",
                choices=RuleSeverity.Binding.choices,
                initial=severities.get(rule.code, rule.severity).value,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def rows(self) -> list[tuple[Rule, forms.BoundField]]:
        """Each rule with its field."""
        return [(rule, self[rule.code]) for rule in RULES]

    def severities(self) -> dict[str, Severity]:
        """What was chosen, by rule."""
        return {code: Severity(value) for code, value in self.cleaned_data.items()}
