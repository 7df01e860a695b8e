"""Files that jobs made, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


class ResultFileError(Exception):
    """A file that is gone or changed; the message is one Chinese line."""


def _path(digest: str) -> Path:
    return Path(settings.DATA_ROOT) / "jobs" / digest[:2] / digest


def keep_file(content: bytes) -> str:
    """Store ``content`` and return its SHA-256; the same content is stored once.

    A file is there whole or not at all, also when the process dies meanwhile.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    os.replace(part.name, path)
    return digest


def read_file(digest: str) -> bytes:
    """The content stored as ``digest``. ResultFileError if it is gone or changed."""
    try:
        content = _path(digest).read_bytes()
    except OSError as error:
        raise ResultFileError("文件已不在服务器上，请重新生成。") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise ResultFileError("文件与生成时的摘要不符，请重新生成。")
    return content


def remove_file(digest: str) -> None:
    """Delete what is stored as ``digest``, if it is there."""
    _path(digest).unlink(missing_ok=True)
