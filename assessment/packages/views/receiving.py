"""Take an uploaded file straight to its own folder, never more of it than allowed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from assessment.packages.views.uploads import file_in, new_folder, remove_folder

FIELD = "package"


class ReceivedFile(UploadedFile):
    """A file that lies complete in a folder of its own."""

    def __init__(self, folder: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.folder = folder

    @property
    def path(self) -> Path:
        """Where it lies."""
        return file_in(self.folder)


class PackageUploadHandler(FileUploadHandler):
    """Streams the field ``package`` to disk and stops at ``limit`` bytes.

    Whoever keeps the file calls :meth:`claim`; :meth:`discard` removes it otherwise.
    """

    chunk_size = 1024**2

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.is_too_large = False
        self._folder: Path | None = None
        self._target: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the target; files of other fields are not wanted."""
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._folder is not None:
            raise SkipFile
        self._folder = new_folder()
        handle = os.open(
            file_in(self._folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
        )
        self._target = os.fdopen(handle, "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk; the first one beyond the limit ends the upload."""
        if start + len(raw_data) > self.limit:
            self.is_too_large = True
            # The rest is still taken in, so that the browser gets to see the answer.
            raise StopUpload(connection_reset=False)
        if self._target is not None:
            self._target.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The received file."""
        if self._target is None or self._folder is None:
            return None
        self._target.close()
        return ReceivedFile(self._folder, str(self.file_name), file_size)

    def claim(self) -> None:
        """The file is somebody's now."""
        self._folder = None

    def discard(self) -> None:
        """Remove a file that nobody claimed."""
        if self._target is not None:
            self._target.close()
        if self._folder is not None:
            remove_folder(self._folder)
