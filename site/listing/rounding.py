"""Exact numbers as printed text.

Rule of display: two decimals, half up. Rounding may never tell a different story from
the exact number, so as many decimals more as needed are printed when it would:

* a value under its target never prints as the target or above it, nor the reverse
  (95.996 % against 96 % prints 95.996%, not 96.00%);
* a rate that is not complete never prints 100.00%, and one that is not nil never
  prints 0.00%.

Every page, report and file prints by this rule. Comparison with the target itself is
the engine's and is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

NOTHING = "—"
_PLACES = 2
# A decimal target is always told apart by this many places; a guard, not a format.
_MOST_PLACES = 30
_WHOLE = Fraction(100)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """``value`` rounded to ``places`` decimals, halves away from zero."""
    scale = 10**places
    scaled = abs(value) * scale
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(rounded if value >= 0 else -rounded, scale)


def fixed_text(value: Fraction, places: int) -> str:
    """``value`` rounded half up with exactly ``places`` decimals and grouped digits."""
    rounded = round_half_up(value, places)
    digits = abs(rounded.numerator * 10**places // rounded.denominator)
    whole, part = divmod(digits, 10**places)
    sign = "-" if rounded < 0 else ""
    decimals = f".{part:0{places}d}" if places else ""
    return f"{sign}{whole:,}{decimals}"


def _is_misleading(value: Fraction, shown: Fraction, marks: Iterable[Fraction]) -> bool:
    """Whether ``shown`` stands on another side of a mark than ``value`` does."""
    for mark in marks:
        if (value < mark) != (shown < mark) or (value > mark) != (shown > mark):
            return True
    return False


def honest_text(value: Fraction, marks: Iterable[Fraction]) -> str:
    """``value`` with two decimals, or as many as keep it on its side of ``marks``."""
    lines = tuple(marks)
    for places in range(_PLACES, _MOST_PLACES):
        if not _is_misleading(value, round_half_up(value, places), lines):
            return fixed_text(value, places)
    return fixed_text(value, _MOST_PLACES)


def percent_text(value: Fraction | None, target: Fraction | None = None) -> str:
    """A rate (1 = 100 %) as a percentage, e.g. ``"95.15%"``; “—” without a value."""
    if value is None:
        return NOTHING
    marks = [Fraction(0), _WHOLE]
    if target is not None:
        marks.append(target * _WHOLE)
    return honest_text(value * _WHOLE, marks) + "%"
