"""The working days of the case year, as places on one scale."""

from bisect import bisect_left
from datetime import date, timedelta
from functools import cached_property

from assessment.demonstration.draws import Draws
from assessment.indicators.vocabulary import LimitUnit
from assessment.indicators.working_days import WorkCalendar

OPENS = 8 * 60 + 30
CLOSES = 17 * 60 + 30
_NOON = 12 * 60
_LUNCH = 90

Moment = tuple[int, int]
"""The place of a working day, and the minute of that day."""


class CaseDays:
    """Working days from the first day of a year, some weeks into the next one."""

    def __init__(self, year: int) -> None:
        calendar = WorkCalendar()
        first, last = date(year, 1, 1), date(year + 1, 3, 31)
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.days = [day for day in span if calendar.is_working_day(day)]
        self.last = bisect_left(self.days, date(year + 1, 1, 1)) - 1
        self._reply_due = [
            bisect_left(self.days, calendar.deadline(day, 2, LimitUnit.DAY))
            for day in self.days
            if day.year == year
        ]

    @cached_property
    def before_break(self) -> frozenset[int]:
        """Places whose second working day after is a week or more away."""
        return frozenset(
            place
            for place in range(self.last + 1)
            if (self.days[place + 2] - self.days[place]).days >= 6
        )

    def reply_due(self, closed: int) -> int:
        """Return the last place in time for feedback (rules R02 and R03)."""
        return self._reply_due[closed]

    def text(self, moment: Moment | None) -> str:
        """Write a moment; one after the end of the year has not happened."""
        if moment is None or moment[0] > self.last:
            return ""
        hours, minutes = divmod(moment[1], 60)
        return f"{self.days[moment[0]].isoformat()} {hours:02d}:{minutes:02d}"


def office_minute(draws: Draws) -> int:
    """Return a minute between 8:30 and 17:30, not in the lunch break."""
    minute = OPENS + draws.below(CLOSES - OPENS - _LUNCH)
    return minute if minute < _NOON else minute + _LUNCH


def later(moment: Moment, days: int, draws: Draws) -> Moment:
    """Return a moment some working days on; on the same day, not before."""
    place, minute = moment
    if days:
        return place + days, office_minute(draws)
    return place, draws.between(minute, CLOSES)
