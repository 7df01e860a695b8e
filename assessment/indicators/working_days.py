"""Working days and last allowed days, as the pilot package counts them.

Source: pilot package, "Day counting"; the rules it follows are those of 民法典 第201
and 203条 (the day of the start event is not counted; a last day that is a legal
holiday moves to the next working day) and 行政许可法 第82条 (working days leave out
legal holidays). The yearly holiday arrangements of the State Council come with the
`chinese_calendar` package; the pilot's `calendar` table overrides and extends them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from chinese_calendar.constants import holidays as arranged_holidays
from chinese_calendar.constants import workdays as arranged_workdays

from assessment.indicators.vocabulary import DayKind, LimitUnit

LONGEST_LIMIT = 36_500
"""Days; a longer limit is a slip, and its last day may lie beyond the calendar."""
_ONE_DAY = timedelta(days=1)
_FRIDAY = 4
_ARRANGED_YEARS = range(min(arranged_holidays).year, max(arranged_holidays).year + 1)


class InvalidLimitError(ValueError):
    """A limit that cannot be counted in days; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working calendar of a pilot: date → 节假日 or 调休上班 wins over the rest."""

    overrides: Mapping[date, str] = field(default_factory=dict)

    def is_published(self, year: int) -> bool:
        """Whether the year's holidays are known, built in or from the pilot's table."""
        return year in _ARRANGED_YEARS or any(
            day.year == year for day in self.overrides
        )

    def is_working_day(self, day: date) -> bool:
        """Overrides first, then the arranged holidays, then the day of the week."""
        override = self.overrides.get(day)
        if override is not None:
            return override == DayKind.MAKE_UP_WORKDAY
        if day in arranged_workdays:
            return True
        return day.weekday() <= _FRIDAY and day not in arranged_holidays

    def deadline(
        self, start: date, limit: Decimal | int, unit: LimitUnit | str
    ) -> date:
        """The last day on which the end event is in time.

        工作日: the `limit`-th working day after `start`. 日: `limit` calendar days
        after `start`, moved to the next working day when that is a weekend or legal
        holiday; a make-up working Saturday stays. A limit of 0 is the day itself.
        Raises InvalidLimitError for a limit that is not a whole number ≥ 0, and for
        a unit that does not count days.
        """
        days = whole_days(limit)
        if unit == LimitUnit.WORKING_DAY:
            return self._nth_working_day_after(start, days)
        if unit == LimitUnit.DAY:
            return self._working_day_from(start + days * _ONE_DAY)
        raise InvalidLimitError(f"限值单位“{unit}”不是工作日或日")

    def _nth_working_day_after(self, start: date, count: int) -> date:
        day = start
        while count:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def _working_day_from(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def unpublished_years(self, first: date, last: date) -> Iterator[int]:
        """The years from `first` to `last` that are counted by weekdays alone."""
        for year in range(first.year, last.year + 1):
            if not self.is_published(year):
                yield year


def whole_days(limit: Decimal | int) -> int:
    """The limit as an integer; InvalidLimitError unless it is a whole number from 0
    to LONGEST_LIMIT."""
    number = Decimal(limit)
    if not number.is_finite() or number < 0 or number != number.to_integral_value():
        raise InvalidLimitError(f"限值“{limit}”不是大于等于0的整数")
    if number > LONGEST_LIMIT:
        raise InvalidLimitError(f"限值“{limit}”超过{LONGEST_LIMIT}天")
    return int(number)
