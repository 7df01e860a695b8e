"""A table's cells as the grid that the editor shows, and back.

The editor (Handsontable) keeps a rectangle of texts and, apart from it, the merged
areas; a text's rows hold only the cells that begin there, as in HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from standards_catalog.drafting.document import Cell

Rows = tuple[tuple[Cell, ...], ...]
_Place = tuple[int, int]


def table_value(rows: Rows) -> dict[str, Any]:
    """The editor's value for ``rows``.

    A cell that would reach below the last row ends there; places that no cell takes
    are empty cells.
    """
    begins = dict(_placed(rows))
    width = max((col + cell.colspan for (_, col), cell in begins.items()), default=0)
    return {
        "data": [
            [begins[r, c].text if (r, c) in begins else "" for c in range(width)]
            for r in range(len(rows))
        ],
        "cell": [],
        "mergeCells": [
            {"row": r, "col": c, "rowspan": cell.rowspan, "colspan": cell.colspan}
            for (r, c), cell in begins.items()
            if cell.rowspan > 1 or cell.colspan > 1
        ],
        "first_row_is_table_header": False,
        "first_col_is_header": False,
        "table_header_choice": "neither",
        "table_caption": "",
    }


def _placed(rows: Rows) -> Iterator[tuple[_Place, Cell]]:
    taken: set[_Place] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            rowspan = min(max(cell.rowspan, 1), len(rows) - r)
            fitting = Cell(cell.text, max(cell.colspan, 1), rowspan)
            taken.update(_area(r, c, fitting.rowspan, fitting.colspan))
            yield (r, c), fitting


def _area(row: int, col: int, rowspan: int, colspan: int) -> Iterator[_Place]:
    for r in range(row, row + rowspan):
        for c in range(col, col + colspan):
            yield r, c


def rows_of(value: Mapping[str, Any] | None) -> Rows:
    """The cells of a table in the editor; none if nothing was entered."""
    data: Sequence[Sequence[Any]] = (value or {}).get("data") or []
    spans: dict[_Place, _Place] = {}
    covered: set[_Place] = set()
    for merge in (value or {}).get("mergeCells") or []:
        place = merge["row"], merge["col"]
        spans[place] = merge["rowspan"], merge["colspan"]
        covered.update(set(_area(*place, *spans[place])) - {place})
    return tuple(
        tuple(
            _cell(text, *spans.get((r, c), (1, 1)))
            for c, text in enumerate(row)
            if (r, c) not in covered
        )
        for r, row in enumerate(data)
    )


def _cell(text: object, rowspan: int, colspan: int) -> Cell:
    plain = "" if text is None else str(text)
    return Cell(plain, colspan=colspan, rowspan=rowspan)
