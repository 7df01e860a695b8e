"""工作事项表 in and out: export, blank form, and an import that is checked first."""

from __future__ import annotations

import io
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase

from accounts.permissions import OFFICE
from accounts.services import client_address, record_event
from assessment.coverage.models import WorkStep
from assessment.packages.schema import Table
from assessment.packages.step_sheets import TABLE, step_sheet
from assessment.packages.table_intake import TableForm
from assessment.packages.views.one_table import TableIntake
from assessment.packages.views.uploads import remove_expired
from standards_catalog.views.pilot_lists import PilotPageMixin

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StepSheetView(TableIntake):
    """What can be taken out, and where the filled-in sheet is handed in."""

    template_name = "packages/step_sheet.html"

    @property
    def table(self) -> Table:
        return TABLE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remove_expired()
        kwargs.setdefault("form", TableForm())
        steps = WorkStep.objects.filter(pilot=self.pilot)
        return super().get_context_data(
            **kwargs,
            row_count=steps.count(),
            in_use_count=steps.in_use_on(self.as_of).count(),
        )


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
