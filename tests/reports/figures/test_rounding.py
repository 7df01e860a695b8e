from datetime import date
from fractions import Fraction

import pytest

from reports.figures.rounding import (
    count_text,
    date_text,
    fixed_text,
    gap_text,
    percent_text,
    plain_percent,
    score_text,
    share_text,
)

T96 = Fraction(96, 100)


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [
        (Fraction(99, 103), T96, "96.12%"),
        (Fraction(98, 103), T96, "95.15%"),
        (Fraction(96, 100), T96, "96.00%"),
        # Under the target by less than half a hundredth: more decimals, never 96.00.
        (Fraction(95996, 100000), T96, "95.996%"),
        (Fraction(959999, 1000000), T96, "95.9999%"),
        # Over the target by as little: not shown as the bare target either.
        (Fraction(96004, 100000), T96, "96.004%"),
        (Fraction(96005, 100000), T96, "96.01%"),
        # A target between hundredths that is met must not look missed.
        (Fraction(96004, 100000), Fraction(96004, 100000), "96.004%"),
        (Fraction(1, 3), None, "33.33%"),
        (Fraction(2, 3), None, "66.67%"),
        (Fraction(1, 800), None, "0.13%"),
        (Fraction(0), None, "0.00%"),
        (Fraction(1), Fraction(1), "100.00%"),
        (None, T96, "—"),
    ],
)
def test_a_rate_never_stands_on_another_side_of_its_target_than_it_is(
    value: Fraction | None, target: Fraction | None, shown: str
) -> None:
    assert percent_text(value, target) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (49_999, 50_000, "99.998%"),
        (1, 50_000, "0.002%"),
        (50_000, 50_000, "100.00%"),
        (0, 50_000, "0.00%"),
        (0, 0, "—"),
    ],
)
def test_only_a_complete_rate_prints_a_hundred_and_only_nil_prints_zero(
    part: int, whole: int, shown: str
) -> None:
    assert share_text(part, whole) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1234567, 1), 0, "1,234,567"),
        (Fraction(12345678, 1000), 2, "12,345.68"),
        (Fraction(5, 1000), 2, "0.01"),
    ],
)
def test_halves_are_rounded_away_from_zero_and_digits_are_grouped(
    value: Fraction, places: int, shown: str
) -> None:
    assert fixed_text(value, places) == shown


def test_a_gap_that_is_there_is_never_printed_as_nothing() -> None:
    assert gap_text(Fraction(95999, 100000), T96) == "0.001"
    assert gap_text(Fraction(98, 103), T96) == "0.85"


def test_counts_scores_targets_and_dates_have_one_form() -> None:
    assert count_text(50_000) == "50,000"
    assert count_text(None) == "—"
    assert score_text(Fraction(8_625, 100)) == "86.25"
    assert score_text(None) == "—"
    assert score_text(Fraction(84_999, 1000), Fraction(85)) == "84.999"
    assert plain_percent(T96) == "96%"
    assert plain_percent(Fraction(965, 1000)) == "96.5%"
    assert date_text(date(2021, 12, 31)) == "2021年12月31日"
    assert date_text(None) == "—"
