"""Days on which offices work: nobody files a record on a Sunday."""

from datetime import date, timedelta
from functools import cache

from assessment.indicators.working_days import WorkCalendar

_CALENDAR = WorkCalendar()


@cache
def is_office_day(day: date) -> bool:
    """Whether the day is a working day of the built-in calendar."""
    return _CALENDAR.is_working_day(day)


@cache
def office_day(day: date) -> date:
    """Return the day, or the first working day after it."""
    while not is_office_day(day):
        day += timedelta(days=1)
    return day
