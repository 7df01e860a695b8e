"""Limits as they are written, and what may be compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.gaps.rules.limits import Measure, limits_in, stated_limit

WORKING, DAYS, MINUTES = Measure.WORKING_DAYS, Measure.DAYS, Measure.MINUTES
MONTHS, SHARE = Measure.MONTHS, Measure.SHARE


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("2个工作日", [(2, WORKING)]),
        ("应在 2 个工作日 内转交", [(2, WORKING)]),
        ("十五个工作日内", [(15, WORKING)]),
        ("两个工作日", [(2, WORKING)]),
        ("2日内", [(2, DAYS)]),
        ("30日", [(30, DAYS)]),
        ("三十日", [(30, DAYS)]),
        ("二十五天", [(25, DAYS)]),
        ("10个自然日", [(10, DAYS)]),
        ("15分钟", [(15, MINUTES)]),
        ("1小时", [(60, MINUTES)]),
        ("半小时", [(30, MINUTES)]),
        ("1.5小时", [(90, MINUTES)]),
        ("3个月", [(3, MONTHS)]),
        ("一年内", [(12, MONTHS)]),
        ("96%以上", [(96, SHARE)]),
        ("９６％", [(96, SHARE)]),
        ("百分之九十六", [(96, SHARE)]),
        ("百分之百", [(100, SHARE)]),
        ("先2个工作日转办，再30日办结", [(2, WORKING), (30, DAYS)]),
    ],
)
def test_a_limit_is_read_exactly(text: str, amounts: list[tuple[int, Measure]]) -> None:
    found = [(limit.amount, limit.measure) for limit in limits_in(text)]
    assert found == [(Fraction(a), m) for a, m in amounts]


@pytest.mark.parametrize(
    "text",
    [
        "2020年8月—2021年3月",
        "12月10日",
        "2021年度",
        "年度",
        "及时",
        "规定时限",
        "定期",
        "一次",
        "第3日",
        "每日",
        "3月底前",
        "12345热线",
        "当日",
        "节假日和休息日不是工作日",
        "最后一个工作",
        "零日",
    ],
)
def test_dates_and_words_of_manner_are_no_limit(text: str) -> None:
    assert limits_in(text) == ()


@pytest.mark.parametrize(
    ("mine", "other", "is_weaker"),
    [
        ("3个工作日", "2个工作日", True),
        ("2个工作日", "2个工作日", False),
        ("1个工作日", "2个工作日", False),
        ("90分钟", "1小时", True),
        ("1年", "13个月", False),
        ("95.99%", "96%", True),
        ("96%", "96%", False),
    ],
)
def test_a_longer_time_and_a_smaller_share_are_weaker(
    mine: str, other: str, is_weaker: bool
) -> None:
    (first,), (second,) = limits_in(mine), limits_in(other)
    assert first.is_weaker_than(second) is is_weaker


@pytest.mark.parametrize(
    ("mine", "other"),
    [("2个工作日", "2日"), ("24小时", "1日"), ("30日", "1个月"), ("2日", "96%")],
)
def test_what_is_counted_differently_is_never_compared(mine: str, other: str) -> None:
    (first,), (second,) = limits_in(mine), limits_in(other)
    assert not first.is_comparable(second)
    with pytest.raises(ValueError, match="counted differently"):
        first.is_weaker_than(second)


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("2.0000", "工作日", "2个工作日"),
        ("20.0000", "日", "20日"),
        ("96.0000", "百分比", "96%"),
        ("95.5", "百分比", "95.5%"),
    ],
)
def test_a_stored_limit_says_itself_as_it_is_written(
    amount: str, unit: str, words: str
) -> None:
    limit = stated_limit(Decimal(amount), unit)
    (read,) = limits_in(words)
    assert limit.words == words
    assert (limit.amount, limit.measure) == (read.amount, read.measure)
