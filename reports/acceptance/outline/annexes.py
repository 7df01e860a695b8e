"""附件: detail table, calculation sheets, evidence index and open questions."""

from __future__ import annotations

from reports.acceptance.outline.source import Source, numbered_rows, verdict_cell
from reports.acceptance.stored_values import Row, read_value
from reports.acceptance.wording import joined
from reports.figures.figure import figure_of
from reports.figures.rounding import NO_DATA, count_text
from typesetting.blocks import (
    Cell,
    Chapter,
    Column,
    Table,
    note,
    row,
    text,
)


def standards(source: Source) -> Chapter:
    """附件1: every standard, and the laws apart from them."""
    system = source["system"]
    columns = (
        Column("序号", 6, "center"),
        Column("体系编号", 10, "center"),
        Column("分体系", 9),
        Column("子体系", 16),
        Column("标准编号", 20),
        Column("标准名称", 32),
        Column("标准级别", 10, "center"),
        Column("状态", 14, "center"),
        Column("实施日期", 11, "center"),
        Column("责任单位", 21),
    )
    rows = numbered_rows(_standard_row(found) for found in system["standards"])
    return Chapter(
        "annex-1",
        "附件1　标准明细表",
        (
            Table("标准明细表", columns, rows, empty="体系尚未列入标准。", small=True),
            _law_table(system["laws"]),
            note(
                "注：状态标“（未计）”的标准没有实施日期，或实施日期晚于数据截至日，"
                "不计入现行标准。法律法规单独列出，不计入标准数量。"
            ),
        ),
        wide=True,
    )


def _standard_row(found: Row) -> tuple[Cell, ...]:
    return row(
        found["code"],
        found["subsystem"],
        found["section"] or NO_DATA,
        found["number"] or NO_DATA,
        found["title"],
        found["level"],
        _status_cell(found),
        found["effective_on"] or NO_DATA,
        joined(found["units"], limit=3) or NO_DATA,
    )


def _status_cell(found: Row) -> Cell:
    """The status; a current one that does not count on the day is marked so."""
    if found["is_in_force"]:
        return Cell(found["status"])
    mark = "（未计）" if found["status"] == "现行" else ""
    return Cell(f"{found['status']}{mark}", "warn")


def _law_table(laws: list[Row]) -> Table:
    columns = (
        Column("序号", 5, "center"),
        Column("体系编号", 10, "center"),
        Column("名称", 45),
        Column("文号", 28),
        Column("发布机关", 26),
        Column("实施日期", 12, "center"),
    )
    rows = numbered_rows(
        row(
            law["code"],
            law["title"],
            law["document_number"] or NO_DATA,
            law["issuer"] or NO_DATA,
            law["effective_on"] or NO_DATA,
        )
        for law in laws
    )
    return Table("法律法规清单", columns, rows, empty="未列法律法规。", small=True)


def calculations(source: Source) -> Chapter:
    """附件2: how every indicator was computed."""
    columns = (
        Column("指标（代码）", 28),
        Column("计算公式", 38),
        Column("依据", 36),
        Column("分子", 10, "right"),
        Column("分母", 10, "right"),
        Column("不计入", 10, "right"),
        Column("实际值", 12, "right"),
        Column("目标值", 15, "right"),
        Column("判断", 17, "center"),
        Column("备注", 20),
    )
    rows = tuple(_calculation_row(found) for found in source["indicators"])
    return Chapter(
        "annex-2",
        "附件2　指标计算表",
        (
            Table("指标计算表", columns, rows, small=True),
            note(
                "注：指数为合并后的精确平均，不由整数分子、分母构成；"
                "件数和项数没有分母。"
            ),
        ),
        wide=True,
    )


def _calculation_row(found: Row) -> tuple[Cell, ...]:
    figure = figure_of(read_value(found))
    return row(
        f"{figure.label}（{figure.code}）",
        found["formula"],
        found["source"],
        figure.numerator,
        figure.denominator,
        figure.excluded,
        Cell(figure.text, reference=figure.code, strong=True),
        figure.target,
        verdict_cell(figure),
        figure.note or NO_DATA,
    )


def evidence(source: Source) -> Chapter:
    """附件3: the groups of acceptance material with counts and digests."""
    columns = (
        Column("编号", 8, "center"),
        Column("材料类别", 24),
        Column("系统记录", 26),
        Column("条数", 12, "right"),
        Column("SHA-256摘要", 50),
    )
    rows = tuple(
        line for group in source["evidence"] for line in _evidence_lines(group)
    )
    return Chapter(
        "annex-3",
        "附件3　佐证材料目录",
        (
            Table("佐证材料目录", columns, rows, small=True),
            note(
                "注：摘要按记录内容计算，记录一经改动即不相同；"
                "标“须另附纸质或扫描件”的类别，系统未登记相应记录。"
            ),
        ),
        new_page=True,
    )


def _evidence_lines(group: Row) -> list[tuple[Cell, ...]]:
    head = row(
        Cell(group["letter"], strong=True),
        Cell(group["name"], strong=True),
        "小计" if group["tables"] else "须另附纸质或扫描件",
        Cell(count_text(group["count"]) if group["tables"] else NO_DATA, strong=True),
        group["digest"] or NO_DATA,
    )
    lines = [
        row(
            f"{group['letter']}-{number:02d}",
            "",
            table["name"],
            count_text(table["count"]),
            table["digest"],
        )
        for number, table in enumerate(group["tables"], 1)
    ]
    return [head, *lines]


def notes(source: Source) -> Chapter:
    """附件4: what the source documents leave open; nothing was corrected silently."""
    found = source["notes"]
    columns = (
        Column("编号", 8, "center"),
        Column("主题", 22),
        Column("内容", 48),
        Column("来源", 30),
    )
    rows = tuple(
        row(line["number"], line["topic"], line["content"], line["source"] or NO_DATA)
        for line in found
    )
    remarks = [
        row(value.name, figure_of(value).text, value.note)
        for value in source.values()
        if value.note
    ]
    return Chapter(
        "annex-4",
        "附件4　资料疑点",
        (
            text("下列各点为来源文件前后不一致或未写明之处，照录备查，未作改动。"),
            Table("来源文件疑点", columns, rows, empty="没有登记资料疑点。"),
            Table(
                "计算中需要说明的情况",
                (Column("指标", 24), Column("实际值", 16, "right"), Column("说明", 60)),
                tuple(remarks),
                empty="没有需要说明的情况。",
            ),
        ),
        new_page=True,
    )
