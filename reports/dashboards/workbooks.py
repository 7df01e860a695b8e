"""The lists behind an indicator as an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from assessment.indicators.engine import Breakdown
from reports.figures.figure import figure_of
from standards_catalog.models import Pilot

_HEADERS = ("键", "名称", "单位", "说明")
_WIDTHS = (34, 60, 28, 48)


def breakdown_workbook(
    pilot: Pilot, opened: Breakdown, lists: Mapping[str, str]
) -> HttpResponse:
    """One sheet for the calculation and one per list, every row of it.

    Texts stay texts: a cell that looks like a formula is written as a string.
    """
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F8", "border": 1})
        _write_calculation(book.add_worksheet("计算表"), pilot, opened, head)
        for key, label in lists.items():
            _write_list(book.add_worksheet(label), getattr(opened, key), head)
    name = quote(f"{opened.value.name}-{opened.value.as_of}.xlsx")
    return HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _write_calculation(sheet: Any, pilot: Pilot, opened: Breakdown, head: Any) -> None:
    value, figure = opened.value, figure_of(opened.value)
    rows = [
        ("试点", pilot.name),
        ("演示数据", "是，数据均为生成" if pilot.is_demonstration else "否"),
        ("指标", f"{value.name}（{value.code}）"),
        ("数据截至", value.as_of.isoformat()),
        ("单位", value.unit or "全部成员单位"),
        ("指标值", figure.text),
        ("分子", value.numerator),
        ("分母", value.denominator),
        ("不计入", value.excluded),
        ("目标", figure.target),
        ("结论", figure.band.word),
        ("说明", value.note),
    ]
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    for number, (label, content) in enumerate(rows):
        sheet.write(number, 0, label, head)
        sheet.write(number, 1, content)


def _write_list(sheet: Any, records: Any, head: Any) -> None:
    for column, (title, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write(0, column, title, head)
    sheet.freeze_panes(1, 0)
    for number, entry in enumerate(records, start=1):
        for column, text in enumerate(
            (entry.key, entry.label, entry.unit, entry.reason)
        ):
            sheet.write_string(number, column, text)
