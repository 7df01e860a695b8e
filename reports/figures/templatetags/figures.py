"""Figures on pages: ``{% load figures %}``."""

from __future__ import annotations

from typing import Any

from django import template

from assessment.indicators.engine import IndicatorValue
from reports.figures.figure import Figure, figure_of
from reports.figures.rounding import count_text

register = template.Library()


@register.filter
def as_figure(value: IndicatorValue) -> Figure:
    """The figure of an indicator value, e.g. ``{{ value|as_figure }}``."""
    return figure_of(value)


@register.filter
def grouped(value: int | None) -> str:
    """A count with thousands separators; “—” for nothing."""
    return count_text(value)


@register.inclusion_tag("figures/band.html")
def band_mark(figure: Figure) -> dict[str, Any]:
    """The band of a figure: colour, icon and word together."""
    return {"band": figure.band}
