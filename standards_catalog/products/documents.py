"""The products as printed documents: one alone, or all four bound."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from standards_catalog.products.chart import system_chart
from standards_catalog.products.diagram import (
    LANDSCAPE,
    Layout,
    structure_diagram,
)
from standards_catalog.products.notes import WordedPoint, note_blocks
from standards_catalog.products.selectors import SystemProducts
from standards_catalog.products.tables import (
    STATISTICS_NOTE,
    cross_table,
    detail_table,
    kind_table,
    law_table,
    level_table,
)
from typesetting.blocks import (
    Block,
    Chapter,
    Cover,
    Document,
    Heading,
    Picture,
    note,
    numbered,
)

_RULE = "按GB/T 13016—2018《标准体系构建原则和要求》编制"
_DEMONSTRATION = "演示数据"


class Product(StrEnum):
    """What can be downloaded: the four products, all of them bound, and the laws."""

    STRUCTURE = "structure"
    DETAILS = "details"
    STATISTICS = "statistics"
    NOTES = "notes"
    LAWS = "laws"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Product.STRUCTURE: "标准体系结构图",
    Product.DETAILS: "标准明细表",
    Product.STATISTICS: "标准统计表",
    Product.NOTES: "编制说明",
    Product.LAWS: "法律法规清单",
    Product.SYSTEM: "标准体系表",
}


def product_document(
    product: Product, products: SystemProducts, points: Sequence[WordedPoint]
) -> Document:
    """``product`` alone and without a cover, or everything bound behind one."""
    chapters = {
        Product.NOTES: _notes_chapter(products, points),
        Product.STRUCTURE: _structure_chapter(products),
        Product.STATISTICS: _statistics_chapter(products),
        Product.DETAILS: _details_chapter(products),
        Product.LAWS: _laws_chapter(products),
    }
    is_bound = product is Product.SYSTEM
    chosen = tuple(chapters.values()) if is_bound else (chapters[product],)
    return Document(
        cover=_cover(products, product.label),
        chapters=numbered(chosen),
        running=f"{products.pilot_name}{product.label}　数据截至{products.day.isoformat()}",
        bare=not is_bound,
    )


def _cover(products: SystemProducts, label: str) -> Cover:
    total = products.total
    return Cover(
        title=products.pilot_name,
        subtitle=label,
        facts=(
            ("依据文件", products.document or "—"),
            ("编制依据", "GB/T 13016—2018 标准体系构建原则和要求"),
            ("数据截至", products.day.isoformat()),
            ("应有标准", f"{total.required}项"),
            ("现有标准", f"{total.in_force}项"),
        ),
        mark=_DEMONSTRATION if products.is_demonstration else "",
    )


def _scope(products: SystemProducts) -> str:
    mark = f"【{_DEMONSTRATION}】" if products.is_demonstration else ""
    return f"{mark}{products.pilot_name}　数据截至{products.day.isoformat()}　{_RULE}"


def structure_picture(products: SystemProducts, layout: Layout = LANDSCAPE) -> Picture:
    """The 结构图, for a page that lies on its side unless ``layout`` is another."""
    total = products.total
    return Picture(
        Product.STRUCTURE.label,
        structure_diagram(system_chart(products), layout),
        f"{products.pilot_name}标准体系结构图：应有{total.required}项，"
        f"现行{total.in_force}项",
    )


def _structure_chapter(products: SystemProducts) -> Chapter:
    return Chapter(
        "structure",
        Product.STRUCTURE.label,
        (structure_picture(products),),
        wide=True,
    )


def _statistics_chapter(products: SystemProducts) -> Chapter:
    blocks: tuple[Block, ...] = (
        note(_scope(products)),
        level_table(products),
        kind_table(products),
        cross_table(products),
        note(STATISTICS_NOTE),
    )
    return Chapter("statistics", Product.STATISTICS.label, blocks, new_page=True)


def _details_chapter(products: SystemProducts) -> Chapter:
    blocks: list[Block] = [note(_scope(products))]
    begin = 1
    for row in products.by_kind[:-1]:
        lines = [line for line in products.details if line.subsystem == row.label]
        title = f"{row.label}标准明细表（{len(lines)}项）"
        blocks.append(detail_table(lines, title, first=begin))
        begin += len(lines)
    if products.abolished:
        title = f"已废止的标准（{len(products.abolished)}项，不计入统计）"
        blocks.append(detail_table(products.abolished, title))
    return Chapter("details", Product.DETAILS.label, tuple(blocks), wide=True)


def _laws_chapter(products: SystemProducts) -> Chapter:
    blocks: list[Block] = [
        note(f"{_scope(products)}　单独列出，不计入标准数。"),
        law_table(products.laws, "法律法规清单"),
    ]
    if products.ended_laws:
        title = f"已废止的法律法规（{len(products.ended_laws)}部）"
        blocks.append(law_table(products.ended_laws, title))
    return Chapter("laws", Product.LAWS.label, tuple(blocks), new_page=True)


def _notes_chapter(products: SystemProducts, points: Sequence[WordedPoint]) -> Chapter:
    blocks: list[Block] = [note(_scope(products))]
    for worded in points:
        blocks.append(Heading(f"{worded.point.number}　{worded.point.title}"))
        blocks += note_blocks(worded.text, products)
    return Chapter("notes", Product.NOTES.label, tuple(blocks), new_page=True)
