"""The program that reads a package somebody uploaded, apart from the web server.

It has no database, no settings and no secret; it may use only so much memory and time
and write no file of any size. A package that explodes ends this program and nothing
else.

Started by :mod:`assessment.packages.views.guarded` as ``python -m`` with the package's
path, the bytes of memory it may take beyond what it starts with, and the seconds of
processor time. On its standard output it asks once what the installation holds (frame
``KNOWN_WANTED``, the pilot's code), reads the answer from its standard input, and gives
its result (frame ``RESULT``). A frame is one tag byte, the length as eight bytes, and
the content.
"""

from __future__ import annotations

import pickle
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import IO

import pyarrow as pa

from assessment.packages.containers import MANIFEST, ContainerError, opened
from assessment.packages.manifest import Manifest, read_manifest
from assessment.packages.problems import ProblemLog
from assessment.packages.reading import Known, read_package

KNOWN_WANTED, RESULT, OUT_OF_MEMORY = b"K", b"R", b"M"
_LENGTH_BYTES = 8
_MOST_SAID = 64 * 1024
"""What it may write to a file: enough for the last words on standard error."""


class FrameError(Exception):
    """The other side ended, or sent something that is no frame."""


def write_frame(stream: IO[bytes], tag: bytes, content: bytes = b"") -> None:
    """Send one frame."""
    stream.write(tag + len(content).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes], most: int) -> tuple[bytes, bytes]:
    """The next frame's tag and content; raises :class:`FrameError` if there is none
    or it is longer than ``most`` bytes."""
    head = stream.read(1 + _LENGTH_BYTES)
    if len(head) < 1 + _LENGTH_BYTES:
        raise FrameError("no frame")
    length = int.from_bytes(head[1:], "big")
    if length > most:
        raise FrameError("frame too long")
    content = stream.read(length)
    if len(content) < length:
        raise FrameError("frame cut short")
    return head[:1], content


class _Pickler(pickle.Pickler):
    """Sends the ledger as an Arrow stream, so that no code of Arrow has to be named."""

    def persistent_id(self, obj: object) -> bytes | None:
        if not isinstance(obj, pa.Table):
            return None
        target = BytesIO()
        with pa.ipc.new_stream(target, obj.schema) as writer:
            writer.write_table(obj)
        return target.getvalue()


def _own_memory() -> int:
    """The address space this program takes before it reads anything, in bytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()


def _limit(memory: int, seconds: int) -> None:
    memory += _own_memory()
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        # At the soft limit the signal tells that it was time; at the hard one not.
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, _MOST_SAID, _MOST_SAID),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, allowed = resource.getrlimit(kind)
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(kind, (soft, hard))


def _known(code: str) -> Known:
    write_frame(sys.stdout.buffer, KNOWN_WANTED, code.encode())
    _, content = read_frame(sys.stdin.buffer, sys.maxsize)
    # From the web server itself, never from the package.
    known: Known = pickle.loads(content)  # noqa: S301
    return known


def _manifest(path: Path) -> Manifest | None:
    """The manifest of a package that may have errors elsewhere."""
    try:
        with opened(path) as container:
            if MANIFEST in container.names:
                return read_manifest(container.read(MANIFEST), ProblemLog())
    except ContainerError:
        pass
    return None


def main() -> None:
    """Read the package named on the command line and send the result."""
    path, memory, seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    _limit(memory, seconds)
    try:
        reading = read_package(path, known=_known)
        manifest = _manifest(path)
        content = BytesIO()
        _Pickler(content, protocol=5).dump((reading, manifest))
        write_frame(sys.stdout.buffer, RESULT, content.getvalue())
    except MemoryError:
        write_frame(sys.stdout.buffer, OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
