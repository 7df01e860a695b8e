from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from assessment.indicators.working_days import WorkCalendar

Rows = list[dict[str, str]]
FIRST_DAY, LAST_DAY = "2020-07-01", "2021-12-31"
LEVELS = {"5", "4", "3", "2", "1", ""}
DATES = {
    "staff": ("在册起", "在册止"),
    "trainings": ("日期",),
    "sign_ins": ("签到时间",),
    "implementation": ("日期", "核实日期"),
    "surveys": ("开始", "结束"),
    "answers": ("评价日期",),
    "self_evaluations": ("评价日期", "提交日期"),
    "findings": ("提出日期", "完成日期", "验证日期", "关闭日期"),
    "deliverables": ("完成日期", "确认日期"),
    "cases": ("受理时间", "转办时间", "办结时间", "反馈申请人时间", "反馈窗口时间"),
}


@pytest.mark.parametrize(
    ("table", "fewest", "most"),
    [
        ("staff", 1150, 1300),
        ("trainings", 8, 9),
        ("sign_ins", 8000, 9000),
        ("exemptions", 12, 18),
        ("implementation", 3000, 5000),
        ("surveys", 24, 24),
        ("answers", 5900, 6100),
        ("self_evaluations", 1000, 1500),
        ("findings", 80, 80),
        ("cases", 50_000, 50_000),
    ],
)
def test_there_are_as_many_records_as_a_pilot_of_this_size_has(
    table: str, fewest: int, most: int, tables: Mapping[str, Rows]
) -> None:
    assert fewest <= len(tables[table]) <= most


@pytest.mark.parametrize("table", DATES)
def test_everything_happens_during_the_pilot(
    table: str, tables: Mapping[str, Rows]
) -> None:
    for row in tables[table]:
        for column in DATES[table]:
            if row[column]:
                assert FIRST_DAY <= row[column][:10] <= LAST_DAY, (row, column)
                date.fromisoformat(row[column][:10])


@pytest.mark.parametrize(
    "table",
    ["sign_ins", "implementation", "self_evaluations", "findings", "deliverables"],
)
def test_nobody_files_a_record_on_a_day_off(
    table: str, tables: Mapping[str, Rows]
) -> None:
    calendar = WorkCalendar()
    days = {
        date.fromisoformat(row[column][:10])
        for row in tables[table]
        for column in DATES[table]
        if row[column]
    }
    assert [day for day in sorted(days) if not calendar.is_working_day(day)] == []


@pytest.mark.parametrize(
    "table",
    ["staff", "implementation", "answers", "self_evaluations", "findings", "cases"],
)
def test_every_unit_is_one_of_the_pilot(
    table: str, tables: Mapping[str, Rows], unit_names: frozenset[str]
) -> None:
    assert {row["单位"] for row in tables[table]} <= unit_names


def test_every_unit_has_staff_and_answers(
    tables: Mapping[str, Rows], unit_names: frozenset[str]
) -> None:
    assert {row["单位"] for row in tables["staff"]} == unit_names
    assert {row["单位"] for row in tables["answers"]} == unit_names


@pytest.mark.parametrize("table", ["implementation", "self_evaluations", "findings"])
def test_records_name_standards_in_force_on_their_day(
    table: str, tables: Mapping[str, Rows]
) -> None:
    column = {"self_evaluations": "评价日期", "findings": "提出日期"}.get(table, "日期")
    starts = {row["体系编号"]: row["实施日期"] for row in tables["standards"]}
    for row in tables[table]:
        assert "" < starts[row["体系编号"]] <= row[column], row


def test_records_come_from_units_that_the_standard_applies_to(
    tables: Mapping[str, Rows], unit_names: frozenset[str]
) -> None:
    applicable = {
        row["体系编号"]: set(row["适用单位"].split(";"))
        if row["适用单位"]
        else unit_names
        for row in tables["standards"]
    }
    for row in [*tables["implementation"], *tables["self_evaluations"]]:
        assert row["单位"] in applicable[row["体系编号"]]


def test_internal_standards_in_force_are_numbered_by_year_of_publication(
    tables: Mapping[str, Rows],
) -> None:
    finished = [
        row
        for row in tables["standards"]
        if row["标准级别"] == "内部标准" and row["状态"] == "现行"
    ]
    assert len(finished) > 70
    for row in finished:
        code, year = row["体系编号"], row["发布日期"][:4]
        assert row["标准编号"] == f"JYSJZ {code[:2]} {code[2:]}—{year}"
        assert row["发布日期"] < row["实施日期"]


def test_two_to_four_standards_are_unfinished_at_the_end(
    tables: Mapping[str, Rows],
) -> None:
    unfinished = [
        row for row in tables["standards"] if row["状态"] in ("待制定", "制定中")
    ]
    assert 2 <= len(unfinished) <= 4
    assert {row["标准编号"] + row["实施日期"] for row in unfinished} == {""}


def test_people_hold_posts_of_their_unit_and_every_post_is_held(
    tables: Mapping[str, Rows],
) -> None:
    posts = {(row["单位"], row["岗位"]) for row in tables["posts"]}

    assert {(row["单位"], row["岗位"]) for row in tables["staff"]} == posts


def test_trainings_name_posts_that_exist(tables: Mapping[str, Rows]) -> None:
    posts = {row["岗位"] for row in tables["posts"]} | {"全员"}
    codes = {row["体系编号"] for row in tables["standards"]}
    for row in tables["trainings"]:
        assert set(row["应训范围"].split(";")) <= posts
        assert set(row["涉及标准"].split(";")) <= codes
        assert bool(row["合格分"]) == (row["需考核"] == "是")


def test_sign_ins_name_trainings_after_they_began(tables: Mapping[str, Rows]) -> None:
    held = {row["培训编号"]: row["日期"] for row in tables["trainings"]}
    for row in tables["sign_ins"]:
        assert row["签到时间"][:10] >= held[row["培训编号"]]


def test_outsiders_and_repeated_sign_ins_are_there_to_be_told_apart(
    tables: Mapping[str, Rows],
) -> None:
    roster = {row["工号"] for row in tables["staff"]}
    pairs = Counter((row["培训编号"], row["工号"]) for row in tables["sign_ins"])

    assert 20 <= sum(number not in roster for _, number in pairs) <= 60
    assert 100 <= sum(count > 1 for count in pairs.values()) <= 600


def test_exempt_people_are_on_the_roster_and_did_not_sign_in(
    tables: Mapping[str, Rows],
) -> None:
    roster = {row["工号"] for row in tables["staff"]}
    signed = {(row["培训编号"], row["工号"]) for row in tables["sign_ins"]}
    for row in tables["exemptions"]:
        assert row["工号"] in roster
        assert (row["培训编号"], row["工号"]) not in signed


def test_answers_lie_between_one_and_five_within_their_survey(
    tables: Mapping[str, Rows],
) -> None:
    spans = {row["测评编号"]: (row["开始"], row["结束"]) for row in tables["surveys"]}
    for row in tables["answers"]:
        first, last = spans[row["测评编号"]]
        assert first <= row["评价日期"] <= last
        assert {row[f"Q{number}"] for number in range(1, 13)} <= LEVELS
        assert (row["有效"] == "否") == bool(row["无效理由"])


def test_the_survey_has_all_channels_dimensions_and_flaws(
    tables: Mapping[str, Rows],
) -> None:
    answers = tables["answers"]
    blanks = Counter(
        sum(row[f"Q{number}"] == "" for number in range(1, 13)) for row in answers
    )
    sheets = Counter((row["测评编号"], row["答卷编号"]) for row in answers)
    by_unit = Counter(row["单位"] for row in answers)

    assert len({row["渠道"] for row in answers}) == 3
    assert len({row["维度"] for row in tables["surveys"]}) == 5
    assert sum(count for empty, count in blanks.items() if empty > 2) > 40
    assert sum(count > 1 for count in sheets.values()) == 18
    assert 2 <= sum(count < 30 for count in by_unit.values()) <= 8


def test_findings_go_from_being_raised_to_being_closed_in_order(
    tables: Mapping[str, Rows],
) -> None:
    for row in tables["findings"]:
        steps = [row[c] for c in ("提出日期", "完成日期", "验证日期", "关闭日期")]
        done = [step for step in steps if step]
        assert done == sorted(done) == steps[: len(done)]
        assert bool(row["验证结论"]) == bool(row["验证日期"])


def test_findings_come_from_five_sources_and_not_all_are_settled(
    tables: Mapping[str, Rows],
) -> None:
    findings = tables["findings"]
    verified_by_fixer = [
        row
        for row in findings
        if row["验证人岗位"] and row["验证人岗位"] == row["整改人岗位"]
    ]
    overdue = [
        row for row in findings if not row["关闭日期"] and row["期限"] < LAST_DAY
    ]

    assert len({row["来源"] for row in findings}) == 5
    assert len(verified_by_fixer) == 1
    assert [row["关闭日期"] for row in findings if row["验证结论"] == "不通过"] == [""]
    assert 1 <= len(overdue) <= 10


def test_fixers_and_verifiers_hold_posts_that_exist(
    tables: Mapping[str, Rows],
) -> None:
    posts = {row["岗位"] for row in tables["posts"]} | {""}
    for row in tables["findings"]:
        assert {row["整改人岗位"], row["验证人岗位"]} <= posts


def test_an_unsubmitted_self_evaluation_is_there_to_be_found(
    tables: Mapping[str, Rows],
) -> None:
    by_unit: dict[str, set[bool]] = {}
    for row in tables["self_evaluations"]:
        by_unit.setdefault(row["单位"], set()).add(bool(row["提交日期"]))

    assert len([states for states in by_unit.values() if states == {False}]) == 1
    assert len([states for states in by_unit.values() if len(states) == 2]) == 1
