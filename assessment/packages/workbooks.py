"""The first sheet of an ``.xlsx`` as rows of values.

Calamine is fast but trusts its input: it allocates the full rectangle between the
outermost cells and turns formula errors into empty cells. Both are checked in the
sheet's XML first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
    ZipError,
)

from assessment.packages.containers import ContainerError, check_workbook

MAX_CELLS = 30_000_000

_FIRST_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\w+:id=["']([^"']+)["']""")
_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ERROR_CELL = re.compile(rb"""<c\b[^>]*\bt=["']e["'][^>]*>""")
_UNCOMPUTED = re.compile(
    rb"""<c\b(?![^>]*\bt=["']str["'])[^>]*>\s*"""
    rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)


def workbook_rows(content: bytes, file: str) -> Sequence[Sequence[object]]:
    """All rows of the first sheet from row 1 on, as Python values.

    Raises :class:`ContainerError` for a truncated, damaged, encrypted or exploding
    workbook, and for formulas without a usable result.
    """
    archive = check_workbook(content, file)
    try:
        for name in _first_sheet_parts(archive):
            _check_sheet(archive.read(name), file)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise ContainerError("工作簿已加密", file=file) from error
    except (
        CalamineError,
        WorksheetNotFound,
        ZipError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise ContainerError(
            "不是有效的 .xlsx 工作簿，或已截断、损坏", file=file
        ) from error


def _first_sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part of the first sheet, or every sheet if the workbook hides which it is.

    Other sheets are never read, so what is wrong with them does not matter.
    """
    sheets = [name for name in archive.namelist() if "/worksheets/" in name]
    sheets = [name for name in sheets if name.lower().endswith(".xml")]
    try:
        first = _FIRST_SHEET.search(archive.read("xl/workbook.xml"))
        links = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return sheets
    for link in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", links):
        attributes = dict(re.findall(rb"""(\w+)=["']([^"']*)["']""", link))
        if first is not None and attributes.get(b"Id") == first[1]:
            target = attributes.get(b"Target", b"").decode().rpartition("/")[2]
            matching = [name for name in sheets if name.endswith(f"/{target}")]
            return matching or sheets
    return sheets


def _check_sheet(xml: bytes, file: str) -> None:
    references = _REFERENCE.findall(xml)
    if references:
        width = max(_column_number(letters) for letters in {r[0] for r in references})
        height = max(int(digits) for digits in {r[1] for r in references})
        if width * height > MAX_CELLS:
            raise ContainerError(
                f"工作表范围过大（{height}行×{width}列），疑似异常文件", file=file
            )
    for pattern, reason in (
        (_ERROR_CELL, "单元格是公式错误值（如 #N/A）"),
        (_UNCOMPUTED, "单元格的公式没有计算结果，请在 Excel 中打开并保存一次"),
    ):
        found = pattern.search(xml)
        if found is not None:
            place = _REFERENCE.search(found[0])
            value = (place[1] + place[2]).decode() if place else ""
            raise ContainerError(reason, file=file, value=value)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
