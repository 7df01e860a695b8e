"""One table of the pilot kept in Excel: take it out, change it, hand it in to check."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address, record_event
from assessment.packages.containers import MANIFEST
from assessment.packages.exporting import manifest_of, rows_of
from assessment.packages.rows import TABLES_BY_NAME
from assessment.packages.schema import Table
from assessment.packages.views.checks import check_upload
from assessment.packages.views.labels import table_label
from assessment.packages.views.uploads import (
    file_in,
    keep_upload,
    new_folder,
    upload_limit,
)
from assessment.packages.writing import manifest_text, table_text
from standards_catalog.models import Pilot
from standards_catalog.views.pilot_lists import PilotPageMixin

MAINTAINED = {
    "implementation_plans": "planning:plans",
}
"""The tables that are kept this way, and the page of each."""
_ENDINGS = (".xlsx", ".csv")
_WIDE = 48
_WIDTH = 16


class TableForm(forms.Form):
    """The changed table."""

    file = forms.FileField(
        label="改好的表格",
        error_messages={
            "required": "请先选择一个文件。",
            "empty": "文件是空的，请重新选择。",
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv"}),
        help_text="Excel（.xlsx，读第一张工作表）或 CSV；第一行是列名。",
    )

    def clean_file(self) -> UploadedFile:
        """A table by its name, not too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if Path(str(file.name)).suffix.lower() not in _ENDINGS:
            raise forms.ValidationError(
                f"“{file.name}”不是 .xlsx 或 .csv 文件，请另存为 .xlsx 后再上传。"
            )
        if (file.size or 0) > upload_limit():
            limit = upload_limit() // 1024**2
            raise forms.ValidationError(f"文件超过 {limit} MB，没有保存。")
        return file


class OneTableView(PilotPageMixin, TemplateView):
    """Two steps, as for a whole package: check what would change, then confirm."""

    roles = OFFICE
    template_name = "packages/one_table.html"

    @property
    def table(self) -> Table:
        """The table of the address; a 404 for one that is not kept this way."""
        name = self.kwargs["table"]
        if name not in MAINTAINED:
            raise Http404("这张表不能单独导入。")
        return TABLES_BY_NAME[name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.GET.get("export") == "xlsx":
            return self._download()
        return self.render_to_response(self.get_context_data(**kwargs))

    def _download(self) -> HttpResponseBase:
        label = table_label(self.table.name)
        record_event(
            actor=self.account,
            action="导出列表",
            object_label=f"{self.pilot.name} {label}",
            detail={"格式": "xlsx"},
            address=client_address(self.request),
        )
        mark = "（演示数据）" if self.pilot.is_demonstration else ""
        return FileResponse(
            table_workbook(self.pilot, self.table),
            as_attachment=True,
            filename=f"{label}_{self.pilot.code}{mark}.xlsx",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table
        kwargs.setdefault("form", TableForm())
        return super().get_context_data(
            **kwargs,
            label=table_label(table.name),
            columns=[(c.header, c.required) for c in table.columns],
            back=reverse(MAINTAINED[table.name]),
        )

    def post(self, request: HttpRequest, table: str) -> HttpResponse:
        """Make a package of this one table, check it, and show the report."""
        form = TableForm(request.POST, request.FILES)
        label = table_label(self.table.name)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        folder = new_folder()
        _pack(file_in(folder), self.pilot, self.table.name, file)
        upload = keep_upload(
            folder, owner_id=self.account.pk, source_name=str(file.name)
        )
        check = check_upload(upload)
        record_event(
            actor=self.account,
            action="检查试点包",
            object_label=f"{self.pilot.name} {label}",
            detail={"来源": upload.source_name, "错误": check.error_count},
            address=client_address(request),
        )
        return redirect("packages:check", token=upload.token)


def _pack(path: Path, pilot: Pilot, table: str, file: UploadedFile) -> None:
    ending = Path(str(file.name)).suffix.lower()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest_text(manifest_of(pilot)))
        with archive.open(f"{table}{ending}", "w") as target:
            for chunk in file.chunks():
                target.write(chunk)


def table_workbook(pilot: Pilot, table: Table) -> IO[bytes]:
    """The table as a sheet that can be changed and handed in again.

    Every cell is text, so that numbers such as ``007`` and dates stay as they are.
    Returns a temporary file at its start; the caller closes it.
    """
    text = table_text(table, rows_of(pilot, table.name))
    lines = list(csv.reader(io.StringIO(text)))
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(table_label(table.name))
        header = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        cell = book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
                "quote_prefix": True,
            }
        )
        for index, name in enumerate(lines[0]):
            longest = max((len(line[index]) for line in lines[1:]), default=0)
            sheet.set_column(index, index, _WIDE if longest > 20 else _WIDTH, cell)
            sheet.write_string(0, index, name, header)
        for number, line in enumerate(lines[1:], start=1):
            for index, value in enumerate(line):
                if value:
                    sheet.write_string(number, index, value, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(lines) - 1, 1), len(lines[0]) - 1)
    target.seek(0)
    return target
