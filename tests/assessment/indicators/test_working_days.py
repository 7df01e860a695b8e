from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.indicators.working_days import InvalidLimitError, WorkCalendar

WORKING, CALENDAR = "工作日", "日"
BUILT_IN = WorkCalendar()


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "expected"),
    [
        pytest.param("2021-06-07", 2, WORKING, "2021-06-09", id="plain Monday"),
        pytest.param("2021-06-17", 2, WORKING, "2021-06-21", id="over a weekend"),
        pytest.param("2021-06-18", 2, WORKING, "2021-06-22", id="Friday"),
        pytest.param("2021-06-19", 1, WORKING, "2021-06-21", id="starts on Saturday"),
        pytest.param(
            "2021-09-30", 2, WORKING, "2021-10-09", id="National Day, make-up Saturday"
        ),
        pytest.param("2021-09-30", 1, WORKING, "2021-10-08", id="National Day"),
        pytest.param("2021-10-01", 2, WORKING, "2021-10-09", id="starts in holidays"),
        pytest.param("2021-02-10", 1, WORKING, "2021-02-18", id="Spring Festival"),
        pytest.param(
            "2021-02-10", 3, WORKING, "2021-02-20", id="Spring Festival, make-up"
        ),
        pytest.param(
            "2021-02-05", 1, WORKING, "2021-02-07", id="make-up Sunday before"
        ),
        pytest.param("2020-01-23", 1, WORKING, "2020-02-03", id="extended in 2020"),
        pytest.param("2021-12-31", 1, WORKING, "2022-01-04", id="New Year"),
        pytest.param("2021-06-07", 0, WORKING, "2021-06-07", id="no day at all"),
        pytest.param("2021-06-07", 2, CALENDAR, "2021-06-09", id="two days later"),
        pytest.param("2021-06-04", 2, CALENDAR, "2021-06-07", id="Sunday rolls"),
        pytest.param("2021-06-03", 2, CALENDAR, "2021-06-07", id="Saturday rolls"),
        pytest.param("2021-09-29", 2, CALENDAR, "2021-10-08", id="rolls over holidays"),
        pytest.param("2021-10-07", 2, CALENDAR, "2021-10-09", id="make-up stays"),
        pytest.param("2021-06-10", 2, CALENDAR, "2021-06-15", id="Dragon Boat Monday"),
        pytest.param("2021-06-05", 0, CALENDAR, "2021-06-07", id="nought still rolls"),
    ],
)
def test_last_allowed_day(start: str, limit: int, unit: str, expected: str) -> None:
    assert BUILT_IN.deadline(day(start), limit, unit) == day(expected)


def test_the_pilots_own_calendar_wins_over_the_built_in_one() -> None:
    calendar = WorkCalendar(
        {day("2021-06-08"): "节假日", day("2021-06-12"): "调休上班"}
    )
    assert calendar.deadline(day("2021-06-07"), 2, WORKING) == day("2021-06-10")
    assert calendar.deadline(day("2021-06-10"), 2, CALENDAR) == day("2021-06-12")
    assert calendar.deadline(day("2021-06-07"), 1, CALENDAR) == day("2021-06-09")


def test_years_without_an_arrangement_fall_back_to_weekdays() -> None:
    assert BUILT_IN.deadline(day("2098-10-01"), 2, WORKING) == day("2098-10-03")
    assert not BUILT_IN.is_published(2098)
    assert BUILT_IN.is_published(2021)
    assert not BUILT_IN.is_published(2003)
    assert WorkCalendar({day("2098-10-01"): "节假日"}).is_published(2098)
    unpublished = BUILT_IN.unpublished_years(day("2025-12-31"), day("2028-01-01"))
    assert list(unpublished) == [2027, 2028]


@pytest.mark.parametrize("limit", [-1, Decimal("1.5"), Decimal("NaN")])
def test_only_whole_numbers_from_nought_are_limits(limit: Decimal | int) -> None:
    with pytest.raises(InvalidLimitError, match="限值"):
        BUILT_IN.deadline(day("2021-06-07"), limit, WORKING)


def test_a_whole_decimal_is_a_limit() -> None:
    limit = Decimal("2.0")
    assert BUILT_IN.deadline(day("2021-06-07"), limit, WORKING) == day("2021-06-09")


def test_a_percentage_is_not_counted_in_days() -> None:
    with pytest.raises(InvalidLimitError, match="百分比"):
        BUILT_IN.deadline(day("2021-06-07"), 100, "百分比")


@given(
    start=st.dates(date(2004, 1, 1), date(2026, 6, 30)),
    limit=st.integers(min_value=1, max_value=30),
    unit=st.sampled_from([WORKING, CALENDAR]),
)
def test_a_last_day_is_a_later_working_day_and_grows_with_the_limit(
    start: date, limit: int, unit: str
) -> None:
    last = BUILT_IN.deadline(start, limit, unit)
    assert last > start
    assert BUILT_IN.is_working_day(last)
    assert BUILT_IN.deadline(start, limit + 1, unit) >= last
