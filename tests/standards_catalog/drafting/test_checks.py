"""Each rule of the drafting check finds what it should and nothing else."""

from __future__ import annotations

import itertools
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from standards_catalog.drafting.checks.registry import RULES, check_draft
from standards_catalog.drafting.checks.report import Severity
from standards_catalog.drafting.document import Clause, StandardText
from standards_catalog.drafting.json_form import from_json, to_json
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.drafting.text_writer import write_text
from standards_catalog.drafting.wording import new_draft
from tests.standards_catalog.drafting.checked_texts import (
    OWN,
    problems,
    replaced,
    text_in,
)
from tests.standards_catalog.drafting.strategies import TEXTS


def test_the_faulty_text_breaks_every_rule_exactly_once() -> None:
    report = check_draft(text_in("faulty.txt"), internal=OWN, validity=replaced)
    found = Counter(problem.code for problem in report.problems)
    assert found == Counter(rule.code for rule in RULES)


def test_the_sound_text_breaks_none() -> None:
    report = check_draft(text_in("sound.txt"), internal=OWN, validity=replaced)
    assert [str(problem) for problem in report.problems] == []


@pytest.mark.parametrize("name", ["faulty.txt", "sound.txt"])
def test_the_sample_texts_survive_both_forms(name: str) -> None:
    text = text_in(name)
    assert read_text(write_text(text)) == text
    assert from_json(to_json(text)) == text


def test_every_rule_has_its_own_code_and_a_source() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.title and rule.source for rule in RULES)


def test_problems_are_in_reading_order_and_name_their_place() -> None:
    report = check_draft(text_in("faulty.txt"), internal=OWN, validity=replaced)
    places = [problem.place for problem in report.problems]
    assert places == sorted(places)
    by_code = {problem.code: problem for problem in report.problems}
    assert (by_code["D41"].number, by_code["D41"].block_id) == ("A.1", "modal")
    assert (by_code["D22"].number, by_code["D22"].block_id) == ("表A.1", "table")
    assert (by_code["D14"].number, by_code["D14"].block_id) == ("前言", "")
    assert str(by_code["D41"]) == ("A.1：“必须”应改为“应”（D41，GB/T 1.1—2020，附录C）")
    assert report.of_block("modal") == (by_code["D41"],)
    assert set(report.errors) | set(report.warnings) == set(report.problems)


def test_an_office_decides_what_binds() -> None:
    text = text_in("faulty.txt")
    chosen = {"D41": Severity.WARNING, "D02": Severity.ERROR, "D16": Severity.OFF}
    report = check_draft(text, severities=chosen)
    severity = {problem.code: problem.severity for problem in report.problems}
    assert severity["D41"] is Severity.WARNING
    assert severity["D02"] is Severity.ERROR
    assert "D16" not in severity


def test_without_a_lookup_nothing_is_said_about_force() -> None:
    codes = {p.code for p in check_draft(text_in("faulty.txt")).problems}
    assert "D35" not in codes


# code, body, numbers of the places found
STRUCTURE = [
    ("D01", "# 甲\n## 乙\n文。", ["1.1"]),
    ("D01", "# 甲\n## 乙\n文。\n## 丙\n文。", []),
    ("D01", "附录 {规范性} 甲\n## 乙\n文。", ["A.1"]),
    ("D02", "# 甲\n文。\n## 乙\n## 丙", ["第1章"]),
    ("D02", "# 甲\n段 {} 文。\n## 乙\n## 丙", ["第1章"]),
    ("D02", "# 术语和定义\n文。\n## 乙\n## 丙", []),
    ("D02", "# 甲\n文。\n# 乙", []),
    ("D03", "# 甲\n## 乙\n## \n文。", ["1.2"]),
    ("D03", "# 甲\n## \n文。\n## 乙\n## 丙", ["1.2"]),
    ("D03", "# 甲\n## \n## \n# 乙\n## 丙\n## 丁", []),
    ("D04", "\n".join("#" * n + " 甲" for n in range(1, 7)), []),
    ("D04", "\n".join("#" * n + " 甲" for n in range(1, 8)), ["1.1.1.1.1.1.1"]),
    ("D05", "# 甲\n### 乙", ["1.1"]),
    ("D05", "# 甲\n## 乙\n### 丙\n# 丁", []),
    ("D05", "附录 {规范性} 甲\n# 乙", []),
    ("D06", "# 甲\n## \n文。\n### 乙", ["1.1"]),
    ("D06", "# 甲\n## 乙\n### \n文。", []),
    ("D07", "# 甲\n## 乙\n## 丙\n文。", ["1.1"]),
    ("D07", "# 范围\n# 甲\n+ 项", []),
    ("D07", "附录 {规范性} 甲", ["附录A"]),
    ("D08", "# \n文。", ["第1章"]),
    ("D08", "附录 {规范性}\n段 {} 文。", ["附录A"]),
    ("D08", "# 甲\n## \n文。", []),
    ("D09", "# {#a} 甲\n# {#a} 乙\n# {#b} 丙", ["第2章"]),
    ("D10", "# {#a} 甲\n见{{ref:a}}和{{ref:b}}。", ["第1章"]),
    ("D91", "# 甲\n段 {} 文。\n    待核：样式不明", ["第1章"]),
]
ELEMENTS = [
    ("D12", "# 规范性引用文件\n# 范围\n# 术语和定义", ["第1章"]),
    ("D12", "# 甲\n# 范围\n# 规范性引用文件\n# 术语和定义", ["第1章"]),
    ("D12", "# 范围\n# 术语和定义\n# 甲", []),
    ("D12", "# 范围\n引用 {} GB/T 1.1", ["GB/T 1.1"]),
    ("D12", "# 规范性引用文件\n引用 {} GB/T 1.1", []),
    ("D12", "# 范围\n术语 {} 甲\n    定义：乙。", ["1.1"]),
    ("D12", "# 术语和定义\n## 甲\n术语 {} 甲\n    定义：乙。", []),
    ("D12", "段 {} 文。\n# 甲", ["正文"]),
    ("D12", "# 甲\n文献 {} GB/T 1.1\n附录 {规范性} 乙", ["附录A"]),
    ("D12", "附录 {规范性} 甲\n# 乙\n## 丙", ["A.1"]),
    ("D15", "# 范围\n本文件规定了甲。\n本文件适用于乙。", []),
    ("D15", "# 范围\n本文件界定了甲，本文件不适用于乙。", []),
    ("D15", "# 范围\n本文件适用于乙。", ["第1章"]),
    ("D15", "# 范围\n本文件规定甲。\n本文件适用于乙。", ["第1章"]),
    ("D15", "# 范围\n本文件规定了甲。", ["第1章"]),
    ("D15", "# 范围", ["第1章"]),
    ("D15", "# 甲", []),
    ("D16", "# 规范性引用文件\n本文件没有规范性引用文件。", []),
    ("D16", "# 规范性引用文件\n无。", ["第1章"]),
    (
        "D16",
        "# 规范性引用文件\n本文件没有规范性引用文件。\n引用 {} GB/T 1.1",
        ["第1章"],
    ),
    ("D17", "# 术语和定义\n本文件没有需要界定的术语和定义。", []),
    ("D17", "# 术语和定义\nGB/T 20000.1界定的术语和定义适用于本文件。", []),
    ("D17", "# 术语和定义\n下列术语和定义适用于本文件。", ["第1章"]),
    ("D17", "# 术语和定义\n下列术语和定义适用于本文件。\n术语 {} 甲", []),
    (
        "D17",
        "# 术语和定义\nGB/T 1.1界定的以及下列术语和定义适用于本文件。\n术语 {} 甲",
        [],
    ),
    (
        "D17",
        "# 术语和定义\n下列术语和定义适用于本文件。\n## 甲\n术语 {} 乙\n## 丙\n术语 {} 丁",
        [],
    ),
    ("D17", "# 术语和定义\n本文件没有需要界定的术语和定义。\n术语 {} 甲", ["第1章"]),
    ("D17", "# 术语和定义", ["第1章"]),
]
MENTIONS = [
    ("D21", "# 甲\n见附录A。\n附录 {规范性} 乙", []),
    ("D21", "# 甲\n见{{ref:x}}。\n附录 {#x 规范性} 乙", []),
    ("D21", "# 甲\n见{{ref:t}}。\n附录 {规范性} 乙\n表 {#t} 丙", []),
    ("D21", "# 甲\n附录 {规范性} 乙\n段 {} 本附录即附录A。", ["附录A"]),
    ("D21", "# 甲\n见GB/T 1.1—2020的附录A。\n附录 {规范性} 乙", ["附录A"]),
    ("D22", "# 甲\n见表1和图 1。\n表 {} 乙\n图 {} 丙", []),
    ("D22", "# 甲\n代表1人，地图1张。\n表 {} 乙\n图 {} 丙", ["表1", "图1"]),
    ("D22", "# 甲\n表 {} 乙\n注 {} 见表1。", []),
    ("D23", "# 甲\n附录B和附录A。\n附录 {规范性} 乙\n附录 {规范性} 丙", ["附录B"]),
    ("D23", "# 甲\n附录A和附录B，附录A。\n附录 {规范性} 乙\n附录 {规范性} 丙", []),
    ("D24", "# 甲\n见附录B和表2。\n附录 {规范性} 乙", ["第1章", "第1章"]),
    ("D24", "# 甲\n见GB/T 1.1—2020，附录C、《附录D》。", []),
    ("D24", "# 甲\n见《导则》（GB/T 1.1—2020）和GB/T 1.1—2020《导则》中的表1。", []),
]
REFERENCES = [
    ("D31", "# 甲\n按GB/T 1.1的第5章。", ["第1章"]),
    ("D31", "# 甲\n按GB/T 1.1中的7.3。", ["第1章"]),
    ("D31", "# 甲\n按GB/T 1.1《导则》附录C。", ["第1章"]),
    ("D31", "# 甲\n按JYSJZ FW 301，表2。", ["第1章"]),
    ("D31", "# 甲\n按GB/T 1.1—2020的第5章、GB/T 1.2。", []),
    ("D31", "# 甲\n按GB/T 1.1，不低于99.5%。", []),
    ("D31", "# 甲\n按JYSJZ FW 302的第5章。", []),
    ("D32", "# 甲\n按GB/T 1.1和GB/T 1.1—2020。", ["第1章"]),
    ("D32", "# 甲\n参见GB/T 1.1。\n注 {} 见GB/T 1.2。", []),
    ("D32", "# 甲\n按JYSJZ FW 301。", ["第1章"]),
    ("D32", "# 甲\nPM 2.5和USB 3不是标准，JGJ 450—2018是。", ["第1章"]),
    ("D32", "# 规范性引用文件\n引用 {} GB/T 1.1\n# 甲\n按GB/T 1.1—2020。", []),
    (
        "D32",
        "# 规范性引用文件\n引用 {} GB/T 32169（所有部分）\n# 甲\n按GB/T 32169.3和GB/T 32168。",
        ["第2章"],
    ),
    (
        "D33",
        "# 规范性引用文件\n引用 {} GB/T 1.1\n引用 {} GB/T 1.2\n# 甲\n按GB/T 1.2。",
        ["GB/T 1.1"],
    ),
    ("D33", "# 规范性引用文件\n引用 {#x} GB/T 1.1\n# 甲\n按{{ref:x}}。", []),
    (
        "D33",
        "# 规范性引用文件\n引用 {} 令\n    名称：办法\n# 甲\n按《办法》。",
        [],
    ),
    (
        "D34",
        "# 规范性引用文件\n引用 {} MZ/T 1\n引用 {} GB/T 9\n引用 {} GB 8",
        ["GB/T 9", "GB 8"],
    ),
    ("D34", "# 规范性引用文件\n引用 {} GB/T 9\n引用 {} MZ/T 1\n引用 {} 令", []),
    ("D34", "# 规范性引用文件\n引用 {} 令\n引用 {} GB/T 9", ["GB/T 9"]),
    ("D35", "# 甲\n按GB/T 20000.1—2014和GB/T 1.1。", ["第1章"]),
    ("D35", "# 规范性引用文件\n引用 {不注日期} GB/T 20000.1—2014", ["GB/T 20000.1"]),
    ("D36", "# 规范性引用文件\n引用 {} GB/T 1.1\n# 甲\n按GB/T 1.1—2020。", ["第2章"]),
    (
        "D36",
        "# 规范性引用文件\n引用 {不注日期} GB/T 1.1—2020\n# 甲\n按GB/T 1.1。",
        [],
    ),
]
LISTS = [
    ("D51", "# 甲\n包括：\n+ 乙；\n+ 丙。", []),
    ("D51", "# 甲\n包括\n+ 乙；\n+ 丙。", ["第1章 a)"]),
    ("D51", "# 甲\n+ 乙；\n+ 丙。", ["第1章 a)"]),
    ("D52", "# 甲\n包括：\n+ 乙；\n+ 丙。", []),
    ("D52", "# 甲\n包括：\n+ 乙，\n+ 丙。", []),
    ("D52", "# 甲\n包括：\n+ 乙（见“丙；”）\n+ 丁。", []),
    ("D52", "# 甲\n包括：\n+ 乙\n+ 丙；", ["第1章 a)", "第1章 b)"]),
    ("D52", "# 甲\n如下。\n+ 乙。\n+ 丙。", []),
    ("D52", "# 甲\n如下。\n+ 乙；\n+ 丙。", ["第1章 a)"]),
    ("D52", "# 甲\n包括：\n+ 乙：\n++ 丙；\n++ 丁；\n+ 戊。", []),
    ("D52", "# 甲\n包括：\n+ 乙；\n++ 丙。\n+ 戊。", ["第1章 a)", "第1章 a) 1)"]),
    ("D52", "# 甲\n包括：\n+ 乙；\n注 {} 丙。\n+ 丁。", []),
    ("D53", "# 甲\n包括：\n+ 乙。\n段 {} 又：\n+ 丙。\n# 丁", ["第1章 a)", "第1章 a)"]),
    ("D53", "# 甲\n包括：\n- 乙；\n- 丙。", []),
    ("D54", "# 甲\n包括：\n+ 乙：\n++ 丙：\n+++ 丁。", ["第1章 a) 1) 1)"]),
]


@pytest.mark.parametrize(
    ("code", "body", "numbers"),
    [*STRUCTURE, *ELEMENTS, *MENTIONS, *REFERENCES, *LISTS],
)
def test_a_rule_finds_its_places(code: str, body: str, numbers: list[str]) -> None:
    assert [problem.number for problem in problems(code, body)] == numbers


CHAPTERS = "# 范围\n# 规范性引用文件\n# 术语和定义\n# 甲"


@pytest.mark.parametrize(
    ("missing", "front", "body"),
    [
        (["前言", "范围", "规范性引用文件", "术语和定义", "核心技术要素"], "", ""),
        (["前言"], "", CHAPTERS),
        ([], "[前言]\n文。\n", CHAPTERS),
        (["核心技术要素"], "[前言]\n文。\n", CHAPTERS.removesuffix("\n# 甲")),
        (["规范性引用文件"], "[前言]\n文。\n", "# 范围\n# 术语和定义\n# 甲"),
    ],
)
def test_every_missing_element_is_named(
    missing: list[str], front: str, body: str
) -> None:
    found = problems("D11", body, front)
    assert [problem.message.split("“")[1].split("”")[0] for problem in found] == missing
    assert {problem.number for problem in found} <= {"全文"}


@pytest.mark.parametrize(
    ("foreword", "count"),
    [
        ("本文件按照GB/T 1.1—2020《标准化工作导则》的规定起草。", 0),
        ("本文件按照GB/T1.1-2020《标准化工作导则》的规定起草。本文件由甲提出。", 0),
        ("本文件由甲提出。", 1),
    ],
)
def test_the_foreword_states_the_drafting_rules(foreword: str, count: int) -> None:
    assert len(problems("D14", CHAPTERS, f"[前言]\n{foreword}\n")) == count


def test_a_new_draft_lacks_nothing_but_its_content() -> None:
    ids = map(str, itertools.count())
    draft = new_draft("社会救助申请受理规范", "标准化办公室", lambda: next(ids))
    codes = [problem.code for problem in check_draft(draft).problems]
    assert codes == ["D13", "D92", "D07"]


@given(TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_check_gets_through_any_text(text: StandardText) -> None:
    report = check_draft(text, internal=OWN, validity=replaced)
    for problem in report.problems:
        assert problem.number
        assert "\n" not in problem.message


def test_three_hundred_clauses_are_checked_while_one_waits() -> None:
    sentence = "窗口应在受理后按GB/T 1.1—2020的7.3和{{ref:9}}、表1办理。" * 8
    text = StandardText(
        blocks=tuple(
            Clause(id=str(n), level=1, title="章", paragraphs=(sentence,))
            for n in range(300)
        )
    )
    start = time.process_time()
    check_draft(text, internal=OWN)
    assert time.process_time() - start < 3
