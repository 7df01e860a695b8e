"""The diagram of the report counts as the snapshot does."""

from __future__ import annotations

from typing import Any

from reports.acceptance.outline.structure import system_diagram
from typesetting.drawing import Label


def _section(code: str, parent: str = "", **fields: Any) -> dict[str, Any]:
    defaults = {"listed": 0, "in_force": 0, "laws": 0}
    return {
        "subsystem": "管理",
        "code": code,
        "title": "甲",
        "parent": parent,
        **defaults,
        **fields,
    }


def _value(in_force: int, listed: int) -> dict[str, int]:
    return {"numerator": in_force, "denominator": listed}


def texts(sections: list[dict[str, Any]]) -> list[str]:
    empty = [
        {"name": name, "value": _value(0, 0)}
        for name in ("通用基础", "服务提供", "岗位工作")
    ]
    system = {
        "completeness": _value(3, 5),
        "subsystems": [{"name": "管理", "value": _value(3, 5)}, *empty],
        "sections": sections,
        "laws": [{}, {}],
    }
    shapes = system_diagram(system).shapes
    return [shape.text for shape in shapes if isinstance(shape, Label)]


def test_a_section_counts_all_below_it_and_the_rest_is_shown() -> None:
    found = texts(
        [
            _section("GL1", listed=1, in_force=1),
            _section("GL11", "GL1", listed=2, in_force=1),
            _section("GL2", laws=3),
        ]
    )
    assert "现行 3 项／应有 5 项" in found
    assert found[found.index("GL1 甲") + 1] == "2/3"
    assert found[found.index("GL11 甲") + 1] == "1/2"
    assert found[found.index("GL2 甲") + 1] == "另列"
    assert found[found.index("未列入子体系") + 1] == "1/2"
    assert "法律法规清单 2 部" in found


def test_nothing_is_left_over_where_every_standard_has_a_section() -> None:
    found = texts([_section("GL1", listed=5, in_force=3)])
    assert "未列入子体系" not in found
