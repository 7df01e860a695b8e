"""旧, 重 and 冲突: what must be found, and what comes near and must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.gaps.rules.between import likeness, title_core
from assessment.gaps.rules.facts import EndedCitation, ReviewDue
from assessment.indicators.vocabulary import StandardLevel
from tests.assessment.gaps.gap_facts import (
    a_clause,
    a_limit,
    a_standard,
    a_step,
    found_in,
    rules_of,
)

CITATION, AGE = "旧-引用失效", "旧-超过复审年限"
OVERLAP, CONFLICT = "重-范围重叠", "冲突-限值不一"
ENDED = EndedCitation(
    "FW302",
    "GB/T 35273—2017",
    date(2020, 10, 1),
    ("GB/T 35273—2020",),
    ("第2章", "4.4"),
)
DUE = ReviewDue("FW302", date(2016, 4, 1), date(2021, 4, 1))


@pytest.mark.parametrize(
    ("codes", "facts", "rules"),
    [
        (("FW302",), {"citations": (ENDED,)}, [CITATION]),
        (("FW302",), {"reviews": (DUE,)}, [AGE]),
        (("FW302",), {"citations": (ENDED,), "reviews": (DUE,)}, [CITATION, AGE]),
        (("FW303",), {"citations": (ENDED,), "reviews": (DUE,)}, []),
        (("FW302",), {"citations": (replace(ENDED, standard="FW303"),)}, []),
        (("FW302",), {}, []),
    ],
    ids=["cites", "due", "both", "covers nothing", "another cites", "neither"],
)
def test_a_covering_standard_is_dated(
    codes: tuple[str, ...], facts: dict[str, Any], rules: list[str]
) -> None:
    standards = (a_standard("FW302"), a_standard("FW303"))
    found = found_in(a_step(*codes), standards=standards, **facts)
    assert rules_of(found) == rules


def test_a_standard_that_covers_two_steps_is_dated_once_and_says_what_it_cites() -> (
    None
):
    steps = (a_step("FW302"), a_step("FW302", name="提交会议"))
    (gap,) = found_in(
        *steps,
        standards=(a_standard("FW302", "转办规范"),),
        citations=(ENDED,),
        units={"FW302": ("测试医保局",)},
    )
    assert gap.statement == (
        "FW302《转办规范》引用的文件已失效：GB/T 35273—2017（2020-10-01失效），"
        "现为GB/T 35273—2020，见第2章、4.4。"
    )
    assert gap.owners == ("测试医保局",)
    assert gap.key == "旧-引用失效||FW302||"


def named(*codes: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(codes, ("6.1",))


@pytest.mark.parametrize(
    ("first", "second", "clauses", "rules"),
    [
        ({"title": "就业救助服务规范"}, {"title": "就业援助服务规范"}, (), [OVERLAP]),
        ({"title": "平台管理规范"}, {"title": "平台日常管理规范"}, (), [OVERLAP]),
        ({"title": "法律援助规范"}, {"title": "困难群众转办规范"}, (), []),
        ({"title": "服务规范"}, {"title": "管理规范"}, (), []),
        (
            {"title": "政务中心规范 第1部分：基本要求"},
            {"title": "政务中心规范 第3部分：窗口"},
            (),
            [],
        ),
        (
            {"title": "就业救助服务规范"},
            {"title": "就业救助服务岗位规范", "subsystem": "岗位工作"},
            (),
            [],
        ),
        (
            {"title": "就业救助服务规范"},
            {"title": "就业援助服务规范", "withdrawn_on": date(2021, 7, 1)},
            (),
            [],
        ),
        ({"title": "就业救助规范"}, {"title": "就业援助规范"}, ("FW1",), []),
        ({"title": "就业救助规范"}, {"title": "就业援助规范"}, ("FW1", "FW2"), []),
    ],
    ids=[
        "one thing in other words",
        "one within the other",
        "two things",
        "titles that say nothing",
        "parts of one series",
        "a post standard beside a service standard",
        "one is abolished",
        "a clause beside a whole document",
        "clauses that are not here to compare",
    ],
)
def test_two_standards_of_one_scope_overlap(
    first: dict[str, Any],
    second: dict[str, Any],
    clauses: tuple[str, ...],
    rules: list[str],
) -> None:
    standards = (a_standard("FW1", **first), a_standard("FW2", **second))
    step = a_step("FW1", "FW2", clauses=named(*clauses))
    assert rules_of(found_in(step, standards=standards)) == rules


@pytest.mark.parametrize(
    ("mine", "other", "is_double"),
    [
        (("转办手续", "甲"), ("转办手续", "乙"), True),
        (("", "服务窗口应填写转办单并在登记后转交责任部门。"),
         ("", "窗口应填写转办单并在登记后转交责任部门办理。"), True),
        (("", "服务窗口应填写转办单并在登记后转交责任部门。"),
         ("", "责任部门收到后应记录接收的时间和经办的岗位。"), False),
        (("服务", "甲"), ("服务", "乙"), False),
    ],
    ids=["same title", "same words", "other words", "a title that says nothing"],
)  # fmt: skip
def test_clauses_about_one_thing_overlap(
    mine: tuple[str, str], other: tuple[str, str], is_double: bool
) -> None:
    standards = (a_standard("FW1", "受理规范"), a_standard("FW2", "平台规范"))
    texts = {
        code: (a_clause("6.1", words, title=title),)
        for code, (title, words) in (("FW1", mine), ("FW2", other))
    }
    step = a_step("FW1", "FW2", clauses=named("FW1", "FW2"))
    found = found_in(step, standards=standards, texts=texts)
    assert rules_of(found) == ([OVERLAP] if is_double else [])


def test_the_internal_standard_gives_way_to_the_national_one() -> None:
    standards = (
        a_standard("FW206", "就业救助服务规范"),
        a_standard("FW207", "就业援助服务规范", level=StandardLevel.NATIONAL),
    )
    (gap,) = found_in(a_step("FW207", "FW206"), standards=standards)
    assert gap.proposed == "就业救助服务规范"
    assert gap.key == "重-范围重叠||FW206|FW207|"


def test_two_standards_on_two_steps_overlap_once() -> None:
    standards = (
        a_standard("FW1", "就业救助规范"),
        a_standard("FW2", "就业援助规范"),
    )
    steps = (a_step("FW1", "FW2"), a_step("FW2", "FW1", name="认定"))
    assert len(found_in(*steps, standards=standards)) == 1


def test_what_titles_are_about_is_left_of_them() -> None:
    assert title_core("社会救助综合服务平台日常管理规范") == "综合平台日常"
    assert title_core("“两库两清单”管理规范") == "两库两清单"
    assert likeness("", "转办") == 0
    assert likeness("转办转介", "转办转介") == 1


BOTH = (a_standard("FW1", "受理规范"), a_standard("FW2", "反馈规范"))


@pytest.mark.parametrize(
    ("mine", "other", "rules"),
    [
        (("2", "工作日"), ("3", "工作日"), [CONFLICT]),
        (("2", "工作日"), ("2", "日"), [CONFLICT]),
        (("2", "工作日"), ("2", "工作日"), []),
        (("2", "工作日"), (None, "工作日"), []),
        (("2", "工作日"), ("100", "百分比"), []),
    ],
    ids=["numbers", "units", "the same", "no number", "a share beside a time"],
)
def test_limits_of_two_standards_between_the_same_events_contradict(
    mine: tuple[str, str], other: tuple[str | None, str], rules: list[str]
) -> None:
    limits = (
        a_limit("R01", *mine, standard="FW1"),
        a_limit("R02", *other, standard="FW2"),
    )
    found = found_in(a_step("FW1", "FW2"), standards=BOTH, limits=limits)
    assert rules_of(found) == rules
    elsewhere = (limits[0], replace(limits[1], end_event="办结"))
    assert found_in(a_step("FW1", "FW2"), standards=BOTH, limits=elsewhere) == ()
    apart = (a_step("FW1"), a_step("FW2", name="办结"))
    assert found_in(*apart, standards=BOTH, limits=limits) == ()


def test_only_different_numbers_of_one_unit_contradict_for_certain() -> None:
    for unit, is_certain in (("工作日", True), ("日", False)):
        limits = (
            a_limit("R01", "2", standard="FW1"),
            a_limit("R02", "3", unit, standard="FW2"),
        )
        (gap,) = found_in(a_step("FW1", "FW2"), standards=BOTH, limits=limits)
        assert gap.is_certain is is_certain
        assert gap.statement.endswith("须核对。") is not is_certain


def test_a_stricter_internal_standard_does_not_contradict_the_national_one() -> None:
    standards = (BOTH[0], a_standard("GB1", "转交", level=StandardLevel.NATIONAL))
    for mine, unit, rules in (
        ("1", "工作日", []),
        ("3", "工作日", ["低-弱于上位文件"]),
        ("2", "日", [CONFLICT]),
    ):
        limits = (
            a_limit("R01", mine, unit, standard="FW1"),
            a_limit("R02", "2", standard="GB1"),
        )
        found = found_in(a_step("FW1", "GB1"), standards=standards, limits=limits)
        assert rules_of(found) == rules, mine


def test_a_limit_counted_differently_from_a_law_is_to_be_looked_at() -> None:
    limits = (
        a_limit("R01", "2", "日", standard="FW1"),
        a_limit("R90", "2", "工作日", law="FL01"),
    )
    (gap,) = found_in(a_step("FW1"), standards=BOTH, limits=limits)
    assert (gap.rule.value, gap.is_certain) == (CONFLICT, False)
    assert "FL01规定“2个工作日”（R90）" in gap.statement


@pytest.mark.parametrize(
    ("text", "is_conflict"),
    [
        ("应在3个工作日内转交。", True),
        ("应在2日内转交。", True),
        ("应在2个工作日内转交。", False),
        ("应及时转交。", False),
        ("一般3个工作日，急难2个工作日。", False),
    ],
)
def test_a_clause_says_what_the_document_it_rests_on_says(
    text: str, is_conflict: bool
) -> None:
    limit = a_limit(
        "R01", "2", standard="FW1", clause="6.1", source="澄政发〔2018〕121号"
    )
    step = a_step("FW1", clauses=named("FW1"))
    found = found_in(
        step, standards=BOTH, limits=(limit,), texts={"FW1": (a_clause("6.1", text),)}
    )
    assert rules_of(found) == ([CONFLICT] if is_conflict else [])


@pytest.mark.parametrize(
    ("words", "clauses", "rules"),
    [
        ("应在3个工作日内转交。", ("FW1", "FW2"), [CONFLICT]),
        ("应在2个工作日内转交。", ("FW1", "FW2"), []),
        ("应及时转交。", ("FW1", "FW2"), []),
        ("3个工作日转办，30日办结。", ("FW1", "FW2"), []),
        ("应在3个工作日内转交。", ("FW1",), []),
    ],
    ids=["other time", "same time", "no time", "several times", "no clause named"],
)
def test_clauses_on_one_step_give_one_time(
    words: str, clauses: tuple[str, ...], rules: list[str]
) -> None:
    texts = {
        "FW1": (a_clause("6.1", "窗口在2个工作日内办。"),),
        "FW2": (a_clause("6.1", words),),
    }
    step = a_step("FW1", "FW2", clauses=named(*clauses))
    assert rules_of(found_in(step, standards=BOTH, texts=texts)) == rules


def test_the_same_facts_give_the_same_gaps() -> None:
    limits = (
        a_limit("R01", "2", standard="FW1"),
        a_limit("R02", "3", standard="FW2"),
    )
    runs = [
        found_in(a_step("FW1", "FW2"), a_step(name="空"), standards=BOTH, limits=limits)
        for _ in range(2)
    ]
    assert [gap.key for gap in runs[0]] == [gap.key for gap in runs[1]]
    assert len({gap.key for gap in runs[0]}) == 2
