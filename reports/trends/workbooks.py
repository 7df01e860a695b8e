"""The trend of every indicator as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from reports.figures.figure import NO_TARGET
from reports.figures.rounding import NO_DATA
from reports.trends.selectors import PhaseMark, Trend

_TEXTS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONG_HEADERS = (
    ("指标", 24),
    ("截至", 13),
    ("数值", 12),
    ("分子", 10),
    ("分母", 10),
    ("精确值", 16),
    ("目标", 12),
    ("结论", 12),
    ("月中暂计", 10),
)


@dataclass(frozen=True, slots=True)
class TrendBook:
    """What the workbook holds; ``lines`` say of which pilot, unit and period it is."""

    name: str
    lines: tuple[tuple[str, str], ...]
    phases: tuple[PhaseMark, ...]
    trends: tuple[Trend, ...]
    domains: tuple[Trend, ...] = ()


def trend_workbook(content: TrendBook) -> HttpResponse:
    """Sheets: what it is, indicators × months, every value with its parts, domains.

    Values are written as people read them, since a cell's own rounding would print
    95.996 % as 96.00 %; the exact value stands in a column of its own.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _TEXTS) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F8", "border": 1})
        _write_heading(book.add_worksheet("说明"), content, head)
        _write_grid(book.add_worksheet("逐月对照"), content.trends, head)
        _write_values(book, "逐月明细", content.trends, head)
        if content.domains:
            _write_grid(book.add_worksheet("各领域覆盖率"), content.domains, head)
            _write_values(book, "各领域覆盖率明细", content.domains, head)
    name = quote(f"{content.name}.xlsx")
    return HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _write_heading(sheet: Any, content: TrendBook, head: Any) -> None:
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    lines = [
        *content.lines,
        ("导出时间", now),
        ("算法", "每月月末一个点，最后一点为数据截至日，均按该日的记录重新计算"),
        ("达标", "用精确值与目标值比较，先比较、后舍入"),
    ]
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 70)
    for row, (label, text) in enumerate(lines):
        sheet.write(row, 0, label, head)
        sheet.write(row, 1, text)
    start = len(lines) + 1
    for column, label in enumerate(("阶段", "起止")):
        sheet.write(start, column, label, head)
    for row, phase in enumerate(content.phases, start=start + 1):
        sheet.write(row, 0, f"{phase.mark} {phase.name}")
        sheet.write(row, 1, f"{phase.starts_on} 至 {phase.ends_on}")


def _write_grid(sheet: Any, trends: Sequence[Trend], head: Any) -> None:
    days = [point.day for point in trends[0].points]
    titles = ["名称", "目标", *(day.isoformat() for day in days)]
    for column, title in enumerate(titles):
        sheet.write(0, column, title, head)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(titles) - 1, 12)
    sheet.freeze_panes(1, 2)
    for row, trend in enumerate(trends, start=1):
        sheet.write(row, 0, trend.label)
        sheet.write(row, 1, trend.target)
        texts = {point.day: point.figure.text for point in trend.points}
        for column, day in enumerate(days, start=2):
            sheet.write_string(row, column, texts.get(day, NO_DATA))


def _write_values(book: Any, name: str, trends: Iterable[Trend], head: Any) -> None:
    sheet = book.add_worksheet(name)
    exact = book.add_format({"num_format": "0.0000000000"})
    day_format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for column, (title, width) in enumerate(_LONG_HEADERS):
        sheet.write(0, column, title, head)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
    points = [(trend, point) for trend in trends for point in trend.points]
    for row, (trend, point) in enumerate(points, start=1):
        value = point.value
        sheet.write_string(row, 0, trend.label)
        sheet.write_datetime(row, 1, point.day, day_format)
        sheet.write_string(row, 2, point.figure.text)
        if value.value is not None:
            sheet.write_number(row, 3, value.numerator)
            sheet.write_number(row, 4, value.denominator)
            sheet.write_number(row, 5, float(value.value), exact)
        sheet.write_string(row, 6, value.target.text if value.target else NO_TARGET)
        sheet.write_string(row, 7, point.figure.band.word)
        sheet.write_string(row, 8, "是" if point.is_provisional else "否")
    sheet.autofilter(0, 0, len(points), len(_LONG_HEADERS) - 1)
