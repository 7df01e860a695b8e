"""缺 and 低: what must be found, and what comes near and must not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.gaps.rules.facts import StepInUse
from assessment.indicators.vocabulary import StandardLevel, StandardStatus
from tests.assessment.gaps.gap_facts import (
    a_clause,
    a_limit,
    a_standard,
    a_step,
    found_in,
    rules_of,
)

MISSING, NO_LIMIT = "缺-无现行标准", "低-无限值"
WEAKER, BELOW = "低-弱于办理时限", "低-弱于上位文件"
NAMED = {"FW302": ("6.1.1",)}


@pytest.mark.parametrize(
    ("codes", "standard", "is_missing"),
    [
        ((), a_standard("FW302"), True),
        (("FL01",), a_standard("FW302"), True),
        (("FW302",), a_standard("FW302"), False),
        (("FW302",), a_standard("FW302", effective_on=date(2021, 12, 31)), False),
        (("FW302",), a_standard("FW302", effective_on=date(2022, 1, 1)), True),
        (("FW302",), a_standard("FW302", withdrawn_on=date(2021, 12, 31)), True),
        (("FW302",), a_standard("FW302", withdrawn_on=date(2022, 1, 1)), False),
        (
            ("FW302",),
            a_standard("FW302", status=StandardStatus.IN_DRAFTING),
            True,
        ),
        (("FL01", "FW302"), a_standard("FW302"), False),
    ],
    ids=[
        "none named",
        "a law alone",
        "in force",
        "in force from today",
        "in force from tomorrow",
        "abolished today",
        "abolished tomorrow",
        "being drafted",
        "a law beside a standard",
    ],
)
def test_a_step_is_missing_a_standard_when_none_in_force_covers_it(
    codes: tuple[str, ...], standard: Any, is_missing: bool
) -> None:
    found = found_in(a_step(*codes), standards=(standard,))
    assert rules_of(found) == ([MISSING] if is_missing else [])


def test_a_missing_standard_is_explained_and_the_planned_one_proposed() -> None:
    planned = a_standard(
        "FW106", "社会联动救助服务通则", status=StandardStatus.TO_BE_DRAFTED
    )
    (gap,) = found_in(a_step("FL01", "FW106"), standards=(planned,))
    assert gap.statement == (
        "没有现行标准覆盖本环节：法律法规FL01（不计覆盖）、"
        "FW106《社会联动救助服务通则》（状态为待制定）。"
    )
    assert (gap.standard, gap.proposed) == ("FW106", "社会联动救助服务通则")
    assert gap.owners == ("测试民政局",)


def test_the_key_of_a_missing_standard_is_its_step_alone() -> None:
    (bare,) = found_in(a_step())
    planned = a_standard("FW106", status=StandardStatus.TO_BE_DRAFTED)
    (named,) = found_in(a_step("FW106"), standards=(planned,))
    assert bare.key == named.key == "缺-无现行标准|救助程序/转办转介/转交|||"


def covered(step: StepInUse, text: str = "", **facts: Any) -> list[str]:
    """What is found of a step that FW302 covers, with this text at 6.1.1."""
    texts = {"FW302": (a_clause("6.1.1", text),)} if text else {}
    found = found_in(step, standards=(a_standard("FW302"),), texts=texts, **facts)
    return rules_of(found)


ASKED = a_step("FW302", time_limit="2个工作日", clauses=NAMED)


@pytest.mark.parametrize(
    ("step", "text", "rules"),
    [
        (ASKED, "应及时转交责任部门。", [NO_LIMIT]),
        (ASKED, "应在2个工作日内转交。", []),
        (ASKED, "应在1个工作日内转交。", []),
        (ASKED, "应在两个工作日内转交。", []),
        (ASKED, "应在3个工作日内转交。", [WEAKER]),
        (ASKED, "应在2日内转交。", [WEAKER]),
        (ASKED, "先3个工作日，急难的2个工作日。", []),
        (a_step("FW302", clauses=NAMED), "应及时转交。", []),
        (a_step("FW302", time_limit="及时", clauses=NAMED), "应及时转交。", []),
        (a_step("FW302", time_limit="2021年4月—2021年6月"), "按计划宣贯。", []),
        (a_step("FW302", time_limit="规定时限"), "按规定办理。", [NO_LIMIT]),
        (
            a_step("FW302", time_limit="规定时限", clauses=NAMED),
            "应在20个工作日内办结。",
            [],
        ),
        (a_step("FW302", time_limit="规定时限"), "", []),
        (
            a_step("FW302", source_clause="三、(二)2:窗口在2个工作日内", clauses=NAMED),
            "应及时转交。",
            [NO_LIMIT],
        ),
        (
            a_step("FW302", source_clause="三、(二)2:窗口转交", clauses=NAMED),
            "转交。",
            [],
        ),
    ],
    ids=[
        "no limit in the clause",
        "the same limit",
        "a stricter one",
        "the same in words",
        "a weaker one",
        "counted differently",
        "one of two is enough",
        "nothing asked for",
        "及时 is no number",
        "a period is no limit",
        "规定时限 and a text without any",
        "规定时限 and a text with one",
        "规定时限 and no text to read",
        "the source's words ask",
        "the clause number of the source asks nothing",
    ],
)
def test_a_covering_standard_has_the_limit_its_source_asks_for(
    step: StepInUse, text: str, rules: list[str]
) -> None:
    assert covered(step, text) == rules


def test_a_limit_counted_differently_is_left_to_a_person() -> None:
    texts = {"FW302": (a_clause("6.1.1", "应在2日内转交。"),)}
    (gap,) = found_in(ASKED, standards=(a_standard("FW302"),), texts=texts)
    assert not gap.is_certain
    assert "规定“2日”，来源要求“2个工作日”，计量单位不同" in gap.statement


def test_a_text_that_is_not_kept_here_is_not_judged() -> None:
    (gap,) = found_in(ASKED, standards=(a_standard("FW302"),))
    assert (gap.rule.value, gap.is_certain) == (NO_LIMIT, False)
    assert "FW302的文本不在本系统" in gap.statement


@pytest.mark.parametrize(
    ("limit", "rules"),
    [
        (a_limit("R01", "2", standard="FW302", clause="6.1.1"), []),
        (a_limit("R01", "3", standard="FW302", clause="6.1.1"), [WEAKER]),
        (a_limit("R01", None, standard="FW302", clause="6.1.1"), [NO_LIMIT]),
        (a_limit("R01", "2", standard="FW302", clause="6.10"), [NO_LIMIT]),
        (a_limit("R01", "2", standard="FW303", clause="6.1.1"), [NO_LIMIT]),
        (a_limit("R01", "100", "百分比", standard="FW302"), [NO_LIMIT]),
        (a_limit("R01", "2", standard="FW302", items=("医疗救助",)), [NO_LIMIT]),
        (a_limit("R01", "2", standard="FW302", items=("转办转介",)), []),
    ],
    ids=[
        "same",
        "weaker",
        "未配置",
        "another clause",
        "another standard",
        "a share is no time",
        "of another item",
        "of this item",
    ],
)
def test_without_a_text_the_rules_speak_for_the_standard(
    limit: Any, rules: list[str]
) -> None:
    assert covered(ASKED, limits=(limit,)) == rules


def test_the_whole_document_counts_its_measurable_clauses_only() -> None:
    step = a_step("FW302", time_limit="2个工作日")
    for is_measurable, rules in ((True, []), (False, [NO_LIMIT])):
        clause = a_clause("6", "应在2个工作日内转交。", is_measurable=is_measurable)
        found = found_in(
            step, standards=(a_standard("FW302"),), texts={"FW302": (clause,)}
        )
        assert rules_of(found) == rules


def test_a_clause_below_the_one_named_counts_and_a_neighbour_does_not() -> None:
    step = a_step("FW302", time_limit="2个工作日", clauses={"FW302": ("6.1",)})
    for number, rules in (("6.1.3", []), ("6.1 a)", []), ("6.10", [NO_LIMIT])):
        texts = {"FW302": (a_clause(number, "应在2个工作日内转交。"),)}
        found = found_in(step, standards=(a_standard("FW302"),), texts=texts)
        assert rules_of(found) == rules, number


def test_a_second_standard_that_meets_the_limit_excuses_the_unnamed_one() -> None:
    step = a_step("FW302", "GL107", time_limit="2个工作日", clauses=NAMED)
    standards = (a_standard("FW302"), a_standard("GL107", subsystem="管理"))
    texts = {
        "FW302": (a_clause("6.1.1", "应在2个工作日内转交。"),),
        "GL107": (a_clause("5", "应在20个工作日内办结。", is_measurable=True),),
    }
    assert rules_of(found_in(step, standards=standards, texts=texts)) == []


@pytest.mark.parametrize(
    ("mine", "higher", "rules"),
    [
        (("3", "工作日"), {"law": "FL01"}, [BELOW]),
        (("2", "工作日"), {"law": "FL01"}, []),
        (("1", "工作日"), {"law": "FL01"}, []),
        (("3", "工作日"), {"law": "FL01", "end_event": "办结"}, []),
        (("3", "工作日"), {"law": "FL01", "items": ("医疗救助",)}, []),
        (("3", "工作日"), {"standard": "GB1"}, [BELOW]),
        (("3", "工作日"), {"standard": "FW9"}, []),
        ((None, "工作日"), {"law": "FL01"}, []),
    ],
    ids=[
        "weaker than a law",
        "the same",
        "stricter",
        "between other events",
        "of other items",
        "weaker than a national standard",
        "a standard that does not cover the step",
        "no number to compare",
    ],
)
def test_a_limit_is_not_weaker_than_that_of_a_law_or_a_higher_standard(
    mine: tuple[str | None, str], higher: dict[str, Any], rules: list[str]
) -> None:
    limits = (
        a_limit("R01", *mine, standard="FW302"),
        a_limit("R90", "2", "工作日", **higher),
    )
    standards = (
        a_standard("FW302"),
        a_standard("GB1", "转交要求", level=StandardLevel.NATIONAL, subsystem="管理"),
        a_standard("FW9"),
    )
    found = found_in(a_step("FW302", "GB1"), standards=standards, limits=limits)
    assert rules_of(found) == rules
