"""What is posted about the files of a record or a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from accounts.models import User
from assessment.evidence.files import ACCEPTED, ENDINGS, LARGEST_FILE, MEBI
from assessment.evidence.models import Evidence
from assessment.evidence.services import describe_evidence
from standards_catalog.procedure.forms.fields import day_field

FILES = "files"
"""The name under which files are posted, by every control that takes some."""
FILE_WORDS: Mapping[str, str] = {
    "file_advice": f"{'、'.join(ENDINGS).upper()}，每个不超过 {LARGEST_FILE // MEBI} MB。",
    "file_types": ACCEPTED,
}
"""What the control that takes files says of them."""


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


def described(
    files: Iterable[Evidence], data: Any, *, actor: User, address: str
) -> list[EvidenceForm]:
    """Name the files as posted; the forms, with what is wrong with them."""
    posted = evidence_forms(files, data)
    for file in posted:
        if file.is_bound and file.is_valid():
            describe_evidence(
                evidence=file.evidence,
                actor=actor,
                address=address,
                **file.cleaned_data,
            )
    return posted


def file_to_remove(data: Any) -> int | None:
    """The key of the file whose removal was asked for, if one was."""
    text = data.get("remove", "")
    return int(text) if text.isascii() and text.isdigit() else None
