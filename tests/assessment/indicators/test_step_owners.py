"""Who answers for a step on a day, and which steps there are on it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assessment.indicators.examples import (
    counts,
    opened,
    pilot,
    standard,
    step,
    unit,
)

CLOSED = date(2021, 6, 30)
UNITS = (
    unit("物价局", active_until=CLOSED, successor="发改局"),
    unit("发改局", active_until=date(2021, 10, 1), successor="市场监管局"),
    unit("市场监管局"),
    unit("司法局", successor="政法委"),
)

OWNED = [
    # On the last day before it closes a unit answers for itself alone.
    (date(2021, 6, 29), "物价局", 1),
    (date(2021, 6, 29), "发改局", 0),
    (CLOSED, "发改局", 1),
    (date(2021, 9, 30), "市场监管局", 0),
    # A successor that closed too hands on what it took over.
    (date(2021, 10, 1), "市场监管局", 1),
    (date(2021, 10, 1), "发改局", 1),
    # The step keeps the name it was written with.
    (date(2021, 10, 1), "物价局", 1),
    # A successor named in advance takes over nothing.
    (date(2021, 10, 1), "司法局", 0),
]


@pytest.mark.parametrize(("day", "name", "steps"), OWNED)
def test_a_successor_answers_for_the_steps_of_a_closed_unit(
    day: date, name: str, steps: int
) -> None:
    facts = pilot(
        units=UNITS, standards=(standard(),), steps=(step(owner_units=("物价局",)),)
    )
    value = opened(facts, "standard_coverage", day, name).value
    assert value.denominator == steps


def test_successors_in_a_circle_do_not_hang() -> None:
    units = (
        unit("甲", active_until=CLOSED, successor="乙"),
        unit("乙", active_until=CLOSED, successor="甲"),
    )
    facts = pilot(units=units, steps=(step(owner_units=("甲",)),))
    assert opened(facts, "standard_coverage", unit="乙").value.denominator == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 3, 31), (0, 1)),
        (date(2021, 4, 1), (1, 2)),
        (date(2021, 6, 29), (1, 2)),
        (date(2021, 6, 30), (0, 1)),
    ],
)
def test_a_step_counts_from_the_day_it_begins_until_the_day_it_ends(
    day: date, expected: tuple[int, int]
) -> None:
    facts = pilot(
        standards=(standard("FW101"),),
        steps=(step(), step("FW101", starts_on=date(2021, 4, 1), ends_on=CLOSED)),
    )
    assert counts(facts, "standard_coverage", day) == expected
