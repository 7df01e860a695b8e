"""The workbook in which units write records to be imported."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from accounts.models import Unit
from assessment.implementation.models import ImplementationRecord
from standards_catalog.models import Standard

COLUMNS = (
    ("单位", 20, True),
    ("体系编号", 12, True),
    ("日期", 13, True),
    ("类型", 9, True),
    ("条款", 16, False),
    ("说明", 60, False),
)
_OFFICE_COLUMN = ("核实日期", 13, False)
_PREPARED_ROWS = 2000
_ADVICE = (
    "在第一张表“实施记录”中从第二行起逐行填写，不要改动表头；深色表头的列必填。",
    "单位：全称、简称或别名均可。成员单位只能填本单位。",
    "体系编号：见“适用标准”表。",
    "日期：这件事是哪一天做的，如 2021-05-06；标准在这一天须已实施。",
    "类型：宣贯、执行、检查、记录之一。",
    "条款：如 5.2；几条之间用分号隔开。说明：做了什么、结果怎样。两列至少填一列。",
    "不要写个人姓名和证件号。佐证材料在系统中逐条上传：先撤回记录，补上材料后重新填报。",
    "上传后先看检查报告，确认后一次填报；有一处错误就都不导入。同一张表再次导入不会重复。",
)


def template_workbook(
    unit: Unit | None, standards: Iterable[Standard], *, for_office: bool
) -> IO[bytes]:
    """The template: the sheet to fill in, how to, and the standards to choose from.

    Returns a temporary file at its start; the caller closes it.
    """
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    columns = (*COLUMNS, _OFFICE_COLUMN) if for_office else COLUMNS
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        _write_records(book, columns, unit)
        _write_advice(book)
        _write_standards(book, standards)
    target.seek(0)
    return target


def _write_records(book: Any, columns: Any, unit: Unit | None) -> None:
    sheet = book.add_worksheet("实施记录")
    required = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1E4F91"}
    strong, plain = (
        book.add_format({**style, "border": 1, "border_color": "#C9D0D9"})
        for style in (required, {"bold": True, "bg_color": "#E8EDF4"})
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for index, (label, width, is_required) in enumerate(columns):
        is_day = label.endswith("日期")
        sheet.set_column(index, index, width, day if is_day else text)
        sheet.write_string(0, index, label, strong if is_required else plain)
    kinds = list(ImplementationRecord.Kind.values)
    sheet.data_validation(
        1, 3, _PREPARED_ROWS, 3, {"validate": "list", "source": kinds}
    )
    if unit is not None:
        sheet.data_validation(
            1, 0, _PREPARED_ROWS, 0, {"validate": "list", "source": [unit.name]}
        )
    sheet.freeze_panes(1, 0)


def _write_advice(book: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 90, wrapped)
    for row, line in enumerate(_ADVICE):
        sheet.write_string(row, 0, f"{row + 1}. {line}")


def _write_standards(book: Any, standards: Iterable[Standard]) -> None:
    sheet = book.add_worksheet("适用标准")
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF4"})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 60)
    for index, label in enumerate(("体系编号", "标准名称")):
        sheet.write_string(0, index, label, bold)
    for row, standard in enumerate(standards, start=1):
        sheet.write_string(row, 0, standard.code)
        sheet.write_string(row, 1, standard.title)
    sheet.freeze_panes(1, 0)
