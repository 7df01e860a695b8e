"""The structure diagram (结构图) of the frozen standards system, after GB/T 13016.

It is drawn as the workbench draws it, from the numbers of the snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.acceptance.stored_values import Row
from standards_catalog.products.chart import UNSORTED
from standards_catalog.products.diagram import (
    PORTRAIT,
    Chart,
    ChartBox,
    structure_diagram,
)
from standards_catalog.selectors import SUBSYSTEM_ROLES
from typesetting.drawing import Drawing

ROLES = {subsystem.value: role for subsystem, role in SUBSYSTEM_ROLES.items()}
_CAPTION = "实线表示隶属关系，虚线表示依据关系。"


def system_diagram(system: Row) -> Drawing:
    """The system above, its four subsystems below with role, counts and sections;
    the laws stand beside it, dashed, because they are not counted."""
    whole = system["completeness"]
    subsystems = tuple(
        _subsystem(str(number), row, system["sections"])
        for number, row in enumerate(system["subsystems"], start=1)
    )
    root = ChartBox(
        "", "试点标准体系", whole["numerator"], whole["denominator"], subsystems
    )
    return structure_diagram(Chart(root, len(system["laws"]), _CAPTION), PORTRAIT)


def _subsystem(number: str, row: Row, sections: Sequence[Row]) -> ChartBox:
    name, value = row["name"], row["value"]
    own = [section for section in sections if section["subsystem"] == name]
    children = _below("", own)
    in_force = value["numerator"] - sum(box.in_force for box in children)
    required = value["denominator"] - sum(box.required for box in children)
    if required:
        children = (*children, ChartBox("", UNSORTED, in_force, required))
    return ChartBox(
        number=number,
        title=name,
        in_force=value["numerator"],
        required=value["denominator"],
        children=children,
        role=ROLES.get(name, ""),
    )


def _below(parent: str, sections: Sequence[Row]) -> tuple[ChartBox, ...]:
    """The boxes of the sections under ``parent``, each counting all below it."""
    return tuple(
        _section(section, _below(section["code"], sections))
        for section in sections
        if section["parent"] == parent
    )


def _section(section: Row, children: tuple[ChartBox, ...]) -> ChartBox:
    required = section["listed"] + sum(box.required for box in children)
    return ChartBox(
        number=section["code"],
        title=section["title"],
        in_force=section["in_force"] + sum(box.in_force for box in children),
        required=required,
        children=children,
        remark="另列" if not required and section["laws"] else "",
    )
