"""Read an uploaded package in a program of its own, within limits.

The web server never parses what was uploaded; it takes typed rows from the reader
(:mod:`assessment.packages.views.reader`), of the classes named here and no others.
"""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any, cast

import pyarrow as pa
from django.conf import settings

from assessment.packages import rows
from assessment.packages.assembly import CASE_SCHEMA
from assessment.packages.manifest import Manifest
from assessment.packages.problems import Problem, Severity, mask_identity_numbers
from assessment.packages.reading import Known, PackageReading, PilotPackage
from assessment.packages.schema import PackageRow
from assessment.packages.texts import PackagedText
from assessment.packages.views.reader import (
    KNOWN_WANTED,
    OUT_OF_MEMORY,
    RESULT,
    FrameError,
    read_frame,
    write_frame,
)
from standards_catalog.drafting.document import Cell, Cover, StandardText
from standards_catalog.drafting.json_form import BLOCK_KINDS

_READER = "assessment.packages.views.reader"
_ROOT = Path(__file__).resolve().parents[3]
_GIB = 1024**3
_DEFAULT_MEMORY = 3 * _GIB
_DEFAULT_SECONDS = 180
_MOST_RESULT_BYTES = _GIB // 2
_KILLED_FOR_TIME = -signal.SIGXCPU
_KILLED_FOR_MEMORY = (-signal.SIGKILL, -signal.SIGABRT)
_LOGGED = 2000
_NEXT = "请检查文件大小，必要时拆分后重试；很大的试点包可由管理员在服务器上用 load_pilot 载入"

_logger = logging.getLogger(__name__)


class ReaderError(Exception):
    """The package could not be read to its end; the message says why, in Chinese."""


@dataclass(frozen=True)
class GuardedReading:
    """What the reader found; ``manifest`` is there even if the tables have errors."""

    reading: PackageReading
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one reading may use: bytes of memory for the package, seconds."""

    memory: int
    seconds: int


def reading_limits() -> Limits:
    """The limits in force (settings ``PACKAGE_READING_MEMORY``, in bytes, and
    ``PACKAGE_READING_SECONDS``)."""
    return Limits(
        getattr(settings, "PACKAGE_READING_MEMORY", _DEFAULT_MEMORY),
        getattr(settings, "PACKAGE_READING_SECONDS", _DEFAULT_SECONDS),
    )


def read_guarded(
    path: Path, *, known: Callable[[str], Known], turn: Path
) -> GuardedReading:
    """Read the package at ``path`` as :func:`read_package` does, in another process.

    One package is read at a time in the whole installation (``turn`` is the file that
    says whose turn it is), so the memory limit holds for all readings together.
    Raises :class:`ReaderError` if the reader went beyond its limits or broke.
    """
    limits = reading_limits()
    with turn.open("w") as queue, TemporaryFile() as said:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with _started(path, limits, said) as (reader, is_late):
            tag, content = _conversation(reader, known)
        if is_late() or reader.returncode == _KILLED_FOR_TIME:
            raise ReaderError(f"读取超过{limits.seconds}秒，已停止；{_NEXT}")
        if tag == OUT_OF_MEMORY or reader.returncode in _KILLED_FOR_MEMORY:
            gib = limits.memory / _GIB
            raise ReaderError(f"读取需要的内存超过{gib:g} GiB，已停止；{_NEXT}")
        if tag != RESULT:
            _log(reader.returncode, said)
            raise ReaderError(
                "读取中途失败，文件可能已损坏或是异常构造的；请重新生成试点包后重试"
            )
        return _understood(content)


@contextmanager
def _started(
    path: Path, limits: Limits, said: IO[bytes]
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], bool]]]:
    """A running reader, ended in any case; the function says if time ran out."""
    reader = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", _READER),
            *(str(path), str(limits.memory), str(limits.seconds)),
        ],
        cwd=_ROOT,
        # Nothing of the server's environment, where its secrets are.
        env={
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "OPENBLAS_NUM_THREADS": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
    )
    late: list[bool] = []

    def stop() -> None:
        late.append(True)
        reader.kill()

    watchdog = Timer(limits.seconds, stop)
    watchdog.start()
    try:
        yield reader, lambda: bool(late)
    finally:
        watchdog.cancel()
        if reader.poll() is None:
            reader.kill()
        _close(reader)


def _close(reader: subprocess.Popen[bytes]) -> None:
    for stream in (reader.stdin, reader.stdout):
        try:
            if stream is not None:
                stream.close()
        except BrokenPipeError:
            pass
    reader.wait()


def _conversation(
    reader: subprocess.Popen[bytes], known: Callable[[str], Known]
) -> tuple[bytes, bytes]:
    """The reader's last frame, its question answered; no tag if it broke off."""
    asked, told = cast("IO[bytes]", reader.stdout), cast("IO[bytes]", reader.stdin)
    try:
        tag, content = read_frame(asked, _MOST_RESULT_BYTES)
        if tag == KNOWN_WANTED:
            answer = pickle.dumps(known(content.decode()), protocol=5)
            write_frame(told, KNOWN_WANTED, answer)
            tag, content = read_frame(asked, _MOST_RESULT_BYTES)
        told.close()
        reader.wait()
    except (FrameError, BrokenPipeError, UnicodeDecodeError):
        # The pipes close a moment before the process has its return code.
        _wait_shortly(reader)
        return b"", b""
    return tag, content


def _wait_shortly(reader: subprocess.Popen[bytes]) -> None:
    try:
        reader.wait(timeout=5)
    except subprocess.TimeoutExpired:
        reader.kill()


def _log(code: int, said: IO[bytes]) -> None:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _LOGGED))
    text = mask_identity_numbers(said.read().decode("utf-8", "replace"))
    _logger.error("the package reader ended with %s: %s", code, text)


def _understood(content: bytes) -> GuardedReading:
    try:
        reading, manifest = _Unpickler(BytesIO(content)).load()
    except (pickle.UnpicklingError, pa.ArrowException, ValueError, TypeError) as error:
        raise ReaderError("读取结果无法识别") from error
    return GuardedReading(reading, manifest)


_CLASSES: dict[tuple[str, str], type] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (
        *(
            found
            for found in vars(rows).values()
            if isinstance(found, type) and issubclass(found, PackageRow)
        ),
        *(Manifest, PackageReading, PilotPackage, Problem, Severity),
        *(PackagedText, StandardText, Cover, Cell, *BLOCK_KINDS.values()),
        *(date, datetime, Decimal),
    )
}


class _Unpickler(pickle.Unpickler):
    """Builds plain data of known classes; nothing else can be named."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not data") from None

    def persistent_load(self, pid: Any) -> pa.Table:
        cases = pa.ipc.open_stream(pid).read_all()
        if cases.schema != CASE_SCHEMA:
            raise pickle.UnpicklingError("not a case ledger")
        cases.validate(full=True)
        return cases
