"""Uploaded packages on disk: a folder each, for a day, for one person.

A folder below ``DATA_ROOT/uploads/packages`` has a random name and holds the file, whose
it is (``upload.json``), what checking it found (``check.json``) and, once it is loaded,
which import that was (``applied.json``). Nothing in it is ever served or unpacked.
"""

from __future__ import annotations

import fcntl
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessment.packages.containers import MANIFEST

KEPT = timedelta(hours=24)
_DEFAULT_LIMIT = 200 * 1024**2
_TOKEN = re.compile(r"[0-9a-f]{32}")
_UPLOAD, _CHECK, _APPLIED = "upload.json", "check.json", "applied.json"
_LOCK = "lock"
_NAME_LENGTH = 200


class UploadBusyError(Exception):
    """Somebody, or another request of the same person, is loading this upload."""


def upload_limit() -> int:
    """The most bytes an uploaded package may have (setting ``PACKAGE_UPLOAD_LIMIT``)."""
    limit: int = getattr(settings, "PACKAGE_UPLOAD_LIMIT", _DEFAULT_LIMIT)
    return limit


def uploads_folder() -> Path:
    """The folder of all uploads, made if it is missing."""
    folder = Path(settings.DATA_ROOT) / "uploads" / "packages"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def reading_turn() -> Path:
    """The file that lets one package be read at a time."""
    return uploads_folder() / "reading.lock"


def new_folder() -> Path:
    """A new folder that nobody can guess the name of; its name is the upload's token."""
    folder = uploads_folder() / secrets.token_hex(16)
    folder.mkdir(mode=0o700)
    return folder


def file_in(folder: Path) -> Path:
    """Where the file of an upload lies."""
    return folder / f"{folder.name}.zip"


def packaged_pilots() -> dict[str, Path]:
    """The pilots that come with the program, by code."""
    catalogue = Path(apps.get_app_config("standards_catalog").path) / "pilots"
    found = sorted(catalogue.glob(f"*/{MANIFEST}"))
    return {manifest.parent.name: manifest.parent for manifest in found}


@dataclass(frozen=True)
class Upload:
    """One package somebody handed in; ``packaged`` is the code of a pilot that comes
    with the program, empty for an uploaded file; ``table`` is what the uploaded file
    is called in the package that was made of it alone."""

    folder: Path
    owner_id: int
    source_name: str
    packaged: str
    uploaded_at: datetime
    table: str = ""

    @property
    def token(self) -> str:
        """What the upload is called in addresses."""
        return self.folder.name

    @property
    def table_name(self) -> str:
        """The table that was handed in by itself; empty for a whole package."""
        return Path(self.table).stem

    @property
    def form_url(self) -> str:
        """Where another file of the kind is handed in."""
        if not self.table:
            return reverse("packages:new_import")
        if self.table_name == "work_items":
            return reverse("packages:work_items")
        return reverse("packages:one_table", args=[self.table_name])

    @property
    def form_title(self) -> str:
        """What that page is called."""
        return "表格导入导出" if self.table else "导入试点包"

    @property
    def path(self) -> Path:
        """The package to read."""
        return packaged_pilots()[self.packaged] if self.packaged else self.file

    @property
    def file(self) -> Path:
        """The uploaded file."""
        return file_in(self.folder)

    @property
    def expires_at(self) -> datetime:
        """When it will be deleted."""
        return self.uploaded_at + KEPT

    @property
    def is_expired(self) -> bool:
        """Whether its day is over."""
        return self.expires_at <= timezone.now()

    def check(self) -> dict[str, Any] | None:
        """What the check kept, or ``None`` while there was none."""
        return _kept(self.folder / _CHECK)

    def keep_check(self, data: dict[str, Any]) -> None:
        """Keep what a check found, in place of an earlier check."""
        _keep(self.folder / _CHECK, data)

    def import_id(self) -> int | None:
        """The import this upload became, or ``None``."""
        applied = _kept(self.folder / _APPLIED)
        return applied["import_id"] if applied else None

    def keep_import(self, import_id: int) -> None:
        """The upload was loaded: remember as what, and delete the file."""
        _keep(self.folder / _APPLIED, {"import_id": import_id})
        self.file.unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else loads this upload meanwhile; raises :class:`UploadBusyError`.

        The lock ends with the process that holds it, so a crash leaves none behind.
        """
        with (self.folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UploadBusyError from error
            yield

    def is_held(self) -> bool:
        """Whether it is being loaded just now."""
        try:
            with self.held():
                return False
        except UploadBusyError:
            return True


def keep_upload(
    folder: Path,
    *,
    owner_id: int,
    source_name: str,
    packaged: str = "",
    table: str = "",
) -> Upload:
    """Say whose the file in ``folder`` is; without this it is nobody's."""
    name = source_name[:_NAME_LENGTH]
    upload = Upload(folder, owner_id, name, packaged, timezone.now(), table)
    data = asdict(upload) | {"uploaded_at": upload.uploaded_at.isoformat()}
    del data["folder"]
    _keep(folder / _UPLOAD, data)
    return upload


def find_upload(token: str) -> Upload | None:
    """The upload called ``token``, whosever it is; ``None`` once its day is over."""
    if not _TOKEN.fullmatch(token):
        return None
    upload = _upload(uploads_folder() / token)
    return upload if upload is not None and not upload.is_expired else None


def _folders() -> list[Path]:
    return [path for path in uploads_folder().iterdir() if _TOKEN.fullmatch(path.name)]


def _upload(folder: Path) -> Upload | None:
    data = _kept(folder / _UPLOAD)
    if data is None:
        return None
    data["uploaded_at"] = datetime.fromisoformat(data["uploaded_at"])
    return Upload(folder=folder, **data)


def waiting_uploads(owner_id: int) -> list[Upload]:
    """The checked, not yet loaded packages of one person, newest first."""
    found = [_upload(folder) for folder in _folders()]
    own = [
        upload
        for upload in found
        if upload is not None
        and upload.owner_id == owner_id
        and not upload.is_expired
        and upload.check() is not None
        and upload.import_id() is None
    ]
    return sorted(own, key=lambda upload: upload.uploaded_at, reverse=True)


def remove_folder(folder: Path) -> None:
    """Delete an upload with everything about it."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_expired() -> None:
    """Delete every upload whose day is over, also those that were cut off."""
    for folder in _folders():
        try:
            if _is_over(folder):
                remove_folder(folder)
        except FileNotFoundError:
            # Another request was faster.
            continue


def _is_over(folder: Path) -> bool:
    upload = _upload(folder)
    if upload is not None:
        return upload.is_expired and not upload.is_held()
    return folder.stat().st_mtime < (timezone.now() - KEPT).timestamp()


def _keep(path: Path, data: dict[str, Any]) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}.part")
    unfinished.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    unfinished.replace(path)


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return data
