"""Building a version of the report and writing its files."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from reports.acceptance.documents import CONTENT_TYPES, file_content, file_name
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.selectors import digest_of, take_snapshot
from standards_catalog.models import Pilot


@transaction.atomic
def build_report(
    *, pilot: Pilot, as_of: date, actor: User | None, address: str = ""
) -> AcceptanceReport:
    """The report of ``pilot`` as of ``as_of``.

    A new version is stored only when the records say something else than the newest
    version of that date; otherwise that version is given back. ``actor`` is ``None``
    for commands. Raises ``ValueError`` with one Chinese line for a reference set of
    another place, which has nothing to be accepted.
    """
    if pilot.kind != Pilot.Kind.PILOT:
        raise ValueError(f"“{pilot.name}”是参考要求集，不生成验收报告")
    # Two builds at once must not take the same version number.
    Pilot.objects.select_for_update().get(pk=pilot.pk)
    snapshot = take_snapshot(pilot, as_of)
    digest = digest_of(snapshot)
    known = AcceptanceReport.objects.filter(pilot=pilot)
    latest = known.filter(as_of=as_of).order_by("-version").first()
    if latest is not None and latest.digest == digest:
        return latest
    version = (known.aggregate(last=Max("version"))["last"] or 0) + 1
    report = AcceptanceReport.objects.create(
        pilot=pilot,
        as_of=as_of,
        version=version,
        snapshot=snapshot,
        digest=digest,
        is_demonstration=pilot.is_demonstration,
        created_at=timezone.now(),
        created_by=actor,
    )
    record_event(
        actor=actor,
        action="生成验收报告",
        object_label=str(report),
        detail={"截至": as_of.isoformat(), "版本": version, "摘要": digest},
        address=address,
    )
    return report


def write_files(report: AcceptanceReport, folder: Path) -> list[Path]:
    """Write the PDF, Word and JSON file of ``report`` into ``folder``.

    All of them are made before the first is written, so a failure (missing fonts)
    leaves nothing behind; a file that is there already is replaced at once.
    """
    contents = {
        folder / file_name(report, extension): file_content(report, extension)
        for extension in CONTENT_TYPES
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        _replace(path, content)
    return list(contents)


def kept_file(report: AcceptanceReport, extension: str) -> Path:
    """One file of the report under the data folder, made when first asked for.

    What was once handed out is handed out again, byte for byte.
    """
    folder = settings.DATA_ROOT / "reports" / "versions" / report.digest
    path: Path = folder / file_name(report, extension)
    if not path.exists():
        content = file_content(report, extension)
        folder.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    return path


def _replace(path: Path, content: bytes) -> None:
    """Write beside the target and rename, so that no reader sees half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
