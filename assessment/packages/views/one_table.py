"""One table of the pilot kept in Excel: take it out, change it, hand it in to check."""

from __future__ import annotations

import csv
import io
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address, record_event
from assessment.packages.exporting import rows_of
from assessment.packages.rows import TABLES_BY_NAME
from assessment.packages.schema import Table
from assessment.packages.table_intake import TableForm, inner_name, table_package
from assessment.packages.views.checks import check_upload
from assessment.packages.views.labels import table_label
from assessment.packages.views.uploads import (
    file_in,
    keep_upload,
    new_folder,
    remove_expired,
)
from assessment.packages.writing import table_text
from standards_catalog.models import Pilot
from standards_catalog.views.pilot_lists import PilotPageMixin

MAINTAINED = {
    "implementation_plans": "planning:plans",
}
"""The tables that are kept this way, and the page of each."""
_WIDE = 48
_WIDTH = 16


class TableIntake(PilotPageMixin, TemplateView):
    """Takes a table in and leads to its check report; nothing is written before that
    is confirmed."""

    roles = OFFICE

    @property
    def table(self) -> Table:
        """The table that is handed in; each page of one says which."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make a package of this one table, check it, and show the report."""
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs))
        file = form.cleaned_data["file"]
        folder = new_folder()
        content = table_package(self.pilot, self.table.name, file.name, file.read())
        file_in(folder).write_bytes(content)
        upload = keep_upload(
            folder,
            owner_id=self.account.pk,
            source_name=file.name,
            table=inner_name(self.table.name, file.name),
        )
        check = check_upload(upload)
        record_event(
            actor=self.account,
            action=f"检查{table_label(self.table.name)}表",
            object_label=self.pilot.name,
            detail={
                "来源": upload.source_name,
                "错误": check.error_count,
                "警告": check.warning_count,
            },
            address=client_address(request),
        )
        return redirect("packages:check", token=upload.token)


class OneTableView(TableIntake):
    """Two steps, as for a whole package: check what would change, then confirm."""

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
        remove_expired()
        kwargs.setdefault("form", TableForm())
        return super().get_context_data(
            **kwargs,
            label=table_label(table.name),
            columns=[(c.header, c.required) for c in table.columns],
            back=reverse(MAINTAINED[table.name]),
        )


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
