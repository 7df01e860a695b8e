"""The rows of plans by which standards are carried out, and what must hold in them.

A measure stands in as many rows as its units differ in 完成日期 and 完成说明: usually
one. What is said of the measure itself is the same in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.packages.cells import (
    DATE,
    UNITS,
    Kind,
    choice_kind,
    code_kind,
    name_kind,
    narrow,
    text_kind,
)
from assessment.packages.keys import first_places, place_words
from assessment.packages.problems import ProblemLog
from assessment.packages.schema import PackageRow, column
from assessment.packages.tables import ParsedTable

MOST_MEASURES = 999
PREPARING = "准备"
_KEY = ("catalogue_code", "number")
_OF_THE_MEASURE = (
    "stage",
    "preparation",
    "content",
    "responsible_post",
    "starts_on",
    "due_on",
)


def _parse_number(text: str) -> int:
    plain = narrow(text)
    if not (plain.isascii() and plain.isdecimal()):
        raise ValueError("应为正整数")
    number = int(plain[:9])
    if not 1 <= number <= MOST_MEASURES:
        raise ValueError(f"应为1—{MOST_MEASURES}的整数")
    return number


NUMBER = Kind(_parse_number, lambda value: "" if value is None else str(value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeasureRow(PackageRow):
    """A measure, and how far the units named in this row are with it."""

    catalogue_code: str = column("体系编号", code_kind(30), required=True)
    number: int = column("序号", NUMBER, required=True)
    stage: str = column(
        "阶段", choice_kind(PREPARING, "实施", "检查", "改进"), required=True
    )
    preparation: str = column(
        "准备类别", choice_kind("方案", "宣贯", "人员", "文件", "设备", "表单")
    )
    content: str = column("内容", text_kind(), required=True)
    units: tuple[str, ...] = column("责任单位", UNITS, required=True)
    responsible_post: str = column("责任岗位", name_kind(100))
    starts_on: date = column("计划开始", DATE, required=True)
    due_on: date = column("完成期限", DATE, required=True)
    done_on: date | None = column("完成日期", DATE)
    note: str = column("完成说明", text_kind())
    reporter_post: str = column("填报岗位", name_kind(100))


def check_plans(plans: ParsedTable, log: ProblemLog) -> None:
    """What rows say of one measure agrees, each unit stands in it once, and only a
    preparation has a kind of preparation. That it is due after its start is checked
    with the other pairs of dates."""
    for name in _OF_THE_MEASURE:
        _check_agreement(plans, name, log)
    _check_units(plans, log)
    for index, (stage, preparation) in enumerate(plans.keys(("stage", "preparation"))):
        if preparation and stage and stage != PREPARING:
            log.error(
                plans.files[index],
                f"只用于“{PREPARING}”阶段",
                row=plans.rows[index],
                column="准备类别",
                value=preparation,
            )
    for index, (done_on, note) in enumerate(plans.keys(("done_on", "note"))):
        if note and done_on is None:
            log.warning(
                plans.files[index],
                "有完成说明而没有完成日期，按未完成计算",
                row=plans.rows[index],
                column="完成日期",
            )


def _check_agreement(plans: ParsedTable, name: str, log: ProblemLog) -> None:
    places = first_places(plans, _KEY)
    said: dict[tuple[object, ...], object] = {}
    header = plans.table.column(name)
    for index, key in enumerate(plans.keys(_KEY)):
        value = plans.values(name)[index]
        if None in key or value is None:
            continue
        if said.setdefault(key, value) != value:
            place = place_words(places[key], plans.files[index])
            log.error(
                plans.files[index],
                f"与{place}不一致（同一标准的第{key[1]}项措施）",
                row=plans.rows[index],
                column=header.header,
                value=header.kind.write(value),
            )


def _check_units(plans: ParsedTable, log: ProblemLog) -> None:
    taken: dict[tuple[object, ...], int] = {}
    for index, (code, number, units) in enumerate(plans.keys((*_KEY, "units"))):
        for unit in units or ():
            first = taken.setdefault((code, number, unit), index)
            if first != index:
                place = place_words(
                    (plans.files[first], plans.rows[first]), plans.files[index]
                )
                log.error(
                    plans.files[index],
                    f"{place}已列为这项措施的责任单位",
                    row=plans.rows[index],
                    column="责任单位",
                    value=unit,
                )
