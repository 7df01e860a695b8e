"""导出试点包: a pilot as the zip that loads it again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.permissions import OFFICE, RolesRequiredMixin
from accounts.services import client_address, record_event
from assessment.packages.exporting import (
    ExportRefusedError,
    package_files,
    zip_bytes,
)
from assessment.packages.ledger import LedgerFileError
from standards_catalog.models import Pilot

_ATTEMPTS = 3


class ChangingPilotError(Exception):
    """The pilot's records were written to in every attempt."""


def settled_files(pilot: Pilot) -> Mapping[str, bytes]:
    """The files of a pilot's package, all of the same moment.

    A load may finish between the reading of two tables; then they are read again.
    """
    for _ in range(_ATTEMPTS):
        version = pilot.data_version
        files = package_files(pilot)
        pilot.refresh_from_db()
        if pilot.data_version == version:
            return files
    raise ChangingPilotError


class ExportView(RolesRequiredMixin):
    """The package of one pilot as a download; each one is in the audit trail."""

    roles = OFFICE
    http_method_names = ["get"]

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        pilot = get_object_or_404(Pilot, code=code)
        try:
            files = settled_files(pilot)
        except (LedgerFileError, ExportRefusedError) as error:
            messages.error(request, f"不能导出“{pilot.name}”：{error}。")
            return redirect("packages:imports")
        except ChangingPilotError:
            messages.warning(request, "试点的数据正在变化，没有导出；请稍后再试。")
            return redirect("packages:imports")
        content = zip_bytes(files)
        record_event(
            actor=self.account,
            action="导出试点包",
            object_label=pilot.name,
            detail={"文件": len(files), "摘要": hashlib.sha256(content).hexdigest()},
            address=client_address(request),
        )
        marked = "_演示数据" if pilot.is_demonstration else ""
        name = f"{pilot.code}_{timezone.localdate():%Y%m%d}{marked}.zip"
        return FileResponse(
            io.BytesIO(content),
            as_attachment=True,
            filename=name,
            content_type="application/zip",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
            },
        )
