"""Names and bytes of the files in ``texts/``.

``FW301.txt`` is the text of the standard FW301 as ``standards`` speaks of it: of its
latest edition, or the draft of a standard that has none. ``FW301@2016.txt`` is the
text of an earlier edition, which its cover names; ``FW301@草案.txt`` the draft of the
next edition. Characters that file names cannot hold are written as ``%2F``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from assessment.packages.cells import clean
from assessment.packages.containers import TEXTS_FOLDER
from assessment.packages.rows import CATALOGUE_CODE

SUFFIX = ".txt"
_MARK = "@"
_DRAFT = "草案"
_SILENT = ("readme", "sources")
"""Documentation of the texts that people keep beside them; it is not loaded."""
_UNSAFE = re.compile(r'[%@/\\:*?"<>|\x00-\x1f]|^[.~]')
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_YEAR = re.compile(r"[-—](\d{4})$")


class TextRole(StrEnum):
    """Which of a standard's texts a file holds, as its name says."""

    STATED = ""
    EARLIER = "earlier"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of the folder; ``code`` is the 体系编号 in its name."""

    name: str
    code: str
    role: TextRole


def is_text(name: str) -> bool:
    """Whether the file called ``name`` is the text of a standard."""
    path = PurePosixPath(name)
    return path.parts[:-1] == (TEXTS_FOLDER,) and path.suffix.lower() == SUFFIX


def is_documentation(name: str) -> bool:
    """Whether the file stands beside the texts to explain them."""
    path = PurePosixPath(name)
    return path.parts[:-1] == (TEXTS_FOLDER,) and path.stem.lower() in _SILENT


def text_file(name: str) -> TextFile:
    """What the name of a text says. ValueError for a name that holds no code."""
    code, _, mark = PurePosixPath(name).stem.partition(_MARK)
    role = TextRole.DRAFT if mark == _DRAFT else TextRole.EARLIER
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), code)
    parsed: str = CATALOGUE_CODE.parse(clean(plain))
    if not parsed:
        raise ValueError("文件名中没有体系编号")
    return TextFile(name, parsed, role if mark else TextRole.STATED)


def stated_name(code: str) -> str:
    """The file of the text that ``standards`` speaks of."""
    return _name(code, "")


def draft_name(code: str) -> str:
    """The file of the draft of a standard that has an edition."""
    return _name(code, _MARK + _DRAFT)


def earlier_name(code: str, number: str, turn: int) -> str:
    """The file of an earlier edition: the year of its number, and from the second
    edition of one year on which one it is."""
    found = _YEAR.search(number)
    year = found[1] if found else "无年份"
    return _name(code, f"{_MARK}{year}" + (f"-{turn}" if turn > 1 else ""))


def _name(code: str, mark: str) -> str:
    safe = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", code)
    return f"{TEXTS_FOLDER}/{safe}{mark}{SUFFIX}"


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without BOM, or GB18030. ValueError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        reason = f"编码错误：第{place + 1}个字节不是有效的 UTF-8"
        raise ValueError(reason) from None
