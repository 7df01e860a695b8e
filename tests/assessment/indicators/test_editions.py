"""A standard revised is judged on each day by the edition in force on that day."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.indicators.system import is_in_force, why_not_in_force
from assessment.indicators.system_facts import StandardFact
from assessment.indicators.vocabulary import StandardLevel, StandardStatus

REVISED = StandardFact(
    record_id=1,
    code="FW201",
    title="最低生活保障服务规范",
    subsystem="服务提供",
    level=StandardLevel.INTERNAL,
    status=StandardStatus.CURRENT,
    effective_on=date(2021, 7, 1),
    earlier_periods=((date(2019, 7, 1), date(2021, 6, 1)),),
)


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2019, 6, 30), False),
        (date(2019, 7, 1), True),
        (date(2021, 5, 31), True),
        (date(2021, 6, 1), False),
        (date(2021, 6, 30), False),
        (date(2021, 7, 1), True),
    ],
)
def test_the_edition_of_the_day_decides(day: date, in_force: bool) -> None:
    assert is_in_force(REVISED, day) is in_force
    assert bool(why_not_in_force(REVISED, day)) is not in_force
