"""The tables of the products as blocks of a printed document."""

from __future__ import annotations

from collections.abc import Sequence

from listing.columns import printed, share_text
from standards_catalog.models import Subsystem
from standards_catalog.products.chart import chart_rows, system_chart
from standards_catalog.products.selectors import DetailLine, LawLine, SystemProducts
from standards_catalog.selectors import Counts, Standing
from typesetting.blocks import Cell, Column, Table, Tone, row

STATISTICS_NOTE = (
    "应有数为体系内未废止的标准（含待制定、制定中、未实施），现有数为截至日现行的标准；"
    "法律法规另列，不计入。"
)
_COUNTS = (
    Column("应有数（项）", 16, "right"),
    Column("现有数（项）", 16, "right"),
    Column("现有数/应有数", 18, "right"),
)
_TONES: dict[Standing, Tone] = {
    Standing.IN_FORCE: "good",
    Standing.PLANNED: "warn",
    Standing.DRAFTING: "warn",
    Standing.ABOLISHED: "quiet",
}
_LAST_ROW = "合计"


def level_table(products: SystemProducts) -> Table:
    """标准统计表 by level: 应有, 现有 and 现有/应有."""
    rows = [(line.label, line.total) for line in products.by_level]
    return _counted("标准统计表（按标准级别）", "标准级别", rows)


def kind_table(products: SystemProducts) -> Table:
    """标准统计表 by kind, i.e. by 分体系."""
    rows = [(line.label, line.counts) for line in products.by_kind]
    return _counted("标准统计表（按分体系）", "分体系", rows)


def _counted(title: str, label: str, rows: Sequence[tuple[str, Counts]]) -> Table:
    return Table(
        title,
        (Column(label, 24), *_COUNTS),
        tuple(
            tuple(
                Cell(text, strong=name == _LAST_ROW)
                for text in (name, *count_texts(counts))
            )
            for name, counts in rows
        ),
    )


def count_texts(counts: Counts) -> tuple[str, str, str]:
    """应有, 现有 and 现有/应有 as printed."""
    return str(counts.required), str(counts.in_force), share_text(counts.share)


def cross_table(products: SystemProducts) -> Table:
    """Level by subsystem, each cell “现有/应有”."""
    columns = (
        Column("标准级别", 22),
        *(Column(str(subsystem.label), 15, "right") for subsystem in Subsystem),
        Column(_LAST_ROW, 15, "right"),
    )
    rows = []
    for line in products.by_level:
        counts = (*line.by_subsystem, line.total)
        texts = (line.label, *(_pair(part) for part in counts))
        rows.append(tuple(Cell(t, strong=line.label == _LAST_ROW) for t in texts))
    return Table("级别与分体系对照（现有/应有）", columns, tuple(rows))


def _pair(counts: Counts) -> str:
    return f"{counts.in_force}/{counts.required}" if counts.required else "—"


def detail_table(lines: Sequence[DetailLine], title: str, *, first: int = 1) -> Table:
    """The 标准明细表 with the columns of GB/T 13016—2018, numbered from ``first``."""
    columns = (
        Column("序号", 12, "center"),
        Column("体系编号", 18),
        Column("子体系名称", 24),
        Column("标准代号和编号", 32),
        Column("标准名称", 46),
        Column("级别", 22, "center"),
        Column("性质", 17, "center"),
        Column("状态", 17, "center"),
        Column("发布日期", 27, "center"),
        Column("实施日期", 27, "center"),
        Column("采用国际国外标准", 14),
        Column("代替标准", 28),
        Column("责任部门", 22),
        Column("备注", 36),
    )
    rows = tuple(
        _detail_row(number, line) for number, line in enumerate(lines, start=first)
    )
    return Table(title, columns, rows, small=True)


def _detail_row(number: int, line: DetailLine) -> tuple[Cell, ...]:
    texts = (
        line.section,
        line.number,
        line.title,
        line.level,
        line.nature,
    )
    dates = (line.published_on, line.effective_on)
    rest = (line.adopts, line.replaces, line.units, line.remark)
    return row(
        str(number),
        line.code,
        *(printed(text) for text in texts),
        _standing(line),
        *(printed(day) for day in dates),
        *(printed(text) for text in rest),
    )


def _standing(line: DetailLine) -> Cell:
    return Cell(line.standing.value, _TONES.get(line.standing, ""))


def brief_detail_table(lines: Sequence[DetailLine], title: str) -> Table:
    """The 标准明细表 with the columns that fit an upright page."""
    columns = (
        Column("序号", 6, "center"),
        Column("体系编号", 11),
        Column("标准代号和编号", 20),
        Column("标准名称", 36),
        Column("级别", 11, "center"),
        Column("状态", 9, "center"),
        Column("实施日期", 14, "center"),
    )
    rows = tuple(
        row(
            str(number),
            line.code,
            printed(line.number),
            line.title,
            line.level,
            _standing(line),
            printed(line.effective_on),
        )
        for number, line in enumerate(lines, start=1)
    )
    return Table(title, columns, rows, small=True)


def law_table(lines: Sequence[LawLine], title: str) -> Table:
    """The 法律法规清单, or what of it has ended."""
    columns = (
        Column("序号", 6, "center"),
        Column("体系编号", 11),
        Column("名称", 42),
        Column("文号", 22),
        Column("发布机关", 18),
        Column("实施日期", 13, "center"),
        Column("状态", 9, "center"),
    )
    rows = tuple(
        row(
            str(number),
            law.code,
            law.title,
            printed(law.document_number),
            printed(law.issuer),
            printed(law.effective_on),
            _law_standing(law),
        )
        for number, law in enumerate(lines, start=1)
    )
    return Table(title, columns, rows, small=True)


def _law_standing(law: LawLine) -> str:
    if law.abolished_on is None or law.standing is not Standing.ABOLISHED:
        return law.standing.value
    return f"{law.abolished_on.isoformat()}废止"


def structure_table(products: SystemProducts) -> Table:
    """The boxes of the 结构图 as rows, for those who cannot see it."""
    columns = (
        Column("编号", 12),
        Column("名称", 48),
        Column("应有数（项）", 13, "right"),
        Column("现有数（项）", 13, "right"),
    )
    rows = tuple(
        row(
            line.box.number,
            "　" * line.depth + line.box.title,
            line.box.remark or str(line.box.required),
            line.box.remark or str(line.box.in_force),
        )
        for line in chart_rows(system_chart(products).root)
    )
    return Table("标准体系结构", columns, rows)
