"""The structure diagram (结构图) of the standards system, after GB/T 13016."""

from __future__ import annotations

from collections.abc import Sequence

from reports.acceptance.stored_values import Row
from reports.figures.rounding import count_text
from typesetting.drawing import (
    ACCENT,
    HAIRLINE,
    INK,
    Box,
    Drawing,
    Label,
    Line,
    Shape,
    middle_of,
    wrapped,
)

# Roles of the four subsystems in the plan, clause 三.
ROLES = {
    "通用基础": "基础",
    "服务提供": "核心",
    "管理": "支撑和保障",
    "岗位工作": "支撑和保障",
}
_WIDTH = 640.0
_GAP = 12.0
_EDGE = 1.0  # half a line must not be cut off at the border
_BOX = (_WIDTH - 2 * _EDGE - 3 * _GAP) / 4
_HEAD_TOP, _HEAD_HEIGHT = 96.0, 74.0
_SIZE, _LINE = 11.5, 15.0
_TINT = "#EEF2F7"


def structure_diagram(system: Row) -> Drawing:
    """The system above, its four subsystems below with role, counts and sections;
    the laws stand beside it, dashed, because they are not counted."""
    shapes: list[Shape] = _top(system)
    bottom = 0.0
    for position, subsystem in enumerate(system["subsystems"]):
        x = _EDGE + position * (_BOX + _GAP)
        middle = x + _BOX / 2
        shapes.append(Line(middle, 76, middle, _HEAD_TOP, INK))
        shapes += _head(subsystem, x)
        sections = _sections_of(system["sections"], subsystem["name"])
        listed, end = _sections(sections, x)
        shapes += listed
        bottom = max(bottom, end)
    return Drawing(_WIDTH, bottom + 6, tuple(shapes))


def _top(system: Row) -> list[Shape]:
    """The root box, the laws and the lines that lead down."""
    value = system["completeness"]
    left, width, height = 150.0, 300.0, 48.0
    first, last = _EDGE + _BOX / 2, _WIDTH - _EDGE - _BOX / 2
    laws = f"法律法规清单 {count_text(len(system['laws']))}部"
    counts = f"现行{count_text(value['numerator'])}项／应有{count_text(value['denominator'])}项"
    return [
        Box(left, 4, width, height, ACCENT),
        Label(
            left + width / 2, 24, "试点标准体系", 15, "middle", "#FFFFFF", strong=True
        ),
        Label(left + width / 2, 43, counts, 12, "middle", "#FFFFFF"),
        Box(500, 10, 139, 36, "", HAIRLINE),
        Label(569.5, middle_of(10, 36, 12), laws, 12, "middle"),
        Line(left + width, 28, 500, 28, HAIRLINE, 1, dashed=True),
        Line(left + width / 2, 52, left + width / 2, 76, INK),
        Line(first, 76, last, 76, INK),
    ]


def _head(subsystem: Row, x: float) -> list[Shape]:
    value = subsystem["value"]
    middle = x + _BOX / 2
    counts = (
        f"现行{count_text(value['numerator'])}／应有{count_text(value['denominator'])}"
    )
    return [
        Box(x, _HEAD_TOP, _BOX, _HEAD_HEIGHT, _TINT, ACCENT),
        Label(
            middle, 118, f"{subsystem['name']}标准", 13.5, "middle", ACCENT, strong=True
        ),
        Label(middle, 137, f"（{ROLES.get(subsystem['name'], '')}）", 12, "middle"),
        Label(middle, 158, counts, 12, "middle", INK, strong=True),
    ]


def _sections_of(sections: Sequence[Row], subsystem: str) -> list[tuple[Row, int]]:
    """The sections of a subsystem, children behind their parent, with their depth."""
    own = [section for section in sections if section["subsystem"] == subsystem]
    ordered: list[tuple[Row, int]] = []

    def add(parent: str, depth: int) -> None:
        for section in own:
            if section["parent"] == parent:
                ordered.append((section, depth))
                add(section["code"], depth + 1)

    add("", 0)
    return ordered


def _sections(
    sections: Sequence[tuple[Row, int]], x: float
) -> tuple[list[Shape], float]:
    """One box per section; what they are and where they end."""
    shapes: list[Shape] = []
    y = _HEAD_TOP + _HEAD_HEIGHT + 10
    for section, depth in sections:
        indent = 12.0 * depth
        width = _BOX - indent
        lines = wrapped(_section_text(section), _SIZE, width - 12)
        height = _LINE * len(lines) + 9
        shapes.append(Box(x + indent, y, width, height, "#FFFFFF", HAIRLINE))
        shapes += [
            Label(x + indent + 6, y + _LINE * (n + 1) - 1, line, _SIZE)
            for n, line in enumerate(lines)
        ]
        y += height + 5
    return shapes, y


def _section_text(section: Row) -> str:
    if not section["listed"] and section["laws"]:
        return f"{section['code']} {section['title']}（另列）"
    return (
        f"{section['code']} {section['title']} "
        f"{count_text(section['in_force'])}/{count_text(section['listed'])}"
    )
