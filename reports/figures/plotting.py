"""The look that all Plotly figures share, and how they reach a page."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, cast

import plotly.graph_objects as go

# The colours of design/experience.md; a second cue (dash, marker, word) goes with each.
ACCENT = "#1E4F91"
INK = "#1F2937"
HAIRLINE = "#E3E6EA"
ATTAINED = "#2E7D32"
WARNING = "#9A5B00"
MISSED = "#B3261E"
NEUTRAL = "#5F6B7A"

FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'


def percent(value: Fraction | None) -> float | None:
    """A rate (0–1) in percent, rounded for drawing only, never for a comparison."""
    return None if value is None else round(float(value * 100), 2)


def layout(height: int, **more: Any) -> dict[str, Any]:
    """The plain layout, ``height`` in pixels; ``more`` goes before its defaults."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"bgcolor": "#FFFFFF", "font": {"family": FONT}},
        **more,
    }


def as_json(figure: go.Figure) -> dict[str, Any]:
    """The figure as ``static/dashboards/charts.js`` draws it."""
    # to_json turns dates and numpy values into plain JSON; the template needs a dict.
    return cast("dict[str, Any]", json.loads(cast("str", figure.to_json())))
