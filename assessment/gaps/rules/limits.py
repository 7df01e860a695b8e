"""Limits as sources and standards write them: 2个工作日, 十五日内, 1小时, 96%.

Numbers alone never decide: 工作日 and 日 are counted differently and are not compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Measure(StrEnum):
    """What a limit is counted in; limits of one measure can be compared."""

    WORKING_DAYS = "工作日"
    DAYS = "日"
    MINUTES = "分钟"
    MONTHS = "月"
    SHARE = "百分比"


# Written unit → its measure, and how many of the measure one is.
_UNITS: dict[str, tuple[Measure, int]] = {
    "个工作日": (Measure.WORKING_DAYS, 1),
    "工作日": (Measure.WORKING_DAYS, 1),
    "个自然日": (Measure.DAYS, 1),
    "自然日": (Measure.DAYS, 1),
    "日": (Measure.DAYS, 1),
    "天": (Measure.DAYS, 1),
    "个小时": (Measure.MINUTES, 60),
    "小时": (Measure.MINUTES, 60),
    "分钟": (Measure.MINUTES, 1),
    "个月": (Measure.MONTHS, 1),
    "年": (Measure.MONTHS, 12),
    "%": (Measure.SHARE, 1),
}
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_DIGITS |= {"七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100}
_NUMERAL = "".join((*_DIGITS, *_PLACES))
_PLAIN = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_LIMIT = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|[{_NUMERAL}]+|半)\s*个?\s*"
    r"(?P<unit>工作日|自然日|日|天|小时|分钟|月|年|%)"
)
_PERCENT_IN_WORDS = re.compile(rf"百分之(?P<number>[{_NUMERAL}]+|\d+(?:\.\d+)?)")
# A date (12月10日, 2021年12月, 第3日) or a year is no limit.
_BEFORE_DATE = re.compile(r"(?:[年月第每]|[0-9][—–~\-至])\s*$")
_LONGEST_YEARS = 99


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: ``amount`` of ``measure``, and the words it was written with."""

    amount: Fraction
    measure: Measure
    words: str

    @property
    def is_duration(self) -> bool:
        """Whether it says how long; the other kind says how large a share."""
        return self.measure is not Measure.SHARE

    def is_comparable(self, other: Limit) -> bool:
        """Whether the two are counted alike."""
        return self.measure is other.measure

    def is_weaker_than(self, other: Limit) -> bool:
        """Whether it asks for less: a longer time, or a smaller share.

        Only of comparable limits; ``ValueError`` otherwise.
        """
        if not self.is_comparable(other):
            raise ValueError(f"{self.words} and {other.words} are counted differently")
        if self.is_duration:
            return self.amount > other.amount
        return self.amount < other.amount


def stated_limit(amount: Decimal, unit: str) -> Limit:
    """The limit of a measurable rule: 限值 and 单位 of the ``rules`` table."""
    measure = {"工作日": Measure.WORKING_DAYS, "日": Measure.DAYS}.get(
        unit, Measure.SHARE
    )
    number = f"{amount.normalize():f}"
    words = {
        Measure.WORKING_DAYS: f"{number}个工作日",
        Measure.DAYS: f"{number}日",
    }.get(measure, f"{number}%")
    return Limit(Fraction(amount), measure, words)


def limits_in(text: str) -> tuple[Limit, ...]:
    """The limits that ``text`` names, in reading order; dates and ordinals are none."""
    return tuple(limit for _, _, limit in placed_limits(text))


def placed_limits(text: str) -> tuple[tuple[int, int, Limit], ...]:
    """The same, each with where its words begin and end in ``text``."""
    plain = text.translate(_PLAIN)
    found: list[tuple[int, int, Limit]] = []
    for match in _PERCENT_IN_WORDS.finditer(plain):
        number = _number(match["number"])
        if number is not None:
            limit = Limit(number, Measure.SHARE, match[0])
            found.append((*match.span(), limit))
    for match in _LIMIT.finditer(plain):
        read = _read(match, plain)
        if read is not None:
            found.append((*match.span(), read))
    return tuple(sorted(found, key=lambda item: item[0]))


def _read(match: re.Match[str], text: str) -> Limit | None:
    unit, bare = match["unit"], "".join(match[0].split())
    number = _number(match["number"])
    if number is None or (unit != "%" and _BEFORE_DATE.search(text[: match.start()])):
        return None
    if unit == "月":
        if "个" not in bare:
            return None  # 3月 is March
        unit = "个月"
    if unit == "年" and (number > _LONGEST_YEARS or text[match.end() :][:1] == "度"):
        return None
    measure, times = _UNITS[unit]
    return Limit(number * times, measure, bare)


def _number(words: str) -> Fraction | None:
    """12, 2.5, 十五, 二十, 半; ``None`` for what is no number."""
    if words == "半":
        return Fraction(1, 2)
    if words[0].isdigit():
        return Fraction(words)
    total, digit = 0, None
    for sign in words:
        if sign in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[sign]
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return Fraction(total + (digit or 0)) or None
