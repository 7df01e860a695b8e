"""Rows of ``work_items`` about one step: they follow one another, never overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessment.coverage.models import WorkStep
from assessment.indicators.engine import IndicatorValue
from assessment.packages.exporting import package_files
from assessment.services import indicator_value
from standards_catalog.models import Pilot

Files = dict[str, str | bytes]

HEADER = "领域,事项,环节,责任单位,需要标准,适用性,覆盖标准,环节编号,启用日期,停用日期\n"


def steps(*rows: str) -> str:
    return HEADER + "".join(f"救助,临时救助,{row}\n" for row in rows)


REFUSED = [
    (
        ("受理,民政局,是,适用,FW101,,,", "受理,东镇,是,适用,,,,"),
        "work_items.csv 第3行 领域+事项+环节“救助 / 临时救助 / 受理”：与第2行重复",
    ),
    (
        ("受理,民政局,是,适用,,,,2021-07-01", "受理,东镇,是,适用,,,2021-06-30,"),
        "work_items.csv 第3行 领域+事项+环节“救助 / 临时救助 / 受理”：与第2行的起止日期重叠",
    ),
    (
        ("受理,民政局,是,适用,,H1,,", "登记,东镇,是,适用,,H1,2021-06-30,"),
        "work_items.csv 第3行 环节编号“H1”：与第2行的起止日期重叠",
    ),
    (
        ("受理,民政局,是,适用,,,2021-07-01,2021-07-01",),
        "work_items.csv 第2行 停用日期“2021-07-01”：不晚于启用日期（2021-07-01）",
    ),
]


@pytest.mark.parametrize(("rows", "line"), REFUSED)
def test_rows_that_cannot_both_be_true_are_refused(
    rows: tuple[str, ...],
    line: str,
    files: Files,
    errors: Callable[[Files], list[str]],
) -> None:
    files["work_items.csv"] = steps(*rows)
    assert errors(files) == [line]


CHANGED = (
    "受理,民政局,是,适用,FW101,H1,,2021-07-01",
    "受理和登记,东镇,是,适用,,H1,2021-07-01,",
    "归档,民政局,是,适用,,,,2021-10-01",
)


def test_a_past_day_is_judged_by_the_steps_of_that_day(
    files: Files, load: Callable[[Files], object]
) -> None:
    files["work_items.csv"] = steps(*CHANGED)
    load(files)
    pilot = Pilot.objects.get()

    def counts(day: date) -> tuple[int, int]:
        value: IndicatorValue = indicator_value(pilot, "standard_coverage", day)
        return value.numerator, value.denominator

    days = (date(2021, 6, 30), date(2021, 7, 1), date(2021, 9, 30), date(2021, 10, 1))
    assert [counts(day) for day in days] == [(1, 2), (0, 2), (0, 2), (0, 1)]


def test_the_whole_history_travels(
    files: Files, load: Callable[[Files], object]
) -> None:
    files["work_items.csv"] = steps(*CHANGED)
    load(files)
    exported = package_files(Pilot.objects.get())
    assert b"2021-07-01" in exported["work_items.csv"]
    again = {**files, "work_items.csv": exported["work_items.csv"]}
    before = set(WorkStep.objects.values_list("pk", flat=True))
    load(again)
    assert set(WorkStep.objects.values_list("pk", flat=True)) == before
    assert package_files(Pilot.objects.get()) == exported
