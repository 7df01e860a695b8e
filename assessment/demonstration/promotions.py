"""Own standards of the pilot on their way to a higher level, at several stages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assessment.demonstration.columns import columns
from assessment.demonstration.package_folder import Row

_UNITS = re.compile("[;；]")
_STAGES = ("意向", "申报", "立项", "起草和征求意见", "审查", "发布")


@dataclass(frozen=True)
class Course:
    """How far one project got: the days of its stages, and what is due next."""

    level: str
    days: tuple[date, ...]
    number: str = ""
    next_due: date | None = None


PUBLISHED = (
    Course(
        "省级地方标准",
        (
            date(2021, 4, 12),
            date(2021, 4, 26),
            date(2021, 5, 24),
            date(2021, 7, 12),
            date(2021, 9, 6),
            date(2021, 10, 25),
        ),
        "DB32/T 9901—2021",
    ),
    Course(
        "行业标准",
        (
            date(2021, 4, 12),
            date(2021, 5, 10),
            date(2021, 6, 21),
            date(2021, 8, 16),
            date(2021, 10, 18),
            date(2021, 12, 6),
        ),
        "MZ/T 9902—2021",
    ),
)
"""Serials 99xx: made up, and so that nobody takes them for real numbers."""

UNDER_WAY = (
    Course(
        "省级地方标准",
        (date(2021, 4, 19), date(2021, 6, 21), date(2021, 9, 13), date(2021, 11, 15)),
        next_due=date(2022, 3, 31),
    ),
    Course(
        "国家标准",
        (date(2021, 5, 24), date(2021, 8, 16)),
        next_due=date(2021, 11, 30),
    ),
    Course("行业标准", (date(2021, 10, 18),), next_due=date(2022, 1, 31)),
)


def demonstrate_promotions(ready: list[Row]) -> list[Row]:
    """The projects of the first standards of ``ready``, whose rows say 上升为 and
    上升日期 afterwards where the project was published."""
    courses = (*PUBLISHED, *UNDER_WAY)
    owned = [row for row in ready if row["责任单位"]]
    projects = []
    for standard, course in zip(owned, courses, strict=False):
        if course.number:
            standard["上升为"] = course.number
            standard["上升日期"] = course.days[-1].isoformat()
        projects.append(_project(standard, course))
    return projects


def _project(standard: Row, course: Course) -> Row:
    row = dict.fromkeys(columns("promotions"), "")
    row["体系编号"] = standard["体系编号"]
    row["目标级别"] = course.level
    row["责任单位"] = _UNITS.split(standard["责任单位"])[0].strip()
    for stage, day in zip(_STAGES, course.days, strict=False):
        row[f"{stage}日期"] = day.isoformat()
    row["结果编号"] = course.number
    row["下一步期限"] = course.next_due.isoformat() if course.next_due else ""
    return row
