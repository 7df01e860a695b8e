"""From the counted tree to the boxes of the 结构图 and to its table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.products.diagram import Chart, ChartBox
from standards_catalog.products.selectors import LawLine, SystemProducts
from standards_catalog.selectors import Counts, Node, count

UNSORTED = "未列入子体系"
_TITLE = "标准体系"


def system_chart(products: SystemProducts) -> Chart:
    """The diagram of ``products``: subsystems numbered 1 to 4, sections by code."""
    subsystems = tuple(
        _subsystem(number, node, products.laws)
        for number, node in enumerate(products.tree, start=1)
    )
    mark = "演示数据；" if products.is_demonstration else ""
    return Chart(
        root=ChartBox(
            number="",
            title=f"{products.pilot_name}{_TITLE}",
            in_force=products.total.in_force,
            required=products.total.required,
            children=subsystems,
        ),
        laws=len(products.laws),
        caption=(
            f"{mark}数据截至 {products.day.isoformat()}。框内数字为“现行数/应有数”；"
            "实线表示隶属关系，虚线表示依据关系。"
        ),
    )


def _subsystem(number: int, node: Node, laws: tuple[LawLine, ...]) -> ChartBox:
    children = [_section(child, laws) for child in node.children]
    own = count(node.standards)
    if own != Counts(0, 0):
        children.append(ChartBox("", UNSORTED, own.in_force, own.required))
    return ChartBox(
        number=str(number),
        title=node.title,
        in_force=node.counts.in_force,
        required=node.counts.required,
        children=tuple(children),
        role=node.role,
    )


def _section(node: Node, laws: tuple[LawLine, ...]) -> ChartBox:
    """A section; one that holds laws and no standards says that they stand apart."""
    is_apart = not node.counts.required and any(
        law.code.startswith(node.code) for law in laws
    )
    return ChartBox(
        number=node.code,
        title=node.title,
        in_force=node.counts.in_force,
        required=node.counts.required,
        children=tuple(_section(child, laws) for child in node.children),
        remark="另列" if is_apart else "",
    )


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A box of the diagram as a table row; ``depth`` 0 is the whole system."""

    depth: int
    box: ChartBox


def chart_rows(box: ChartBox, depth: int = 0) -> Iterator[ChartRow]:
    """Every box of the diagram, each before those below it."""
    yield ChartRow(depth, box)
    for child in box.children:
        yield from chart_rows(child, depth + 1)
