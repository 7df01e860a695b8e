"""Indicators over time: one point a month end, and the as-of date as the last point.

Every point is computed from dated facts as of its day (``assessment.services``);
nothing is stored, so a date that is corrected corrects the months it concerns.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.registry import INDICATORS, INDICATORS_BY_CODE, Indicator
from assessment.programme.models import Phase
from assessment.services import (
    SharedFacts,
    domain_trend,
    indicator_trend,
    trend_values,
)
from reports.figures.figure import NO_TARGET, Figure, figure_of
from standards_catalog.models import Pilot

# A date far in the future is a slip of the pen, not a wish for a thousand points.
MOST_MONTHS = 60
_FIRST_MARK = ord("①")


@dataclass(frozen=True, slots=True)
class PhaseMark:
    """A phase as a chart shows it; ``mark`` (①, ②) stands where the name is too long."""

    mark: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One indicator on one day; provisional while its month is not over."""

    day: date
    value: IndicatorValue
    figure: Figure
    is_provisional: bool


@dataclass(frozen=True)
class Trend:
    """One indicator over time, of the pilot, a unit or a domain."""

    indicator: Indicator
    label: str
    points: tuple[TrendPoint, ...]

    @property
    def latest(self) -> TrendPoint:
        """The last point."""
        return self.points[-1]

    @property
    def target(self) -> str:
        """The target as written with its unit, or “未设目标值”."""
        return self.latest.figure.target

    @property
    def has_target(self) -> bool:
        return self.target != NO_TARGET

    @cached_property
    def attained_count(self) -> int:
        """On how many of the days the target was met."""
        return sum(point.value.attained is True for point in self.points)


def month_ends(pilot: Pilot, as_of: date) -> list[date]:
    """The month ends from the pilot's start to ``as_of``, and ``as_of`` as the last.

    At most ``MOST_MONTHS`` days, the newest ones.
    """
    days: list[date] = []
    day = end_of_month(as_of.replace(day=1) - timedelta(days=1))
    while day >= pilot.starts_on and len(days) < MOST_MONTHS - 1:
        days.append(day)
        day = end_of_month(day.replace(day=1) - timedelta(days=1))
    return [*reversed(days), as_of]


def end_of_month(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def phase_marks(pilot: Pilot) -> tuple[PhaseMark, ...]:
    """The phases of the pilot in the order they start. One query."""
    return marks_of(Phase.objects.filter(pilot=pilot))


def marks_of(phases: Iterable[Phase]) -> tuple[PhaseMark, ...]:
    """``phases`` as charts show them, in the order they start."""
    ordered = sorted(phases, key=lambda p: (p.starts_on, p.position, p.pk))
    return tuple(
        PhaseMark(chr(_FIRST_MARK + index), phase.name, phase.starts_on, phase.ends_on)
        for index, phase in enumerate(ordered)
    )


@dataclass(frozen=True, slots=True)
class Trends:
    """Every indicator in the order of the interface, and 标准覆盖率 of each domain."""

    indicators: tuple[Trend, ...]
    domains: tuple[Trend, ...]


def all_trends(
    pilot: Pilot,
    days: Sequence[date],
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> Trends:
    """Every indicator on each of ``days``, of the pilot or of one unit.

    A domain without work that needs a standard on any of the days is left out.
    """
    values = trend_values(pilot, days, unit, shared=shared)
    by_day = {day: {v.code: v for v in values.indicators[day]} for day in days}
    return Trends(
        tuple(
            _trend(indicator, {day: by_day[day][indicator.code] for day in days})
            for indicator in INDICATORS
        ),
        tuple(_domain_trends(values.domains, days)),
    )


def one_trend(
    pilot: Pilot, code: str, days: Sequence[date], unit: str | None = None
) -> Trend:
    """One indicator on each of ``days``. ``KeyError`` for another code."""
    values = indicator_trend(pilot, code, days, unit)
    return _trend(INDICATORS_BY_CODE[code], values)


def domain_trends(
    pilot: Pilot, days: Sequence[date], unit: str | None = None
) -> tuple[Trend, ...]:
    """标准覆盖率 of each domain on each of ``days``."""
    return tuple(_domain_trends(domain_trend(pilot, days, unit), days))


def _trend(indicator: Indicator, values: Mapping[date, IndicatorValue]) -> Trend:
    return Trend(indicator, indicator.name, points_of(values))


def _domain_trends(
    values: Mapping[date, Mapping[str, IndicatorValue]], days: Sequence[date]
) -> Iterator[Trend]:
    coverage = INDICATORS_BY_CODE["standard_coverage"]
    for domain in dict.fromkeys(domain for day in days for domain in values[day]):
        known = [day for day in days if domain in values[day]]
        points = points_of({day: values[day][domain] for day in known})
        if any(point.value.denominator for point in points):
            yield Trend(coverage, domain, points)


def points_of(values: Mapping[date, IndicatorValue]) -> tuple[TrendPoint, ...]:
    """The values by day as points ready to print."""
    return tuple(
        TrendPoint(day, value, figure_of(value), day != end_of_month(day))
        for day, value in values.items()
    )
