"""One indicator value as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.registry import INDICATORS_BY_CODE, Kind
from reports.figures.rounding import (
    NO_DATA,
    count_text,
    percent_text,
    plain_percent,
    score_text,
)

NO_TARGET = "未设目标值"


@dataclass(frozen=True, slots=True)
class BandStyle:
    """How a band is told: a word, an icon and a colour token, never colour alone."""

    word: str
    icon: str
    token: str
    colour: str


class Band(Enum):
    """Where a value stands. Colours: ``design/experience.md``, “Look”."""

    ATTAINED = BandStyle("达标", "✓", "attained", "#2E7D32")
    WARNING = BandStyle("预警", "!", "warning", "#9A5B00")
    MISSED = BandStyle("未达标", "×", "missed", "#B3261E")
    NO_TARGET = BandStyle(NO_TARGET, "–", "no-target", "#5F6B7A")
    NO_DATA = BandStyle("无数据", "–", "no-data", "#5F6B7A")

    @property
    def word(self) -> str:
        return self.value.word

    @property
    def icon(self) -> str:
        return self.value.icon

    @property
    def token(self) -> str:
        return self.value.token

    @property
    def colour(self) -> str:
        return self.value.colour


@dataclass(frozen=True, slots=True)
class Figure:
    """A number ready to print.

    ``value`` is without its unit, ``text`` with it (``"95.15%"``, ``"86.20分"``,
    ``"—"``). ``numerator`` and ``denominator`` are texts too; a count has no
    denominator and shows “—”.
    """

    code: str
    label: str
    value: str
    unit: str
    band: Band
    numerator: str
    denominator: str
    target: str
    excluded: str
    note: str

    @property
    def text(self) -> str:
        return self.value if self.value == NO_DATA else self.value + self.unit

    @property
    def fraction(self) -> str:
        """``分子/分母`` for a line of small print, or an empty text."""
        if NO_DATA in (self.numerator, self.denominator):
            return ""
        return f"{self.numerator}/{self.denominator}"


# What is counted, for the indicators that are plain counts.
_COUNT_UNITS = {"duplicate_assistance": "件", "promoted_standards": "项"}


def unit_of(code: str) -> str:
    """The unit printed after a value: %, 分, or what a count counts."""
    kind = INDICATORS_BY_CODE[code].kind
    if kind == Kind.RATE:
        return "%"
    return "分" if kind == Kind.INDEX else _COUNT_UNITS.get(code, "项")


def band_of(value: IndicatorValue, warning: str = "") -> Band:
    """Where ``value`` stands. A warning never softens a missed target."""
    if value.value is None:
        return Band.NO_DATA
    if value.attained is False:
        return Band.MISSED
    if warning:
        return Band.WARNING
    return Band.NO_TARGET if value.target is None else Band.ATTAINED


def figure_of(value: IndicatorValue, warning: str = "") -> Figure:
    """``value`` as people read it; ``warning`` (e.g. too few answers) lowers the band
    of a value that is not missed to 预警 and joins the note."""
    unit = unit_of(value.code)
    return Figure(
        code=value.code,
        label=value.name,
        value=_value_text(value).removesuffix("%"),
        unit=unit,
        band=band_of(value, warning),
        numerator=_numerator_text(value),
        denominator=_denominator_text(value),
        target=_target_text(value),
        excluded=count_text(value.excluded),
        note="；".join(part for part in (warning, value.note) if part),
    )


def _value_text(value: IndicatorValue) -> str:
    kind = INDICATORS_BY_CODE[value.code].kind
    mark = None if value.target is None else value.target.value
    if kind == Kind.COUNT:
        return count_text(None if value.value is None else int(value.value))
    if kind == Kind.INDEX:
        return score_text(value.value, mark)
    return percent_text(value.value, mark)


def _numerator_text(value: IndicatorValue) -> str:
    kind = INDICATORS_BY_CODE[value.code].kind
    return NO_DATA if kind == Kind.INDEX else count_text(value.numerator)


def _denominator_text(value: IndicatorValue) -> str:
    kind = INDICATORS_BY_CODE[value.code].kind
    return count_text(value.denominator) if kind == Kind.RATE else NO_DATA


def _target_text(value: IndicatorValue) -> str:
    """The target as the office wrote it, with the unit of the indicator."""
    if value.target is None:
        return NO_TARGET
    text = value.target.text.strip()
    kind = INDICATORS_BY_CODE[value.code].kind
    if kind == Kind.RATE:
        return text if text.endswith(("%", "％")) else plain_percent(value.target.value)
    return text.rstrip("%％") + unit_of(value.code)
