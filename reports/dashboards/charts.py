"""Plotly figures of the dashboard.

Each function takes finished numbers and returns the JSON-able figure that
``static/dashboards/charts.js`` draws; the page shows the same numbers as a table
beside it. Axis values are rounded for drawing only, never for a comparison.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, cast

import plotly.graph_objects as go

from assessment.indicators.engine import IndicatorValue

# The colours of design/experience.md; a second cue (dash, marker, word) goes with each.
ACCENT = "#1E4F91"
INK = "#1F2937"
HAIRLINE = "#E3E6EA"
ATTAINED = "#2E7D32"
WARNING = "#9A5B00"
MISSED = "#B3261E"
NEUTRAL = "#6B7280"

_LINES = (
    (ACCENT, "solid", "circle"),
    (WARNING, "dash", "square"),
    (ATTAINED, "dot", "diamond"),
)
_FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'


def _percent(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value * 100), 2)


def _layout(height: int, **more: Any) -> go.Layout:
    return go.Layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        font={"family": _FONT, "size": 13, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"bgcolor": "#FFFFFF", "font": {"family": _FONT}},
        **more,
    )


def _as_json(figure: go.Figure) -> dict[str, Any]:
    # to_json turns dates and numpy values into plain JSON; the template needs a dict.
    return cast("dict[str, Any]", json.loads(cast("str", figure.to_json())))


def trend_chart(
    series: Mapping[str, Sequence[tuple[date, Fraction | None]]],
    target: tuple[str, Fraction] | None,
) -> dict[str, Any]:
    """Lines of rates (0–1) over dates, drawn in percent, with one target line.

    ``series`` maps a name to its points; a ``None`` value leaves a gap.
    """
    figure = go.Figure(
        layout=_layout(
            320,
            hovermode="x unified",
            legend={"orientation": "h", "y": 1.12, "x": 0},
            xaxis={
                "gridcolor": HAIRLINE,
                # Ticks of its own choosing stand at the first of a month and would
                # call the last day of December January.
                "tickvals": _every_second(series),
                "tickformat": "%Y-%m",
                "hoverformat": "%Y-%m-%d",
            },
            yaxis={"gridcolor": HAIRLINE, "ticksuffix": "%", "rangemode": "tozero"},
        )
    )
    for (name, points), (colour, dash, symbol) in zip(
        series.items(), _LINES, strict=False
    ):
        figure.add_scatter(
            x=[day.isoformat() for day, _ in points],
            y=[_percent(value) for _, value in points],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbol, "size": 7},
            hovertemplate="%{y:.2f}%",
        )
    if target is not None:
        figure.add_hline(
            y=_percent(target[1]),
            line={"color": MISSED, "dash": "longdash", "width": 1},
            annotation={
                "text": f"标准覆盖率目标 {target[0]}",
                "font": {"color": MISSED, "size": 12},
            },
            annotation_position="top left",
        )
    return _as_json(figure)


def _every_second(
    series: Mapping[str, Sequence[tuple[date, Fraction | None]]],
) -> list[str]:
    """Every second day of the points, the last one always among them."""
    days = sorted({day for points in series.values() for day, _ in points})
    return [day.isoformat() for day in days[::-2][::-1]]


def rate_bars(
    rows: Mapping[str, IndicatorValue], target: tuple[str, Fraction] | None
) -> dict[str, Any]:
    """Horizontal bars of one rate by group, first group on top.

    A bar that misses the target is red and hatched, so colour is not the only cue.
    """
    names = list(rows)
    values = list(rows.values())
    missed = [
        target is not None and value.value is not None and value.value < target[1]
        for value in values
    ]
    figure = go.Figure(
        layout=_layout(
            max(180, 34 * len(names) + 40),
            xaxis={"gridcolor": HAIRLINE, "ticksuffix": "%", "range": [0, 112]},
            yaxis={"autorange": "reversed", "automargin": True},
            showlegend=False,
        )
    )
    figure.add_bar(
        y=names,
        x=[_percent(value.value) for value in values],
        orientation="h",
        marker={
            "color": [MISSED if flag else ACCENT for flag in missed],
            "pattern": {"shape": ["/" if flag else "" for flag in missed]},
        },
        text=[f"{v.numerator}/{v.denominator}" for v in values],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}：%{x:.2f}%<extra></extra>",
    )
    if target is not None:
        figure.add_vline(
            x=_percent(target[1]),
            line={"color": MISSED, "dash": "longdash", "width": 1},
        )
    return _as_json(figure)
