"""Both implementation rates over the months as two lines. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.indicators.implementation_table import MonthLine

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 500.0, 14.0, 170.0
_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line."""

    x: float
    y: float

    @property
    def left(self) -> float:
        """Where a small square around it begins."""
        return self.x - 3

    @property
    def top(self) -> float:
        """Where a small square around it begins from above."""
        return self.y - 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place on an axis."""

    at: float
    text: str

    @property
    def baseline(self) -> float:
        """The baseline of a text whose middle is at the mark."""
        return self.at + 4


@dataclass(frozen=True, slots=True)
class RateChart:
    """The lines as ``points`` of SVG, the marks of both axes, and the target's height.

    A month without a value leaves no point."""

    strict: tuple[Point, ...]
    loose: tuple[Point, ...]
    months: tuple[Mark, ...]
    shares: tuple[Mark, ...]
    target: float | None

    @property
    def strict_path(self) -> str:
        """The strict line."""
        return _path(self.strict)

    @property
    def loose_path(self) -> str:
        """The loose line."""
        return _path(self.loose)


def rate_chart(lines: Sequence[MonthLine]) -> RateChart | None:
    """The chart, or nothing where fewer than two months have a value."""
    if sum(line.strict.value is not None for line in lines) < 2:
        return None
    step = (_RIGHT - _LEFT) / (len(lines) - 1)
    places = [round(_LEFT + step * number, 1) for number in range(len(lines))]
    every = -(-len(lines) // _MOST_NAMES)
    target = lines[-1].strict.target
    return RateChart(
        strict=tuple(
            Point(x, _height(line.strict.value))
            for x, line in zip(places, lines, strict=True)
            if line.strict.value is not None
        ),
        loose=tuple(
            Point(x, _height(line.loose.value))
            for x, line in zip(places, lines, strict=True)
            if line.loose.value is not None
        ),
        months=tuple(
            Mark(x, f"{line.day:%y-%m}")
            for number, (x, line) in enumerate(zip(places, lines, strict=True))
            if (len(lines) - 1 - number) % every == 0
        ),
        shares=tuple(
            Mark(_height(Fraction(share, 100)), f"{share}%")
            for share in (0, 25, 50, 75, 100)
        ),
        target=_height(target.value) if target else None,
    )


def _height(share: Fraction) -> float:
    return round(_BOTTOM - float(share) * (_BOTTOM - _TOP), 1)


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x:g},{point.y:g}" for point in points)
