"""Every number in the files equals the indicator output of the same day."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from assessment.services import indicator_values, unit_values
from reports.acceptance.documents import file_content
from reports.acceptance.models import AcceptanceReport
from standards_catalog.models import Pilot
from tests.factories import AS_OF

Rows = list[list[str]]
COUNTS = {"duplicate_assistance": "件", "promoted_standards": "项"}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def word_tables(report: AcceptanceReport) -> list[Rows]:
    document = docx.Document(BytesIO(file_content(report, "docx")))
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]


def pdf_text(report: AcceptanceReport) -> str:
    reader = PdfReader(BytesIO(file_content(report, "pdf")))
    return squeezed("".join(page.extract_text() for page in reader.pages))


def table_with(tables: list[Rows], *headings: str) -> Rows:
    return next(t for t in tables if all(h in t[0] for h in headings))[1:]


def printed(row: dict[str, Any]) -> str:
    """What an indicator of ``manage.py indicators --format json`` prints as, worked
    out here with plain decimals."""
    if row["value"] is None:
        return "—"
    value = Decimal(str(row["value"]))
    if row["code"] in COUNTS:
        return f"{int(value)}{COUNTS[row['code']]}"
    if row["code"] == "satisfaction_index":
        return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}分"
    return f"{(value * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def expected(row: dict[str, Any]) -> tuple[str, str, str]:
    rate = row["code"] not in {*COUNTS, "satisfaction_index"}
    index = row["code"] == "satisfaction_index"
    return (
        "—" if index else str(row["numerator"]),
        str(row["denominator"]) if rate else "—",
        printed(row),
    )


def test_the_calculation_sheet_equals_the_indicators(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    values = [v.as_json() for v in indicator_values(full_pilot, AS_OF)]
    sheet = table_with(word_tables(report), "计算公式", "分母")
    assert len(sheet) == len(values) == 18
    for line, value in zip(sheet, values, strict=True):
        numerator, denominator, shown = expected(value)
        assert line[0] == f"{value['name']}（{value['code']}）"
        assert line[3:7] == [numerator, denominator, str(value["excluded"]), shown]
        assert line[7] == (value["target"] or "未设目标值")


def test_every_table_row_reads_the_same_in_word_and_pdf(
    report: AcceptanceReport,
) -> None:
    text = pdf_text(report)
    tables = word_tables(report)
    assert len(tables) > 30
    rows = [row for table in tables for row in table]
    missing = [row for row in rows if squeezed("".join(row)) not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("headings", "code", "parts", "rate"),
    [
        (("已实施/适用标准", "实施率"), "implementation_rate", 1, 2),
        (("已实施/适用标准", "公开率"), "publication_rate", 3, 4),
        (("已参训/应参训",), "training_participation", 1, 2),
        (("合格/参加考核",), "training_pass_rate", 3, 4),
        (("符合/应计条款",), "clause_conformity", 2, 3),
        (("已关闭/提出",), "rectification_closure", 1, 2),
        (("满意/有效",), "satisfaction_rate", 1, 2),
    ],
)
def test_unit_tables_equal_the_indicators_of_the_units(
    full_pilot: Pilot,
    report: AcceptanceReport,
    headings: tuple[str, ...],
    code: str,
    parts: int,
    rate: int,
) -> None:
    by_unit = unit_values(full_pilot, AS_OF)
    rows = table_with(word_tables(report), "单位", *headings)
    assert rows
    for row in rows:
        value = next(v for v in by_unit[row[0]] if v.code == code).as_json()
        assert row[rate] == printed(value)
        counted = f"{value['numerator']}/{value['denominator']}"
        assert row[parts] == (counted if value["denominator"] else "—")


def test_the_time_limit_tables_put_the_worst_first(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    by_unit = unit_values(full_pilot, AS_OF)
    rows = table_with(word_tables(report), "受理窗口", "转办")
    assert len(rows) == 2
    codes = (
        "transfer_timeliness",
        "applicant_feedback_timeliness",
        "window_feedback_timeliness",
    )
    lowest = []
    for row in rows:
        values = [next(v for v in by_unit[row[1]] if v.code == code) for code in codes]
        assert row[3::2] == [printed(value.as_json()) for value in values]
        lowest.append(min(v.value for v in values if v.value is not None))
    assert lowest == sorted(lowest)


def test_the_statistics_table_adds_up_to_the_detail_table(
    report: AcceptanceReport,
) -> None:
    tables = word_tables(report)
    statistics = table_with(tables, "标准级别", "应有（项）")
    detail = table_with(tables, "体系编号", "标准级别", "状态")
    levels = [row for row in statistics if row[0] not in ("小计", "合计")]
    totals = next(row for row in statistics if row[0] == "合计")
    assert sum(int(row[2]) for row in levels) == int(totals[2]) == len(detail)
    in_force = [row for row in detail if row[7] == "现行"]
    assert sum(int(row[3]) for row in levels) == int(totals[3]) == len(in_force)
    subtotals = [row for row in statistics if row[0] == "小计"]
    assert sum(int(row[3]) for row in subtotals) == int(totals[3])


def test_training_counts_of_a_training_add_up(report: AcceptanceReport) -> None:
    rows = table_with(word_tables(report), "应训", "免训")
    counts = [[int(number) for number in row[3:]] for row in rows]
    assert counts == [[3, 0, 3, 0], [3, 1, 1, 1]]
    for due, exempt, attended, missing in counts:
        assert due == exempt + attended + missing
