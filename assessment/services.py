"""The one place that turns a pilot's records into indicator values.

Every surface (pages, reports, commands) calls these functions; no view computes a
rate of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, cast

from django.core.cache import cache
from django.db import connection

from assessment.indicators import engine
from assessment.indicators.engine import Breakdown, IndicatorValue
from assessment.indicators.implementation_table import (
    ImplementationTable,
    implementation_table,
    month_ends,
)
from assessment.indicators.observations import PilotFacts, StepFact
from assessment.indicators.registry import INDICATORS, INDICATORS_BY_CODE
from assessment.selectors import pilot_facts
from standards_catalog.models import Pilot, Subsystem

T = TypeVar("T")

# Values stay right for ever under their key; the limit only bounds the disk used.
_KEEP_SECONDS = 7 * 24 * 3600
_NEEDED = frozenset(table for indicator in INDICATORS for table in indicator.needs)


class SharedFacts:
    """A pilot's facts for a page that shows several numbers: read once, when the first
    number is not remembered."""

    def __init__(self, pilot: Pilot) -> None:
        self._pilot = pilot
        self._whole: PilotFacts | None = None
        self._parts: dict[frozenset[str], PilotFacts] = {}

    def whole(self) -> PilotFacts:
        """All facts that some indicator needs."""
        if self._whole is None:
            self._whole = pilot_facts(self._pilot, _NEEDED)
        return self._whole

    def having(self, tables: Iterable[str]) -> PilotFacts:
        """Facts with at least ``tables``."""
        wanted = frozenset(tables)
        if self._whole is not None:
            return self._whole
        if wanted not in self._parts:
            self._parts[wanted] = pilot_facts(self._pilot, wanted)
        return self._parts[wanted]


def indicator_values(
    pilot: Pilot,
    as_of: date,
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> tuple[IndicatorValue, ...]:
    """All indicators of ``pilot`` on ``as_of``, in the order of the interface.

    ``unit`` is a unit's full name; without it the whole pilot is meant.
    """
    facts = shared or SharedFacts(pilot)
    return _remembered(
        pilot,
        ("values", as_of.isoformat(), unit or ""),
        lambda: engine.evaluate(facts.whole(), as_of, unit),
    )


def indicator_value(
    pilot: Pilot,
    code: str,
    as_of: date,
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> IndicatorValue:
    """One indicator, from the tables it needs alone. ``KeyError`` for another code."""
    needs = INDICATORS_BY_CODE[code].needs
    source = shared or SharedFacts(pilot)
    return _remembered(
        pilot,
        ("value", code, as_of.isoformat(), unit or ""),
        lambda: engine.open_indicator(source.having(needs), code, as_of, unit).value,
    )


def indicator_on_days(
    pilot: Pilot,
    code: str,
    days: Sequence[date],
    *,
    shared: SharedFacts | None = None,
) -> dict[date, IndicatorValue]:
    """One indicator on each of ``days``, from tables that are read once."""
    source = shared or SharedFacts(pilot)
    key = ("days", code, ",".join(day.isoformat() for day in days))

    def compute() -> dict[date, IndicatorValue]:
        facts = source.having(INDICATORS_BY_CODE[code].needs)
        return {day: _one_value(facts, code, day) for day in days}

    return _remembered(pilot, key, compute)


def unit_values(
    pilot: Pilot, as_of: date, *, shared: SharedFacts | None = None
) -> dict[str, tuple[IndicatorValue, ...]]:
    """All indicators of every member unit, by full unit name in pilot order."""
    source = shared or SharedFacts(pilot)

    def compute() -> dict[str, tuple[IndicatorValue, ...]]:
        facts = source.whole()
        units = [unit.name for unit in facts.units]
        return dict(engine.evaluate_units(facts, as_of, units))

    return _remembered(pilot, ("units", as_of.isoformat()), compute)


def indicator_by_unit(
    pilot: Pilot, code: str, as_of: date
) -> dict[str, IndicatorValue]:
    """One indicator of every member unit, by full unit name in pilot order."""
    needs = INDICATORS_BY_CODE[code].needs

    def compute() -> dict[str, IndicatorValue]:
        facts = pilot_facts(pilot, needs)
        return {
            unit.name: _one_value(facts, code, as_of, unit.name) for unit in facts.units
        }

    return _remembered(pilot, ("by unit", code, as_of.isoformat()), compute)


def indicator_trend(
    pilot: Pilot, code: str, days: Sequence[date], unit: str | None = None
) -> dict[date, IndicatorValue]:
    """One indicator on each of ``days``, from the tables it needs, loaded once.

    Each day is remembered as the answer of ``indicator_value``: both always agree, and
    a day later only one day is left to compute. ``KeyError`` for another code.
    """
    needs = INDICATORS_BY_CODE[code].needs

    def compute(missing: Sequence[date]) -> dict[date, IndicatorValue]:
        facts = pilot_facts(pilot, needs)
        return {day: _one_value(facts, code, day, unit) for day in missing}

    return _remembered_days(
        pilot, days, lambda day: ("value", code, day.isoformat(), unit or ""), compute
    )


@dataclass(frozen=True, slots=True)
class TrendValues:
    """All indicators by day, and standard_coverage by day and domain (领域)."""

    indicators: dict[date, tuple[IndicatorValue, ...]]
    domains: dict[date, dict[str, IndicatorValue]]


def trend_values(
    pilot: Pilot,
    days: Sequence[date],
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> TrendValues:
    """Every indicator on each of ``days`` from dated facts, which are loaded once.

    Each day is remembered as the answer of ``indicator_values`` for it.
    """
    facts = shared or SharedFacts(pilot)
    return TrendValues(
        _remembered_days(
            pilot,
            days,
            lambda day: ("values", day.isoformat(), unit or ""),
            lambda missing: engine.trend(facts.whole(), missing, unit),
        ),
        domain_trend(pilot, days, unit, shared=facts),
    )


def domain_trend(
    pilot: Pilot,
    days: Sequence[date],
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> dict[date, dict[str, IndicatorValue]]:
    """standard_coverage of each domain (领域) on each of ``days``."""
    source = shared or SharedFacts(pilot)
    needs = INDICATORS_BY_CODE["standard_coverage"].needs

    def compute(missing: Sequence[date]) -> dict[date, dict[str, IndicatorValue]]:
        facts = source.having(needs)
        return {day: _by_domain(facts, day, unit) for day in missing}

    return _remembered_days(
        pilot, days, lambda day: ("domains", day.isoformat(), unit or ""), compute
    )


def indicator_breakdown(
    pilot: Pilot, code: str, as_of: date, unit: str | None = None
) -> Breakdown:
    """The lists behind one indicator: numerator, denominator and exclusions.

    Raises ``ValueError`` for an unknown code or unit.
    """
    known = INDICATORS_BY_CODE.get(code)
    facts = pilot_facts(pilot, known.needs if known else ())
    return engine.open_indicator(facts, code, as_of, unit)


def _remembered(pilot: Pilot, question: tuple[str, ...], compute: Callable[[], T]) -> T:
    """Compute once per question and state of the pilot's records."""
    key = _cache_key(pilot, question)
    found = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, _KEEP_SECONDS)
    return cast("T", found)


def _remembered_days(
    pilot: Pilot,
    days: Sequence[date],
    question: Callable[[date], tuple[str, ...]],
    compute: Callable[[Sequence[date]], Mapping[date, T]],
) -> dict[date, T]:
    """The answers of many days, those not remembered yet computed together."""
    keys = {day: _cache_key(pilot, question(day)) for day in days}
    known = cache.get_many(keys.values())
    missing = [day for day in days if keys[day] not in known]
    if missing:
        found = {keys[day]: answer for day, answer in compute(missing).items()}
        cache.set_many(found, _KEEP_SECONDS)
        known |= found
    return {day: cast("T", known[key]) for day, key in keys.items()}


def _cache_key(pilot: Pilot, question: tuple[str, ...]) -> str:
    database = connection.settings_dict["NAME"]
    parts = (str(database), str(pilot.pk), str(pilot.data_version), *question)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def domain_coverage(
    pilot: Pilot,
    as_of: date,
    unit: str | None = None,
    *,
    shared: SharedFacts | None = None,
) -> dict[str, IndicatorValue]:
    """standard_coverage of each domain (领域), in file order."""
    source = shared or SharedFacts(pilot)
    needs = INDICATORS_BY_CODE["standard_coverage"].needs
    return _remembered(
        pilot,
        ("domains", as_of.isoformat(), unit or ""),
        lambda: _by_domain(source.having(needs), as_of, unit),
    )


def _by_domain(
    facts: PilotFacts, as_of: date, unit: str | None
) -> dict[str, IndicatorValue]:
    """standard_coverage as if the work of each domain were all the work there is."""
    domains: dict[str, list[StepFact]] = {}
    for step in facts.steps:
        if step.is_in_use(as_of):
            domains.setdefault(step.domain, []).append(step)
    return {
        domain: _one_value(
            replace(facts, steps=tuple(steps)), "standard_coverage", as_of, unit
        )
        for domain, steps in domains.items()
    }


def subsystem_completeness(
    pilot: Pilot, as_of: date, *, shared: SharedFacts | None = None
) -> dict[str, IndicatorValue]:
    """system_completeness of each of the four subsystems."""
    source = shared or SharedFacts(pilot)

    def compute() -> dict[str, IndicatorValue]:
        facts = source.having(INDICATORS_BY_CODE["system_completeness"].needs)
        return {
            subsystem: _one_value(
                replace(
                    facts,
                    standards=tuple(
                        s for s in facts.standards if s.subsystem == subsystem
                    ),
                ),
                "system_completeness",
                as_of,
            )
            for subsystem in Subsystem.values
        }

    return _remembered(pilot, ("subsystems", as_of.isoformat()), compute)


def _one_value(
    facts: PilotFacts, code: str, as_of: date, unit: str | None = None
) -> IndicatorValue:
    return engine.open_indicator(facts, code, as_of, unit).value


def implementation_rates(
    pilot: Pilot, as_of: date, unit: str | None = None
) -> ImplementationTable:
    """标准实施率 both ways of counting, by standard, unit and month, up to ``as_of``;
    of ``unit`` alone if one is named. ``ValueError`` for an unknown unit."""

    def compute() -> ImplementationTable:
        facts = pilot_facts(pilot, INDICATORS_BY_CODE["implementation_rate"].needs)
        days = month_ends(min(pilot.starts_on, as_of), as_of)
        return implementation_table(facts, as_of, unit, days)

    return _remembered(pilot, ("rates", as_of.isoformat(), unit or ""), compute)
