"""A package as a set of named files, whether a folder or a zip.

Everything is checked before anything is parsed: a zip that leaves its folder,
explodes, hides links or is encrypted is refused as a whole. Workbooks are zips too
and pass the same checks.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

MAX_ENTRIES = 2_000
MAX_TOTAL_BYTES = 2 * 1024**3
MAX_WORKBOOK_BYTES = 512 * 1024**2
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 1024**2
"""Small files compress well by nature; below this size no ratio is suspicious."""

MANIFEST = "pilot.toml"
CASES_FOLDER = "cases"
TEXTS_FOLDER = "texts"
_IGNORED_NAMES = {"Thumbs.db", "desktop.ini"}


class ContainerError(Exception):
    """The container cannot be used: which of its files, which value, and why."""

    def __init__(self, reason: str, *, file: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.value = value


class Container(Protocol):
    """Named files; names are relative to the folder that holds ``pilot.toml``."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def read(self, name: str) -> bytes: ...


@dataclass(frozen=True)
class FolderContainer:
    """The files of a folder and of its folders ``cases`` and ``texts``."""

    paths: Mapping[str, Path]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.paths))

    def read(self, name: str) -> bytes:
        try:
            return self.paths[name].read_bytes()
        except OSError as error:
            raise ContainerError(
                f"文件无法读取（{error.strerror}）", file=name
            ) from error


@dataclass(frozen=True)
class ZipContainer:
    """The files of a checked zip; ``entries`` maps names to zip entries."""

    archive: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.entries))

    def read(self, name: str) -> bytes:
        try:
            return self.archive.read(self.entries[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ContainerError("压缩包中的文件已损坏", file=name) from error
        except NotImplementedError as error:
            raise ContainerError("不支持的压缩方式", file=name) from error


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The container at ``path``; raises :class:`ContainerError` if it is unusable."""
    if path.is_dir():
        yield _opened_folder(path)
    elif path.is_file():
        with _opened_archive(path) as archive:
            yield ZipContainer(archive, _entries_below_top(check_entries(archive)))
    else:
        raise ContainerError("文件或文件夹不存在")


@contextmanager
def _opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ContainerError("不是有效的 zip 压缩包，或已损坏") from error
    with archive:
        yield archive


def check_workbook(content: bytes, file: str) -> zipfile.ZipFile:
    """Open the zip inside an ``.xlsx`` and refuse it where :func:`check_entries`
    would refuse a package."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ContainerError(
            "已加密，或是旧版 .xls 格式；请另存为未加密的 .xlsx", file=file
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ContainerError(
            "不是有效的 .xlsx 工作簿，或已截断、损坏", file=file
        ) from error
    try:
        check_entries(archive, max_bytes=MAX_WORKBOOK_BYTES)
    except ContainerError as error:
        raise ContainerError(error.reason, file=file, value=error.value) from error
    return archive


def check_entries(
    archive: zipfile.ZipFile, *, max_bytes: int = MAX_TOTAL_BYTES
) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by safe name.

    Raises :class:`ContainerError` for names that leave the folder, links,
    encryption, repeated names, too many entries and bombs.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ContainerError(
            f"压缩包内文件超过{MAX_ENTRIES}个", value=str(len(entries))
        )
    if sum(entry.file_size for entry in entries) > max_bytes:
        raise ContainerError(f"解压后超过{max_bytes // 1024**2} MiB，疑似压缩炸弹")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _decoded_name(entry)
        reason = _refusal(entry, name)
        if reason is None and name in found:
            reason = "压缩包内有同名文件"
        if reason is not None:
            raise ContainerError(reason, value=name)
        if not entry.is_dir():
            found[name] = entry
    return found


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Chinese Windows writes GB18030 without saying so."""
    name = entry.orig_filename
    if entry.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _refusal(entry: zipfile.ZipInfo, name: str) -> str | None:
    path = PurePosixPath(name)
    drive = len(name) > 1 and name[1] == ":"
    if path.is_absolute() or drive or "\\" in name or "\0" in name:
        return "压缩包内的路径不安全（绝对路径或反斜杠）"
    if ".." in path.parts:
        return "压缩包内的路径指向包外"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "压缩包内含符号链接"
    if entry.flag_bits & 0x41:
        return "压缩包已加密"
    exploded = entry.file_size > max(RATIO_FLOOR_BYTES, MAX_RATIO * entry.compress_size)
    return f"压缩比超过{MAX_RATIO}:1，疑似压缩炸弹" if exploded else None


def _is_ignored(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return hidden or path.parts[0] == "__MACOSX" or path.name in _IGNORED_NAMES


def _entries_below_top(
    entries: Mapping[str, zipfile.ZipInfo],
) -> dict[str, zipfile.ZipInfo]:
    kept = {name: entry for name, entry in entries.items() if not _is_ignored(name)}
    top = _single_top(kept)
    return {name.removeprefix(top): entry for name, entry in kept.items()}


def _single_top(names: Iterable[str]) -> str:
    """``folder/`` if all files are inside one folder, else nothing."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    at_root = any("/" not in name for name in names)
    return f"{tops.pop()}/" if len(tops) == 1 and not at_root else ""


def _opened_folder(folder: Path) -> FolderContainer:
    root, found = folder.resolve(), _listed(folder)
    if not any(path.is_file() for path in found.values()):
        inner = [path for path in found.values() if (path / MANIFEST).is_file()]
        if len(inner) == 1:
            found = _listed(inner[0])
    for name in (CASES_FOLDER, TEXTS_FOLDER):
        inner_folder = found.get(name)
        if inner_folder is not None and inner_folder.is_dir():
            del found[name]
            inside = _listed(inner_folder)
            found |= {f"{name}/{each}": path for each, path in inside.items()}
    _check_folder(root, found)
    return FolderContainer({n: path for n, path in found.items() if path.is_file()})


def _listed(folder: Path) -> dict[str, Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise ContainerError(f"文件夹无法读取（{error.strerror}）") from error
    return {path.name: path for path in paths if not _is_ignored(path.name)}


def _check_folder(root: Path, paths: Mapping[str, Path]) -> None:
    if len(paths) > MAX_ENTRIES:
        raise ContainerError(f"文件夹内文件超过{MAX_ENTRIES}个", value=str(len(paths)))
    for name, path in paths.items():
        if not path.resolve().is_relative_to(root):
            raise ContainerError("符号链接指向包外", file=name)
        if not (path.is_file() or path.is_dir()):
            raise ContainerError("不是普通文件", file=name)


def digest_of(container: Container) -> str:
    """SHA-256 over the names and contents of all files, in name order."""
    total = hashlib.sha256()
    for name in container.names:
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(container.read(name)).digest())
    return total.hexdigest()
