from datetime import date
from fractions import Fraction

import pytest

from assessment.indicators.survey_statistics import (
    channel_statistics,
    dimension_statistics,
    overall_share,
    wilson_interval,
)
from assessment.indicators.vocabulary import Channel, Dimension
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    pilot,
    sheet,
    survey,
)


@pytest.mark.parametrize(
    ("satisfied", "n", "low", "high"),
    [
        # The first two from Newcombe, Statistics in Medicine 17 (1998), table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_interval_of_published_examples(
    satisfied: int, n: int, low: float, high: float
) -> None:
    assert wilson_interval(satisfied, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_needs_a_sample() -> None:
    assert wilson_interval(0, 0) is None
    with pytest.raises(ValueError, match="满意数3不在0到2之间"):
        wilson_interval(3, 2)


FACTS = pilot(
    surveys=(survey(Dimension.QUALITY, Dimension.OVERALL),),
    answer_sheets=(
        sheet(1, 5, 5),
        sheet(2, 1, 2, channel=Channel.PHONE),
        sheet(3, 4, 4, channel=Channel.PHONE, unit=JUSTICE),
        sheet(3, 1, 1, channel=Channel.PHONE),
        sheet(4, 1, 1, rated_on=date(2022, 1, 1)),
    ),
)


def test_shares_come_with_their_n() -> None:
    share = overall_share(FACTS, DAY)
    assert (share.satisfied, share.n, share.rate) == (2, 3, Fraction(2, 3))
    assert share.interval == pytest.approx(wilson_interval(2, 3))
    assert overall_share(FACTS, DAY, JUSTICE).rate == 1


def test_each_channel_has_its_line() -> None:
    lines = channel_statistics(FACTS, DAY)
    assert [(line.channel, line.share.satisfied, line.share.n) for line in lines] == [
        (Channel.ON_SITE, 1, 1),
        (Channel.ONLINE, 0, 0),
        (Channel.PHONE, 1, 2),
    ]
    assert lines[1].share.rate is None
    assert lines[1].share.interval is None


def test_each_dimension_asked_about_has_its_line() -> None:
    lines = dimension_statistics(FACTS, DAY)
    assert [
        (line.dimension, line.mean, line.share.satisfied, line.share.n)
        for line in lines
    ] == [
        (Dimension.QUALITY, Fraction(10, 3), 2, 3),
        (Dimension.OVERALL, Fraction(11, 3), 2, 3),
    ]
    assert len(dimension_statistics(FACTS, DAY, CIVIL_AFFAIRS)) == 2
