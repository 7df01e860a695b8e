"""A text with every kind of block, as somebody would write it."""

from __future__ import annotations

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Cell,
    Clause,
    Cover,
    Example,
    Figure,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)
from standards_catalog.drafting.wording import (
    DRAFTING_BASIS,
    REFERENCES_LEAD,
    TERMS_LEAD,
)


def identity(number: int) -> str:
    """A block id that is a UUID's text."""
    return f"00000000-0000-4000-8000-{number:012d}"


def _beginning() -> tuple[Block, ...]:
    return (
        Clause(
            id=identity(1),
            level=1,
            title="范围",
            paragraphs=(
                "本文件规定了社会救助受理登记的要求。",
                "本文件适用于镇（街道）社会救助窗口。",
            ),
        ),
        Clause(
            id=identity(2),
            level=1,
            title="规范性引用文件",
            paragraphs=(REFERENCES_LEAD,),
        ),
        NormativeReference(
            id=identity(3), number="GB/T 2260—2007", title="中华人民共和国行政区划代码"
        ),
        NormativeReference(
            id=identity(4), number="MZ/T 039", title="测试规范", dated=False
        ),
        Clause(id=identity(5), level=1, title="术语和定义", paragraphs=(TERMS_LEAD,)),
        Term(
            id=identity(6),
            name="受理",
            english="acceptance",
            definition="收下申请并出具凭证。",
            source="GB/T 2260—2007，3.1",
        ),
    )


def _middle() -> tuple[Block, ...]:
    return (
        Clause(id=identity(7), level=1, title="要求"),
        Clause(
            id=identity(8),
            level=2,
            title="登记",
            paragraphs=(f"登记应符合{{{{ref:{identity(15)}}}}}的要求，并包括：",),
            measurable="R01",
        ),
        ListItem(id=identity(9), text="申请人姓名；", level=1),
        ListItem(id=identity(10), text="事项：", level=1),
        ListItem(id=identity(11), text="救助类别；", level=2),
        ListItem(
            id=identity(12), text="金额。", level=2, ordered=False, measurable="R02"
        ),
        Paragraph(id=identity(13), text="登记应当日完成。", measurable="R03"),
        Note(id=identity(14), text="当日指工作日。"),
        Clause(
            id=identity(15), level=2, title="时限", paragraphs=("时限见{{ref:x}}。",)
        ),
        Table(
            id=identity(16),
            title="时限",
            header_rows=2,
            rows=(
                (Cell("事项", rowspan=2), Cell("时限", colspan=2)),
                (Cell("受理"), Cell("办结")),
                (Cell("低保"), Cell("1"), Cell("30")),
            ),
        ),
        Figure(id=identity(17), caption="流程", reference="no-such-file", alt="三步"),
        Formula(id=identity(18), latex=r"P=\frac{N_1}{N}\times100\%"),
        Formula(id=identity(19), latex=r"\frac{", numbered=False),
        Example(id=identity(20), paragraphs=("张某。", "其家庭。")),
    )


def _end() -> tuple[Block, ...]:
    return (
        Annex(id=identity(21), title="登记表", normative=False),
        Clause(id=identity(22), level=2, title="", paragraphs=("表的式样。",)),
        Clause(id=identity(23), level=2, title="", paragraphs=("表的填写。",)),
        Paragraph(id=identity(24), text="导入的段。", doubt="来源不明"),
        BibliographyItem(id=identity(25), title="社会救助暂行办法", number=""),
    )


FULL_TEXT = StandardText(
    cover=Cover(
        title="社会救助受理登记规范",
        english_title="Specification for acceptance",
        ics="03.160",
        ccs="A 16",
        replaces=("JYSJZ FW 101—2015",),
        issuing_bodies=("测试市民政局", "测试市医保局"),
    ),
    foreword=(DRAFTING_BASIS, "本文件由测试市民政局提出并归口。"),
    introduction=("社会救助事关困难群众。",),
    blocks=(*_beginning(), *_middle(), *_end()),
)
