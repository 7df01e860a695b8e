from datetime import date
from fractions import Fraction

import pytest

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import Target
from reports.figures.figure import Band, figure_of

DAY = date(2021, 12, 31)


def value_of(
    code: str, numerator: int, denominator: int, target: Target | None = None
) -> IndicatorValue:
    value = Fraction(numerator, denominator) if denominator else None
    attained = None if value is None or target is None else value >= target.value
    return IndicatorValue(
        code, "名称", numerator, denominator, value, target, attained, DAY, None, 3, ""
    )


def test_a_missed_rate_shows_its_parts_its_target_and_its_band() -> None:
    figure = figure_of(
        value_of("standard_coverage", 98, 103, Target("96%", Fraction(96, 100)))
    )
    assert (figure.text, figure.band, figure.target) == ("95.15%", Band.MISSED, "96%")
    assert (figure.fraction, figure.excluded) == ("98/103", "3")


def test_no_denominator_is_a_dash_and_never_nil_or_a_hundred_percent() -> None:
    figure = figure_of(
        value_of("standard_coverage", 0, 0, Target("96%", Fraction(96, 100)))
    )
    assert (figure.text, figure.band, figure.band.word) == ("—", Band.NO_DATA, "无数据")


def test_no_target_is_said_and_nothing_passes_silently() -> None:
    figure = figure_of(value_of("satisfaction_rate", 9, 10))
    assert (figure.target, figure.band.word) == ("未设目标值", "未设目标值")


@pytest.mark.parametrize(
    ("code", "shown", "parts"),
    [
        ("satisfaction_index", "86.25分", ""),
        ("duplicate_assistance", "345件", ""),
        ("promoted_standards", "345项", ""),
    ],
)
def test_points_and_counts_carry_their_own_unit(
    code: str, shown: str, parts: str
) -> None:
    pair = (345, 4) if code == "satisfaction_index" else (345, 1)
    figure = figure_of(value_of(code, *pair))
    assert (figure.text, figure.fraction) == (shown, parts)


def test_a_warning_lowers_an_attained_value_but_never_hides_a_missed_one() -> None:
    target = Target("0.8", Fraction(8, 10))
    attained = figure_of(value_of("satisfaction_rate", 9, 10, target), "样本不足")
    missed = figure_of(value_of("satisfaction_rate", 7, 10, target), "样本不足")
    assert (attained.band, attained.note) == (Band.WARNING, "样本不足")
    assert (missed.band, missed.target) == (Band.MISSED, "80%")
