"""Exports keep formula-like text as text, and numbers and dates as what they are."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from listing.columns import Column, Kind
from listing.spreadsheets import Heading, csv_lines, csv_text, write_workbook

FORMULAS = [
    '=HYPERLINK("http://example.cn","x")',
    "+86 138",
    "-2+3",
    "@SUM(1)",
    "  =1+1",
    "\t=1+1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\u3000=1",
]
COLUMNS = (Column("text", "文本", value=lambda row: row[0]),)


@pytest.mark.parametrize("text", FORMULAS)
def test_excel_keeps_formula_like_text_as_text(text: str) -> None:
    with write_workbook(Heading("表", ()), COLUMNS, [(text,)]) as file:
        cell = load_workbook(BytesIO(file.read())).active.cell(4, 1)
    assert cell.data_type == "s"
    # Excel writes a carriage return in a text as this escape.
    assert cell.value == text.replace("\r", "_x000D_")
    assert cell.quotePrefix


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_neutralises_formula_like_text(text: str) -> None:
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5, "-5"),
        (None, ""),
        ("", ""),
        ("a-b", "a-b"),
        (date(2021, 1, 2), "2021-01-02"),
    ],
)
def test_csv_leaves_harmless_values_alone(value: object, text: str) -> None:
    assert csv_text(value) == text


def test_csv_starts_with_a_byte_order_mark_and_the_labels() -> None:
    assert list(csv_lines(COLUMNS, [("甲,乙",)])) == ["\ufeff文本\r\n", '"甲,乙"\r\n']


def test_excel_keeps_numbers_dates_and_long_digits_apart() -> None:
    columns = (
        Column("n", "数", Kind.NUMBER, value=lambda row: row[0]),
        Column("d", "日期", Kind.DATE, value=lambda row: row[1]),
        Column("big", "长号", value=lambda row: row[2]),
    )
    rows = [(-3, date(2021, 4, 1), 10**17)]
    with write_workbook(Heading("表", (("试点", "甲"),)), columns, rows) as file:
        sheet = load_workbook(BytesIO(file.read())).active
    assert [cell.data_type for cell in sheet[5]] == ["n", "d", "s"]
    assert sheet.freeze_panes == "A5"
    assert sheet["A2"].value == "试点：甲"


def test_excel_says_when_a_text_is_longer_than_a_cell() -> None:
    with write_workbook(Heading("表", ()), COLUMNS, [("长" * 40_000,)]) as file:
        value = load_workbook(BytesIO(file.read())).active.cell(4, 1).value
    assert value.endswith("已截断，全文见系统）")
    assert len(value) == 32_767
