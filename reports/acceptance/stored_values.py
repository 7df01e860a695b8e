"""Indicator values and exact numbers as they are kept in a snapshot."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import Target

Row = dict[str, Any]


def exact_text(value: Fraction | None) -> str | None:
    """A fraction as ``"98/103"``, which JSON keeps exactly; ``None`` stays."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def read_exact(text: str | None) -> Fraction | None:
    """The fraction written by :func:`exact_text`."""
    return None if text is None else Fraction(text)


def value_row(value: IndicatorValue) -> Row:
    """An indicator value without loss, as JSON can hold it."""
    target = value.target
    return {
        "code": value.code,
        "name": value.name,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "value": exact_text(value.value),
        "target": target and {"text": target.text, "value": exact_text(target.value)},
        "attained": value.attained,
        "as_of": value.as_of.isoformat(),
        "unit": value.unit,
        "excluded": value.excluded,
        "note": value.note,
    }


def read_value(row: Row) -> IndicatorValue:
    """The indicator value that :func:`value_row` wrote."""
    target = row["target"]
    return IndicatorValue(
        code=row["code"],
        name=row["name"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=read_exact(row["value"]),
        target=target and Target(target["text"], Fraction(target["value"])),
        attained=row["attained"],
        as_of=date.fromisoformat(row["as_of"]),
        unit=row["unit"],
        excluded=row["excluded"],
        note=row["note"],
    )


def day_text(day: date | None) -> str | None:
    """A date as JSON holds it."""
    return None if day is None else day.isoformat()


def read_day(text: str | None) -> date | None:
    """The date written by :func:`day_text`."""
    return None if text is None else date.fromisoformat(text)
