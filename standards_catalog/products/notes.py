"""The 编制说明: its ten points, the tokens in them, and their first wording.

Pure: texts and a counted system go in, blocks of a document come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from listing.columns import share_text
from standards_catalog.products.chart import ChartRow, chart_rows, system_chart
from standards_catalog.products.diagram import PORTRAIT, structure_diagram
from standards_catalog.products.selectors import SystemProducts
from standards_catalog.products.tables import (
    STATISTICS_NOTE,
    brief_detail_table,
    kind_table,
    level_table,
)
from standards_catalog.selectors import Standing
from typesetting.blocks import Block, Heading, Picture, Table, note, text

_TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_UNPUBLISHED = (Standing.PLANNED, Standing.DRAFTING, Standing.NOT_YET)


@dataclass(frozen=True, slots=True)
class NotePoint:
    """A point of the 编制说明 with the wording it has until the office words it."""

    number: int
    title: str
    first_text: str


@dataclass(frozen=True, slots=True)
class WordedPoint:
    """A point with the text in force; ``is_own`` says that the office wrote it."""

    point: NotePoint
    text: str
    is_own: bool


# The points GB/T 13016—2018 asks for. Numbers are tokens, so that a text that was edited
# long ago still agrees with the tables of today.
POINTS = (
    NotePoint(
        1,
        "标准体系建设的背景",
        "根据{{依据文件}}，{{试点名称}}自{{开始日期}}起实施，至{{结束日期}}结束，成员单位{{成员单位数}}个。\n"
        "为明确试点范围内应有哪些标准、现有哪些标准、还缺哪些标准，按照GB/T 13016—2018《标准体系构建原则和要求》编制本标准体系表。",
    ),
    NotePoint(
        2,
        "建设目标、构建依据及实施原则",
        "目标：建成以通用基础标准为基础、服务提供标准为核心、管理标准和岗位工作标准为支撑和保障的标准体系，使各项工作有标准可依。\n"
        "依据：{{依据文件}}；GB/T 13016—2018《标准体系构建原则和要求》；法律法规清单所列{{法律法规数}}部法律法规和政策文件。\n"
        "原则：目标明确、全面成套、层次适当、划分清楚。",
    ),
    NotePoint(
        3,
        "国内、国外相关标准化情况综述",
        "截至{{截至日期}}，本体系列入标准{{应有数}}项，按级别分：{{级别构成}}。\n"
        "国家标准、行业标准和地方标准已有规定的，直接采用；没有规定的，制定内部标准。国外相关标准化情况由标准化办公室根据查新结果补充。",
    ),
    NotePoint(
        4,
        "各级子体系划分原则和依据",
        "体系分为四个分体系，分体系之下按工作内容划分子体系，共{{子体系数}}个。同一项标准只列入一个子体系。\n"
        "{{结构图}}",
    ),
    NotePoint(5, "各子体系的说明", "{{分体系说明}}"),
    NotePoint(
        6,
        "与其他体系的交叉情况和处理意见",
        "上级标准和其他体系已经列入的标准，本体系直接引用，不重复制定。法律法规和政策文件另列清单，不计入标准数。\n"
        "一项标准涉及多个子体系的，列入其主要内容所属的子体系，其他子体系引用。",
    ),
    NotePoint(
        7,
        "需要其他体系协调配套的意见",
        "涉及多个部门的标准，由责任部门牵头，与成员单位协商后列入。需要上级制定或修订的标准，由标准化办公室汇总后提出建议。",
    ),
    NotePoint(
        8,
        "结合统计表分析现有标准与应有标准的差距、薄弱环节和主攻方向",
        "{{统计表}}\n{{差距分析}}",
    ),
    NotePoint(
        9,
        "标准制修订规划建议",
        "建议优先制定和完善下列标准。\n{{待制定清单}}",
    ),
    NotePoint(
        10,
        "其他",
        "本说明中的数字、结构图、统计表和明细表出自同一次统计，数据截至{{截至日期}}。标准制定、修订、废止后随之更新。",
    ),
)


def unknown_tokens(source: str) -> list[str]:
    """The tokens in ``source`` that stand for nothing, in order."""
    known = {*_WORDS, *_BLOCKS}
    return [name for name in _TOKEN.findall(source) if name not in known]


def note_blocks(source: str, products: SystemProducts) -> tuple[Block, ...]:
    """``source`` as blocks: a paragraph a line, tokens filled in.

    A token of a table or drawing divides the line it stands in.
    """
    blocks: list[Block] = []
    for line in source.splitlines():
        for piece in _BLOCK_TOKEN.split(line):
            if piece in _BLOCKS:
                blocks += _BLOCKS[piece](products)
            elif piece.strip():
                blocks.append(text(_filled(piece.strip(), products)))
    return tuple(blocks)


def _filled(line: str, products: SystemProducts) -> str:
    def word(match: re.Match[str]) -> str:
        name = match[1]
        return _WORDS[name](products) if name in _WORDS else match[0]

    return _TOKEN.sub(word, line)


def _levels(products: SystemProducts) -> str:
    rows = [row for row in products.by_level[:-1] if row.total.required]
    parts = [f"{row.label}{row.total.required}项" for row in rows]
    return "、".join(parts) if parts else "暂无标准"


def _sections(products: SystemProducts) -> int:
    rows = chart_rows(system_chart(products).root)
    return sum(row.depth > 1 and bool(row.box.number) for row in rows)


def _planned_count(products: SystemProducts) -> int:
    return sum(line.standing in _UNPUBLISHED for line in products.details)


_WORDS: Mapping[str, Callable[[SystemProducts], str]] = {
    "试点名称": lambda products: products.pilot_name,
    "依据文件": lambda products: products.document or "试点文件",
    "开始日期": lambda products: products.starts_on.isoformat(),
    "结束日期": lambda products: products.ends_on.isoformat(),
    "截至日期": lambda products: products.day.isoformat(),
    "成员单位数": lambda products: str(products.unit_count),
    "应有数": lambda products: str(products.total.required),
    "现有数": lambda products: str(products.total.in_force),
    "现有率": lambda products: share_text(products.total.share),
    "未实施数": lambda products: str(_planned_count(products)),
    "法律法规数": lambda products: str(len(products.laws)),
    "子体系数": lambda products: str(_sections(products)),
    "级别构成": _levels,
}


def _structure(products: SystemProducts) -> tuple[Block, ...]:
    drawing = structure_diagram(system_chart(products), PORTRAIT)
    return (Picture("标准体系结构图", drawing, f"{products.pilot_name}标准体系结构图"),)


def _statistics(products: SystemProducts) -> tuple[Block, ...]:
    return level_table(products), kind_table(products), note(STATISTICS_NOTE)


def _details(products: SystemProducts) -> tuple[Block, ...]:
    return (brief_detail_table(products.details, "标准明细表"),)


def _unpublished(products: SystemProducts) -> tuple[Block, ...]:
    lines = [line for line in products.details if line.standing in _UNPUBLISHED]
    if not lines:
        return (text("列入体系的标准均已实施，没有待制定、制定中和未实施的标准。"),)
    return (brief_detail_table(lines, "待制定、制定中和未实施的标准"),)


def _parts(products: SystemProducts) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for part in system_chart(products).root.children:
        title = f"（{part.number}）{part.title}标准分体系——{part.role}"
        blocks.append(Heading(title, 3))
        lead = f"应有标准{part.required}项，现行{part.in_force}项。"
        rows = [row for row in chart_rows(part) if row.depth]
        listed = "；".join(_section_text(row) for row in rows)
        blocks.append(text(f"{lead}{'包括：' + listed + '。' if listed else ''}"))
    return tuple(blocks)


def _section_text(row: ChartRow) -> str:
    box = row.box
    counts = box.remark or f"应有{box.required}项、现行{box.in_force}项"
    return f"{box.number}{'　' if box.number else ''}{box.title}（{counts}）"


def _gaps(products: SystemProducts) -> tuple[Block, ...]:
    """What is lacking, from the same counts as the tables."""
    total = products.total
    missing = total.required - total.in_force
    if not total.required:
        return (text("体系内还没有标准，待列入后分析。"),)
    lines = [
        f"截至{products.day.isoformat()}，应有标准{total.required}项，现有"
        f"{total.in_force}项，现有数占应有数的{share_text(total.share)}，"
        f"尚缺{missing}项。"
    ]
    weak = "；".join(_weak_parts(products))
    if weak:
        lines.append(f"薄弱环节：{weak}。应作为下一步标准制定和实施的主攻方向。")
    elif not missing:
        lines.append("列入体系的标准均已现行，下一步以标准实施、评价和复审为主。")
    return tuple(text(line) for line in lines)


def _weak_parts(products: SystemProducts) -> Iterator[str]:
    for row in products.by_kind[:-1]:
        missing = row.counts.required - row.counts.in_force
        if missing:
            yield f"{row.label}分体系缺{missing}项（现有数/应有数为{share_text(row.counts.share)}）"
    empty = [
        row.box.title
        for row in chart_rows(system_chart(products).root)
        if row.depth > 1 and not row.box.required and not row.box.remark
    ]
    if empty:
        yield f"{'、'.join(empty)}子体系还没有列入标准"


_BLOCKS: Mapping[str, Callable[[SystemProducts], tuple[Block, ...]]] = {
    "结构图": _structure,
    "统计表": _statistics,
    "明细表": _details,
    "分体系说明": _parts,
    "差距分析": _gaps,
    "待制定清单": _unpublished,
}
_BLOCK_TOKEN = re.compile(r"\{\{\s*(" + "|".join(_BLOCKS) + r")\s*\}\}")


def token_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens of tables and drawings, and those of words and numbers."""
    return tuple(_BLOCKS), tuple(_WORDS)


def note_text(source: str, products: SystemProducts) -> str:
    """``source`` as plain text; a table or drawing is named, as it stands elsewhere."""
    parts = []
    for block in note_blocks(source, products):
        if isinstance(block, (Picture, Table)):
            parts.append(f"（见{block.title}）")
        else:
            parts.append(block.text)
    return "\n".join(parts)
