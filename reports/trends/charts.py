"""Lines over time as Plotly figures; the page shows the same numbers as a table.

Whether a point meets its target is told by its shape: a filled diamond meets it, an
open circle does not, a filled circle has no target to meet. The engine compared it
exactly; what is drawn is rounded for drawing only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from assessment.indicators.registry import Kind
from reports.figures.figure import unit_of
from reports.figures.plotting import (
    ACCENT,
    ATTAINED,
    HAIRLINE,
    MISSED,
    NEUTRAL,
    WARNING,
    layout,
    percent,
)
from reports.trends.selectors import PhaseMark, Trend, TrendPoint

_LINES = ((ACCENT, "solid"), (WARNING, "dash"), (ATTAINED, "dot"))
_SHAPES = {True: ("diamond", 11), False: ("circle-open", 8), None: ("circle", 7)}
_MARGIN_DAYS = timedelta(days=12)
# Above the highest point there is room for its mark, and for the line at 100 %.
_RATE_TOP, _INDEX_TOP = 109, 109
_COUNT_ROOM = 1.25
_FEW = 8


def trend_chart(
    trends: Sequence[Trend], phases: Sequence[PhaseMark], *, is_small: bool = False
) -> dict[str, Any]:
    """``trends`` of one scale over the same days, with targets and phase boundaries.

    A small chart names its phases by mark only; a large one by name, which
    ``charts.js`` changes to the mark where the page is too narrow for it. The figure is
    written as the plain JSON that Plotly reads: the checks of its Python objects would
    take seconds for a page of thirty charts.
    """
    days = [point.day for point in trends[0].points]
    boundaries = list(_phases(phases, _window(days), is_small=is_small))
    targets = list(_targets([trend for trend in trends if trend.has_target]))
    drawn = [*boundaries, *targets]
    return {
        "data": [
            _line(trend, colour, dash)
            for trend, (colour, dash) in zip(trends, _LINES, strict=False)
        ],
        "layout": layout(
            190 if is_small else 380,
            # The last month is printed only where it fits beside the edge.
            margin={"l": 8, "r": 28, "t": 24 if is_small else 46, "b": 28},
            hovermode="closest" if len(trends) == 1 else "x unified",
            showlegend=len(trends) > 1,
            legend={"orientation": "h", "y": -0.14, "x": 0},
            # Several lines stand in half a page (the dashboard), one alone in a whole.
            xaxis=_days_axis(days, 4 if is_small else 9 if len(trends) == 1 else 5),
            yaxis=_values_axis(trends),
            shapes=[shape for shape, _ in drawn if shape],
            annotations=[note for _, note in drawn],
        ),
    }


def _line(trend: Trend, colour: str, dash: str) -> dict[str, Any]:
    shapes = [_SHAPES[point.value.attained] for point in trend.points]
    return {
        "type": "scatter",
        "x": [point.day.isoformat() for point in trend.points],
        "y": [_height(trend, point.value.value) for point in trend.points],
        "name": trend.label,
        "mode": "lines+markers+text",
        "connectgaps": False,
        "line": {"color": colour, "dash": dash, "width": 2},
        "marker": {
            "symbol": [symbol for symbol, _ in shapes],
            "size": [size for _, size in shapes],
            "color": colour,
        },
        "text": ["暂" if point.is_provisional else "" for point in trend.points],
        "textposition": "bottom center",
        "textfont": {"size": 11, "color": NEUTRAL},
        "cliponaxis": False,
        "hovertext": [_words(point) for point in trend.points],
        "hovertemplate": "%{hovertext}<extra>%{fullData.name}</extra>",
    }


def _words(point: TrendPoint) -> str:
    provisional = "（暂）" if point.is_provisional else ""
    parts = (
        f"{point.day.isoformat()}{provisional}",
        point.figure.text,
        point.figure.fraction,
        point.figure.band.word,
    )
    return "　".join(part for part in parts if part)


def _height(trend: Trend, value: Fraction | None) -> float | None:
    if trend.indicator.kind == Kind.RATE:
        return percent(value)
    return None if value is None else round(float(value), 2)


def _window(days: Sequence[date]) -> tuple[date, date]:
    """The first and last day drawn: the month of the first point is shown whole."""
    return days[0].replace(day=1), days[-1] + _MARGIN_DAYS


def _days_axis(days: Sequence[date], most: int) -> dict[str, Any]:
    # Ticks of its own choosing stand at the first of a month and would call the last
    # day of December January.
    step = -(-len(days) // most)
    first, last = _window(days)
    return {
        "showgrid": False,
        "linecolor": HAIRLINE,
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [day.isoformat() for day in days[::-step][::-1]],
        "tickformat": "%Y-%m",
        "hoverformat": "%Y-%m-%d",
        "tickangle": 0,
        "fixedrange": True,
    }


def _values_axis(trends: Sequence[Trend]) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "gridcolor": HAIRLINE,
        "zerolinecolor": HAIRLINE,
        "automargin": True,
        "fixedrange": True,
    }
    kind = trends[0].indicator.kind
    if kind == Kind.RATE:
        return axis | {"range": [0, _RATE_TOP], "dtick": 20, "ticksuffix": "%"}
    if kind == Kind.INDEX:
        return axis | {"range": [0, _INDEX_TOP], "dtick": 20}
    top = max(_counted(trends), default=0) or 1
    unit = {"title": {"text": unit_of(trends[0].indicator.code), "standoff": 4}}
    ticks = {"dtick": 1} if top < _FEW else {"nticks": 6, "tickformat": "d"}
    return axis | unit | ticks | {"range": [0, top * _COUNT_ROOM]}


def _counted(trends: Iterable[Trend]) -> Iterator[float]:
    for trend in trends:
        for point in trend.points:
            if point.value.value is not None:
                yield float(point.value.value)
            if point.value.target is not None:
                yield float(point.value.target.value)


Drawn = tuple[dict[str, Any], dict[str, Any]]
"""A line (empty where none is drawn) and what is written at it."""


def _phases(
    phases: Sequence[PhaseMark], window: tuple[date, date], *, is_small: bool
) -> Iterator[Drawn]:
    """A line where a phase begins, and what it is called above it, on two rows in
    turn so that the name of a short phase does not run into the next."""
    first, last = window
    shown = [p for p in phases if p.starts_on < last and p.ends_on >= first]
    for row, phase in enumerate(shown):
        start = max(phase.starts_on, first).isoformat()
        line = {
            "type": "line",
            "x0": start,
            "x1": start,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": NEUTRAL, "dash": "dot", "width": 1},
        }
        note = {
            "x": start,
            "y": 1,
            "yref": "paper",
            "yshift": 2 if is_small else 2 + 18 * (row % 2),
            "text": phase.mark if is_small else f"{phase.mark} {phase.name}",
            # What charts.js puts in place of the text on a narrow page.
            "name": phase.mark,
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"size": 12, "color": NEUTRAL},
        }
        yield (line if phase.starts_on > first else {}), note


def _targets(trends: Sequence[Trend]) -> Iterator[Drawn]:
    """A line at each target; the lowest of several says its name below itself, and so
    does a single one, which has its room above taken by the highest points."""
    marks: dict[float, list[Trend]] = {}
    for trend in trends:
        target = trend.latest.value.target
        height = _height(trend, target.value if target else None)
        if height is not None:
            marks.setdefault(height, []).append(trend)
    for place, (height, bearers) in enumerate(sorted(marks.items())):
        line = {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": height,
            "y1": height,
            "line": {"color": MISSED, "dash": "longdash", "width": 1},
        }
        note = {
            "xref": "paper",
            "x": 0,
            "y": height,
            "text": _target_words(bearers, alone=len(trends) == 1),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom" if place else "top",
            "font": {"color": MISSED, "size": 12},
            "bgcolor": "rgba(255,255,255,0.8)",
        }
        yield line, note


def _target_words(bearers: Sequence[Trend], *, alone: bool) -> str:
    word = "目标" if bearers[0].indicator.higher_is_better else "上限"
    who = "" if alone else "、".join(trend.label for trend in bearers)
    return f"{who}{word} {bearers[0].target}"
