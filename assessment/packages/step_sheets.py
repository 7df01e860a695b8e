"""工作事项表: the table ``work_items`` alone, as a workbook people fill in.

The first sheet is the table, headers in row 1, exactly as a package has it; the second
says how to fill it in.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from accounts.models import Unit
from assessment.coverage.models import WorkStep
from assessment.packages.rows import TABLES_BY_NAME, WorkStepRow
from assessment.packages.schema import Column
from assessment.packages.stored_catalogue import work_step_rows
from standards_catalog.models import Pilot

TABLE = TABLES_BY_NAME["work_items"]
_WIDTHS = {"领域": 16, "事项": 24, "环节": 36, "责任单位": 36, "不需要理由": 30}
_WIDTHS |= {"来源条款": 40, "覆盖标准": 18, "覆盖条款": 24, "来源文件": 22}
_CHOICES = {"需要标准": ["是", "否"], "适用性": ["适用", "参考"]}
_DATES = ("理由认可日期", "启用日期", "停用日期")
_ROWS_TO_FILL = 2000
_ADVICE: Sequence[tuple[str, str]] = (
    ("领域、事项、环节", "必填；行的先后就是各处显示的先后。"),
    (
        "责任单位",
        "全称、简称、别名均可，“各镇街园”“各成员单位”表示多个单位；多个用分号分开。",
    ),
    ("需要标准", "必填，是或否；填否的写明不需要理由。"),
    ("适用性", "必填，适用或参考；参考的不计入覆盖率。"),
    ("覆盖标准", "本试点标准或法律法规的体系编号，多个用分号分开；法律法规不计覆盖。"),
    ("覆盖条款", "写作 FW301 6.4.1;FW301 6.4.2；只有一个覆盖标准时可只写条款号。"),
    ("环节编号", "同一环节的各个版本编号相同；改了名称的，编号不变就还是同一个环节。"),
    ("启用日期、停用日期", "写作 2021-12-31；停用日期那一天起不再有；留空表示一直。"),
    ("理由认可岗位、理由认可日期", "由谁、何时认可了不需要标准的理由。"),
    ("导入的规则", "表中没有的环节会被删除；先检查、看清变化再确认；导入可以撤销。"),
)


def step_sheet(pilot: Pilot, day: date | None, *, is_blank: bool = False) -> bytes:
    """The workbook of the pilot's steps: all versions, those in use on ``day``, or,
    blank, the headers alone to be filled in."""
    rows = [] if is_blank else work_step_rows(pilot)
    if day is not None:
        in_use = WorkStep.objects.filter(pilot=pilot).in_use_on(day)
        # The rows stand in the order of the model, which the choice keeps.
        keys = set(in_use.values_list("pk", flat=True))
        stored = WorkStep.objects.filter(pilot=pilot).values_list("pk", flat=True)
        rows = [row for row, pk in zip(rows, stored, strict=True) if pk in keys]
    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        _write_table(book, rows)
        _write_advice(book, pilot)
    return output.getvalue()


def _write_table(book: Any, rows: Sequence[WorkStepRow]) -> None:
    sheet = book.add_worksheet("工作事项")
    extras = sorted({header for row in rows for header in row.extra})
    bold = {"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True}
    header, text = book.add_format(bold), book.add_format({"quote_prefix": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    headers = [column.header for column in TABLE.columns] + extras
    for number, name in enumerate(headers):
        sheet.set_column(number, number, _WIDTHS.get(name, 12), wrapped)
        sheet.write_string(0, number, name, header)
    for place, row in enumerate(rows, start=1):
        values = [_written(row, column) for column in TABLE.columns]
        values += [row.extra.get(name, "") for name in extras]
        for number, value in enumerate(values):
            if value:
                sheet.write_string(place, number, value, text)
    sheet.freeze_panes(1, 3)
    _add_choices(sheet, headers)


def _written(row: WorkStepRow, column: Column) -> str:
    text: str = column.kind.write(getattr(row, column.field))
    return text


def _add_choices(sheet: Any, headers: Sequence[str]) -> None:
    for header, words in _CHOICES.items():
        number = headers.index(header)
        rule = {
            "validate": "list",
            "source": words,
            "error_title": header,
            "error_message": f"请选择{'或'.join(words)}。",
        }
        sheet.data_validation(1, number, _ROWS_TO_FILL, number, rule)
    for header in _DATES:
        number = headers.index(header)
        hint = {
            "validate": "any",
            "input_title": header,
            "input_message": "写作 2021-12-31，可以留空。",
        }
        sheet.data_validation(1, number, _ROWS_TO_FILL, number, hint)


def _write_advice(book: Any, pilot: Pilot) -> None:
    sheet = book.add_worksheet("填写说明")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    lines = [*_ADVICE, ("本试点的单位", "、".join(_unit_names(pilot)))]
    for number, (label, advice) in enumerate(lines):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, advice, wrapped)


def _unit_names(pilot: Pilot) -> Iterable[str]:
    members = Unit.objects.filter(memberships__pilot=pilot)
    return members.order_by("memberships__position").values_list("name", flat=True)
