"""Exact numbers as printed text: the words around the rule of
:mod:`listing.rounding`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from listing.rounding import (
    NOTHING,
    fixed_text,
    honest_text,
    percent_text,
    round_half_up,
)

NO_DATA = NOTHING
# A decimal target is always told apart by this many places; a guard, not a format.
_MOST_PLACES = 30
_WHOLE = Fraction(100)

__all__ = [
    "NO_DATA",
    "count_text",
    "date_text",
    "fixed_text",
    "gap_text",
    "honest_text",
    "percent_text",
    "plain_percent",
    "round_half_up",
    "score_text",
    "share_text",
]


def count_text(value: int | None) -> str:
    """A count with thousands separators, or “—”."""
    return NO_DATA if value is None else f"{value:,}"


def plain_percent(value: Fraction) -> str:
    """An exact rate without needless zeros, e.g. ``"96%"`` or ``"96.5%"``."""
    text = fixed_text(value * _WHOLE, 2)
    for places in range(_MOST_PLACES):
        if round_half_up(value * _WHOLE, places) == value * _WHOLE:
            text = fixed_text(value * _WHOLE, places)
            break
    return text + "%"


def share_text(part: int, whole: int) -> str:
    """``part`` of ``whole`` as a percentage; “—” when ``whole`` is nothing."""
    return percent_text(Fraction(part, whole) if whole else None)


def score_text(value: Fraction | None, target: Fraction | None = None) -> str:
    """An index from 0 to 100 with two decimals; “—” without a value."""
    if value is None:
        return NO_DATA
    return honest_text(value, () if target is None else (target,))


def gap_text(value: Fraction, target: Fraction) -> str:
    """How many percentage points a rate lies off its target, e.g. ``"0.85"``."""
    return honest_text(abs(target - value) * _WHOLE, (Fraction(0),))


def date_text(day: date | None) -> str:
    """``2021年12月31日``, or “—”."""
    return NO_DATA if day is None else f"{day.year}年{day.month}月{day.day}日"
