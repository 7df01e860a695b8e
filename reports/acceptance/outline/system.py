"""四 标准体系建设: structure, statistics, coverage and the gap list."""

from __future__ import annotations

from reports.acceptance.outline.source import (
    BAND_TONES,
    Source,
    numbered_rows,
    parts_cell,
    value_cell,
)
from reports.acceptance.outline.structure import ROLES, system_diagram
from reports.acceptance.stored_values import Row, read_exact, read_value
from reports.acceptance.wording import joined
from reports.figures.figure import band_of, figure_of
from reports.figures.rounding import NO_DATA, count_text, share_text
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Heading,
    Paragraph,
    Picture,
    Table,
    note,
    row,
    text,
)
from typesetting.charts import Bar, bar_chart


def chapter(source: Source) -> Chapter:
    """The system, then what it covers."""
    return Chapter(
        "system",
        "四、标准体系建设",
        (
            Heading("（一）体系结构"),
            *_structure(source),
            Heading("（二）标准统计"),
            *_statistics(source),
            Heading("（三）标准覆盖"),
            *_coverage(source),
        ),
    )


def _structure(source: Source) -> list[Block]:
    system = source["system"]
    roles = "、".join(f"{name}（{role}）" for name, role in ROLES.items())
    return [
        text(f"标准体系由四个分体系组成：{roles}。法律法规单独列出，不计入标准数量。"),
        Picture(
            "标准体系结构图",
            system_diagram(system),
            "标准体系结构图：四个分体系的作用、子体系及其现行标准数和应有标准数，"
            "数字与统计表相同。",
        ),
        note("注：各框内数字为现行标准数/应有标准数。"),
        _section_table(system["sections"]),
    ]


def _section_table(sections: list[Row]) -> Table:
    columns = (
        Column("分体系", 18),
        Column("子体系编号", 16, "center"),
        Column("子体系名称", 46),
        Column("应有", 10, "right"),
        Column("现有", 10, "right"),
    )
    rows = tuple(
        row(
            section["subsystem"],
            section["code"],
            section["title"],
            count_text(section["listed"]),
            count_text(section["in_force"]),
        )
        for section in sections
    )
    return Table("子体系标准数（项）", columns, rows, empty="体系尚未划分子体系。")


def _statistics(source: Source) -> list[Block]:
    system = source["system"]
    blocks: list[Block] = [source.verdict("system_completeness"), _level_table(system)]
    blocks.append(
        note("注：应有为列入体系且未废止的标准，现有为数据截至日现行的标准。")
    )
    promoted = system["promoted"]
    if promoted:
        named = joined([f"《{found['title']}》" for found in promoted], "项", 8)
        blocks.append(
            text(
                *source.statement("promoted_standards"),
                f"，上升为国家标准、行业标准或省级地方标准的是{named}。",
            )
        )
    else:
        blocks.append(text("内部标准尚无上升为国家标准、行业标准或省级地方标准的。"))
    return blocks


def _level_table(system: Row) -> Table:
    """统计表: one line per level and subsystem that has any, then the totals."""
    columns = (
        Column("标准级别", 24),
        Column("分体系", 22),
        Column("应有（项）", 16, "right"),
        Column("现有（项）", 16, "right"),
        Column("现有/应有", 18, "right"),
    )
    rows = [
        _level_row(level["level"], place["name"], place["listed"], place["in_force"])
        for level in system["levels"]
        for place in level["subsystems"]
        if place["listed"]
    ]
    for subsystem in system["subsystems"]:
        value = subsystem["value"]
        rows.append(
            _level_row(
                "小计", subsystem["name"], value["denominator"], value["numerator"]
            )
        )
    whole = system["completeness"]
    rows.append(_level_row("合计", "全部", whole["denominator"], whole["numerator"]))
    return Table("标准统计表", columns, tuple(rows))


def _level_row(level: str, name: str, listed: int, in_force: int) -> tuple[Cell, ...]:
    strong = level in ("小计", "合计")
    texts = (
        level,
        name,
        count_text(listed),
        count_text(in_force),
        share_text(in_force, listed),
    )
    return tuple(Cell(content, strong=strong) for content in texts)


def _coverage(source: Source) -> list[Block]:
    coverage = source["coverage"]
    value = source.value("standard_coverage")
    target = value.target.value if value.target else None
    bars = [_domain_bar(domain) for domain in coverage["domains"]]
    blocks: list[Block] = [source.verdict("standard_coverage"), _left_out(coverage)]
    if bars:
        blocks.append(
            Picture(
                "各领域标准覆盖率",
                bar_chart(
                    bars,
                    mark=target,
                    mark_text=f"目标值{figure_of(value).target}" if target else "",
                ),
                "各领域标准覆盖率条形图，数据见下表。",
            )
        )
    blocks += [
        _domain_table(coverage["domains"]),
        _subsystem_table(coverage["subsystems"]),
    ]
    return [*blocks, *_gaps(coverage)]


def _domain_bar(domain: Row) -> Bar:
    value = read_value(domain["value"])
    figure = figure_of(value)
    parts = f"（{figure.fraction}）" if value.denominator else ""
    colour = band_of(value).colour if value.target else "#1E4F91"
    share = read_exact(domain["value"]["value"])
    return Bar(domain["name"], share, f"{figure.text}{parts}", colour)


def _left_out(coverage: Row) -> Paragraph:
    if not coverage["left_out"]:
        return text("登记的工作环节全部计入覆盖率。")
    named = "，".join(
        f"{found['reason']}的{count_text(found['count'])}个"
        for found in coverage["left_out"]
    )
    return text(f"不计入覆盖率的工作环节：{named}。")


def _domain_table(domains: list[Row]) -> Table:
    columns = (
        Column("领域", 40),
        Column("已覆盖/应有环节", 22, "right"),
        Column("覆盖率", 18, "right"),
        Column("与总目标比较", 20, "center"),
    )
    rows = []
    for domain in domains:
        value = read_value(domain["value"])
        band = band_of(value)
        rows.append(
            row(
                domain["name"],
                parts_cell(domain["value"]),
                value_cell(domain["value"]),
                Cell(f"{band.icon} {band.word}", BAND_TONES[band]),
            )
        )
    return Table("各领域标准覆盖率", columns, tuple(rows), empty="尚未登记工作环节。")


def _subsystem_table(subsystems: list[Row]) -> Table:
    columns = (
        Column("分体系", 40),
        Column("有本分体系现行标准的环节", 34, "right"),
        Column("占应有标准环节", 26, "right"),
    )
    rows = tuple(
        row(
            found["name"],
            count_text(found["covered"]),
            share_text(found["covered"], found["steps"]),
        )
        for found in subsystems
    )
    return Table("各分体系对工作环节的支撑", columns, rows)


def _gaps(coverage: Row) -> list[Block]:
    gaps = coverage["gaps"]
    if not gaps:
        said = "应有标准的环节均有现行标准覆盖，没有缺项。"
        empty = not coverage["value"]["denominator"]
        return [text("尚未登记应有标准的环节，无法列出缺项。" if empty else said)]
    columns = (
        Column("序号", 9, "center"),
        Column("领域", 15),
        Column("事项与环节", 34),
        Column("责任单位", 24),
        Column("缺项原因", 30),
    )
    rows = numbered_rows(
        row(
            gap["domain"],
            f"{gap['item']}：{gap['step']}",
            joined(gap["units"], limit=4) or NO_DATA,
            gap["reason"],
        )
        for gap in gaps
    )
    return [
        text(f"没有现行标准覆盖的环节有{count_text(len(gaps))}个，逐项列出如下。"),
        Table("标准缺项清单", columns, rows),
    ]
