"""A plan on a strip of months: where each bar lies. Pure geometry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.planning.selectors import MeasureLine

WIDTH = 960.0
_LEFT = 132.0
_HEAD = 26.0
_ROW = 24.0
_BAR = 12.0
_MOST_MONTH_NAMES = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure: its bar, its label and its state in a word."""

    label: str
    tone: str
    state: str
    x: float
    y: float
    width: float
    height: float
    baseline: float
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month begins, and its name where there is room for it."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole strip. ``today`` is where the date shown lies, if it lies on it."""

    width: float
    height: float
    left: float
    foot: float
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    today: float | None


def month_strip(lines: Sequence[MeasureLine], day: date) -> Strip | None:
    """The strip from the month of the first start to that of the last due date."""
    if not lines:
        return None
    begin = min(line.measure.starts_on for line in lines).replace(day=1)
    end = _next_month(max(line.measure.due_on for line in lines))
    scale = (WIDTH - _LEFT) / (end - begin).days

    def x_of(when: date) -> float:
        return round(_LEFT + (when - begin).days * scale, 1)

    bars = tuple(_bar(line, place, x_of) for place, line in enumerate(lines))
    foot = _HEAD + _ROW * len(lines)
    return Strip(
        WIDTH,
        foot + 8,
        _LEFT,
        foot,
        _months(begin, end, x_of),
        bars,
        x_of(day) if begin <= day < end else None,
    )


def _bar(line: MeasureLine, place: int, x_of: Callable[[date], float]) -> Bar:
    measure, top = line.measure, _HEAD + place * _ROW
    x = x_of(measure.starts_on)
    width = x_of(measure.due_on + timedelta(days=1)) - x
    badge = line.badge
    kind = measure.preparation or measure.stage
    return Bar(
        label=f"{measure.number} {kind}",
        tone=badge.tone.value,
        state=badge.word,
        x=x,
        y=top + (_ROW - _BAR) / 2,
        width=max(width, 3.0),
        height=_BAR,
        baseline=top + _ROW / 2 + 4,
        words=(
            f"{measure.content}：{measure.starts_on:%Y-%m-%d} 至 "
            f"{measure.due_on:%Y-%m-%d}，{badge.word} {line.progress.words}"
        ),
    )


def _months(begin: date, end: date, x_of: Callable[[date], float]) -> tuple[Month, ...]:
    firsts = []
    while begin < end:
        firsts.append(begin)
        begin = _next_month(begin)
    every = -(-len(firsts) // _MOST_MONTH_NAMES)
    return tuple(
        Month(x_of(first), f"{first:%Y-%m}" if place % every == 0 else "")
        for place, first in enumerate(firsts)
    )


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
