"""What the office hands in to be checked: a file, or a pilot that comes along."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.packages.views.receiving import FIELD, ReceivedFile
from assessment.packages.views.uploads import packaged_pilots, upload_limit

# What a zip starts with: a file in it, or the end of an empty one.
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


def _most() -> str:
    """The size limit in words."""
    return f"{upload_limit() / 1024**2:g} MB"


class PackageForm(forms.Form):
    """One of the two: ``package`` (a ``.zip``) or ``packaged`` (a pilot's code)."""

    package = forms.FileField(
        label="试点包（.zip）",
        required=False,
        max_length=255,
        error_messages={"empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".zip,application/zip"}
        ),
    )
    packaged = forms.ChoiceField(required=False, choices=[])

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large
        field = self.fields[FIELD]
        field.widget.attrs["data-most-bytes"] = upload_limit()
        field.help_text = f"把试点包文件夹压缩为一个 .zip 上传，不超过 {_most()}。"
        codes: Any = self.fields["packaged"]
        codes.choices = [(code, code) for code in packaged_pilots()]
        codes.error_messages["invalid_choice"] = "没有随附的试点“%(value)s”。"

    def clean_package(self) -> ReceivedFile | None:
        """The file, which must at least look like a zip."""
        received: ReceivedFile | None = self.cleaned_data[FIELD]
        if received is None:
            return None
        name = str(received.name)
        if not name.lower().endswith(".zip"):
            raise forms.ValidationError(
                f"“{name}”不是 .zip 文件。请把试点包的文件夹（含 pilot.toml）压缩为"
                " .zip 再上传；单独一张表也要放进压缩包。"
            )
        with received.path.open("rb") as file:
            mark = file.read(4)
        if mark not in _ZIP_MARKS:
            raise forms.ValidationError(
                f"“{name}”的内容不是 zip 压缩包（可能只是改了扩展名，或是 RAR、7z）。"
                "请重新压缩为 zip 格式。"
            )
        return received

    def clean(self) -> dict[str, Any]:
        """Exactly one source."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_too_large:
            self.add_error(
                FIELD,
                f"文件超过 {_most()}，没有保存。案件台账可改用 .parquet 以减小体积；"
                "更大的试点包请管理员在服务器上用 load_pilot 载入。",
            )
        elif not (self.errors or cleaned.get(FIELD) or cleaned.get("packaged")):
            self.add_error(FIELD, "请先选择一个 .zip 文件。")
        return cleaned
