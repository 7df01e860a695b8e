"""九 自查自评与整改, 十 存在问题, 十一 下一步打算."""

from __future__ import annotations

from collections.abc import Sequence

from reports.acceptance.outline.source import (
    Source,
    numbered_rows,
    parts_cell,
    value_cell,
)
from reports.acceptance.stored_values import Row
from reports.acceptance.wording import joined
from reports.figures.rounding import count_text, date_text, share_text
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Heading,
    Run,
    Table,
    row,
    text,
)


def rectification(source: Source) -> Chapter:
    """Self-evaluation, then the findings and those that are late."""
    return Chapter(
        "rectification",
        "九、自查自评与整改",
        (
            Heading("（一）自查自评"),
            source.verdict("self_evaluation_submission"),
            source.verdict("clause_conformity"),
            *_self_evaluation(source["self_evaluation"]),
            Heading("（二）整改"),
            source.verdict("rectification_closure"),
            *_findings(source["rectification"]),
        ),
    )


def _self_evaluation(found: Row) -> list[Block]:
    blocks: list[Block] = []
    if found["not_submitted"]:
        names = [line["unit"] for line in found["not_submitted"]]
        blocks.append(
            text(
                f"未完成自评提交的单位有{count_text(len(names))}个："
                f"{joined(names, limit=40)}。"
            )
        )
    counts = "、".join(
        f"{line['name']}{count_text(line['count'])}条" for line in found["judgements"]
    )
    blocks.append(text(f"已提交的自评条款中，{counts}。"))
    return [*blocks, _self_evaluation_table(found["units"])]


def _self_evaluation_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("单位", 40),
        Column("是否提交", 18, "center"),
        Column("符合/应计条款", 24, "right"),
        Column("条款符合率", 18, "right"),
    )
    rows = tuple(
        row(
            found["unit"],
            Cell("已提交", "good")
            if found["self_evaluation_submission"]["numerator"]
            else Cell("× 未提交", "bad"),
            parts_cell(found["clause_conformity"]),
            value_cell(found["clause_conformity"]),
        )
        for found in units
    )
    return Table("各单位自查自评", columns, rows, empty="尚无成员单位。")


def _findings(found: Row) -> list[Block]:
    if not found["value"]["denominator"]:
        return [text("数据截至日以前没有提出不符合项。")]
    blocks: list[Block] = [
        _group_table("不符合项来源", "来源", found["sources"]),
        _group_table("不符合项程度", "程度", found["severities"]),
        _unit_table(found["units"]),
    ]
    if not found["open"]:
        return [*blocks, text("不符合项已全部整改关闭。")]
    overdue = [line for line in found["open"] if line["overdue_days"]]
    blocks.append(
        text(
            f"尚未关闭的不符合项有{count_text(len(found['open']))}项，"
            + (
                f"其中逾期{count_text(len(overdue))}项。"
                if overdue
                else "均未超过整改期限。"
            )
        )
    )
    return [*blocks, _open_table(found["open"])]


def _group_table(title: str, name: str, groups: Sequence[Row]) -> Table:
    columns = (
        Column(name, 30),
        Column("提出（项）", 22, "right"),
        Column("已关闭（项）", 22, "right"),
        Column("完成率", 22, "right"),
    )
    rows = tuple(
        row(
            found["name"],
            count_text(found["raised"]),
            count_text(found["closed"]),
            share_text(found["closed"], found["raised"]),
        )
        for found in groups
    )
    return Table(title, columns, rows)


def _unit_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("单位", 50),
        Column("已关闭/提出", 24, "right"),
        Column("整改完成率", 24, "right"),
    )
    rows = tuple(
        row(
            found["unit"],
            parts_cell(found["rectification_closure"]),
            value_cell(found["rectification_closure"]),
        )
        for found in units
    )
    return Table("各单位整改情况", columns, rows)


def _open_table(rows: Sequence[Row]) -> Table:
    columns = (
        Column("编号", 19),
        Column("单位", 20),
        Column("事实", 36),
        Column("程度", 8, "center"),
        Column("期限", 15, "center"),
        Column("状态", 20),
    )
    ordered = sorted(rows, key=lambda found: -found["overdue_days"])
    lines = tuple(
        row(
            found["code"],
            found["unit"],
            found["fact"],
            found["severity"],
            found["due_on"],
            _state_cell(found),
        )
        for found in ordered
    )
    return Table("未关闭的不符合项", columns, lines, small=True)


def _state_cell(found: Row) -> Cell:
    if not found["overdue_days"]:
        return Cell(found["reason"])
    return Cell(f"逾期{count_text(found['overdue_days'])}日，{found['reason']}", "bad")


def problems(source: Source) -> Chapter:
    """The problems of the snapshot, each with the number it comes from."""
    found = source["problems"]
    if not found:
        blocks: tuple[Block, ...] = (
            text(
                f"截至{date_text(source.as_of)}，按本报告所列指标，"
                "没有发现需要列明的问题。"
            ),
        )
        return Chapter("problems", "十、存在问题", blocks)
    lines: list[Block] = [
        text(f"根据上述数据，试点工作存在以下{count_text(len(found))}个方面的问题。")
    ]
    for number, problem in enumerate(found, 1):
        lines.append(
            text(
                Run(f"{number}．{problem['title']}。", strong=True),
                Run(problem["text"], reference=problem["indicator"]),
            )
        )
    return Chapter("problems", "十、存在问题", tuple(lines))


def next_steps(source: Source) -> Chapter:
    """For every problem who has to act and how."""
    found = source["problems"]
    if not found:
        return Chapter(
            "next-steps",
            "十一、下一步打算",
            (text("继续按持续改进的要求开展标准实施检查、满意度测评和标准复审。"),),
        )
    columns = (
        Column("序号", 8, "center"),
        Column("问题", 24),
        Column("责任单位", 31),
        Column("措施", 38),
    )
    rows = numbered_rows(
        row(
            problem["title"],
            joined(problem["units"], limit=8),
            f"{problem['suggestion']}。",
        )
        for problem in found
    )
    return Chapter(
        "next-steps",
        "十一、下一步打算",
        (
            text("针对存在问题，由标准化办公室牵头，各责任单位按下表落实整改。"),
            Table("整改措施与责任单位", columns, rows),
        ),
    )
