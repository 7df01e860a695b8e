"""A text survives its portable form and its JSON unchanged, whatever it says."""

from __future__ import annotations

import itertools
import json
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
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
    block_texts,
)
from standards_catalog.drafting.json_form import (
    JsonFormError,
    digest,
    from_json,
    from_plain,
    to_json,
    to_plain,
)
from standards_catalog.drafting.text_reader import TextFormError, read_text
from standards_catalog.drafting.text_writer import UnwritableTextError, write_text
from tests.standards_catalog.drafting.strategies import TEXTS

ROOT = Path(__file__).resolve().parents[3]
SMALL = StandardText(
    Cover(
        title="社会救助申请分办转办工作规范",
        english_title="Specification for assigning applications",
        number="JYSJZ FW 302—2021",
        ics="03.080.99",
        ccs="A16",
        published_on=date(2021, 3, 1),
        effective_on=date(2021, 4, 1),
        issuing_bodies=("江阴市民政局",),
    ),
    foreword=("本文件由江阴市民政局提出。",),
    blocks=(
        Clause(id="c1", level=1, title="范围", paragraphs=("本文件规定了转办。",)),
        Clause(id="c2", level=1, title="规范性引用文件", paragraphs=("下列文件。",)),
        NormativeReference(
            id="n1", number="GB/T 1.1—2020", title="标准化工作导则", dated=False
        ),
        NormativeReference(id="n2", number="GB 11643—1999", title="公民身份号码"),
        Clause(id="c3", level=1, title="术语和定义"),
        Term(id="t1", name="转办", english="transfer", definition="移交申请。"),
        Clause(id="c4", level=1, title="要求"),
        Clause(
            id="c5",
            level=2,
            paragraphs=("应在2个工作日内转办：", "- 见{{ref:tb}}"),
            measurable="R01",
        ),
        ListItem(id="l1", text="登记；"),
        ListItem(id="l2", text="核对。", level=2, ordered=False),
        Paragraph(id="p1", text="另有规定的除外。", doubt="样式“表注”无法识别"),
        Table(
            id="tb",
            title="时限",
            rows=(
                (Cell("环节", rowspan=2), Cell("时限|单位", colspan=2)),
                (Cell("数"), Cell("")),
            ),
            header_rows=2,
        ),
        Figure(id="f1", caption="流程", reference="flow.png", alt="从受理到反馈"),
        Formula(id="q1", latex="r = \\frac{n}{N}\n\\times 100\\%"),
        Formula(id="q2", latex="x", numbered=False),
        Note(id="k1", text="工作日不含节假日。"),
        Example(id="e1", paragraphs=("周五受理的，", "周二前转办。")),
        Annex(id="a1", title="转办单", normative=True),
        BibliographyItem(id="b1", number="", title="社会救助暂行办法"),
    ),
)
WRITTEN = """\
+++
format = "zhunsheng-standard-text 1"
title = "社会救助申请分办转办工作规范"
english_title = "Specification for assigning applications"
number = "JYSJZ FW 302—2021"
replaces = []
ics = "03.080.99"
ccs = "A16"
published_on = 2021-03-01
effective_on = 2021-04-01
issuing_bodies = ["江阴市民政局"]
+++

[前言]

本文件由江阴市民政局提出。

[正文]

# {#c1} 范围

本文件规定了转办。

# {#c2} 规范性引用文件

下列文件。

引用 {#n1 不注日期} GB/T 1.1—2020
    名称：标准化工作导则
引用 {#n2} GB 11643—1999
    名称：公民身份号码

# {#c3} 术语和定义

术语 {#t1} 转办
    英文：transfer
    定义：移交申请。

# {#c4} 要求

## {#c5 规则=R01}

应在2个工作日内转办：

\\u{2d} 见{{ref:tb}}

+ {#l1} 登记；
-- {#l2} 核对。

段 {#p1} 另有规定的除外。
    待核：样式“表注”无法识别

表 {#tb 表头行=2} 时限
    | {行=2} 环节 | {列=2} 时限\\u{7c}单位 |
    | 数 |  |

图 {#f1} flow.png
    图题：流程
    替代文字：从受理到反馈

式 {#q1}
    r = \\frac{n}{N}
    \\times 100\\%

式 {#q2 不编号}
    x

注 {#k1} 工作日不含节假日。

示例 {#e1}

周五受理的，

周二前转办。

附录 {#a1 规范性} 转办单

文献 {#b1}
    名称：社会救助暂行办法
"""


def test_the_portable_form_is_written_as_documented() -> None:
    assert write_text(SMALL) == WRITTEN


def test_the_example_of_the_documentation_is_in_the_form_it_documents() -> None:
    page = (ROOT / "docs" / "standard-text.md").read_text(encoding="utf-8")
    example = page[page.index("    +++") : page.index("## Cover")]
    text = read_text(textwrap.dedent(example).rstrip() + "\n")
    assert write_text(text) == textwrap.dedent(example).rstrip() + "\n"


def test_what_was_written_is_read_back() -> None:
    assert read_text(WRITTEN) == SMALL


@given(TEXTS)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_survives_the_portable_form(text: StandardText) -> None:
    written = write_text(text)
    assert read_text(written) == text
    assert read_text(written.encode().decode().replace("\n", "\r\n")) == text


@given(TEXTS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_survives_json(text: StandardText) -> None:
    assert from_json(to_json(text)) == text
    assert from_plain(to_plain(text)) == text


@given(TEXTS, TEXTS)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_digests_agree_exactly_when_texts_do(
    one: StandardText, other: StandardText
) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_one_changed_paragraph_changes_one_line() -> None:
    changed = WRITTEN.replace("本文件规定了转办。", "本文件规定了分办和转办。")
    before, after = (
        write_text(read_text(each)).split("\n") for each in (WRITTEN, changed)
    )
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_ids_are_made_for_a_text_typed_without_them() -> None:
    typed = WRITTEN.split("[前言]")[0] + (
        "[正文]\n# 范围\n本文件适用于窗口。\n## {规则=R01} 受理\n+ 登记；\n段 {} 其后\n"
    )
    ids = map(str, itertools.count(1))
    assert read_text(typed, lambda: next(ids)).blocks == (
        Clause(id="1", level=1, title="范围", paragraphs=("本文件适用于窗口。",)),
        Clause(id="2", level=2, title="受理", measurable="R01"),
        ListItem(id="3", text="登记；"),
        Paragraph(id="4", text="其后"),
    )


def with_body(body: str) -> str:
    return WRITTEN.split("[前言]")[0] + "[正文]\n" + body


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param("", "第1行：应以“+++”开头", id="no header"),
        pytest.param("+++\na=1", "第1行：封面信息没有以“+++”结束", id="header open"),
        pytest.param(
            "+++\nx\n+++\n", "第1行：封面信息不是有效的TOML", id="header no TOML"
        ),
        pytest.param(
            WRITTEN.replace("text 1", "text 9"),
            "第1行：封面信息的format应为",
            id="format",
        ),
        pytest.param(
            WRITTEN.replace("ccs =", "color ="), "有未知的项“color”", id="unknown key"
        ),
        pytest.param(
            WRITTEN.replace('ccs = "A16"', "ccs = 16"),
            "的“ccs”的值“16”类型不对",
            id="wrong type",
        ),
        pytest.param(
            WRITTEN.replace("[前言]", "x"),
            "第14行：“x”之前应有“[前言]”",
            id="no section",
        ),
        pytest.param(with_body("x"), "正文的第一行“x”应为章的标题", id="no clause yet"),
        pytest.param(with_body("# 范围"), "第15行：缺少编号“{#…}”", id="no id"),
        pytest.param(
            with_body("# {#a}\n+ {#b} x\n后"),
            "第16行：“+”下不能有段落",
            id="stray line",
        ),
        pytest.param(
            with_body("# {#a}\n    英文：x"), "“#”不能有“英文”", id="field of another"
        ),
        pytest.param(with_body("# {#a 红}"), "“#”不能有“红”", id="unknown mark"),
        pytest.param(
            with_body("# {#a}\n    | x |"), "“#”下不能有“| x |”", id="stray row"
        ),
        pytest.param(
            with_body("附录 {#a} x"), "附录应注明“规范性”或“资料性”", id="annex"
        ),
        pytest.param(
            with_body("表 {#a} x\n    x |"), "表的行“x |”应以“|”开头和结尾", id="row"
        ),
        pytest.param(
            with_body("表 {#a 表头行=二} x"), "表头行“二”应为数字", id="header rows"
        ),
        pytest.param(with_body("# {#a} \\u{ffffff}"), "无效的转义", id="bad escape"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_reason(source: str, reason: str) -> None:
    with pytest.raises(TextFormError) as caught:
        read_text(source)
    assert reason in str(caught.value)


def test_all_problems_are_reported_in_the_order_of_lines() -> None:
    with pytest.raises(TextFormError) as caught:
        read_text(with_body("附录 {#a} x\n# {#b 红}\n# c"))
    starts = [problem.split("行")[0] for problem in caught.value.problems]
    assert starts == ["第15", "第16", "第17"]


@pytest.mark.parametrize(
    "block",
    [
        Clause(id="", level=1),
        Clause(id="a b", level=1),
        Clause(id="a", level=1, measurable="R}1"),
        Clause(id="a", level=0),
        Table(id="a", title="", rows=((Cell("", colspan=0),),)),
    ],
)
def test_what_the_form_cannot_hold_is_refused(
    block: Clause | Table,
) -> None:
    with pytest.raises(UnwritableTextError):
        write_text(StandardText(blocks=(block,)))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda plain: "{", "不是有效的JSON"),
        (lambda plain: json.dumps([]), "正文：应为对象"),
        (lambda plain: json.dumps({**plain, "x": 1}), "未知的成员“x”"),
        (
            lambda plain: json.dumps({"blocks": [{"kind": "x"}]}),
            "第1项：没有已知的kind",
        ),
        (lambda plain: json.dumps({"blocks": [{"kind": "clause"}]}), "缺少成员"),
        (
            lambda plain: json.dumps(
                {"blocks": [{"kind": "clause", "id": "a", "level": True}]}
            ),
            "level：值“True”的类型不对",
        ),
        (lambda plain: json.dumps({"cover": {"published_on": "x"}}), "不是日期"),
        (lambda plain: json.dumps({"foreword": "x"}), "应为列表"),
    ],
)
def test_bad_json_is_refused_with_place_and_reason(
    spoil: Callable[[dict[str, object]], str], reason: str
) -> None:
    with pytest.raises(JsonFormError, match=reason):
        from_json(spoil(to_plain(SMALL)))


def test_every_prose_text_of_a_block_is_listed() -> None:
    listed = [text for block in SMALL.blocks for text in block_texts(block)]
    for text in (
        "范围",
        "转办",
        "transfer",
        "移交申请。",
        "登记；",
        "时限|单位",
        "流程",
    ):
        assert text in listed
    assert "" not in listed
    assert not any("frac" in text for text in listed)
