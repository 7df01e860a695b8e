"""Bar charts, drawn from numbers that were already turned into text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from typesetting.drawing import (
    ACCENT,
    HAIRLINE,
    INK,
    Box,
    Drawing,
    Label,
    Line,
    Shape,
    middle_of,
    text_width,
)

_WIDTH = 640.0
_ROW = 30.0
_BAR = 16.0
_TOP = 14.0
_FOOT = 30.0
_SIZE = 13.0
_VALUE_SPACE = 150.0
_TRACK = "#E9EDF2"
_QUARTERS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``share`` from 0 to 1, or ``None`` where there is nothing to draw.

    ``low`` and ``high`` draw a confidence interval across the bar's end.
    """

    label: str
    share: Fraction | None
    text: str
    colour: str = ACCENT
    low: Fraction | None = None
    high: Fraction | None = None


def bar_chart(
    bars: Sequence[Bar], *, mark: Fraction | None = None, mark_text: str = ""
) -> Drawing:
    """Horizontal bars on a scale from 0 to 100 %, with a dashed line at ``mark``."""
    left = max((text_width(bar.label, _SIZE) for bar in bars), default=0) + 16
    span = _WIDTH - left - _VALUE_SPACE
    bottom = _TOP + _ROW * len(bars)
    shapes: list[Shape] = _scale(left, span, bottom)
    for position, bar in enumerate(bars):
        shapes += _bar(bar, left, span, _TOP + position * _ROW)
    if mark is not None:
        x = left + span * float(mark)
        shapes.append(Line(x, _TOP - 6, x, bottom, "#B3261E", 1.5, dashed=True))
        if mark_text:
            shapes.append(Label(x, _TOP - 2, mark_text, 10, "end", "#B3261E"))
    return Drawing(_WIDTH, bottom + _FOOT, tuple(shapes))


def _scale(left: float, span: float, bottom: float) -> list[Shape]:
    shapes: list[Shape] = []
    for quarter in _QUARTERS:
        x = left + span * quarter / 100
        shapes.append(Line(x, _TOP, x, bottom + 4, "#D5DBE3"))
        shapes.append(Label(x, bottom + 19, f"{quarter}%", 11, "middle", "#5F6B7A"))
    shapes.append(Line(left, bottom, left + span, bottom, HAIRLINE))
    return shapes


def _bar(bar: Bar, left: float, span: float, top: float) -> list[Shape]:
    y = top + (_ROW - _BAR) / 2
    base = middle_of(top, _ROW, _SIZE)
    shapes: list[Shape] = [
        Label(left - 8, base, bar.label, _SIZE, "end"),
        Box(left, y, span, _BAR, _TRACK),
        Label(left + span + 10, base, bar.text, _SIZE, "start", INK),
    ]
    if bar.share is not None:
        shapes.insert(2, Box(left, y, span * float(bar.share), _BAR, bar.colour))
    if bar.low is not None and bar.high is not None:
        shapes += _interval(left, span, y, bar.low, bar.high)
    return shapes


def _interval(
    left: float, span: float, y: float, low: Fraction, high: Fraction
) -> list[Shape]:
    """A whisker from ``low`` to ``high`` through the middle of the bar."""
    begin, end = (left + span * float(value) for value in (low, high))
    middle = y + _BAR / 2
    ends: list[Shape] = [
        Line(x, middle - 5, x, middle + 5, INK, 1.2) for x in (begin, end)
    ]
    return [Line(begin, middle, end, middle, INK, 1.2), *ends]
