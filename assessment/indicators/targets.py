"""Targets as the office writes them, read exactly."""

import re
import unicodedata
from fractions import Fraction

from assessment.indicators.registry import INDICATORS_BY_CODE, Kind

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_FULL_SCORE = 100


def parse_target(code: str, text: str) -> Fraction:
    """The exact value of a target on the scale of its indicator.

    A rate is `96%`, `96.5％` or a decimal up to 1 (`0.96`), the value lies in 0–1;
    an index is 0–100, with or without %; a count is a whole number. Raises ValueError
    with a Chinese reason for anything else, and for an unknown indicator. Source:
    pilot package, "a target over 100 % or for an unknown indicator are errors".
    """
    indicator = INDICATORS_BY_CODE.get(code)
    if indicator is None:
        raise ValueError(f"没有指标“{code}”")
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        raise ValueError(f"{indicator.name}的目标值“{text}”不是大于等于0的数")
    number = Fraction(match[1])
    readers = {Kind.RATE: _rate, Kind.INDEX: _index, Kind.COUNT: _count}
    reason, value = readers[indicator.kind](number, bool(match[2]))
    if reason:
        raise ValueError(f"{indicator.name}的目标值“{text}”{reason}")
    return value


def _rate(number: Fraction, percent: bool) -> tuple[str, Fraction]:
    if percent:
        reason = "超过100%" if number > _FULL_SCORE else ""
        return reason, number / _FULL_SCORE
    return "超过1，百分数请带%" if number > 1 else "", number


def _index(number: Fraction, percent: bool) -> tuple[str, Fraction]:
    return "超过100" if number > _FULL_SCORE else "", number


def _count(number: Fraction, percent: bool) -> tuple[str, Fraction]:
    whole = number.denominator == 1 and not percent
    return "" if whole else "应为整数", number
