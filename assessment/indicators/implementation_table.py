"""标准实施率 laid out: both ways of counting, by standard, by unit and by month.

Nothing is judged here a second time: whether a standard counts is whether the formula
put it into the numerator, and every rate is a value of the engine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assessment.indicators import engine
from assessment.indicators.engine import Breakdown, IndicatorValue
from assessment.indicators.implementation import units_bound, units_with_record
from assessment.indicators.observations import PilotFacts, StandardFact, UnitFact
from assessment.indicators.snapshot import Snapshot, active_units
from assessment.indicators.vocabulary import ImplementationScope

CODE = "implementation_rate"
STRICT = ImplementationScope.EVERY_UNIT
LOOSE = ImplementationScope.ANY_UNIT


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard in force: the units bound by it, those without a verified record,
    and whether it is implemented counted strictly (every unit) and loosely (any)."""

    standard: StandardFact
    bound: tuple[str, ...]
    missing: tuple[str, ...]
    is_strict: bool
    is_loose: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A member unit's own rate; for one unit both ways of counting are the same."""

    unit: UnitFact
    value: IndicatorValue

    @property
    def open_count(self) -> int:
        """How many of the standards it is bound by it has no verified record about."""
        return self.value.denominator - self.value.numerator


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Both rates at the end of a month, from the records dated until then."""

    day: date
    strict: IndicatorValue
    loose: IndicatorValue


@dataclass(frozen=True, slots=True)
class ImplementationTable:
    """The whole of it. ``official`` is the way of counting the pilot has chosen."""

    official: ImplementationScope
    strict: IndicatorValue
    loose: IndicatorValue
    standards: tuple[StandardLine, ...]
    units: tuple[UnitLine, ...]
    months: tuple[MonthLine, ...]

    @property
    def value(self) -> IndicatorValue:
        """The official value."""
        return self.strict if self.official == STRICT else self.loose


def implementation_table(
    facts: PilotFacts, as_of: date, unit: str | None, days: Sequence[date]
) -> ImplementationTable:
    """The rates of the pilot, or of one unit's rows alone, on ``as_of`` and ``days``.

    Raises ValueError when the pilot has no such unit.
    """
    strict, loose = (
        _opened(facts, as_of, unit, STRICT),
        _opened(facts, as_of, unit, LOOSE),
    )
    snapshot = Snapshot(facts, as_of)
    wanted = [
        member for member in active_units(snapshot) if unit in (None, member.name)
    ]
    values = engine.values_of_units(facts, CODE, as_of, [u.name for u in wanted])
    return ImplementationTable(
        official=facts.settings.implementation_scope,
        strict=strict.value,
        loose=loose.value,
        standards=tuple(_lines(snapshot, strict, loose, unit)),
        units=tuple(UnitLine(member, values[member.name]) for member in wanted),
        months=tuple(
            MonthLine(
                day,
                _opened(facts, day, unit, STRICT).value,
                _opened(facts, day, unit, LOOSE).value,
            )
            for day in days
        ),
    )


def _opened(
    facts: PilotFacts, day: date, unit: str | None, scope: ImplementationScope
) -> Breakdown:
    settings = replace(facts.settings, implementation_scope=scope)
    return engine.open_indicator(replace(facts, settings=settings), CODE, day, unit)


def _lines(
    snapshot: Snapshot, strict: Breakdown, loose: Breakdown, unit: str | None
) -> Iterable[StandardLine]:
    standards = {standard.code: standard for standard in snapshot.facts.standards}
    by_strict = {entry.key for entry in strict.numerator}
    by_loose = {entry.key for entry in loose.numerator}
    proven = units_with_record(snapshot)
    for entry in strict.denominator:
        standard = standards[entry.key]
        bound = units_bound(snapshot, standard) if unit is None else (unit,)
        with_record = proven.get(standard.code, set())
        yield StandardLine(
            standard,
            bound,
            tuple(name for name in bound if name not in with_record),
            entry.key in by_strict,
            entry.key in by_loose,
        )


def month_ends(begin: date, as_of: date, most: int = 36) -> tuple[date, ...]:
    """The last days of the months from that of ``begin`` on, and ``as_of`` itself last;
    at most the newest ``most``."""
    days: list[date] = []
    first = begin.replace(day=1)
    while (end := _next_month(first) - timedelta(days=1)) < as_of:
        days.append(end)
        first = _next_month(first)
    return (*days, as_of)[-most:]


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
