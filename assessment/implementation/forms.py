"""The form of an implementation record, and what decides about one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from assessment.evidence.files import ACCEPTED, ENDINGS, LARGEST_FILE, MEBI
from assessment.evidence.models import Evidence
from assessment.implementation.models import ImplementationRecord
from assessment.implementation.services import joined_clauses
from standards_catalog.procedure.forms.fields import StyledForm, day_field, words_field

_CLAUSES = 200
FILES = "files"
"""The name under which files are posted, by every control that takes some."""


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


class EvidenceForm(forms.Form):
    """What a file is called, and from when until when it holds."""

    title = forms.CharField(label="名称", max_length=200, required=False)
    valid_from = day_field("有效期起", required=False)
    valid_until = day_field("有效期止", required=False)

    def __init__(self, data: Any = None, *, evidence: Evidence) -> None:
        self.evidence = evidence
        first = {
            "title": evidence.title,
            "valid_from": evidence.valid_from,
            "valid_until": evidence.valid_until,
        }
        super().__init__(data, initial=first, prefix=f"file-{evidence.pk}")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """The end is not before the start."""
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", "有效期止早于有效期起。")
        return data


def evidence_forms(files: Iterable[Evidence], data: Any = None) -> list[EvidenceForm]:
    """A form for each file; one that the posted page did not have yet is left alone."""
    forms_of_files = []
    for evidence in files:
        is_posted = data is not None and f"file-{evidence.pk}-title" in data
        forms_of_files.append(
            EvidenceForm(data if is_posted else None, evidence=evidence)
        )
    return forms_of_files


FILE_ADVICE = f"{'、'.join(ENDINGS).upper()}，每个不超过 {LARGEST_FILE // MEBI} MB。"
FILE_TYPES = ACCEPTED
