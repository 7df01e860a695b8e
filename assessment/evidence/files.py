"""Files of evidence on disk: what is taken, and where it lies.

A file lies below ``DATA_ROOT/evidence`` under a random name; pictures have a small
copy beside them. A name proves nothing, so the content has to be what the name says.
"""

from __future__ import annotations

import hashlib
import os
import uuid
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import File
from PIL import Image, ImageOps

from assessment.evidence.models import PICTURES

MEBI = 1024 * 1024
LARGEST_FILE = 50 * MEBI
MOST_FILES = 30
"""Files of one record or check."""
_SMALL = (480, 480)
_MOST_PIXELS = 100_000_000

_BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "webp": b"RIFF",
}
# Archives by the member that makes them what they are called.
_MEMBERS = {"docx": "word/", "xlsx": "xl/", "ofd": "OFD.xml", "zip": ""}
ENDINGS = ("pdf", "docx", "xlsx", "png", "jpg", "jpeg", "webp", "ofd", "zip")
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
"""For the ``accept`` of a file field."""


class EvidenceError(Exception):
    """A file that is not taken; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that now lies in the data folder."""

    stored_name: str
    digest: str
    size: int


def check_file(upload: File[bytes]) -> str:
    """The ending of an acceptable file; :class:`EvidenceError` for any other."""
    name = str(upload.name or "")
    ending = Path(name).suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        known = "、".join(ENDINGS).upper()
        raise EvidenceError(
            f"“{name}”：不能上传{f'“{ending}”文件' if ending else '没有扩展名的文件'}；可以是 {known}。"
        )
    size = upload.size or 0
    if size == 0:
        raise EvidenceError(f"“{name}”：文件是空的。")
    if size > LARGEST_FILE:
        raise EvidenceError(
            f"“{name}”：超过 {LARGEST_FILE // MEBI} MB，请压缩或拆分后再上传。"
        )
    if not _is_what_it_says(upload, ending):
        raise EvidenceError(
            f"“{name}”：内容不是 {ending} 文件（扩展名与内容不符或文件已损坏），"
            "请用原软件另存后再上传。"
        )
    return ending


def _is_what_it_says(upload: File[bytes], ending: str) -> bool:
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if ending in _MEMBERS:
        return _is_archive_with(upload, _MEMBERS[ending])
    if not head.startswith(_BEGINNINGS[ending]):
        return False
    if ending == "webp" and head[8:12] != b"WEBP":
        return False
    return ending not in PICTURES or _small_copy(upload) is not None


def _is_archive_with(upload: File[bytes], member: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        return False
    finally:
        upload.seek(0)
    return any(name.startswith(member) for name in names)


def _small_copy(source: IO[bytes] | File[bytes]) -> Image.Image | None:
    """A small upright copy of a picture; ``None`` for one that cannot be opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    return None
                picture.draft("RGB", _SMALL)
                small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail(_SMALL)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    finally:
        source.seek(0)
    return small


def keep_file(upload: File[bytes]) -> KeptFile:
    """Check ``upload`` and store it, whole or not at all."""
    ending = check_file(upload)
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    path = path_of(stored_name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    part = path.with_suffix(".part")
    try:
        with part.open("xb") as target:
            for chunk in upload.chunks():
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if ending in PICTURES:
            upload.seek(0)
            small = _small_copy(upload)
            if small is not None:
                small.save(small_path_of(stored_name), "JPEG", quality=80)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return KeptFile(stored_name, digest.hexdigest(), upload.size or 0)


def digest_of(upload: File[bytes]) -> str:
    """The SHA-256 of a file that is not stored yet."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def path_of(stored_name: str) -> Path:
    """Where a file lies."""
    return Path(settings.DATA_ROOT) / "evidence" / stored_name[:2] / stored_name


def small_path_of(stored_name: str) -> Path:
    """Where the small copy of a picture lies."""
    return path_of(stored_name).with_suffix(".small.jpg")


def remove_file(stored_name: str) -> None:
    """Delete a file and its small copy, if they are there."""
    path_of(stored_name).unlink(missing_ok=True)
    small_path_of(stored_name).unlink(missing_ok=True)
