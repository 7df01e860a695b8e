"""Numbers computed over the stream, cross references and the contents."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
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
from standards_catalog.numbering.clauses import SkippedLevel, letter, number_blocks
from standards_catalog.numbering.contents import ContentsKind, contents
from standards_catalog.numbering.cross_references import (
    UNKNOWN_TARGET,
    reference_to,
    render_references,
    targets,
)
from tests.standards_catalog.drafting.strategies import TEXTS

# block id, block, expected label, expected reference
EXPECTED: list[tuple[Block, str, str]] = [
    (Clause(id="scope", level=1, title="范围"), "1", "第1章"),
    (Clause(id="refs", level=1, title="规范性引用文件"), "2", "第2章"),
    (
        NormativeReference(id="gb", number="GB/T 1.1—2020", title="导则", dated=False),
        "",
        "GB/T 1.1",
    ),
    (Clause(id="terms", level=1, title="术语和定义"), "3", "第3章"),
    (Term(id="t1", name="转办", definition="移交"), "3.1", "3.1"),
    (Note(id="n1", text="单独的注"), "注", "3.1 注"),
    (Term(id="t2", name="分办", definition="分送"), "3.2", "3.2"),
    (Clause(id="group", level=2, title="类别"), "3.3", "3.3"),
    (Term(id="t3", name="转介", definition="介绍"), "3.3.1", "3.3.1"),
    (Clause(id="four", level=1, title="要求"), "4", "第4章"),
    (Clause(id="41", level=2, title="受理"), "4.1", "4.1"),
    (Clause(id="411", level=3), "4.1.1", "4.1.1"),
    (Clause(id="412", level=3), "4.1.2", "4.1.2"),
    (ListItem(id="a", text="登记"), "a)", "4.1.2 a)"),
    (ListItem(id="b", text="核对"), "b)", "4.1.2 b)"),
    (ListItem(id="b1", text="证件", level=2), "1)", "4.1.2 b) 1)"),
    (ListItem(id="b2", text="住址", level=2), "2)", "4.1.2 b) 2)"),
    (Formula(id="q0", latex="x", numbered=False), "", "4.1.2"),
    (ListItem(id="c", text="转办"), "c)", "4.1.2 c)"),
    (ListItem(id="c1", text="其一", level=2), "1)", "4.1.2 c) 1)"),
    (Paragraph(id="p", text="还应："), "", "4.1.2"),
    (ListItem(id="d1", text="甲", ordered=False), "——", "4.1.2"),
    (ListItem(id="d2", text="乙", level=2, ordered=False), "·", "4.1.2"),
    (ListItem(id="d3", text="丙", level=2), "1)", "4.1.2 1)"),
    (Paragraph(id="p2", text="再应："), "", "4.1.2"),
    (ListItem(id="a2", text="重新开始"), "a)", "4.1.2 a)"),
    (Note(id="n2", text="其一"), "注1", "4.1.2 注1"),
    (Note(id="n3", text="其二"), "注2", "4.1.2 注2"),
    (Example(id="e1", paragraphs=("例",)), "示例", "4.1.2 示例"),
    (Clause(id="42", level=2, title="转办"), "4.2", "4.2"),
    (Note(id="n4", text="重新开始"), "注", "4.2 注"),
    (Table(id="tb1", title="时限", rows=()), "表1", "表1"),
    (Figure(id="fg1", caption="流程", reference="a.png"), "图1", "图1"),
    (Formula(id="q1", latex="x"), "(1)", "式(1)"),
    (Clause(id="five", level=1, title="评价"), "5", "第5章"),
    (Table(id="tb2", title="指标", rows=()), "表2", "表2"),
    (Formula(id="q2", latex="x"), "(2)", "式(2)"),
    (Annex(id="ax", title="转办单", normative=True), "附录A", "附录A"),
    (Clause(id="a.1", level=2, title="式样"), "A.1", "A.1"),
    (Clause(id="a.1.1", level=3), "A.1.1", "A.1.1"),
    (Table(id="tba", title="转办单", rows=()), "表A.1", "表A.1"),
    (Clause(id="a.2", level=2, title="填写"), "A.2", "A.2"),
    (Table(id="tba2", title="说明", rows=()), "表A.2", "表A.2"),
    (Figure(id="fga", caption="章", reference="b.png"), "图A.1", "图A.1"),
    (Formula(id="qa", latex="x"), "(A.1)", "式(A.1)"),
    (Annex(id="bx", title="流程", normative=False), "附录B", "附录B"),
    (Figure(id="fgb", caption="流程", reference="c.png"), "图B.1", "图B.1"),
    (BibliographyItem(id="r1", title="条例"), "[1]", "[1]"),
    (BibliographyItem(id="r2", title="办法"), "[2]", "[2]"),
]
TEXT = StandardText(
    foreword=("前言",),
    introduction=("引言",),
    blocks=tuple(block for block, _, _ in EXPECTED),
)
NUMBERS = number_blocks(TEXT)


@pytest.mark.parametrize(
    ("block", "label", "reference"), EXPECTED, ids=[b.id for b, _, _ in EXPECTED]
)
def test_each_block_has_its_number(block: Block, label: str, reference: str) -> None:
    number = NUMBERS.by_id[block.id]
    assert (number.label, number.reference) == (label, reference)


def test_the_enclosing_clause_is_known() -> None:
    assert NUMBERS.by_id["a"].clause == "4.1.2"
    assert NUMBERS.by_id["n1"].clause == "3.1"
    assert NUMBERS.by_id["fgb"].clause == "附录B"
    assert NUMBERS.by_id["r2"].clause == "参考文献"


def test_clauses_go_five_levels_below_a_chapter() -> None:
    levels = StandardText(blocks=tuple(Clause(id=str(n), level=n) for n in range(1, 7)))
    labels = [number.label for number in number_blocks(levels).numbers]
    assert labels == ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1", "1.1.1.1.1.1"]


def test_a_skipped_level_is_numbered_and_reported() -> None:
    skipping = StandardText(
        blocks=(
            Clause(id="a", level=2),
            Clause(id="b", level=1),
            Clause(id="c", level=4),
            Clause(id="d", level=2),
            Annex(id="e", title="", normative=True),
            Clause(id="f", level=1),
        )
    )
    found = number_blocks(skipping)
    assert [n.label for n in found.numbers] == ["1", "2", "2.1", "2.2", "附录A", "A.1"]
    assert found.skipped_levels == (
        SkippedLevel(0, 2, 1),
        SkippedLevel(2, 4, 2),
        SkippedLevel(5, 1, 2),
    )


def test_the_first_block_of_a_repeated_id_is_the_one_referred_to() -> None:
    repeated = StandardText(blocks=(Clause(id="a", level=1), Clause(id="a", level=1)))
    assert number_blocks(repeated).by_id["a"].label == "1"


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (1, 2, 26, 27, 52, 53)] == [
        "a",
        "b",
        "z",
        "aa",
        "az",
        "ba",
    ]


def test_moving_a_clause_renumbers_it_and_keeps_references_to_it() -> None:
    text = "见{{ref:42}}和{{ ref:x }}、{{ref:tba}}、{{ref:four}}、{{ref:gb}}。"
    assert (
        render_references(text, NUMBERS).text
        == "见4.2和{{ ref:x }}、表A.1、第4章、GB/T 1.1。"
    )
    blocks = list(TEXT.blocks)
    moved = blocks.pop(next(i for i, b in enumerate(blocks) if b.id == "42"))
    blocks.insert(next(i for i, b in enumerate(blocks) if b.id == "41"), moved)
    renumbered = number_blocks(StandardText(blocks=tuple(blocks)))
    assert render_references(reference_to("42"), renumbered).text == "4.1"
    assert render_references(reference_to("412"), renumbered).text == "4.2.2"


def test_a_reference_to_nothing_is_shown_and_returned() -> None:
    rendered = render_references("见{{ref:gone}}和{{ref:42}}", NUMBERS)
    assert rendered.text == f"见{UNKNOWN_TARGET}和4.2"
    assert rendered.unknown == ("gone",)
    assert list(targets("见{{ref:gone}}和{{ref:42}}")) == ["gone", "42"]


def test_the_contents_follow_the_order_of_the_rules() -> None:
    entries = contents(TEXT, NUMBERS, figures=True, tables=True)
    assert [str(entry) for entry in entries] == [
        "前言",
        "引言",
        "1 范围",
        "2 规范性引用文件",
        "3 术语和定义",
        "3.3 类别",
        "4 要求",
        "4.1 受理",
        "4.2 转办",
        "5 评价",
        "附录A（规范性） 转办单",
        "A.1 式样",
        "A.2 填写",
        "附录B（资料性） 流程",
        "参考文献",
        "图1 流程",
        "图A.1 章",
        "图B.1 流程",
        "表1 时限",
        "表2 指标",
        "表A.1 转办单",
        "表A.2 说明",
    ]


def test_the_contents_can_be_limited_to_chapters() -> None:
    entries = contents(TEXT, NUMBERS, deepest=1)
    clauses = [e for e in entries if e.kind is ContentsKind.CLAUSE]
    assert [entry.label for entry in clauses] == ["1", "2", "3", "4", "5"]


@given(TEXTS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_numbers_of_clauses_are_unique_and_in_order(text: StandardText) -> None:
    numbers = number_blocks(text)
    assert [n.index for n in numbers.numbers] == list(range(len(text.blocks)))
    labels = [
        number.label
        for block, number in zip(text.blocks, numbers.numbers, strict=True)
        if isinstance(block, Clause | Annex | Term | Table | Figure)
    ]
    assert len(labels) == len(set(labels))
    for before, after in itertools.pairwise(numbers.numbers):
        assert before.index < after.index
