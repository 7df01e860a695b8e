"""The rows of what people write about standards, beside the standards themselves.

Tables of our own (decision 0009): earlier editions, which ``standards`` has no rows
for, and the wording of the 编制说明.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.packages.cells import (
    DATE,
    Kind,
    code_kind,
    narrow,
    standard_number_kind,
    standard_numbers_kind,
    text_kind,
)
from assessment.packages.schema import PackageRow, column

POINTS = tuple(str(number) for number in range(1, 11))
"""The ten points of a 编制说明 (GB/T 13016—2018)."""


def _parse_point(text: str) -> int:
    plain = narrow(text)
    if plain not in POINTS:
        raise ValueError("应为1—10的要点序号")
    return int(plain)


POINT = Kind(_parse_point, lambda value: "" if value is None else str(value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow(PackageRow):
    """An edition before the one that ``standards`` speaks of."""

    code: str = column("体系编号", code_kind(30), required=True)
    number: str = column(
        "标准编号", standard_number_kind(60), required=True, may_be_empty=True
    )
    published_on: date | None = column("发布日期", DATE)
    effective_on: date | None = column("实施日期", DATE)
    abolished_on: date | None = column("废止日期", DATE)
    replaces: str = column("代替标准", standard_numbers_kind(200))
    opened_on: date | None = column("公开日期", DATE)
    opened_at_url: str = column("公开网址", text_kind(500))
    replaced_by: str = column("被代替为", text_kind(200))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompilationNoteRow(PackageRow):
    """One point of the 编制说明 as the office worded it."""

    point: int = column("要点序号", POINT, required=True)
    text: str = column("内容", text_kind(), required=True, may_be_empty=True)
