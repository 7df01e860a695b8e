"""The rules on modal verbs tell them from words that only hold their characters."""

from __future__ import annotations

import pytest

from tests.standards_catalog.drafting.checked_texts import problems


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("窗口必须登记。", ["必须"]),
        ("窗口应当登记，不得拒绝。", ["应当", "不得"]),
        ("须经审核，严禁泄露，禁止转借。", ["须", "严禁", "禁止"]),
        ("未经同意不可外传，务必保密，不许外借。", ["不可", "务必", "不许"]),
        ("窗口应登记，不应拒绝，宜公示，可延长，不必重复，能查询，不可能遗漏。", []),
        ("不可抗力、必不可少、不可或缺、不可分割、不可避免、不可持续。", []),
        ("无须提供，毋须等待，办事须知，不得不延期，不得已的情形。", []),
        ("标准不使用“必须”和“不得”，按《禁止传销条例》执行。", []),
        ("“窗口在任何情况下都必须登记”的做法。", ["必须"]),
        ("被禁止的行为、禁止性规定、禁令。", []),
        ("应当场填写，应当面核对，应当日办结，应当众公布。", []),
        ("应当面向社会公布，应当日常维护，应当即时告知。", ["应当"] * 3),
    ],
)
def test_wrong_modal_verbs_are_told_from_words_that_hold_them(
    sentence: str, wrong: list[str]
) -> None:
    found = problems("D41", f"# 甲\n{sentence}")
    assert [problem.message.split("“")[1].split("”")[0] for problem in found] == wrong


def test_modal_verbs_are_looked_for_in_lists_and_cells_but_not_in_titles() -> None:
    body = (
        "# 禁止行为\n包括：\n+ 必须登记；\n+ 乙。\n表 {} 应当\n    | 不得外传 |\n"
        "附录 {资料性} 丙\n段 {} 应当公示。"
    )
    numbers = [problem.number for problem in problems("D41", body)]
    assert numbers == ["第1章 a)", "表1", "附录A"]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("本标准适用于甲，本规范、本规程、本指南、本导则亦同。", 5),
        ("成本标准、基本标准、基本规范、样本标准、版本标准、日本标准。", 0),
        ("本规范性文件、本标准化工作、“本标准”的写法。", 0),
        ("本文件适用于甲。", 0),
    ],
)
def test_a_text_calls_itself_this_document(sentence: str, count: int) -> None:
    assert len(problems("D42", f"# 甲\n{sentence}")) == count


@pytest.mark.parametrize(
    ("sentence", "is_requirement"),
    [
        ("窗口应登记。", True),
        ("窗口不应拒绝。", True),
        ("窗口宜公示。", True),
        ("窗口必须登记。", True),
        ("窗口应当场登记。", True),
        ("窗口应对申请材料进行核对。", True),
        ("应急救助的供应适应相应的反应。", False),
        ("应用系统应对突发事件的能力。", False),
        ("对应的事宜适宜公开，应届毕业生便宜行事。", False),
        ("应保尽保、应救尽救的原则。", False),
        ("“应”表示要求。", False),
    ],
)
@pytest.mark.parametrize(
    ("code", "template", "front"),
    [
        ("D43", "# 范围\n{}", ""),
        ("D44", "# 甲", "[前言]\n{}\n"),
        ("D44", "# 甲", "[引言]\n{}\n"),
        ("D45", "# 甲\n注 {{}} {}", ""),
        ("D45", "# 甲\n示例 {{}}\n{}", ""),
    ],
)
def test_requirements_stand_only_in_provisions(
    code: str, template: str, front: str, sentence: str, is_requirement: bool
) -> None:
    found = problems(code, template.format(sentence), front.format(sentence))
    assert bool(found) == is_requirement


def test_a_requirement_in_a_provision_is_none_of_these() -> None:
    codes = ("D43", "D44", "D45")
    assert not any(problems(code, "# 甲\n窗口应登记。") for code in codes)


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("# 范围\n本文件适用于……。", ["第1章"]),
        ("# 甲\n窗口应在××日内登记。", ["第1章"]),
        ("# 甲\n+ {} XXX；", ["第1章 a)"]),
        ("# 甲\n尺寸为2×3，记作“……”。", []),
        ("# 甲\n乙。\n附录 {资料性} 表\n段 {} 年××月。", []),
    ],
)
def test_what_a_template_left_open_is_found(body: str, numbers: list[str]) -> None:
    assert [problem.number for problem in problems("D92", body)] == numbers
