"""The entrance: indicator values as of a date, and the lists behind each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.indicators.observations import PilotFacts, Target
from assessment.indicators.records import RecordList
from assessment.indicators.registry import (
    INDICATORS,
    INDICATORS_BY_CODE,
    Indicator,
    Kind,
)
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.tally import Tally

JSON_PLACES = 10


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """What an indicator amounts to as of a date, for the pilot or one of its units.

    `value` is exact: 0–1 for a rate, 0–100 for an index, a plain number for a count,
    `None` where it is undefined (0 ÷ 0). `numerator` and `denominator` are not reduced
    for a rate; they are the exact reduced fraction of an index; a count has
    denominator 1. `attained` is `None` without a value or a target. `excluded` is how
    many records were left out; `note` is Chinese and may be "".
    """

    code: str
    name: str
    numerator: int
    denominator: int
    value: Fraction | None
    target: Target | None
    attained: bool | None
    as_of: date
    unit: str | None
    excluded: int
    note: str

    def as_json(self) -> dict[str, str | int | bool | None]:
        """The object of the pilot package, "Indicators"; keys in its order."""
        return {
            "code": self.code,
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": None if self.value is None else decimal_text(self.value),
            "target": self.target.text if self.target else None,
            "attained": self.attained,
            "as_of": self.as_of.isoformat(),
            "unit": self.unit,
            "excluded": self.excluded,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A value opened: the lists it was counted from, down to the record.

    `shortfall` is the part of the denominator that is not in the numerator, where
    there is something to do; `flagged` deserves a look (out of order, unexplained).
    """

    indicator: Indicator
    value: IndicatorValue
    numerator: RecordList
    denominator: RecordList
    shortfall: RecordList
    exclusions: RecordList
    flagged: RecordList


def evaluate(
    facts: PilotFacts, as_of: date, unit: str | None = None
) -> tuple[IndicatorValue, ...]:
    """All indicators in the package's order, for the pilot or for one unit's rows.

    Raises ValueError when the pilot has no such unit.
    """
    _require_unit(facts, unit)
    return _values(Snapshot(facts, as_of), unit)


def evaluate_units(
    facts: PilotFacts, as_of: date, units: Iterable[str]
) -> Mapping[str, tuple[IndicatorValue, ...]]:
    """Unit → its indicators, as `evaluate` gives them one by one, but in one pass."""
    snapshot = Snapshot(facts, as_of)
    values = {}
    for unit in units:
        _require_unit(facts, unit)
        values[unit] = _values(snapshot, unit)
    return values


def values_of_units(
    facts: PilotFacts, code: str, as_of: date, units: Iterable[str]
) -> Mapping[str, IndicatorValue]:
    """Unit → one indicator, as `evaluate` gives it, in one pass over the facts."""
    indicator = INDICATORS_BY_CODE[code]
    snapshot, target = Snapshot(facts, as_of), facts.targets.get(code)
    values = {}
    for unit in units:
        _require_unit(facts, unit)
        tally = indicator.formula(snapshot, unit)
        values[unit] = _value(indicator, tally, target, as_of, unit)
    return values


def trend(
    facts: PilotFacts, dates: Iterable[date], unit: str | None = None
) -> Mapping[date, tuple[IndicatorValue, ...]]:
    """Date → all indicators as of that date."""
    return {as_of: evaluate(facts, as_of, unit) for as_of in dates}


def open_indicator(
    facts: PilotFacts, code: str, as_of: date, unit: str | None = None
) -> Breakdown:
    """One indicator with its lists. Raises ValueError for an unknown code or unit."""
    indicator = INDICATORS_BY_CODE.get(code)
    if indicator is None:
        raise ValueError(f"没有指标“{code}”")
    _require_unit(facts, unit)
    tally = indicator.formula(Snapshot(facts, as_of), unit)
    return Breakdown(
        indicator=indicator,
        value=_value(indicator, tally, facts.targets.get(code), as_of, unit),
        numerator=tally.numerator,
        denominator=tally.denominator,
        shortfall=tally.shortfall,
        exclusions=tally.exclusions,
        flagged=tally.flagged,
    )


def decimal_text(value: Fraction, places: int = JSON_PLACES) -> str:
    """The value as a decimal with `places` digits, ties to even, never by floats."""
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{part:0{places}d}"


def _values(snapshot: Snapshot, unit: str | None) -> tuple[IndicatorValue, ...]:
    targets = snapshot.facts.targets
    return tuple(
        _value(
            indicator,
            indicator.formula(snapshot, unit),
            targets.get(indicator.code),
            snapshot.as_of,
            unit,
        )
        for indicator in INDICATORS
    )


def _value(
    indicator: Indicator,
    tally: Tally,
    target: Target | None,
    as_of: date,
    unit: str | None,
) -> IndicatorValue:
    numerator, denominator = _counts(indicator, tally)
    value = Fraction(numerator, denominator) if denominator else None
    return IndicatorValue(
        code=indicator.code,
        name=indicator.name,
        numerator=numerator,
        denominator=denominator,
        value=value,
        target=target,
        attained=_is_attained(indicator, value, target),
        as_of=as_of,
        unit=unit,
        excluded=len(tally.exclusions),
        note=tally.note,
    )


def _counts(indicator: Indicator, tally: Tally) -> tuple[int, int]:
    if indicator.kind == Kind.COUNT:
        return len(tally.numerator), 1
    if indicator.kind == Kind.RATE:
        return len(tally.numerator), len(tally.denominator)
    if tally.score is None:
        return 0, 0
    return tally.score.numerator, tally.score.denominator


def _is_attained(
    indicator: Indicator, value: Fraction | None, target: Target | None
) -> bool | None:
    """Compared exactly, before any rounding: 95.99 % is not 96 %."""
    if value is None or target is None:
        return None
    if indicator.higher_is_better:
        return value >= target.value
    return value <= target.value


def _require_unit(facts: PilotFacts, unit: str | None) -> None:
    if unit is not None and all(member.name != unit for member in facts.units):
        raise ValueError(f"试点没有成员单位“{unit}”")
