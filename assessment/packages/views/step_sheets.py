"""工作事项表 in and out: export, blank form, and an import that is checked first."""

from __future__ import annotations

import io
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address, record_event
from assessment.coverage.models import WorkStep
from assessment.packages.sheet_forms import StepSheetForm
from assessment.packages.step_sheets import sheet_name, sheet_package, step_sheet
from assessment.packages.views.checks import check_upload
from assessment.packages.views.uploads import (
    file_in,
    keep_upload,
    new_folder,
    remove_expired,
)
from standards_catalog.views.pilot_lists import PilotPageMixin

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StepSheetView(PilotPageMixin, TemplateView):
    """What can be taken out, and where the filled-in sheet is handed in."""

    roles = OFFICE
    template_name = "packages/step_sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remove_expired()
        kwargs.setdefault("form", StepSheetForm())
        steps = WorkStep.objects.filter(pilot=self.pilot)
        return super().get_context_data(
            **kwargs,
            row_count=steps.count(),
            in_use_count=steps.in_use_on(self.as_of).count(),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the sheet against the database and show what was found."""
        form = StepSheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        sheet = form.cleaned_data["sheet"]
        folder = new_folder()
        content = sheet_package(self.pilot, sheet.name, sheet.read())
        file_in(folder).write_bytes(content)
        upload = keep_upload(
            folder,
            owner_id=self.account.pk,
            source_name=sheet.name,
            table=sheet_name(sheet.name),
        )
        check = check_upload(upload)
        record_event(
            actor=self.account,
            action="检查工作事项表",
            object_label=self.pilot.name,
            detail={
                "来源": upload.source_name,
                "错误": check.error_count,
                "警告": check.warning_count,
            },
            address=client_address(request),
        )
        return redirect("packages:check", token=upload.token)


class StepSheetExportView(PilotPageMixin):
    """The steps as a sheet that can be handed in again."""

    roles = OFFICE
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """All versions, or with ``?which=day`` those in use on the date, or with
        ``?which=blank`` the form alone."""
        which = request.GET.get("which", "all")
        day = self.as_of if which == "day" else None
        content = step_sheet(self.pilot, day, is_blank=which == "blank")
        part = {"day": f"_{self.as_of.isoformat()}", "blank": "_模板"}.get(which, "")
        if which != "blank":
            record_event(
                actor=self.account,
                action="导出工作事项表",
                object_label=self.pilot.name,
                detail={"截至": self.as_of.isoformat() if day else "全部版本"},
                address=client_address(request),
            )
        marked = "（演示数据）" if self.pilot.is_demonstration else ""
        return FileResponse(
            io.BytesIO(content),
            as_attachment=True,
            filename=f"工作事项表_{self.pilot.code}{part}{marked}.xlsx",
            content_type=_EXCEL,
            headers={"X-Content-Type-Options": "nosniff"},
        )
