"""Sentences and word lists of the report, right for none, one and many."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.registry import INDICATORS_BY_CODE, Kind
from reports.figures.figure import Figure, figure_of
from reports.figures.rounding import count_text, gap_text, score_text
from typesetting.blocks import Run

LISTED_NAMES = 6
Piece = str | Run


def joined(
    names: Sequence[str], noun: str = "个单位", limit: int = LISTED_NAMES
) -> str:
    """``甲、乙`` in full, or the first ``limit`` and how many there are in all:
    ``甲、乙、丙等12个单位``. An empty text for none."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= limit:
        return "、".join(unique)
    return f"{'、'.join(unique[:limit])}等{count_text(len(unique))}{noun}"


def figure_run(figure: Figure, *, strong: bool = True) -> Run:
    """The value of a figure, explained by its indicator."""
    return Run(figure.text, strong=strong, reference=figure.code)


def parts_text(figure: Figure) -> str:
    """``（98/103）`` for a rate that has parts, else nothing."""
    return f"（{figure.fraction}）" if figure.fraction else ""


def verdict(value: IndicatorValue) -> list[Piece]:
    """What an indicator amounts to, said plainly, without a full stop."""
    figure = figure_of(value)
    if value.value is None:
        return _no_value(value, figure)
    said: list[Piece] = [figure.label, "为", figure_run(figure), parts_text(figure)]
    if value.target is None:
        return [*said, "，未设目标值"]
    if value.attained:
        return [*said, f"，达到{figure.target}的目标值"]
    return [*said, f"，未达到{figure.target}的目标值，{shortfall_text(value)}"]


def _no_value(value: IndicatorValue, figure: Figure) -> list[Piece]:
    why = value.note or INDICATORS_BY_CODE[value.code].undefined
    said: list[Piece] = [figure.label, "为", figure_run(figure), f"（{why}）"]
    if value.target is None:
        return [*said, "，未设目标值"]
    return [*said, f"，目标值为{figure.target}，无数据，不能判断是否达标"]


def shortfall_text(value: IndicatorValue) -> str:
    """How far a missed value is off its target: ``低0.85个百分点``."""
    if value.value is None or value.target is None:
        return ""
    side = "低" if value.value < value.target.value else "高"
    kind = INDICATORS_BY_CODE[value.code].kind
    if kind == Kind.RATE:
        return f"{side}{gap_text(value.value, value.target.value)}个百分点"
    distance = abs(value.target.value - value.value)
    if kind == Kind.COUNT:
        return f"{side}{count_text(int(distance))}{figure_of(value).unit}"
    return f"{side}{score_text(distance)}分"


def sentence(*pieces: Piece) -> list[Piece]:
    """The pieces with a full stop."""
    return [*pieces, "。"]


def verdict_sentence(value: IndicatorValue) -> list[Piece]:
    """:func:`verdict` as a sentence."""
    return sentence(*verdict(value))


def plain(pieces: Sequence[Piece]) -> str:
    """The pieces as one text."""
    return "".join(p if isinstance(p, str) else p.text for p in pieces)
