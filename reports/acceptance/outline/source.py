"""The stored report as the chapters read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from assessment.indicators.engine import IndicatorValue
from reports.acceptance.stored_values import Row, read_value
from reports.acceptance.wording import Piece, figure_run, parts_text, verdict_sentence
from reports.figures.figure import Band, Figure, figure_of
from reports.figures.rounding import NO_DATA, percent_text
from typesetting.blocks import Cell, Paragraph, Tone, text

BAND_TONES: dict[Band, Tone] = {
    Band.ATTAINED: "good",
    Band.WARNING: "warn",
    Band.MISSED: "bad",
    Band.NO_TARGET: "quiet",
    Band.NO_DATA: "quiet",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A snapshot with the version and digest it is stored under."""

    snapshot: dict[str, Any]
    version: int
    digest: str

    def __getitem__(self, part: str) -> Any:
        return self.snapshot[part]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.snapshot["as_of"])

    def value(self, code: str) -> IndicatorValue:
        """The indicator value of the whole pilot."""
        rows = self.snapshot["indicators"]
        return next(read_value(row) for row in rows if row["code"] == code)

    def values(self) -> list[IndicatorValue]:
        return [read_value(row) for row in self.snapshot["indicators"]]

    def figure(self, code: str) -> Figure:
        return figure_of(self.value(code))

    def verdict(self, code: str) -> Paragraph:
        """The plain sentence about an indicator, as a paragraph."""
        return text(*verdict_sentence(self.value(code)))

    def statement(self, code: str) -> list[Piece]:
        """``标准实施率为90.00%（90/100）`` without a verdict."""
        figure = self.figure(code)
        return [figure.label, "为", figure_run(figure), parts_text(figure)]


def verdict_cell(figure: Figure) -> Cell:
    """Icon and word of where a figure stands."""
    return Cell(f"{figure.band.icon} {figure.band.word}", BAND_TONES[figure.band])


def value_cell(row: Row) -> Cell:
    """A stored indicator value as a cell that points to its indicator."""
    figure = figure_of(read_value(row))
    return Cell(figure.text, reference=figure.code)


def parts_cell(row: Row) -> Cell:
    """``98/103`` of a stored rate; “—” where there is nothing to count."""
    value = read_value(row)
    return Cell(figure_of(value).fraction if value.denominator else NO_DATA)


def interval_text(row: Row) -> str:
    """``91.20%—93.40%`` of a stored share, or “—”."""
    if row["low"] is None:
        return NO_DATA
    low, high = Fraction(row["low"]), Fraction(row["high"])
    return f"{percent_text(low)}—{percent_text(high)}"


def numbered_rows(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows with 1, 2, 3 … put before."""
    return tuple((Cell(str(n)), *cells) for n, cells in enumerate(rows, 1))
