from datetime import date
from decimal import Decimal

import pytest

from assessment.indicators.observations import ExemptionFact
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    counts,
    opened,
    person,
    pilot,
    sign_in,
    training,
)

PARTICIPATION = "training_participation"
EXAM_RATE = "training_pass_rate"


def exemption(who: int, number: str = "PX01") -> ExemptionFact:
    return ExemptionFact(1, number, f"MZ{who:03}", "产假")


def test_signing_twice_and_outsiders_do_not_raise_the_rate() -> None:
    """100 on the roster, 98 signed, one of them twice, 2 outsiders: 98.00 %."""
    facts = pilot(
        staff=tuple(person(number) for number in range(100)),
        trainings=(training(),),
        sign_ins=(
            *(sign_in(number) for number in range(98)),
            sign_in(0),
            sign_in("外聘01"),
            sign_in("外聘02"),
            sign_in("外聘02"),
        ),
    )
    breakdown = opened(facts, PARTICIPATION)
    assert breakdown.value.as_json()["value"] == "0.9800000000"
    assert (breakdown.value.numerator, breakdown.value.denominator) == (98, 100)
    assert [entry.label for entry in breakdown.exclusions] == ["外聘01", "外聘02"]
    assert [entry.key for entry in breakdown.shortfall] == ["MZ098", "MZ099"]
    assert opened(facts, PARTICIPATION, unit=CIVIL_AFFAIRS).value.excluded == 0


def test_every_training_due_must_be_attended() -> None:
    facts = pilot(
        staff=(person(1), person(2)),
        trainings=(training("PX01"), training("PX02")),
        sign_ins=(sign_in(1, "PX01"), sign_in(1, "PX02"), sign_in(2, "PX02")),
    )
    assert counts(facts, PARTICIPATION) == (1, 2)
    reasons = [entry.reason for entry in opened(facts, PARTICIPATION).shortfall]
    assert reasons == ["应训2次，未签到：PX01"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param((), (0, 2), id="empty scope is everybody"),
        pytest.param(("全员",), (0, 2), id="全员"),
        pytest.param(("窗口受理",), (0, 1), id="names the post"),
        pytest.param(("档案管理", "窗口受理"), (0, 1), id="one of two posts"),
        pytest.param(("档案管理",), (0, 0), id="another post"),
    ],
)
def test_what_is_due_follows_the_scope(
    scope: tuple[str, ...], expected: tuple[int, int]
) -> None:
    facts = pilot(
        staff=(person(1), person(2, post="家庭核对")),
        trainings=(training(scope=scope),),
    )
    assert counts(facts, PARTICIPATION) == expected


def test_people_with_nothing_due_are_out_of_both() -> None:
    facts = pilot(
        staff=(person(1), person(2), person(3, post="档案管理")),
        trainings=(training(scope=("窗口受理",)),),
        sign_ins=(sign_in(1), sign_in(3)),
        exemptions=(exemption(2),),
    )
    breakdown = opened(facts, PARTICIPATION)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (1, 1)
    assert [(entry.key, entry.reason) for entry in breakdown.exclusions] == [
        ("MZ002", "应训培训均已免训"),
        ("MZ003", "没有应训培训"),
    ]


def test_exemption_from_one_training_leaves_the_others_due() -> None:
    facts = pilot(
        staff=(person(1),),
        trainings=(training("PX01"), training("PX02")),
        sign_ins=(sign_in(1, "PX02"),),
        exemptions=(exemption(1, "PX01"),),
    )
    assert counts(facts, PARTICIPATION) == (1, 1)


def test_the_roster_is_that_of_the_day() -> None:
    facts = pilot(
        staff=(
            person(1, on_roster_from=DAY),
            person(2, on_roster_from=date(2022, 1, 1)),
            person(3, on_roster_until=DAY),
            person(4, on_roster_until=date(2021, 12, 30)),
        ),
        trainings=(training(),),
        sign_ins=tuple(sign_in(number) for number in (1, 2, 3, 4)),
    )
    breakdown = opened(facts, PARTICIPATION)
    assert [entry.key for entry in breakdown.numerator] == ["MZ001", "MZ003"]
    assert breakdown.value.excluded == 0, "people once on the roster are no outsiders"


def test_somebody_who_joins_later_owes_the_earlier_training() -> None:
    newcomer = person(1, on_roster_from=date(2021, 9, 1))
    owing = pilot(staff=(newcomer,), trainings=(training(),))
    made_up = pilot(
        staff=(newcomer,),
        trainings=(training(),),
        sign_ins=(sign_in(1, signed_on=date(2021, 9, 15)),),
    )
    assert counts(owing, PARTICIPATION) == (0, 1)
    assert counts(made_up, PARTICIPATION) == (1, 1)


def test_what_is_dated_after_the_day_has_not_happened() -> None:
    facts = pilot(
        staff=(person(1),),
        trainings=(training("PX01"), training("PX02", held_on=date(2022, 1, 5))),
        sign_ins=(
            sign_in(1, "PX01", signed_on=date(2022, 1, 1)),
            sign_in(1, "PX02", signed_on=date(2021, 4, 20)),
            sign_in("外聘01", "PX02"),
        ),
    )
    breakdown = opened(facts, PARTICIPATION)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (0, 1)
    assert breakdown.value.excluded == 0
    assert counts(facts, PARTICIPATION, date(2022, 1, 5)) == (1, 1)


def test_a_unit_answers_for_its_own_people() -> None:
    facts = pilot(
        staff=(person(1), person(2, unit=JUSTICE)),
        trainings=(training(),),
        sign_ins=(sign_in(2),),
    )
    assert counts(facts, PARTICIPATION, unit=CIVIL_AFFAIRS) == (0, 1)
    assert counts(facts, PARTICIPATION, unit=JUSTICE) == (1, 1)


EXAM = training(exam_required=True, pass_mark=Decimal(60))


@pytest.mark.parametrize(
    ("scores", "passed"),
    [
        pytest.param(["60"], 1, id="exactly the mark"),
        pytest.param(["59.9"], 0, id="just below"),
        pytest.param(["40", "80", "50"], 1, id="the best counts"),
        pytest.param([None, "75"], 1, id="one sign-in without a score"),
        pytest.param([None], 0, id="no score at all"),
    ],
)
def test_the_best_score_decides(scores: list[str | None], passed: int) -> None:
    facts = pilot(
        staff=(person(1),),
        trainings=(EXAM,),
        sign_ins=tuple(
            sign_in(1, score=Decimal(score) if score else None) for score in scores
        ),
    )
    assert counts(facts, EXAM_RATE) == (passed, 1)


def test_pass_rate_counts_attendances_of_people_on_the_roster() -> None:
    facts = pilot(
        staff=(person(1), person(2), person(3, on_roster_until=date(2021, 5, 1))),
        trainings=(
            EXAM,
            training("PX02", exam_required=True, pass_mark=Decimal(80)),
            training("PX03"),
        ),
        sign_ins=(
            sign_in(1, score=Decimal(90)),
            sign_in(1, "PX02", score=Decimal(70)),
            sign_in(1, "PX03", score=Decimal(10)),
            sign_in(2, score=Decimal(90), signed_on=date(2022, 1, 1)),
            sign_in(3, score=Decimal(90)),
            sign_in("外聘01", score=Decimal(90)),
        ),
    )
    assert counts(facts, EXAM_RATE) == (1, 2)
    assert [entry.key for entry in opened(facts, EXAM_RATE).numerator] == ["PX01/MZ001"]


def test_an_exam_without_a_mark_is_not_passed_and_is_told() -> None:
    facts = pilot(
        staff=(person(1), person(2)),
        trainings=(training(exam_required=True),),
        sign_ins=(sign_in(1, score=Decimal(100)), sign_in(2)),
    )
    breakdown = opened(facts, EXAM_RATE)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (0, 2)
    assert breakdown.value.note == "2人次无成绩或未设合格分，按不合格计"
    assert [entry.reason for entry in breakdown.flagged] == ["未设合格分", "无成绩"]


def test_without_an_exam_attended_there_is_no_pass_rate() -> None:
    facts = pilot(staff=(person(1),), trainings=(EXAM,))
    assert opened(facts, EXAM_RATE).value.value is None
