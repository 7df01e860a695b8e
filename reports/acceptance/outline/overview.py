"""一 试点概况, 二 组织领导与保障, 三 主要任务与阶段."""

from __future__ import annotations

from collections.abc import Sequence

from reports.acceptance.outline.source import Source
from reports.acceptance.stored_values import Row, read_day
from reports.acceptance.wording import joined
from reports.figures.figure import figure_of
from reports.figures.rounding import count_text, date_text
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Heading,
    Paragraph,
    Table,
    Tone,
    alert,
    note,
    row,
    text,
)

_STATE_TONES: dict[str, Tone] = {
    "已完成": "good",
    "逾期": "bad",
    "进行中": "warn",
    "未开始": "quiet",
}


def situation(source: Source) -> Chapter:
    """What the pilot is, what it rests on and what it aims at."""
    pilot = source["pilot"]
    basis = f"依据{pilot['document']}，" if pilot["document"] else ""
    period = "至".join(date_text(read_day(pilot[k])) for k in ("starts_on", "ends_on"))
    blocks: list[Block] = [
        text(f"{pilot['name']}{basis}自{period}实施。"),
        _aims(source),
        _extent(source),
    ]
    if pilot["is_demonstration"]:
        blocks.append(
            alert(
                "本报告依据的人员、培训、实施、测评、自评、整改和案件记录为演示数据，"
                "系按固定规则生成，不反映任何单位的真实情况，不得用于正式验收。"
            )
        )
    return Chapter("situation", "一、试点概况", tuple(blocks))


def _aims(source: Source) -> Paragraph:
    figures = [figure_of(v) for v in source.values() if v.target is not None]
    if not figures:
        return text("方案未设定数值目标。")
    aims = "，".join(f"{figure.label}{figure.target}" for figure in figures)
    return text(
        f"试点设定的数值目标为：{aims}。其余指标未设目标值，如实列示，不作达标判断。"
    )


def _extent(source: Source) -> Paragraph:
    system, coverage = source["system"], source["coverage"]
    units = [unit for unit in source["organisation"]["units"] if unit["is_active"]]
    steps = coverage["value"]["denominator"]
    return text(
        f"试点成员单位{count_text(len(units))}个，"
        f"标准体系列入标准{count_text(len(system['standards']))}项，"
        f"另列法律法规{count_text(len(system['laws']))}部；"
        f"梳理应有标准的工作环节{count_text(steps)}个。"
    )


def organisation(source: Source) -> Chapter:
    """The member units by kind, by role and position only."""
    found = source["organisation"]
    active = [unit for unit in found["units"] if unit["is_active"]]
    blocks: list[Block] = [_by_kind(active)]
    closed = [unit["name"] for unit in found["units"] if not unit["is_active"]]
    if closed:
        blocks.append(text(f"已停用或尚未启用的单位：{joined(closed)}。"))
    blocks.append(
        text(
            f"各成员单位登记岗位{count_text(found['posts'])}个，"
            f"在册人员{count_text(found['people'])}名。",
            *source.statement("post_coverage"),
            "。",
        )
    )
    blocks.append(_unit_table(active))
    blocks.append(note("注：本报告只列单位和岗位，不列人员姓名。"))
    return Chapter("organisation", "二、组织领导与保障", tuple(blocks))


def _by_kind(units: Sequence[Row]) -> Paragraph:
    if not units:
        return text("试点尚未登记成员单位。")
    counts = "、".join(
        f"{kind}{count_text(number)}个"
        for kind in ("部门", "镇街园", "机构")
        if (number := sum(unit["kind"] == kind for unit in units))
    )
    leading = [unit["name"] for unit in units if unit["role"] == "牵头"]
    led = f"牵头单位为{joined(leading)}。" if leading else "方案未明确牵头单位。"
    return text(
        f"试点成员单位共{count_text(len(units))}个，其中{counts}。{led}"
        "成立试点工作领导小组，由标准化办公室承担日常工作。"
    )


def _unit_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("序号", 8, "center"),
        Column("单位", 44),
        Column("类别", 16, "center"),
        Column("成员角色", 16, "center"),
        Column("岗位数", 14, "right"),
        Column("在册人数", 16, "right"),
    )
    rows = tuple(
        row(
            str(number),
            unit["name"],
            unit["kind"],
            unit["role"] or "—",
            count_text(unit["posts"]),
            count_text(unit["people"]),
        )
        for number, unit in enumerate(units, 1)
    )
    return Table("成员单位", columns, rows, empty="尚未登记成员单位。")


def programme(source: Source) -> Chapter:
    """The phases with their deliverables, and the main tasks with their units."""
    found = source["programme"]
    blocks: list[Block] = [
        Heading("（一）实施阶段"),
        text(
            f"试点分{count_text(len(found['phases']))}个阶段实施。"
            if found["phases"]
            else "试点尚未登记实施阶段。"
        ),
        source.verdict("deliverable_completion"),
        _phase_table(found["phases"]),
        _deliverable_table(found["phases"]),
        Heading("（二）主要任务"),
        text(
            f"方案确定主要任务{count_text(len(found['tasks']))}项，"
            "责任单位和应制定标准见下表。"
            if found["tasks"]
            else "试点尚未登记主要任务。"
        ),
        _task_table(found["tasks"]),
    ]
    return Chapter("programme", "三、主要任务与阶段", tuple(blocks))


def _phase_table(phases: Sequence[Row]) -> Table:
    columns = (
        Column("阶段", 34),
        Column("起止日期", 40, "center"),
        Column("交付物", 12, "right"),
        Column("已确认", 12, "right"),
        Column("逾期", 10, "right"),
    )
    rows = []
    for phase in phases:
        states = [deliverable["state"] for deliverable in phase["deliverables"]]
        rows.append(
            row(
                phase["name"],
                f"{phase['starts_on']}至{phase['ends_on']}",
                count_text(len(states)),
                count_text(states.count("已完成")),
                count_text(states.count("逾期")),
            )
        )
    return Table("各阶段交付物完成情况", columns, tuple(rows), empty="尚未登记阶段。")


def _deliverable_table(phases: Sequence[Row]) -> Table:
    columns = (
        Column("阶段", 26),
        Column("序号", 8, "center"),
        Column("交付物", 42),
        Column("确认日期", 20, "center"),
        Column("状态", 14, "center"),
    )
    rows = tuple(
        row(
            phase["name"],
            found["number"],
            found["title"],
            (found["confirmed_on"] if found["state"] == "已完成" else None) or "—",
            Cell(found["state"], _STATE_TONES[found["state"]]),
        )
        for phase in phases
        for found in phase["deliverables"]
    )
    return Table("交付物清单", columns, rows, empty="尚未登记交付物。")


def _task_table(tasks: Sequence[Row]) -> Table:
    columns = (
        Column("任务", 30),
        Column("责任单位", 50),
        Column("应制定标准", 19, "right"),
        Column("现行", 10, "right"),
    )
    rows = tuple(
        row(
            task["name"],
            joined(task["units"], limit=14) or "—",
            count_text(len(task["standards"])),
            count_text(len(task["in_force"])),
        )
        for task in tasks
    )
    return Table("主要任务与责任单位", columns, rows, empty="尚未登记主要任务。")
