"""The form of an implementation record."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.implementation.models import ImplementationRecord
from assessment.implementation.services import joined_clauses
from standards_catalog.procedure.forms.fields import StyledForm, day_field, words_field

_CLAUSES = 200


class RecordForm(StyledForm):
    """When, what kind, and what was done; clauses and files are posted beside it."""

    done_on = day_field("日期", help_text="这件事是哪一天做的，不是填报的日期。")
    kind = forms.ChoiceField(
        label="类型",
        choices=ImplementationRecord.Kind.choices,
        widget=forms.RadioSelect,
        initial=ImplementationRecord.Kind.EXECUTION,
    )
    clause_text = forms.CharField(
        label="条款",
        required=False,
        max_length=_CLAUSES,
        help_text="本系统没有这项标准的文本，请按原文写条款号，如 5.2；几条之间用分号隔开。",
    )
    description = words_field(
        "说明",
        rows=5,
        required=False,
        help_text="做了什么、结果怎样；不写个人姓名和证件号。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        has_clauses: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        # Another day may have another edition: its clauses are fetched at once.
        self.fields["done_on"].widget.attrs |= {
            "hx-get": "",
            "hx-trigger": "change",
            "hx-target": "#clause-choices",
            "hx-include": "#clause-choices",
        }
        self.chosen = tuple(data.getlist("clauses")) if data is not None else ()
        if has_clauses:
            del self.fields["clause_text"]

    def clean(self) -> dict[str, Any]:
        """All clauses in one text of bearable length."""
        data: dict[str, Any] = super().clean() or {}
        typed = str(data.get("clause_text", "")).replace("；", ";").split(";")
        data["clause"] = joined_clauses([*self.chosen, *typed])
        if len(data["clause"]) > _CLAUSES:
            self.add_error(
                None, "选的条款太多；请按章分成几条记录填报，或只选上一级条款。"
            )
            data["clause"] = ""
        return data
