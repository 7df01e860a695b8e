"""The products as Excel sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from listing.columns import Column, Kind, share_text
from listing.spreadsheets import Heading, SheetContent, write_sheets
from standards_catalog.products.chart import ChartRow, chart_rows, system_chart
from standards_catalog.products.documents import Product
from standards_catalog.products.notes import WordedPoint, note_text
from standards_catalog.products.selectors import DetailLine, LawLine, SystemProducts
from standards_catalog.selectors import Counts


@dataclass(frozen=True, slots=True)
class _Statistic:
    basis: str
    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Numbered:
    position: int
    line: DetailLine


@dataclass(frozen=True, slots=True)
class _Point:
    number: int
    title: str
    text: str


def product_workbook(
    product: Product, products: SystemProducts, points: Sequence[WordedPoint]
) -> IO[bytes]:
    """``product`` as one sheet, 标准体系表 as a workbook of five."""
    sheets: dict[Product, Callable[[], SheetContent]] = {
        Product.STRUCTURE: lambda: _structure(products),
        Product.DETAILS: lambda: _details(products),
        Product.STATISTICS: lambda: _statistics(products),
        Product.NOTES: lambda: _notes(products, points),
        Product.LAWS: lambda: _laws(products),
    }
    if product is Product.SYSTEM:
        return write_sheets([make() for make in sheets.values()])
    return write_sheets([sheets[product]()])


def _heading(products: SystemProducts, title: str) -> Heading:
    lines = [
        ("试点", products.pilot_name),
        ("数据截至", products.day.isoformat()),
        ("编制依据", "GB/T 13016—2018 标准体系构建原则和要求"),
    ]
    if products.is_demonstration:
        lines.insert(0, ("说明", "演示数据"))
    return Heading(title, tuple(lines))


_STRUCTURE_COLUMNS = (
    Column("number", "编号", value="box.number", width=12),
    Column("title", "名称", value=lambda row: _indented(row), width=60),
    Column("role", "作用", value="box.role", width=14),
    Column("required", "应有数", Kind.NUMBER, value="box.required"),
    Column("in_force", "现有数", Kind.NUMBER, value="box.in_force"),
    Column("remark", "备注", value="box.remark", width=14),
)


def _indented(row: ChartRow) -> str:
    return "　" * row.depth + row.box.title


def _structure(products: SystemProducts) -> SheetContent:
    label = Product.STRUCTURE.label
    rows = chart_rows(system_chart(products).root)
    return SheetContent(label, _heading(products, label), _STRUCTURE_COLUMNS, rows)


_DETAIL_COLUMNS = (
    Column("position", "序号", Kind.NUMBER, width=6),
    Column("code", "标准体系编号", value="line.code", width=12),
    Column("subsystem", "分体系", value="line.subsystem", width=12),
    Column("section", "子体系名称", value="line.section", width=28),
    Column("number", "标准代号和编号", value="line.number", width=22),
    Column("title", "标准名称", value="line.title", is_wide=True),
    Column("level", "宜定级别/标准级别", value="line.level", width=14),
    Column("nature", "标准性质", value="line.nature", width=12),
    Column("standing", "状态", value=lambda row: row.line.standing.value, width=10),
    Column("published_on", "发布日期", Kind.DATE, value="line.published_on"),
    Column("effective_on", "实施日期", Kind.DATE, value="line.effective_on"),
    Column("adopts", "采用国际国外标准及一致性程度", value="line.adopts", width=18),
    Column("replaces", "代替标准号", value="line.replaces", width=22),
    Column("units", "责任部门", value="line.units", width=30),
    Column("remark", "备注", value="line.remark", width=40),
)


def _details(products: SystemProducts) -> SheetContent:
    label = Product.DETAILS.label
    rows = (
        _Numbered(position, line)
        for position, line in enumerate(products.details, start=1)
    )
    return SheetContent(label, _heading(products, label), _DETAIL_COLUMNS, rows)


_STATISTICS_COLUMNS = (
    Column("basis", "统计方式", width=14),
    Column("label", "类别", width=20),
    Column("required", "应有数（项）", Kind.NUMBER, value="counts.required", width=14),
    Column("in_force", "现有数（项）", Kind.NUMBER, value="counts.in_force", width=14),
    Column(
        "share",
        "现有数/应有数",
        value=lambda row: share_text(row.counts.share),
        width=16,
    ),
)


def _statistics(products: SystemProducts) -> SheetContent:
    label = Product.STATISTICS.label
    rows = _statistic_rows(products)
    return SheetContent(label, _heading(products, label), _STATISTICS_COLUMNS, rows)


def _statistic_rows(products: SystemProducts) -> Iterator[_Statistic]:
    for level in products.by_level:
        yield _Statistic("按标准级别", level.label, level.total)
    for kind in products.by_kind:
        yield _Statistic("按分体系", kind.label, kind.counts)


_NOTE_COLUMNS = (
    Column("number", "序号", Kind.NUMBER, width=6),
    Column("title", "要点", width=36),
    Column("text", "内容", width=100),
)


def _notes(products: SystemProducts, points: Sequence[WordedPoint]) -> SheetContent:
    label = Product.NOTES.label
    rows = (
        _Point(w.point.number, w.point.title, note_text(w.text, products))
        for w in points
    )
    return SheetContent(label, _heading(products, label), _NOTE_COLUMNS, rows)


_LAW_COLUMNS = (
    Column("code", "体系编号", width=12),
    Column("title", "名称", is_wide=True),
    Column("document_number", "文号", width=24),
    Column("issuer", "发布机关", width=24),
    Column("effective_on", "实施日期", Kind.DATE),
    Column("abolished_on", "废止日期", Kind.DATE),
    Column("standing", "状态", value="standing.value", width=10),
)


def _laws(products: SystemProducts) -> SheetContent:
    rows: tuple[LawLine, ...] = (*products.laws, *products.ended_laws)
    heading = _heading(products, "法律法规清单（不计入标准数）")
    return SheetContent("法律法规清单", heading, _LAW_COLUMNS, rows)
