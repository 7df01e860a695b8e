"""The 标准体系结构图 of GB/T 13016—2018, drawn from counted boxes.

Solid lines lead from a whole to its parts; a dashed line joins what is listed apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from typesetting.drawing import (
    ACCENT,
    HAIRLINE,
    INK,
    PAPER,
    Box,
    Drawing,
    Label,
    Line,
    Shape,
    middle_of,
    text_width,
    wrapped,
)

_EDGE = 1.0  # half a line must not be cut off at the border
_ROOT_HEIGHT, _RAIL, _HEAD_TOP, _HEAD_HEIGHT = 62.0, 84.0, 104.0, 80.0
_GROUP_GAP, _COLUMN_GAP, _BOX_GAP = 22.0, 12.0, 7.0
_INDENT, _PAD, _LINE_HEIGHT = 15.0, 8.0, 17.0
_SIZE, _SMALL = 13.0, 12.0
_FOOT = 30.0
_LAW_WIDTH = 186.0
_TINT, _CORE_TINT, _QUIET = "#EEF2F7", "#DCE7F5", "#5F6B7A"
_CORE = "核心"


@dataclass(frozen=True, slots=True)
class ChartBox:
    """A numbered box: 现行 and 应有 counts, or ``remark`` where nothing is counted."""

    number: str
    title: str
    in_force: int
    required: int
    children: tuple[ChartBox, ...] = ()
    role: str = ""
    remark: str = ""

    @property
    def count_text(self) -> str:
        return self.remark or f"{self.in_force}/{self.required}"


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole diagram; ``root`` holds the subsystems, ``laws`` are listed apart."""

    root: ChartBox
    laws: int
    caption: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a diagram is fitted to a page: the width of a column of boxes, and the
    greatest height in relation to the width before columns are split."""

    column: float
    ratio: float


LANDSCAPE = Layout(column=232, ratio=0.5)
SCREEN = Layout(column=232, ratio=0.9)
PORTRAIT = Layout(column=168, ratio=1.2)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A box of a column: how deep, where, and how its title is broken."""

    box: ChartBox
    depth: int
    y: float
    height: float
    lines: tuple[str, ...]


def structure_diagram(chart: Chart, layout: Layout = LANDSCAPE) -> Drawing:
    """The drawing; its subsystems get more columns until it fits ``layout``."""
    columns = [1] * len(chart.root.children)
    while True:
        groups = [
            _columns(box.children, number, layout.column)
            for box, number in zip(chart.root.children, columns, strict=True)
        ]
        bottoms = [max((_bottom(c) for c in group), default=0.0) for group in groups]
        width = _width(columns, layout.column)
        height = _HEAD_TOP + _HEAD_HEIGHT + max(bottoms, default=0.0) + _FOOT
        tallest = bottoms.index(max(bottoms)) if bottoms else 0
        is_fit = height <= width * layout.ratio
        if is_fit or columns[tallest] >= len(chart.root.children[tallest].children):
            break
        columns[tallest] += 1
    shapes = _drawn(chart, groups, layout.column, width)
    shapes.append(Label(_EDGE, height - 8, chart.caption, 11.5, colour=_QUIET))
    return Drawing(width, height, tuple(shapes))


def _width(columns: Sequence[int], column: float) -> float:
    groups = sum(number * column + (number - 1) * _COLUMN_GAP for number in columns)
    return groups + (len(columns) - 1) * _GROUP_GAP + 2 * _EDGE


def _columns(
    boxes: Sequence[ChartBox], number: int, width: float
) -> list[list[_Placed]]:
    """The boxes with what is below them in ``number`` columns of like height."""
    whole = [_stacked(box, 0, 0.0, width) for box in boxes]
    share = sum(_bottom(stack) for stack in whole) / number
    columns: list[list[_Placed]] = [[]]
    for stack in whole:
        height = _bottom(stack)
        filled = _bottom(columns[-1])
        if filled and filled + height / 2 > share and len(columns) < number:
            columns.append([])
            filled = 0.0
        columns[-1] += [replace(placed, y=placed.y + filled) for placed in stack]
    return columns


def _stacked(box: ChartBox, depth: int, top: float, width: float) -> list[_Placed]:
    room = width - _INDENT * (depth + 1) - 2 * _PAD
    room -= text_width(box.count_text, _SMALL) + 8
    lines = tuple(wrapped(f"{box.number} {box.title}".strip(), _SIZE, room))
    y = top + _BOX_GAP
    placed = _Placed(box, depth, y, _LINE_HEIGHT * len(lines) + 9, lines)
    stack = [placed]
    for child in box.children:
        stack += _stacked(child, depth + 1, _bottom(stack), width)
    return stack


def _bottom(stack: Sequence[_Placed]) -> float:
    return stack[-1].y + stack[-1].height if stack else 0.0


def _drawn(
    chart: Chart,
    groups: Sequence[Sequence[Sequence[_Placed]]],
    column: float,
    width: float,
) -> list[Shape]:
    shapes: list[Shape] = []
    x, middles = _EDGE, []
    for box, group in zip(chart.root.children, groups, strict=True):
        span = len(group) * column + (len(group) - 1) * _COLUMN_GAP
        middles.append(x + span / 2)
        shapes += _head(box, x, span)
        for place, stack in enumerate(group):
            shapes += _stack(stack, x + place * (column + _COLUMN_GAP), column)
        x += span + _GROUP_GAP
    return [*_top(chart, middles, width), *shapes]


def _top(chart: Chart, middles: Sequence[float], width: float) -> list[Shape]:
    """The root box, the laws beside it and the lines that lead down."""
    root, middle = chart.root, width / 2
    half = max(text_width(root.title, 16), 220.0) / 2 + 20
    half = min(half, middle - _LAW_WIDTH - 24)
    law = width - _EDGE - _LAW_WIDTH
    size = min(16.0, 16.0 * (2 * half - 16) / text_width(root.title, 16))
    counts = f"现行 {root.in_force} 项／应有 {root.required} 项"
    return [
        Line(middle, _ROOT_HEIGHT, middle, _RAIL, INK, 1.2),
        Line(middles[0], _RAIL, middles[-1], _RAIL, INK, 1.2),
        *(Line(x, _RAIL, x, _HEAD_TOP, INK, 1.2) for x in middles),
        Line(middle + half, 33, law, 33, _QUIET, 1.2, dashed=True),
        Box(middle - half, 4, 2 * half, _ROOT_HEIGHT - 4, ACCENT),
        Label(middle, 29, root.title, size, "middle", PAPER, strong=True),
        Label(middle, 51, counts, 13, "middle", PAPER),
        Box(law, 8, _LAW_WIDTH, 50, PAPER, _QUIET),
        Label(law + 93, 29, f"法律法规清单 {chart.laws} 部", 13, "middle", strong=True),
        Label(law + 93, 48, "另列，不计入标准数", 11.5, "middle", _QUIET),
    ]


def _head(box: ChartBox, x: float, width: float) -> list[Shape]:
    middle = x + width / 2
    counts = f"现行 {box.in_force} 项／应有 {box.required} 项"
    fill = _CORE_TINT if box.role == _CORE else _TINT
    title = f"{box.number} {box.title}标准分体系"
    size = min(15.0, 15.0 * (width - 12) / text_width(title, 15.0))
    return [
        Box(x, _HEAD_TOP, width, _HEAD_HEIGHT, fill, ACCENT),
        Label(middle, _HEAD_TOP + 25, title, size, "middle", ACCENT, strong=True),
        Label(middle, _HEAD_TOP + 46, f"（{box.role}）", _SIZE, "middle"),
        Label(middle, _HEAD_TOP + 68, counts, _SIZE, "middle", strong=True),
    ]


def _stack(stack: Sequence[_Placed], x: float, width: float) -> list[Shape]:
    """A column: its boxes, and the lines from each box to those below it."""
    top = _HEAD_TOP + _HEAD_HEIGHT
    shapes: list[Shape] = []
    origins = {0: top}
    for placed in stack:
        y = top + placed.y
        left = x + _INDENT * (placed.depth + 1)
        spine, middle = left - _INDENT / 2, y + placed.height / 2
        shapes.append(Line(spine, origins[placed.depth], spine, middle, HAIRLINE))
        shapes.append(Line(spine, middle, left, middle, HAIRLINE))
        origins[placed.depth] = middle
        origins[placed.depth + 1] = y + placed.height
        shapes += _section(placed, left, y, x + width - left)
    return shapes


def _section(placed: _Placed, x: float, y: float, width: float) -> list[Shape]:
    base = middle_of(y, placed.height, _SMALL)
    counts = placed.box.count_text
    return [
        Box(x, y, width, placed.height, PAPER, HAIRLINE),
        *(
            Label(x + _PAD, y + _LINE_HEIGHT * (number + 1), line, _SIZE)
            for number, line in enumerate(placed.lines)
        ),
        Label(x + width - _PAD, base, counts, _SMALL, "end", ACCENT, strong=True),
    ]
