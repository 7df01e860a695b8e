"""七 满意度: every rate with its n and its 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reports.acceptance.outline.source import (
    Source,
    interval_text,
    parts_cell,
    value_cell,
)
from reports.acceptance.stored_values import Row, read_exact
from reports.acceptance.wording import joined
from reports.figures.rounding import (
    NO_DATA,
    count_text,
    score_text,
    share_text,
)
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Heading,
    Picture,
    Table,
    alert,
    note,
    row,
    text,
)
from typesetting.charts import Bar, bar_chart


def chapter(source: Source) -> Chapter:
    """The pilot, then surveys, channels, dimensions and units."""
    found = source["satisfaction"]
    blocks: list[Block] = [
        *_overall(source),
        Heading("（一）分渠道"),
        *_channels(found["channels"]),
        Heading("（二）分维度"),
        _dimension_table(found["dimensions"]),
        note(
            "注：维度按答题数统计，均分为5分制的算术平均；达到满意的口径与满意率相同。"
        ),
        Heading("（三）分单位"),
        *_units(source),
    ]
    return Chapter("satisfaction", "七、满意度", tuple(blocks))


def _overall(source: Source) -> list[Block]:
    found = source["satisfaction"]
    counted = (
        "基本满意及以上"
        if source["pilot"]["satisfaction_counts_fair"]
        else "满意及以上"
    )
    blocks: list[Block] = [source.verdict("satisfaction_rate")]
    if found["overall"]["n"]:
        blocks.append(
            text(
                f"有效答卷{count_text(found['overall']['n'])}份（n），满意率按总体评价"
                f"{counted}计算，95%置信区间为{interval_text(found['overall'])}"
                "（威尔逊法）。"
            )
        )
    blocks.append(source.verdict("satisfaction_index"))
    if found["left_out"]:
        named = "；".join(
            f"{row_['reason']}（{count_text(row_['count'])}份）"
            for row_ in found["left_out"]
        )
        blocks.append(text(f"未计入的答卷：{named}。"))
    return [*blocks, _survey_table(found["surveys"])]


def _survey_table(surveys: Sequence[Row]) -> Table:
    columns = (
        Column("测评", 26),
        Column("起止日期", 22, "center"),
        Column("有效答卷", 15, "right"),
        Column("满意率", 13, "right"),
        Column("95%置信区间", 27, "center"),
        Column("指数", 14, "right"),
    )
    rows = tuple(
        row(
            found["name"],
            f"{found['opens_on']}至{found['closes_on']}",
            count_text(found["n"]),
            value_cell(found["rate"]),
            interval_text(found),
            value_cell(found["index"]),
        )
        for found in surveys
    )
    return Table("各次测评", columns, rows, empty="尚未开展测评。")


def _channels(channels: Sequence[Row]) -> list[Block]:
    return [
        Picture(
            "各渠道满意率及95%置信区间",
            bar_chart([_bar(found) for found in channels]),
            "各渠道满意率条形图，横线为95%置信区间，数据见下表。",
        ),
        _share_table("各渠道满意率", "渠道", channels),
    ]


def _bar(found: Row) -> Bar:
    share = Fraction(found["satisfied"], found["n"]) if found["n"] else None
    low, high = (read_exact(found[key]) for key in ("low", "high"))
    shown = share_text(found["satisfied"], found["n"])
    label = f"{shown}（n={count_text(found['n'])}）"
    return Bar(found["name"], share, label, low=low, high=high)


def _share_table(title: str, name: str, rows: Sequence[Row]) -> Table:
    columns = (
        Column(name, 24),
        Column("有效答卷（n）", 18, "right"),
        Column("满意", 14, "right"),
        Column("满意率", 16, "right"),
        Column("95%置信区间", 28, "center"),
    )
    lines = tuple(
        row(
            found["name"],
            count_text(found["n"]),
            count_text(found["satisfied"]),
            share_text(found["satisfied"], found["n"]),
            interval_text(found),
        )
        for found in rows
    )
    return Table(title, columns, lines)


def _dimension_table(dimensions: Sequence[Row]) -> Table:
    columns = (
        Column("维度", 22),
        Column("答题数（n）", 17, "right"),
        Column("均分", 12, "right"),
        Column("满意比例", 16, "right"),
        Column("95%置信区间", 28, "center"),
    )
    rows = tuple(
        row(
            found["name"],
            count_text(found["n"]),
            score_text(read_exact(found["mean"])),
            share_text(found["satisfied"], found["n"]),
            interval_text(found),
        )
        for found in dimensions
    )
    return Table("各维度得分", columns, rows, empty="没有有效答卷。")


def _units(source: Source) -> list[Block]:
    units = source["satisfaction"]["units"]
    minimum = count_text(source["pilot"]["minimum_answers_per_unit"])
    small = [found["unit"] for found in units if found["is_small"]]
    blocks: list[Block] = []
    if small:
        blocks.append(
            alert(
                f"样本不足预警：{joined(small, limit=10)}的有效答卷少于{minimum}份，"
                "结果仅供参考，不宜用于比较。"
            )
        )
    elif units:
        blocks.append(text(f"各单位有效答卷均不少于{minimum}份。"))
    return [*blocks, _unit_table(units)]


def _unit_table(units: Sequence[Row]) -> Table:
    columns = (
        Column("单位", 38),
        Column("满意/有效", 18, "right"),
        Column("满意率", 15, "right"),
        Column("95%置信区间", 27, "center"),
        Column("指数", 14, "right"),
        Column("样本", 12, "center"),
    )
    rows = tuple(
        row(
            found["unit"],
            parts_cell(found["satisfaction_rate"]),
            value_cell(found["satisfaction_rate"]),
            interval_text(found),
            value_cell(found["satisfaction_index"]),
            Cell("! 不足", "warn") if found["is_small"] else Cell("充足"),
        )
        for found in units
    )
    return Table(
        "各单位满意率", columns, rows, empty=f"没有有效答卷，满意率为“{NO_DATA}”。"
    )
