"""Excel 导入: hand in a sheet, look at what it would bring, confirm, take back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView, View

from accounts.models import Unit
from accounts.permissions import LIAISONS, OFFICE
from accounts.services import client_address
from assessment.implementation.choosing import standards_to_file
from assessment.implementation.importers import (
    ImportRefusedError,
    apply_import,
    check_import,
    keep_sheet,
    undo_record_import,
)
from assessment.implementation.models import RecordImport
from assessment.implementation.sheet_template import template_workbook
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import DateRangeFilter, Filter
from listing.views import NextStep
from standards_catalog.models import LegalInstrument, Standard
from standards_catalog.procedure.forms.fields import StyledForm
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin

IMPORTERS = OFFICE | LIAISONS
_MEBI = 1024 * 1024
_LARGEST = 10 * _MEBI
_SHOWN = 50
_TONES = {"待确认": Tone.WARNING, "已导入": Tone.GOOD, "已撤销": Tone.NEUTRAL}


class SheetForm(StyledForm):
    """The sheet to be read."""

    file = forms.FileField(
        label="记录表",
        help_text="Excel（.xlsx）或 CSV，第一张表、第一行为表头；请用下载的模板填写。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """A table by its name, of a bearable size; what is in it is read later."""
        file: UploadedFile = self.cleaned_data["file"]
        ending = PurePath(file.name or "").suffix.lower()
        if ending == ".xls":
            raise forms.ValidationError(
                "这是旧的 .xls 格式，请在 Excel 中另存为 .xlsx 后再上传。"
            )
        if ending not in (".xlsx", ".csv"):
            raise forms.ValidationError("请上传 .xlsx 或 .csv 文件。")
        if (file.size or 0) > _LARGEST:
            raise forms.ValidationError(
                f"文件超过 {_LARGEST // _MEBI} MB，请分成几份导入。"
            )
        return file


class _ImportsOfUser(PilotPageMixin):
    """The imports this user may see; the waiting ones are the uploader's alone."""

    roles = IMPORTERS

    def get_rows(self) -> QuerySet[RecordImport]:
        imports = RecordImport.objects.for_user(self.account).filter(pilot=self.pilot)
        return imports.select_related("pilot", "unit", "uploaded_by").defer(
            "content", "journal"
        )


class RecordImportListView(_ImportsOfUser, PilotListView):
    """实施记录导入: what was imported from sheets, when, by whom."""

    template_name = "implementation/import_list.html"
    title = "实施记录导入"
    about = "从 Excel 导入的实施记录，按时间倒序"
    is_unit_list = True
    purpose = "一次要填报很多条记录时，用 Excel 填好一并导入；导入后可以撤销。"
    default_order = ("-uploaded_at", "-pk")
    search_fields = ("source_name",)
    search_hint = "文件名"
    columns = (
        field_column(RecordImport, "uploaded_at", url=link("implementation:import")),
        field_column(RecordImport, "source_name", width=24),
        Column("unit", "单位", value=lambda row: row.unit or "标准化办公室"),
        Column(
            "state",
            "状态",
            Kind.STATUS,
            value=lambda row: Badge(row.state, _TONES[row.state]),
        ),
        field_column(RecordImport, "new_count"),
        field_column(RecordImport, "known_count"),
        Column("uploaded_by", "上传人", value=lambda row: str(row.uploaded_by)),
        field_column(RecordImport, "undone_at"),
    )

    def next_step(self) -> NextStep | None:
        return NextStep("导入 Excel", reverse("implementation:new_import"))

    def get_filters(self) -> Sequence[Filter]:
        return (
            DateRangeFilter(
                "uploaded", "上传日期", field="uploaded_at", is_datetime=True
            ),
        )


class NewRecordImportView(PilotPageMixin, TemplateView):
    """First step: the sheet is read and kept; nothing is filed yet."""

    roles = IMPORTERS
    template_name = "implementation/new_import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SheetForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the sheet and go to the report."""
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        kept = keep_sheet(
            pilot=self.pilot,
            file_name=PurePath(file.name).name,
            content=file.read(),
            actor=self.account,
        )
        return redirect("implementation:import", pk=kept.pk)


class TemplateFileView(PilotPageMixin, View):
    """The workbook to fill in."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> FileResponse:
        """The template, with the standards that may be filed about."""
        unit = self.account.unit if self.account.is_unit_bound else None
        if unit is not None:
            standards = standards_to_file(self.pilot, unit, self.as_of)
        else:
            standards = Standard.objects.filter(pilot=self.pilot).in_force_on(
                self.as_of
            )
        return FileResponse(
            template_workbook(unit, standards, for_office=unit is None),
            as_attachment=True,
            filename=f"实施记录导入模板_{self.pilot.code}.xlsx",
        )


class RecordImportView(_ImportsOfUser, TemplateView):
    """检查报告, and once it is confirmed what came of it."""

    template_name = "implementation/import.html"

    @cached_property
    def record(self) -> RecordImport:
        """The import of the address."""
        rows = self.get_rows().defer(None)
        found: RecordImport = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        check = check_import(record) if record.applied_at is None else None
        return super().get_context_data(
            **kwargs,
            record=record,
            badge=Badge(record.state, _TONES[record.state]),
            check=check,
            preview=_printed(check.rows[:_SHOWN]) if check else [],
            shown=_SHOWN,
            may_undo=record.state == "已导入" and self._is_ours,
        )

    @property
    def _is_ours(self) -> bool:
        """A unit's import is its unit's to take back, the office's the office's."""
        mine = self.account.unit_id if self.account.is_unit_bound else None
        return bool(self.record.unit_id == mine)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """导入, 放弃 or 撤销; a form that names none of them does nothing."""
        record, act = self.record, request.POST.get("act", "")
        by: dict[str, Any] = {
            "actor": self.account,
            "address": client_address(request),
        }
        try:
            if act == "apply" and self._is_ours:
                mark = request.POST.get("mark", "")
                done = apply_import(record=record, mark=mark, **by)
                messages.success(request, f"已填报 {done.new_count} 条记录。")
            elif act == "undo" and self._is_ours:
                undo_record_import(record=record, **by)
                messages.success(request, "已撤销导入，这些记录不再存在。")
            elif act == "give-up" and record.applied_at is None:
                record.delete()
                messages.info(request, "已放弃，没有导入任何记录。")
                return redirect("implementation:imports")
        except ImportRefusedError as error:
            messages.error(request, str(error))
        return redirect("implementation:import", pk=pk)


def _printed(rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The new rows as a person reads them. Three queries."""
    units = Unit.objects.in_bulk({row["unit_id"] for row in rows})
    standards = Standard.objects.in_bulk({row["standard_id"] for row in rows} - {None})
    laws = LegalInstrument.objects.in_bulk({row["law_id"] for row in rows} - {None})
    return [
        [
            str(units[row["unit_id"]]),
            str(standards.get(row["standard_id"]) or laws.get(row["law_id"]) or ""),
            row["done_on"].isoformat(),
            row["kind"],
            row["clause"],
            row["description"],
        ]
        for row in rows
    ]
