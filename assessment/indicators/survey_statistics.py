"""Figures that a report prints beside the satisfaction rate: always with their n."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt

from assessment.indicators.observations import PilotFacts
from assessment.indicators.satisfaction import (
    overall_scores,
    review_sheets,
    satisfied_from,
    surveys_by_number,
)
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.vocabulary import Channel, Dimension

NORMAL_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """`satisfied` of `n`; `rate` is exact, `interval` the 95 % Wilson interval in
    0–1. Both are `None` when n is 0."""

    satisfied: int
    n: int
    rate: Fraction | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ChannelStatistic:
    """Valid answer sheets of one channel, satisfied overall or not."""

    channel: Channel
    share: Share


@dataclass(frozen=True, slots=True)
class DimensionStatistic:
    """Answers to the questions of one 维度 in valid sheets: `n` answers (not sheets),
    their mean 1–5 (unweighted) and how many are satisfied."""

    dimension: Dimension
    mean: Fraction | None
    share: Share


def wilson_interval(
    satisfied: int, n: int, z: float = NORMAL_95
) -> tuple[float, float] | None:
    """The Wilson score interval of a proportion, as shares of 1; `None` for n = 0.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), E. B. Wilson, JASA 22 (1927)
    209–212. It stays inside 0–1 and holds for small n, where p ± z·√(p(1−p)/n) does
    not. Raises ValueError unless 0 ≤ satisfied ≤ n.
    """
    if not 0 <= satisfied <= n:
        raise ValueError(f"满意数{satisfied}不在0到{n}之间")
    if n == 0:
        return None
    p = satisfied / n
    centre = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # At p = 0 and p = 1 the bound is exact; floats may miss it by a rounding error.
    return (0.0 if satisfied == 0 else low), (1.0 if satisfied == n else high)


def share_of(satisfied: int, n: int) -> Share:
    rate = Fraction(satisfied, n) if n else None
    return Share(satisfied, n, rate, wilson_interval(satisfied, n))


def overall_share(facts: PilotFacts, as_of: date, unit: str | None = None) -> Share:
    """The satisfaction rate with its n and interval."""
    snapshot = Snapshot(facts, as_of)
    return _share(snapshot, (score for _, score in overall_scores(snapshot, unit)))


def channel_statistics(
    facts: PilotFacts, as_of: date, unit: str | None = None
) -> tuple[ChannelStatistic, ...]:
    """One line for each of the three channels, in the order of the plan."""
    snapshot = Snapshot(facts, as_of)
    scores = overall_scores(snapshot, unit)
    return tuple(
        ChannelStatistic(
            channel,
            _share(snapshot, (s for sheet, s in scores if sheet.channel == channel)),
        )
        for channel in Channel
    )


def dimension_statistics(
    facts: PilotFacts, as_of: date, unit: str | None = None
) -> tuple[DimensionStatistic, ...]:
    """One line for each 维度 that the surveys of the valid sheets ask about."""
    snapshot = Snapshot(facts, as_of)
    surveys = surveys_by_number(snapshot)
    answers: dict[Dimension, list[int]] = {dimension: [] for dimension in Dimension}
    for sheet in review_sheets(snapshot, unit).valid:
        questions = surveys[sheet.survey_number].questions
        for question, answer in zip(questions, sheet.answers, strict=True):
            if answer is not None:
                answers[question.dimension].append(answer)
    return tuple(
        DimensionStatistic(
            dimension, Fraction(sum(given), len(given)), _share(snapshot, given)
        )
        for dimension, given in answers.items()
        if given
    )


def _share(snapshot: Snapshot, scores: Iterable[int]) -> Share:
    threshold = satisfied_from(snapshot)
    given = list(scores)
    return share_of(sum(score >= threshold for score in given), len(given))
