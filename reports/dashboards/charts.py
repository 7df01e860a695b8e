"""Bars of the dashboard.

Finished numbers go in, the JSON-able figure that ``static/dashboards/charts.js`` draws
comes out; the page shows the same numbers as a table beside it. The lines over time
are those of ``reports.trends``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from assessment.indicators.engine import IndicatorValue
from reports.figures.plotting import ACCENT, HAIRLINE, MISSED, as_json, layout, percent


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
        layout=layout(
            max(180, 34 * len(names) + 40),
            xaxis={"gridcolor": HAIRLINE, "ticksuffix": "%", "range": [0, 112]},
            yaxis={"autorange": "reversed", "automargin": True},
            showlegend=False,
        )
    )
    figure.add_bar(
        y=names,
        x=[percent(value.value) for value in values],
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
            x=percent(target[1]),
            line={"color": MISSED, "dash": "longdash", "width": 1},
        )
    return as_json(figure)
