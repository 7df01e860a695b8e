"""One table handed in by itself: the form that takes it, and the package it makes.

The pilot's own ``pilot.toml`` and the table are a package that replaces this one table
and leaves all others as they are (``docs/decisions/0003``), so it is read, checked,
loaded and undone like any other.
"""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.core.files.uploadedfile import UploadedFile

from assessment.packages.containers import MANIFEST
from assessment.packages.exporting import manifest_of, zip_bytes
from assessment.packages.writing import manifest_text
from standards_catalog.models import Pilot

MOST_BYTES = 20 * 1024**2
_ENDINGS = (".xlsx", ".csv")


class TableForm(forms.Form):
    """An ``.xlsx`` or ``.csv`` with one table of the package."""

    file = forms.FileField(
        label="填好的表格",
        max_length=200,
        error_messages={
            "required": "请先选择文件。",
            "empty": "文件是空的，请重新选择。",
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv"}),
        help_text="Excel（.xlsx，读第一张工作表）或 CSV，第一行是列名；不超过 20 MB。",
    )

    def clean_file(self) -> UploadedFile:
        """A table by its name, not too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if Path(str(file.name)).suffix.lower() not in _ENDINGS:
            raise forms.ValidationError(
                f"“{file.name}”不是 .xlsx 或 .csv 文件；旧的 .xls 请另存为 .xlsx。"
            )
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，没有保存。")
        return file


def inner_name(table: str, source_name: str) -> str:
    """What the uploaded file is called inside of the package."""
    return f"{table}{Path(source_name).suffix.lower()}"


def table_package(pilot: Pilot, table: str, source_name: str, content: bytes) -> bytes:
    """The package that replaces ``table`` of the pilot by the file's rows."""
    manifest = manifest_text(manifest_of(pilot)).encode()
    return zip_bytes({MANIFEST: manifest, inner_name(table, source_name): content})
