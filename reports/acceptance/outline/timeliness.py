"""八 服务时限: the cases judged by R01 to R03, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from reports.acceptance.outline.source import (
    Source,
    numbered_rows,
    parts_cell,
    value_cell,
)
from reports.acceptance.stored_values import Row, read_exact
from reports.acceptance.wording import verdict_sentence
from reports.figures.rounding import NO_DATA, count_text
from typesetting.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Table,
    row,
    text,
)

_CODES = (
    "transfer_timeliness",
    "applicant_feedback_timeliness",
    "window_feedback_timeliness",
)
_LISTED_DUPLICATE_UNITS = 10


def chapter(source: Source) -> Chapter:
    """The rules, then items and units with the least timely first."""
    found = source["timeliness"]
    blocks: list[Block] = [text(_cases_sentence(found["cases"]))]
    blocks += [text(*verdict_sentence(source.value(code))) for code in _CODES]
    blocks.append(_rule_table(source))
    blocks += [
        Heading("（一）分事项"),
        _group_table("各事项及时率（由低到高）", "事项", "item", found["items"]),
        Heading("（二）分单位"),
        _group_table(
            "各受理窗口及时率（由低到高）", "受理窗口", "unit", found["units"]
        ),
        Heading("（三）疑似重复救助"),
        *_duplicates(source),
    ]
    return Chapter("timeliness", "八、服务时限", tuple(blocks))


def _cases_sentence(cases: int | None) -> str:
    if cases is None:
        return "尚未导入案件台账，时限类指标无数据。"
    if not cases:
        return "案件台账中没有数据截至日以前受理的案件。"
    return (
        f"案件台账载有数据截至日以前受理的案件{count_text(cases)}件，"
        "按可度量条款逐件判定；未到期的案件和缺少起点时间的案件不计入比率。"
    )


def _rule_table(source: Source) -> Table:
    columns = (
        Column("规则", 9, "center"),
        Column("条款", 37),
        Column("限值", 13, "center"),
        Column("及时/应计", 21, "right"),
        Column("比率", 13, "right"),
        Column("不计入", 13, "right"),
    )
    rows = tuple(
        row(
            rule["rule"],
            rule["clause"] or NO_DATA,
            rule["limit"],
            parts_cell(rule["value"]),
            value_cell(rule["value"]),
            count_text(rule["value"]["excluded"]),
        )
        for rule in source["timeliness"]["rules"]
    )
    return Table("可度量条款执行情况", columns, rows)


def _lowest(found: Row) -> tuple[Fraction, int]:
    """The lowest of the three rates; ties by the number of late cases."""
    rates = [read_exact(found[code]["value"]) for code in _CODES]
    late = sum(found[c]["denominator"] - found[c]["numerator"] for c in _CODES)
    return min((rate for rate in rates if rate is not None), default=Fraction(1)), -late


def _group_table(title: str, heading: str, key: str, groups: Iterable[Row]) -> Table:
    columns = (
        Column("序号", 8, "center"),
        Column(heading, 30),
        Column("转办", 18, "right"),
        Column("及时率", 13, "right"),
        Column("反馈申请人", 18, "right"),
        Column("及时率", 13, "right"),
        Column("反馈窗口", 18, "right"),
        Column("及时率", 13, "right"),
    )
    lines = (
        row(
            found[key],
            *(
                cell
                for code in _CODES
                for cell in (parts_cell(found[code]), value_cell(found[code]))
            ),
        )
        for found in sorted(groups, key=_lowest)
    )
    return Table(
        title, columns, numbered_rows(lines), empty="没有可判定的案件。", small=True
    )


def _duplicates(source: Source) -> list[Block]:
    figure = source.figure("duplicate_assistance")
    value = source.value("duplicate_assistance")
    if not value.numerator:
        said = f"（{value.note}）" if value.note else ""
        return [text(f"{figure.label}为{figure.text}{said}。")]
    rows = source["timeliness"]["duplicate_units"]
    return [
        text(
            *source.statement("duplicate_assistance"),
            "，指同一申请人标识、同一事项准予的案件，办结日距上一件办结日不超过365日。"
            "该数只提示线索，须经核查方可认定。",
        ),
        _duplicate_table(sorted(rows, key=lambda found: -found["count"])),
    ]


def _duplicate_table(rows: Sequence[Row]) -> Table:
    columns = (
        Column("序号", 10, "center"),
        Column("受理窗口", 60),
        Column("本窗口内疑似重复（件）", 30, "right"),
    )
    shown = rows[:_LISTED_DUPLICATE_UNITS]
    lines = (row(found["unit"], count_text(found["count"])) for found in shown)
    return Table(
        "疑似重复救助较多的受理窗口",
        columns,
        numbered_rows(lines),
        empty="疑似重复的案件分属不同受理窗口，没有同一窗口内的重复。",
    )
