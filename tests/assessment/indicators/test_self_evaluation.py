from datetime import date
from typing import Any

import pytest

from assessment.indicators.vocabulary import Judgement, Verdict
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    counts,
    evaluation,
    finding,
    opened,
    pilot,
    unit,
)

SUBMISSION = "self_evaluation_submission"
CONFORMITY = "clause_conformity"
CLOSURE = "rectification_closure"
TOMORROW = date(2022, 1, 1)
YES, PARTLY, NO, NOT_APPLICABLE = Judgement


def test_a_unit_has_handed_in_when_all_its_rows_are_submitted() -> None:
    facts = pilot(
        units=(unit(CIVIL_AFFAIRS), unit(JUSTICE), unit("总工会"), unit("残联")),
        self_evaluations=(
            evaluation(YES),
            evaluation(NO, submitted_on=DAY),
            evaluation(YES, unit=JUSTICE),
            evaluation(YES, unit=JUSTICE, submitted_on=None),
            evaluation(YES, unit="总工会", submitted_on=TOMORROW),
        ),
    )
    breakdown = opened(facts, SUBMISSION)
    assert [entry.key for entry in breakdown.numerator] == [CIVIL_AFFAIRS]
    assert [entry.reason for entry in breakdown.shortfall] == [
        "1条未提交",
        "1条未提交",
        "没有自评记录",
    ]
    assert counts(facts, SUBMISSION, unit=CIVIL_AFFAIRS) == (1, 1)
    assert counts(facts, SUBMISSION, unit=JUSTICE) == (0, 1)


def test_rows_dated_after_the_day_do_not_hold_a_unit_back() -> None:
    facts = pilot(
        units=(unit(CIVIL_AFFAIRS),),
        self_evaluations=(
            evaluation(YES),
            evaluation(YES, rated_on=TOMORROW, submitted_on=None),
        ),
    )
    assert counts(facts, SUBMISSION) == (1, 1)
    assert counts(facts, SUBMISSION, TOMORROW) == (0, 1)


def test_only_units_active_on_the_day_owe_an_evaluation() -> None:
    facts = pilot(
        units=(
            unit(CIVIL_AFFAIRS, active_until=DAY),
            unit(JUSTICE, active_from=TOMORROW),
        ),
        self_evaluations=(evaluation(YES),),
    )
    assert counts(facts, SUBMISSION, date(2021, 12, 30)) == (1, 1)
    assert counts(facts, SUBMISSION, DAY) == (0, 0)
    assert counts(facts, SUBMISSION, TOMORROW) == (0, 1)


def test_conformity_is_over_submitted_clauses_that_apply() -> None:
    facts = pilot(
        self_evaluations=(
            evaluation(YES),
            evaluation(PARTLY),
            evaluation(NO),
            evaluation(NOT_APPLICABLE, remark="无此业务"),
            evaluation(NOT_APPLICABLE),
            evaluation(NOT_APPLICABLE, remark=" "),
            evaluation(YES, submitted_on=None),
            evaluation(YES, submitted_on=TOMORROW),
            evaluation(YES, rated_on=TOMORROW, submitted_on=TOMORROW),
        )
    )
    breakdown = opened(facts, CONFORMITY)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (1, 5)
    assert [entry.reason for entry in breakdown.exclusions] == [
        "不适用：无此业务",
        "未提交",
        "未提交",
    ]
    assert breakdown.value.note == "2条不适用无说明，按不符合计"
    assert len(breakdown.flagged) == 2
    assert counts(facts, CONFORMITY, unit=JUSTICE) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, (1, 1), id="closed after verification"),
        pytest.param({"closed_on": None}, (0, 1), id="open"),
        pytest.param({"closed_on": DAY}, (1, 1), id="closed today"),
        pytest.param({"closed_on": TOMORROW}, (0, 1), id="closed tomorrow"),
        pytest.param({"verdict": Verdict.FAILED}, (0, 1), id="不通过"),
        pytest.param({"verdict": None}, (0, 1), id="not verified"),
        pytest.param({"verified_on": TOMORROW}, (0, 1), id="verified tomorrow"),
        pytest.param({"verified_on": None}, (1, 1), id="verification without a date"),
        pytest.param({"verifier_post": "窗口受理"}, (0, 1), id="verified by the fixer"),
        pytest.param({"verifier_post": ""}, (0, 1), id="no verifier"),
        pytest.param({"fixer_post": ""}, (1, 1), id="no fixer named"),
        pytest.param({"raised_on": TOMORROW}, (0, 0), id="raised tomorrow"),
        pytest.param({"raised_on": DAY}, (1, 1), id="raised today"),
    ],
)
def test_what_closes_a_finding(
    changes: dict[str, Any], expected: tuple[int, int]
) -> None:
    assert counts(pilot(findings=(finding(**changes),)), CLOSURE) == expected


def test_an_open_finding_says_what_it_lacks() -> None:
    facts = pilot(
        findings=(
            finding("ZG001", verifier_post="窗口受理"),
            finding("ZG002", closed_on=None),
            finding("ZG003", unit=JUSTICE, verdict=None),
        )
    )
    assert [entry.reason for entry in opened(facts, CLOSURE).shortfall] == [
        "验证人与整改人为同一岗位",
        "未关闭",
        "未验证通过",
    ]
    assert counts(facts, CLOSURE, unit=JUSTICE) == (0, 1)
