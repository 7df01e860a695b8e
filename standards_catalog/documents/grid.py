"""A table's cells on a grid, with column widths that fit what is written in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from typesetting.drawing import text_width

_NARROWEST, _WIDEST = 4.0, 26.0
_WIDEST_SPAN = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell's text with its place (from 0) and the columns and rows it covers."""

    row: int
    column: int
    text: str
    columns: int
    rows: int

    def area(self) -> Iterator[tuple[int, int]]:
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                yield row, column


@dataclass(frozen=True, slots=True)
class Span:
    """A cell before it has a place."""

    text: str
    columns: int = 1
    rows: int = 1


def placed(rows: Sequence[Sequence[Span]]) -> tuple[Placed, ...]:
    """Every cell at its place, as HTML places them.

    A span that would reach below the last row or into a taken place ends before it.
    """
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(rows):
        c = 0
        for span in row:
            while (r, c) in taken:
                c += 1
            columns = _free_columns(taken, r, c, span.columns)
            height = min(max(span.rows, 1), len(rows) - r)
            cell = Placed(r, c, span.text, columns, height)
            taken.update(cell.area())
            cells.append(cell)
    return tuple(cells)


def _free_columns(
    taken: set[tuple[int, int]], row: int, column: int, wanted: int
) -> int:
    width = 1
    while width < min(wanted, _WIDEST_SPAN) and (row, column + width) not in taken:
        width += 1
    return width


def column_count(cells: Iterable[Placed]) -> int:
    return max((cell.column + cell.columns for cell in cells), default=0)


def column_shares(cells: Sequence[Placed]) -> list[float]:
    """Widths in percent: wide columns for long texts, but no column too narrow.

    Fixed widths, because measuring every Chinese cell would take most of the time.
    """
    widths = [_NARROWEST] * column_count(cells)
    for cell in cells:
        share = text_width(cell.text, 1.0) / cell.columns + 1
        for column in range(cell.column, cell.column + cell.columns):
            widths[column] = max(widths[column], min(share, _WIDEST))
    whole = sum(widths)
    return [width * 100 / whole for width in widths]
