from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assessment.indicators import engine
from assessment.indicators.observations import PilotFacts, Target
from assessment.indicators.registry import INDICATORS, Kind
from assessment.indicators.targets import parse_target
from assessment.indicators.vocabulary import Dimension
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    case,
    deliverable,
    evaluation,
    finding,
    ledger,
    opened,
    person,
    pilot,
    post,
    record,
    rule,
    sheet,
    sign_in,
    standard,
    step,
    survey,
    training,
)

CODES = [
    "standard_coverage",
    "system_completeness",
    "post_coverage",
    "implementation_rate",
    "publication_rate",
    "training_participation",
    "training_pass_rate",
    "satisfaction_rate",
    "satisfaction_index",
    "transfer_timeliness",
    "applicant_feedback_timeliness",
    "window_feedback_timeliness",
    "duplicate_assistance",
    "self_evaluation_submission",
    "clause_conformity",
    "rectification_closure",
    "deliverable_completion",
    "promoted_standards",
]
JSON_KEYS = [
    "code",
    "name",
    "numerator",
    "denominator",
    "value",
    "target",
    "attained",
    "as_of",
    "unit",
    "excluded",
    "note",
]


def covered(done: int, total: int, target: str | None = None) -> PilotFacts:
    """A pilot with `done` of `total` steps covered."""
    code = "standard_coverage"
    targets = {code: Target(target, parse_target(code, target))} if target else {}
    steps = (step("FW101") if place < done else step() for place in range(total))
    return pilot(standards=(standard(),), steps=tuple(steps), targets=targets)


@pytest.fixture
def whole(tmp_path: Path) -> PilotFacts:
    """A pilot with something behind every indicator, in two units."""
    timely = {"accepted_at": "2021-06-07", "transferred_at": "2021-06-08"}
    late = {
        "closed_at": "2021-06-01",
        "applicant_feedback_at": "2021-06-20",
        "window_feedback_at": "2021-06-02",
        "result": "准予",
        "applicant_key": "k1",
    }
    return pilot(
        standards=(
            standard(promoted_to="GB/T 1—2021"),
            standard("FW102", made_public_on=None, responsible_units=(JUSTICE,)),
        ),
        steps=(step("FW101"), step(owner_units=(JUSTICE,))),
        posts=(post("FW101"), post(unit=JUSTICE)),
        deliverables=(deliverable(), deliverable(confirmed_on=None)),
        staff=(person(1), person(2, unit=JUSTICE)),
        trainings=(training(exam_required=True),),
        sign_ins=(sign_in(1),),
        implementation_records=(record(), record("FW102", unit=JUSTICE)),
        surveys=(survey(Dimension.OVERALL),),
        answer_sheets=(sheet(1, 5), sheet(2, 1, unit=JUSTICE)),
        self_evaluations=(evaluation("符合"), evaluation("不符合", unit=JUSTICE)),
        findings=(finding(), finding(closed_on=None, unit=JUSTICE)),
        rules=(rule("R01"), rule("R02"), rule("R03")),
        ledger=ledger(
            tmp_path,
            case(1, **timely, **late),
            case(2, **timely, **late),
            case(3, accepted_at="2021-06-07", unit=JUSTICE),
        ),
    )


def test_all_codes_stand_in_the_order_of_the_package(whole: PilotFacts) -> None:
    assert [indicator.code for indicator in INDICATORS] == CODES
    assert [value.code for value in engine.evaluate(whole, DAY)] == CODES


def test_lower_is_better_for_duplicates_alone() -> None:
    lower = [one.code for one in INDICATORS if not one.higher_is_better]
    assert lower == ["duplicate_assistance"]


def test_the_json_of_a_rate_is_exactly_the_interface() -> None:
    value = opened(covered(2, 3, "96%"), "standard_coverage").value.as_json()
    assert list(value) == JSON_KEYS
    assert value == {
        "code": "standard_coverage",
        "name": "标准覆盖率",
        "numerator": 2,
        "denominator": 3,
        "value": "0.6666666667",
        "target": "96%",
        "attained": False,
        "as_of": "2021-12-31",
        "unit": None,
        "excluded": 0,
        "note": "",
    }


def test_counts_are_not_reduced_but_the_value_is_exact() -> None:
    value = opened(covered(50, 100), "standard_coverage").value
    assert (value.numerator, value.denominator) == (50, 100)
    assert value.value == Fraction(1, 2)


@pytest.mark.parametrize(
    ("done", "total", "attained"),
    [
        pytest.param(96, 100, True, id="96 of 100"),
        pytest.param(95, 100, False, id="95 of 100"),
        pytest.param(9599, 10000, False, id="95.99 %"),
        pytest.param(98, 103, False, id="98 of 103"),
        pytest.param(99, 103, True, id="99 of 103"),
        pytest.param(0, 0, None, id="no data"),
    ],
)
def test_a_target_is_compared_before_rounding(
    done: int, total: int, attained: bool | None
) -> None:
    value = opened(covered(done, total, "96%"), "standard_coverage").value
    assert value.attained is attained


def test_without_a_target_nothing_is_attained_or_missed() -> None:
    value = opened(covered(1, 1), "standard_coverage").value
    assert (value.target, value.attained) == (None, None)
    assert value.as_json()["target"] is None


@pytest.mark.parametrize(("text", "attained"), [("1", True), ("0", False), ("2", True)])
def test_fewer_duplicates_than_the_target_is_better(
    whole: PilotFacts, text: str, attained: bool
) -> None:
    code = "duplicate_assistance"
    facts = replace(whole, targets={code: Target(text, parse_target(code, text))})
    value = opened(facts, code).value
    assert (value.numerator, value.attained) == (1, attained)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0.0000000000"),
        (Fraction(1), "1.0000000000"),
        (Fraction(1, 3), "0.3333333333"),
        (Fraction(2, 3), "0.6666666667"),
        (Fraction(5, 10**11), "0.0000000000"),
        (Fraction(15, 10**11), "0.0000000002"),
        (Fraction(25, 10**11), "0.0000000002"),
        (Fraction(780, 9), "86.6666666667"),
        (Fraction(-1, 4), "-0.2500000000"),
    ],
)
def test_decimals_have_ten_places_and_tie_to_even(value: Fraction, text: str) -> None:
    assert engine.decimal_text(value) == text


def test_nothing_at_all_gives_no_rate_and_counts_of_nought() -> None:
    for value in engine.evaluate(PilotFacts(code="x", name="空试点"), DAY):
        kind = next(one.kind for one in INDICATORS if one.code == value.code)
        expected = 0 if kind == Kind.COUNT else None
        assert value.value == expected, value.code
        assert value.numerator == 0
        assert value.as_json()["value"] == ("0.0000000000" if expected == 0 else None)


@pytest.mark.parametrize("unit", [None, CIVIL_AFFAIRS, JUSTICE])
@pytest.mark.parametrize("code", CODES)
def test_every_number_is_the_length_of_its_list(
    whole: PilotFacts, code: str, unit: str | None
) -> None:
    breakdown = opened(whole, code, unit=unit)
    assert breakdown.value in engine.evaluate(whole, DAY, unit)
    if breakdown.indicator.kind != Kind.INDEX:
        assert breakdown.value.numerator == len(breakdown.numerator)


def test_units_in_one_pass_get_what_each_gets_alone(whole: PilotFacts) -> None:
    together = engine.evaluate_units(whole, DAY, [CIVIL_AFFAIRS, JUSTICE])
    assert together == {
        name: engine.evaluate(whole, DAY, name) for name in (CIVIL_AFFAIRS, JUSTICE)
    }
    assert together[CIVIL_AFFAIRS] != together[JUSTICE]


def test_a_trend_is_the_value_of_each_date(whole: PilotFacts) -> None:
    dates = [date(2021, 3, 31), date(2021, 12, 31)]
    trend = engine.trend(whole, dates, CIVIL_AFFAIRS)
    assert trend == {day: engine.evaluate(whole, day, CIVIL_AFFAIRS) for day in dates}
    coverage = [trend[day][0].value for day in dates]
    assert coverage == [0, 1]


def test_unknown_codes_and_units_are_refused(whole: PilotFacts) -> None:
    with pytest.raises(ValueError, match="没有指标“coverage”"):
        engine.open_indicator(whole, "coverage", DAY)
    with pytest.raises(ValueError, match="试点没有成员单位“财政局”"):
        engine.evaluate(whole, DAY, "财政局")
    with pytest.raises(ValueError, match="试点没有成员单位“财政局”"):
        engine.evaluate_units(whole, DAY, ["财政局"])
