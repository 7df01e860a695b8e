"""五 标准实施 and 六 培训."""

from __future__ import annotations

from collections.abc import Sequence

from reports.acceptance.outline.source import (
    Source,
    numbered_rows,
    parts_cell,
    value_cell,
)
from reports.acceptance.stored_values import Row
from reports.figures.rounding import count_text
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Heading,
    Table,
    row,
    text,
)

_SCOPES = {
    "every_unit": "每个适用单位都有",
    "any_unit": "任一适用单位有",
}


def implementation(source: Source) -> Chapter:
    """Which standards are carried out and which are public."""
    found = source["implementation"]
    scope = _SCOPES[source["pilot"]["implementation_scope"]]
    return Chapter(
        "implementation",
        "五、标准实施",
        (
            Heading("（一）实施情况"),
            source.verdict("implementation_rate"),
            text(
                f"一项现行标准，{scope}经核实的执行、检查或记录，方计为已实施；"
                "只有宣贯记录的不计。"
            ),
            _record_table(found["records"]),
            _unit_table(found["units"]),
            *_not_implemented(found["not_implemented"]),
            Heading("（二）服务标准公开"),
            source.verdict("publication_rate"),
            *_not_public(found),
        ),
    )


def _record_table(records: Sequence[Row]) -> Table:
    columns = (
        Column("记录类型", 40),
        Column("记录数（条）", 30, "right"),
        Column("其中已核实（条）", 30, "right"),
    )
    rows = tuple(
        row(found["kind"], count_text(found["made"]), count_text(found["verified"]))
        for found in records
    )
    return Table("实施记录", columns, rows)


def _unit_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("单位", 36),
        Column("已实施/适用标准", 20, "right"),
        Column("实施率", 14, "right"),
        Column("已公开/应公开", 18, "right"),
        Column("公开率", 14, "right"),
    )
    rows = tuple(
        row(
            found["unit"],
            parts_cell(found["implementation_rate"]),
            value_cell(found["implementation_rate"]),
            parts_cell(found["publication_rate"]),
            value_cell(found["publication_rate"]),
        )
        for found in units
    )
    return Table("各单位标准实施率和公开率", columns, rows, empty="尚无成员单位。")


def _standard_list(title: str, rows: Sequence[Row]) -> Table:
    columns = (
        Column("序号", 8, "center"),
        Column("体系编号", 14, "center"),
        Column("标准名称", 36),
        Column("情况", 43),
    )
    lines = (row(found["code"], found["title"], found["reason"]) for found in rows)
    return Table(title, columns, numbered_rows(lines))


def _not_implemented(rows: Sequence[Row]) -> list[Block]:
    if not rows:
        return [text("没有未实施的现行标准。")]
    return [
        text(f"尚未全面实施的现行标准有{count_text(len(rows))}项。"),
        _standard_list("尚未全面实施的标准", rows),
    ]


def _not_public(found: Row) -> list[Block]:
    blocks: list[Block] = []
    if found["not_public"]:
        blocks.append(
            text(
                f"应公开而未公开的服务标准有{count_text(len(found['not_public']))}项。"
            )
        )
        blocks.append(_standard_list("未公开的服务标准", found["not_public"]))
    else:
        blocks.append(text("没有应公开而未公开的服务标准。"))
    if found["kept_private"]:
        blocks.append(_standard_list("不列入应公开的服务标准", found["kept_private"]))
    return blocks


def training(source: Source) -> Chapter:
    """Participation by unit and by training; nobody is named."""
    found = source["training"]
    return Chapter(
        "training",
        "六、培训",
        (
            source.verdict("training_participation"),
            source.verdict("training_pass_rate"),
            text(
                "参训率按在册人员去重计算，应训培训全部签到方计为参训，"
                "补训签到同样有效，免训人员不计入该次培训。"
            ),
            *_left_out(found["left_out"]),
            _training_table(found["trainings"]),
            _training_unit_table(found["units"]),
        ),
    )


def _left_out(rows: Sequence[Row]) -> list[Block]:
    if not rows:
        return []
    named = "；".join(
        f"{found['reason']}（{count_text(found['count'])}人）" for found in rows
    )
    return [text(f"不计入参训率的人员：{named}。")]


def _training_table(trainings: Sequence[Row]) -> Table:
    columns = (
        Column("日期", 18, "center"),
        Column("主题", 36),
        Column("方式", 14, "center"),
        Column("应训", 10, "right"),
        Column("免训", 10, "right"),
        Column("已训", 10, "right"),
        Column("未训", 10, "right"),
    )
    rows = tuple(
        row(
            found["held_on"],
            f"{found['code']} {found['topic']}",
            found["method"] or "—",
            count_text(found["due"]),
            count_text(found["exempt"]),
            count_text(found["attended"]),
            Cell(count_text(found["missing"]), "bad" if found["missing"] else ""),
        )
        for found in trainings
    )
    return Table("各次培训参训情况（人）", columns, rows, empty="尚未举办培训。")


def _training_unit_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("单位", 34),
        Column("已参训/应参训", 20, "right"),
        Column("参训率", 14, "right"),
        Column("合格/参加考核", 20, "right"),
        Column("合格率", 14, "right"),
    )
    rows = tuple(
        row(
            found["unit"],
            parts_cell(found["training_participation"]),
            value_cell(found["training_participation"]),
            parts_cell(found["training_pass_rate"]),
            value_cell(found["training_pass_rate"]),
        )
        for found in units
    )
    return Table("各单位参训率和考核合格率", columns, rows, empty="尚无成员单位。")
