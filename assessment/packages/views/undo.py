"""撤销: say what undoing an import takes with it, then do it or say why not."""

from __future__ import annotations

import logging
import zlib
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from accounts.permissions import OFFICE, RolesRequiredMixin
from assessment.packages.journal import unpacked
from assessment.packages.models import PackageImport
from assessment.packages.undoing import UndoRefusedError, undo_import
from assessment.packages.views.labels import table_label
from standards_catalog.models import Pilot

_logger = logging.getLogger(__name__)
_BROKEN = "这次导入的变更日志不完整，无法撤销。"


def refusal(record: PackageImport) -> str:
    """Why an import cannot be undone at first sight; empty if it may be tried."""
    if record.undone_at is not None:
        return "这次导入已经撤销过。"
    later = newest_import(record.pilot_code)
    if later is not None and later.pk != record.pk:
        return f"之后还有导入 {later.pk}，请先撤销它。"
    return ""


def newest_import(pilot_code: str) -> PackageImport | None:
    """The only import of a pilot that can be undone, without its journal."""
    imports = PackageImport.objects.defer("journal").filter(pilot_code=pilot_code)
    return imports.filter(undone_at__isnull=True).order_by("-pk").first()


class UndoView(RolesRequiredMixin, TemplateView):
    """The page that asks once more, and the undoing."""

    roles = OFFICE
    template_name = "packages/undo.html"

    @cached_property
    def record(self) -> PackageImport:
        """The import of the address."""
        return get_object_or_404(PackageImport, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reason = refusal(self.record)
        takes_pilot = False
        if not reason:
            try:
                takes_pilot = any(
                    entry.model is Pilot and entry.before is None
                    for entry in unpacked(self.record.journal)
                )
            except (zlib.error, ValueError, LookupError):
                reason = _BROKEN
        changes = [
            (table_label(name), name, *numbers[1:])
            for name, numbers in self.record.changes.items()
            if any(numbers[1:])
        ]
        return super().get_context_data(
            **kwargs,
            record=self.record,
            reason=reason,
            newest=newest_import(self.record.pilot_code),
            takes_pilot=takes_pilot,
            changes=changes,
            pilot=Pilot.objects.filter(code=self.record.pilot_code).first(),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo, or come back with the reason why not."""
        record = self.record
        try:
            undo_import(pilot_code=record.pilot_code, import_id=pk, actor=self.account)
        except UndoRefusedError as error:
            messages.error(request, f"没有撤销，未作任何更改：{error}。")
            return redirect("packages:undo", pk=pk)
        except (zlib.error, ValueError, LookupError):
            messages.error(request, _BROKEN)
            return redirect("packages:undo", pk=pk)
        except DatabaseError:
            _logger.exception("undoing import %s failed", pk)
            messages.error(request, "数据库正忙或出错，未作任何更改；请稍后再试。")
            return redirect("packages:undo", pk=pk)
        messages.success(request, f"已撤销导入 {pk}，数据恢复到导入之前。")
        return redirect("packages:import", pk=pk)
