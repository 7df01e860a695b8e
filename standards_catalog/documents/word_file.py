"""A .docx as it was uploaded, opened only if it can do no harm.

Sizes are read from the zip's directory before anything is unpacked, macros and DTDs
are refused, and the XML parser may fetch nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

MEBI = 1024 * 1024
LARGEST_FILE, _LARGEST_CONTENT, _MOST_PARTS = 20 * MEBI, 120 * MEBI, 3000
_LARGEST_XML = 40 * MEBI
_HIGHEST_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0"


class WordFileError(ValueError):
    """A file that is not read; the message says why, in one Chinese line."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """The parts of a .docx that were found harmless."""

    archive: zipfile.ZipFile

    def content(self, name: str) -> bytes | None:
        """The bytes of a part, None if there is none."""
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            return None
        if info.file_size > _LARGEST_XML:
            raise WordFileError(f"文件中的“{name}”太大，没有读取")
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise WordFileError(f"文件已损坏：“{name}”无法解压") from error

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None if there is none."""
        content = self.content(name)
        return None if content is None else _parsed(name, content)


def open_word(data: bytes) -> WordFile:
    """The file in ``data``. WordFileError if it is not a sound .docx."""
    if len(data) > LARGEST_FILE:
        raise WordFileError(f"文件超过{LARGEST_FILE // MEBI}MB，请去掉大图片后再导入")
    if data.startswith(_OLE):
        raise WordFileError("文件有密码或是旧的.doc格式，请另存为没有密码的.docx")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WordFileError("不是Word文件（.docx），或文件不完整") from error
    _check_directory(archive)
    return WordFile(archive)


def _check_directory(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise WordFileError("不是Word文件（.docx）：没有正文部分")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WordFileError("文件含有宏，请另存为不含宏的.docx")
    if len(entries) > _MOST_PARTS or len(names) != len(entries):
        raise WordFileError("文件的组成部分太多或重复，没有读取")
    if any(entry.flag_bits & 1 for entry in entries):
        raise WordFileError("文件有密码，请另存为没有密码的.docx")
    if sum(entry.file_size for entry in entries) > _LARGEST_CONTENT:
        raise WordFileError(f"文件解压后超过{_LARGEST_CONTENT // MEBI}MB，没有读取")
    if any(
        entry.file_size > MEBI
        and entry.file_size > _HIGHEST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        raise WordFileError("文件的压缩比异常，没有读取")


def _parsed(name: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise WordFileError(f"文件已损坏：“{name}”不是有效的XML") from error
    if root.getroottree().docinfo.doctype:
        raise WordFileError(f"文件中的“{name}”含有DTD，没有读取")
    return root
