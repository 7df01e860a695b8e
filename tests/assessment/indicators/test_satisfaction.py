from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assessment.indicators.observations import PilotSettings, QuestionFact
from assessment.indicators.vocabulary import Dimension
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    JUSTICE,
    counts,
    opened,
    pilot,
    sheet,
    survey,
)

RATE = "satisfaction_rate"
INDEX = "satisfaction_index"
QUALITY, OVERALL = Dimension.QUALITY, Dimension.OVERALL
STRICT = PilotSettings(satisfaction_counts_fair=False)


@pytest.mark.parametrize(
    ("dimensions", "answers", "fair", "strict"),
    [
        pytest.param(
            (QUALITY, OVERALL), (1, 5), 1, 1, id="the overall question decides"
        ),
        pytest.param((QUALITY, OVERALL), (5, 3), 1, 0, id="基本满意 by setting"),
        pytest.param((QUALITY, OVERALL), (5, 2), 0, 0, id="不满意"),
        pytest.param(
            (OVERALL, OVERALL), (None, 4), 0, 0, id="half answered is invalid"
        ),
        pytest.param(
            (OVERALL, QUALITY, OVERALL),
            (2, 5, 5),
            0,
            0,
            id="the first overall question",
        ),
        pytest.param(
            (OVERALL, OVERALL, QUALITY, QUALITY, QUALITY),
            (None, 4, 1, 1, 1),
            1,
            1,
            id="first answered one",
        ),
        pytest.param((QUALITY, QUALITY), (2, 3), 1, 0, id="mean 2.5 rounds to 3"),
        pytest.param(
            (QUALITY, QUALITY, QUALITY), (2, 2, 3), 0, 0, id="mean 2.33 rounds to 2"
        ),
        pytest.param((QUALITY, QUALITY), (3, 4), 1, 1, id="mean 3.5 rounds to 4"),
        pytest.param(
            (QUALITY, QUALITY, QUALITY, QUALITY, OVERALL),
            (5, 5, 5, 5, None),
            1,
            1,
            id="overall unanswered",
        ),
        pytest.param(
            (QUALITY, QUALITY, QUALITY, QUALITY, OVERALL),
            (1, 1, 5, 1, None),
            0,
            0,
            id="mean 2 unanswered",
        ),
    ],
)
def test_the_overall_answer(
    dimensions: tuple[Dimension, ...],
    answers: tuple[int | None, ...],
    fair: int,
    strict: int,
) -> None:
    facts = pilot(surveys=(survey(*dimensions),), answer_sheets=(sheet(1, *answers),))
    assert counts(facts, RATE)[0] == fair
    assert counts(replace(facts, settings=STRICT), RATE)[0] == strict


@pytest.mark.parametrize(
    ("answered", "questions", "valid"),
    [(8, 10, 1), (7, 10, 0), (4, 5, 1), (3, 5, 0), (10, 13, 0), (11, 13, 1), (0, 0, 0)],
)
def test_a_sheet_needs_eighty_percent_of_its_questions(
    answered: int, questions: int, valid: int
) -> None:
    facts = pilot(
        surveys=(survey(*[QUALITY] * questions),),
        answer_sheets=(sheet(1, *[5] * answered, *[None] * (questions - answered)),),
    )
    breakdown = opened(facts, RATE)
    assert breakdown.value.denominator == valid
    assert breakdown.value.excluded == 1 - valid


def test_the_first_sheet_of_a_number_counts_valid_or_not() -> None:
    facts = pilot(
        surveys=(survey(OVERALL), survey(OVERALL, survey_number="MYD02")),
        answer_sheets=(
            sheet(1, 1, marked_invalid=True, invalid_reason="代填"),
            sheet(1, 5),
            sheet(2, 5),
            sheet(2, 1),
            sheet(1, 5, survey_number="MYD02"),
        ),
    )
    breakdown = opened(facts, RATE)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (2, 2)
    assert [entry.reason for entry in breakdown.exclusions] == [
        "标记无效：代填",
        "答卷编号重复，以首份为准",
        "答卷编号重复，以首份为准",
    ]


def test_sheets_after_the_day_and_of_other_units_are_not_seen() -> None:
    facts = pilot(
        surveys=(survey(OVERALL),),
        answer_sheets=(
            sheet(1, 5, rated_on=date(2022, 1, 1)),
            sheet(1, 2, unit=JUSTICE),
            sheet(1, 4),
        ),
    )
    assert counts(facts, RATE) == (0, 1)
    assert counts(facts, RATE, unit=CIVIL_AFFAIRS) == (1, 1)
    assert counts(facts, RATE, unit=JUSTICE) == (0, 1)
    assert counts(facts, RATE, date(2022, 1, 1)) == (1, 1)


def test_a_small_sample_of_a_unit_is_told() -> None:
    facts = pilot(
        surveys=(survey(OVERALL),),
        answer_sheets=tuple(sheet(number, 5) for number in range(30)),
    )
    few = replace(facts, answer_sheets=facts.answer_sheets[:29])
    assert opened(facts, RATE, unit=CIVIL_AFFAIRS).value.note == ""
    assert opened(few, RATE, unit=CIVIL_AFFAIRS).value.note == "样本不足（n<30）"
    assert opened(few, INDEX, unit=CIVIL_AFFAIRS).value.note == "样本不足（n<30）"
    assert opened(few, RATE).value.note == "", "the whole pilot is not a unit"


def test_the_index_pools_answers_by_their_weight() -> None:
    """20 × (2·5 + ½·3) ÷ (2 + ½) = 92."""
    weighted = survey(
        survey_number="MYD01",
        questions=(
            QuestionFact("1", "质量", QUALITY, Fraction(2)),
            QuestionFact("2", "总体", OVERALL, Fraction(1, 2)),
        ),
    )
    facts = pilot(
        surveys=(weighted,),
        answer_sheets=(sheet(1, 5, 3), sheet(2, 4, None, marked_invalid=True)),
    )
    value = opened(facts, INDEX).value
    assert value.value == Fraction(20 * (10 + Fraction(3, 2)), Fraction(5, 2)) == 92
    assert (value.numerator, value.denominator, value.excluded) == (92, 1, 1)


def test_the_index_leaves_unanswered_questions_out_of_the_weights() -> None:
    facts = pilot(
        surveys=(
            survey(QUALITY, QUALITY, QUALITY, QUALITY, OVERALL),
            survey(OVERALL, survey_number="MYD02"),
        ),
        answer_sheets=(
            sheet(1, 5, 4, 4, 4, None),
            sheet(2, 3, survey_number="MYD02"),
        ),
    )
    value = opened(facts, INDEX).value
    assert value.value == Fraction(20 * (5 + 4 + 4 + 4 + 3), 5)


@pytest.mark.parametrize(("answer", "index"), [(5, 100), (3, 60), (1, 20)])
def test_the_scale_of_the_index(answer: int, index: int) -> None:
    facts = pilot(
        surveys=(survey(QUALITY, OVERALL),), answer_sheets=(sheet(1, answer, answer),)
    )
    assert opened(facts, INDEX).value.value == index


def test_no_sheet_is_no_value_rather_than_nought() -> None:
    facts = pilot(surveys=(survey(OVERALL),))
    assert opened(facts, RATE).value.value is None
    index = opened(facts, INDEX).value
    assert (index.numerator, index.denominator, index.value) == (0, 0, None)


def test_weights_of_nought_give_no_index() -> None:
    question = QuestionFact("1", "总体", OVERALL, Fraction(0))
    facts = pilot(
        surveys=(survey(questions=(question,)),), answer_sheets=(sheet(1, 5),)
    )
    assert opened(facts, INDEX).value.value is None
    assert counts(facts, RATE) == (1, 1)
