"""What holds for any facts, whatever they are."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assessment.indicators import engine
from assessment.indicators.observations import PilotFacts
from assessment.indicators.registry import INDICATORS_BY_CODE, Kind
from assessment.indicators.vocabulary import (
    Dimension,
    ImplementationKind,
    Judgement,
    StandardStatus,
    Verdict,
)
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    JUSTICE,
    deliverable,
    evaluation,
    finding,
    person,
    pilot,
    post,
    record,
    sheet,
    sign_in,
    standard,
    step,
    survey,
    training,
    unit,
)

CODES = [f"FW{number}" for number in range(101, 105)]
days = st.dates(date(2021, 1, 1), date(2021, 12, 31))
maybe_days = st.none() | days
units = st.sampled_from([CIVIL_AFFAIRS, JUSTICE])
some_codes = st.lists(st.sampled_from(CODES), max_size=2).map(tuple)


def rows(strategy: st.SearchStrategy, size: int = 5) -> st.SearchStrategy:
    return st.lists(strategy, max_size=size).map(tuple)


standards = st.tuples(
    *(
        st.builds(
            standard,
            st.just(code),
            status=st.sampled_from(StandardStatus),
            effective_on=maybe_days,
            withdrawn_on=maybe_days,
            made_public_on=maybe_days,
            must_be_public=st.none() | st.booleans(),
            applicable_units=st.sampled_from([(), (CIVIL_AFFAIRS,), (JUSTICE,)]),
        )
        for code in CODES
    )
)
answers = st.none() | st.integers(1, 5)
sheets = st.builds(
    lambda number, given, **changes: sheet(number, *given, **changes),
    st.integers(1, 4),
    st.lists(answers, min_size=5, max_size=5),
    rated_on=days,
    unit=units,
    marked_invalid=st.booleans(),
)
pilots = st.builds(
    pilot,
    units=st.just((unit(CIVIL_AFFAIRS), unit(JUSTICE))),
    standards=standards,
    steps=rows(some_codes.flatmap(lambda codes: st.builds(step, *map(st.just, codes)))),
    posts=rows(some_codes.flatmap(lambda codes: st.builds(post, *map(st.just, codes)))),
    implementation_records=rows(
        st.builds(
            record,
            st.sampled_from(CODES),
            dated=days,
            verified_on=maybe_days,
            unit=units,
            type=st.sampled_from(ImplementationKind),
        )
    ),
    staff=st.just(tuple(person(number) for number in range(4))),
    trainings=st.just((training("PX01", exam_required=True), training("PX02"))),
    sign_ins=rows(
        st.builds(
            sign_in,
            st.integers(0, 5),
            st.sampled_from(["PX01", "PX02"]),
            signed_on=days,
        ),
        size=12,
    ),
    surveys=st.just((survey(*[Dimension.QUALITY] * 4, Dimension.OVERALL),)),
    answer_sheets=rows(sheets),
    self_evaluations=rows(
        st.builds(
            evaluation,
            st.sampled_from(Judgement),
            rated_on=days,
            submitted_on=maybe_days,
            unit=units,
        )
    ),
    findings=rows(
        st.builds(
            finding,
            raised_on=days,
            closed_on=maybe_days,
            verdict=st.none() | st.sampled_from(Verdict),
            unit=units,
        )
    ),
    deliverables=rows(
        st.builds(deliverable, phase_starts=days, confirmed_on=maybe_days)
    ),
)


@given(facts=pilots, as_of=days, name=st.none() | units)
def test_a_rate_lies_between_nought_and_one(
    facts: PilotFacts, as_of: date, name: str | None
) -> None:
    for value in engine.evaluate(facts, as_of, name):
        assert value.numerator >= 0
        kind = INDICATORS_BY_CODE[value.code].kind
        if kind == Kind.RATE:
            assert value.numerator <= value.denominator
            assert (value.value is None) is (value.denominator == 0)
        if kind == Kind.INDEX and value.value is not None:
            assert 20 <= value.value <= 100


@given(facts=pilots, as_of=days, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    facts: PilotFacts, as_of: date, seed: Random
) -> None:
    """Answer sheets apart, whose first of a number counts, and notes and lists,
    which keep file order."""
    shuffled = {
        name: tuple(seed.sample(getattr(facts, name), len(getattr(facts, name))))
        for name in (
            "units",
            "standards",
            "steps",
            "posts",
            "deliverables",
            "staff",
            "trainings",
            "sign_ins",
            "implementation_records",
            "self_evaluations",
            "findings",
        )
    }
    before = engine.evaluate(facts, as_of)
    after = engine.evaluate(replace(facts, **shuffled), as_of)
    assert [(v.numerator, v.denominator, v.excluded) for v in before] == [
        (v.numerator, v.denominator, v.excluded) for v in after
    ]


@given(facts=pilots, as_of=days, name=st.none() | units, sample=st.data())
def test_one_more_satisfied_sheet_never_lowers_the_rate(
    facts: PilotFacts, as_of: date, name: str | None, sample: st.DataObject
) -> None:
    answer = sample.draw(st.sampled_from([4, 5]))
    more = sheet(999, *[answer] * 5, rated_on=as_of, unit=name or CIVIL_AFFAIRS)
    fuller = replace(facts, answer_sheets=(*facts.answer_sheets, more))
    before, after = (
        engine.open_indicator(one, "satisfaction_rate", as_of, name).value
        for one in (facts, fuller)
    )
    assert after.denominator == before.denominator + 1
    assert after.value >= (before.value or Fraction(0))


@given(facts=pilots, as_of=days)
def test_the_sheets_of_the_units_make_up_the_whole(
    facts: PilotFacts, as_of: date
) -> None:
    """With numbers that are unique in the survey, and each sheet in one unit."""
    unique = tuple(
        replace(one, sheet_number=f"D{place}")
        for place, one in enumerate(facts.answer_sheets)
    )
    facts = replace(facts, answer_sheets=unique)
    whole = engine.open_indicator(facts, "satisfaction_rate", as_of).value
    parts = [
        engine.open_indicator(facts, "satisfaction_rate", as_of, name).value
        for name in (CIVIL_AFFAIRS, JUSTICE)
    ]
    assert whole.numerator == sum(part.numerator for part in parts)
    assert whole.denominator == sum(part.denominator for part in parts)
    assert whole.excluded == sum(part.excluded for part in parts)
