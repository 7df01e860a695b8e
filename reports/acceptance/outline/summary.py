"""摘要: the targets against the values, and a missed target said plainly."""

from __future__ import annotations

from assessment.indicators.engine import IndicatorValue
from reports.acceptance.outline.source import Source, verdict_cell
from reports.acceptance.wording import verdict_sentence
from reports.figures.figure import figure_of
from reports.figures.rounding import count_text, date_text
from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Paragraph,
    Table,
    alert,
    note,
    row,
    text,
)


def chapter(source: Source) -> Chapter:
    """Which targets are met and which are not, then all indicators."""
    values = source.values()
    aimed = [value for value in values if value.target is not None]
    blocks: list[Block] = [_opening(source, aimed)]
    for value in aimed:
        write = alert if value.attained is False else text
        blocks.append(write(*verdict_sentence(value)))
    if aimed:
        blocks.append(_targets(aimed))
    blocks.append(_others(values))
    blocks.append(
        note(
            "注：判断以未取整的精确值与目标值比较；显示保留两位小数，"
            "取整会改变判断时增加小数位。“—”表示无数据。"
        )
    )
    return Chapter("summary", "摘　要", tuple(blocks))


def _opening(source: Source, aimed: list[IndicatorValue]) -> Paragraph:
    """How many of the targets that were set are met."""
    pilot = source["pilot"]
    head = f"{pilot['name']}数据截至{date_text(source.as_of)}。"
    if not aimed:
        return text(head, "试点未设定目标值，下列指标不作达标判断。")
    met = sum(value.attained is True for value in aimed)
    missed = [value.name for value in aimed if value.attained is False]
    unknown = [value.name for value in aimed if value.attained is None]
    said = f"试点设定的目标值共{count_text(len(aimed))}项，"
    if met == len(aimed):
        return text(head, said, "全部达到。")
    said += f"达到{count_text(met)}项"
    if missed:
        said += f"，未达到{count_text(len(missed))}项（{'、'.join(missed)}）"
    if unknown:
        said += (
            f"，无数据、不能判断的{count_text(len(unknown))}项（{'、'.join(unknown)}）"
        )
    return text(head, said + "。")


_COLUMNS = (
    Column("指标", 30),
    Column("实际值", 18, "right"),
    Column("分子/分母", 24, "right"),
    Column("目标值", 18, "right"),
    Column("判断", 20, "center"),
)


def _line(value: IndicatorValue) -> tuple[Cell, ...]:
    figure = figure_of(value)
    return row(
        figure.label,
        Cell(figure.text, reference=figure.code, strong=value.target is not None),
        figure.fraction or "—",
        figure.target,
        verdict_cell(figure),
    )


def _targets(aimed: list[IndicatorValue]) -> Table:
    return Table("目标完成情况", _COLUMNS, tuple(_line(value) for value in aimed))


def _others(values: list[IndicatorValue]) -> Table:
    """The indicators without a target; what needs saying stands beside them."""
    columns = (*_COLUMNS[:4], Column("说明", 28))
    figures = [figure_of(value) for value in values if value.target is None]
    rows = tuple(
        row(
            figure.label,
            Cell(figure.text, reference=figure.code),
            figure.fraction or "—",
            Cell(figure.target, "quiet"),
            figure.note or "—",
        )
        for figure in figures
    )
    return Table("其他指标", columns, rows, empty="全部指标均设有目标值。")
